/**
 * A person who talks with the guide and does whatever people do: answers, presses, writes beside the point, repeats, goes away for an
 * hour, comes back in another language. After every turn everything is looked at that must always hold; what does not hold is thrown
 * with the conversation as it went.
 *
 * Long since what must hold after a turn, and what people do, lean on one conversation's state.
 */
import * as conversations from '../../dialogs/index.ts'
import { createHearing, optionNames } from '../../src/bot/answerWords.ts'
import type { AccountAnswer } from '../../src/accounts/accountClient.ts'
import { ActivityTypes, type Activity } from '../../src/sdk.ts'
import { internalEvents } from '../../src/turns/internalEvents.ts'
import { pageEvents } from '../../src/turns/pageEvents.ts'
import { freshState, type BotState } from '../../src/turns/conversationState.ts'
import { lookEvent } from '../../src/turns/pageEvents.ts'
import { checkField, type Field } from '../../src/fields/kinds.ts'
import { checks } from '../../src/flow/checks.ts'
import { fold } from '../../src/text/fold.ts'
import { isEnd, type Step } from '../../src/flow/table.ts'
import { framesOf, type Frame } from '../../src/flow/dialogStack.ts'
import type { ButtonValue } from '../../src/flow/port.ts'
import type { OutboxEntry } from '../../src/storage/storage.ts'
import { buttonsIn, faultsOf, textsIn, toldOf, type Button } from './walkChecks.ts'
import type { WalkWorld } from './walkGuide.ts'
import * as words from './walkWords.ts'

/** What a person, or the world around them, does next. `pick` chooses among what there is to choose from. */
export const moveKinds = [
  'press', 'answer', 'number', 'request', 'aside', 'command', 'human', 'cancel', 'language', 'hostile', 'repeat', 'double', 'old', 'forged', 'away', 'restart',
  'outcome', 'activated', 'page', 'link', 'looked', 'again', 'localeEvent', 'helpdesk', 'forget', 'incident', 'upgrade',
] as const
export type MoveKind = (typeof moveKinds)[number]
export interface Move {
  readonly kind: MoveKind
  readonly pick: number
}

const someone = { id: 'someone', name: '' }
const noa = { id: 'noa', name: '' }
const minutes = 60_000
const obeyed: ReadonlySet<string> = new Set([...words.commands, ...words.languageCommands])

/** What holds no longer, with all that was said until then. */
export class WalkFault extends Error {
  override readonly name = 'WalkFault'
}

/** What a turn may find changed. */
interface Taken {
  /** An upgrade took the present step away. */
  readonly stepGone?: boolean
}

/** Whether a form's card was sent off. */
const isCardOf = (input: Partial<Activity> | undefined): boolean =>
  Object.keys((input?.value ?? {}) as object).some(name => name.startsWith('field.'))

interface FormFrame {
  readonly values: Readonly<Record<string, string>>
  readonly at?: string
  readonly remark?: { readonly value: string; readonly suggestion?: string }
  readonly doubts?: readonly { readonly value: string; readonly suggestion?: string }[]
}
const isForm = ({ state }: Frame): boolean => typeof state['values'] === 'object' && 'editing' in state

/** Something that could be done now. */
export interface Possible {
  readonly name: string
  readonly run: () => Promise<void>
  /** The step that it surely leads to. */
  readonly leads?: string | undefined
  /** More than 1: to be done more often than others. */
  readonly priority?: number
}

export interface Walker {
  /** Does one thing. Throws a `WalkFault` when something does not hold. */
  move(move: Move): Promise<void>
  /** Types, presses, or has something happen, by name: for a walk that knows where it goes. */
  say(text: string): Promise<void>
  press(button: ButtonValue, title?: string): Promise<void>
  hearFrom(kind: 'taken' | 'answer' | 'closed'): Promise<void>
  /** What could be done now, by a name that stays the same for the same thing. */
  possible(): readonly Possible[]
  /** The names of the last replies. */
  readonly heard: readonly string[]
  readonly turns: number
  readonly state: BotState
  /** The conversation, as a person would read it. */
  readonly transcript: readonly string[]
}

/** Numbers that name the conversations of a world. */
let conversationsBegun = 0

/** Begins a conversation, greeted. */
export async function beginWalk(world: WalkWorld, locale: string, opening: object = {}): Promise<Walker> {
  const conversation = `walk-${++conversationsBegun}`
  const key = `directline/${conversation}`
  const { library, storage } = world
  const { hear } = createHearing(library)
  const tables = conversations.all
  const transcript: string[] = [`(${world.name}, ${locale})`]
  const typed: string[] = []
  const names: string[] = []
  let turns = 0
  let deliveries = 0
  let cards = 0
  let state: BotState = freshState(locale)
  let last: readonly Activity[] = []
  /** The last question, with its buttons; and the last field of a form that was asked for. */
  let question: Activity | undefined
  let field: string | undefined
  let review: Activity | undefined
  let lastRetry: { name: string; text: string } | undefined
  let lastDelivery: { activity: Partial<Activity>; id: string; replies: string } | undefined
  const old: Button[] = []
  const looks: string[] = []
  const given = new Map<string, Set<string>>()
  const asked = new Set<string>()

  const fail = (what: string): never => {
    throw new WalkFault(`${what}\n\n${transcript.join('\n')}\n`)
  }
  const nameOf = (activity: Activity): string => {
    const { step, part, field: of, article } = toldOf(activity)
    const shown = buttonsIn(activity)
    const options = shown.map(({ value }) => (value.field === undefined ? value.option : `${value.option}:${value.field}`))
    return [
      `${step}${of === undefined ? '' : `.${of}`}`,
      ...(['text', 'field', 'guide'].includes(part) ? [] : [part]),
      ...(article === undefined ? [] : [article]),
      ...(options.length === 0 ? [] : [`[${options.join(' | ')}]`]),
    ].join(' ')
  }
  const note = (replies: readonly Activity[]): void => {
    for (const reply of replies) {
      if (reply.type !== ActivityTypes.Message) transcript.push(`  guide: (${reply.name ?? reply.type})`)
      else {
        transcript.push(`  guide: ${nameOf(reply)}`)
        const card = reply.attachments?.[0]?.content as { fallbackText?: string } | undefined
        for (const line of (card?.fallbackText ?? reply.text ?? '').split('\n')) if (line.trim() !== '') transcript.push(`         ${line}`)
        const titles = buttonsIn(reply).filter(({ value }) => value.field === undefined).map(({ title }) => `[${title}]`)
        if (titles.length > 0) transcript.push(`         ${titles.join(' ')}`)
      }
    }
  }

  const load = async (): Promise<BotState> => {
    const row = await storage.conversations.load(key)
    return row === undefined ? freshState(locale) : (JSON.parse(row.state) as BotState)
  }
  const entries = () =>
    storage.db.selectFrom('outbox').selectAll().where('conversation', '=', key).where('status', '=', 'waiting').orderBy('sequence').execute()

  const fields = (): readonly Field[] => library.form('localAccount').fields
  const isWaiting = (): boolean =>
    framesOf(state.dialogs).some(({ state: inner }) => typeof (inner['options'] as { entry?: unknown } | undefined)?.entry === 'string')

  /** Whether a value came of what was typed or pressed for this field. */
  function comesOf(value: string, of: Field, input: Partial<Activity>, before: FormFrame | undefined, { facts, held }: BotState): boolean {
    const pressed = input.value as ButtonValue | undefined
    const texts = [typeof input.text === 'string' && pressed === undefined ? input.text : undefined, held].filter(each => each !== undefined)
    const label = (name: string): string => library.plain(state.locale, `forms:localAccount.${of.name}.options.${name}`)
    if (value === '' && !of.required) return true
    const inCard = (pressed as Readonly<Record<string, unknown>> | undefined)?.[`field.${of.name}`]
    if (typeof inCard === 'string') {
      if (of.kind === 'choice' || of.kind === 'consent') return inCard === value
      const checked = checkField(of, inCard)
      return checked.ok && checked.value === value
    }
    if (of.kind === 'choice' || of.kind === 'consent') {
      const options = of.kind === 'choice' ? (of.options ?? []) : ['accept', 'decline']
      if (!options.includes(value)) return false
      if (pressed?.option === value) return true
      const own = options.map(id => ({ id, label: label(id), names: optionNames(library, state.locale, id) }))
      const skip = of.required ? [] : [{ id: '_skip', label: library.plain(state.locale, 'dialogs:bot.form.skip'), names: optionNames(library, state.locale, '_skip') }]
      const keep = { id: '_keep', label: library.plain(state.locale, 'dialogs:bot.form.keep'), names: optionNames(library, state.locale, '_keep') }
      return texts.some(text => [[], [keep]].some(more => {
        const heard = hear(text, [...own, ...more, ...skip])
        return heard?.kind === 'option' && heard.id === value
      }))
    }
    // A button stands for words of its own: « Retraité ».
    const offered = (of.offers ?? []).filter(name => label(name) === value)
    if (offered.some(name => pressed?.option === name)) return true
    const ways = (of.offers ?? []).map(id => ({ id, label: label(id), names: optionNames(library, state.locale, id, `createAccount.fillIn.${of.name}`) }))
    if (texts.some(text => { const heard = hear(text, ways, `createAccount.fillIn.${of.name}`); return heard?.kind === 'option' && offered.includes(heard.id) })) return true
    // What is said around a name is left away.
    if (texts.some(text => fold(text).includes(fold(value)) || text.toLowerCase().replace(/[^\d+]/g, '').includes(value))) return true
    if (texts.some(text => { const checked = checkField(of, text); return checked.ok && checked.value === value })) return true
    if (before?.remark !== undefined && [before.remark.value, before.remark.suggestion].includes(value)) return true
    const proposed = (facts as Readonly<Record<string, string>>)[of.name]
    const kept = pressed === undefined ? texts.some(text => ['dialogs:bot.proposed.keep', 'dialogs:bot.form.yes'].some(words => fold(text) === fold(library.plain(state.locale, words)))) : pressed.option === '_proposed'
    if (kept && proposed !== undefined) {
      const checked = checkField(of, proposed)
      return checked.ok && checked.value === value
    }
    return false
  }

  /** Every field of every form holds what was given for it, and nothing else. */
  function lookAtForms(before: BotState, input: Partial<Activity> | undefined, fieldBefore: string | undefined): void {
    const earlier = new Map(framesOf(before.dialogs).filter(isForm).map(frame => [frame.path, frame.state as unknown as FormFrame]))
    for (const frame of framesOf(state.dialogs).filter(isForm)) {
      const form = frame.state as unknown as FormFrame
      const was = earlier.get(frame.path)
      for (const [name, value] of Object.entries(form.values)) {
        if (was !== undefined && was.values[name] === value) continue
        const of = fields().find(each => each.name === name) ?? fail(`A form holds a field that it does not have: ${name}`)
        // An answer that was given before may be corrected in words, anywhere; a bare value at another field corrects none.
        const text = typeof input?.text === 'string' ? input.text : ''
        const isSaid = fieldBefore === undefined || fieldBefore === 'review' || /\p{L}/u.test(text.replace(/\S+@\S+/g, ''))
        const isCorrection = was?.values[name] !== undefined && was.values[name] !== '' && text !== '' && isSaid
        const wasAsked = name === fieldBefore || isCardOf(input) || isCorrection
        const now = input !== undefined && wasAsked && comesOf(value, of, input, was, before)
        if (!now && given.get(name)?.has(value) !== true)
          fail(`The field ${name} holds "${value}", which was not given for it (asked for was ${fieldBefore ?? 'nothing'})`)
        given.set(name, (given.get(name) ?? new Set()).add(value))
      }
    }
  }

  /** No account is asked for that was not sent off in the review. */
  async function lookAtRequests(
    before: BotState,
    input: Partial<Activity> | undefined,
    [questionBefore, reviewBefore]: readonly [Activity | undefined, Activity | undefined],
  ): Promise<void> {
    for (const entry of await entries()) {
      if (asked.has(entry.id)) continue
      asked.add(entry.id)
      if (entry.kind !== 'requestAccount') continue
      const { step, part } = questionBefore === undefined ? { step: '', part: '' } : toldOf(questionBefore)
      if (input?.type !== ActivityTypes.Message) fail('An account is asked for though the person did nothing')
      const repeated = step.endsWith('.notTaken')
      if (part !== 'review' && !repeated && before.held === undefined) fail(`An account is asked for at ${step} ${part}`)
      const { values } = JSON.parse(entry.payload) as { values: Record<string, string> }
      const shown = reviewBefore === undefined ? '' : textsIn(reviewBefore).join('\n')
      for (const [name, value] of Object.entries(values)) {
        const of = fields().find(each => each.name === name)
        if (of === undefined) fail(`An account is asked for with a field that the form does not have: ${name}`)
        if (given.get(name)?.has(value) !== true) fail(`An account is asked for with "${value}" as ${name}, which was never given for it`)
        if (value !== '' && of?.kind !== 'choice' && of?.kind !== 'consent' && !shown.includes(value)) fail(`An account is asked for with "${value}" as ${name}, which the review did not show`)
      }
      for (const { name, required } of fields()) if (required && (values[name] ?? '') === '') fail(`An account is asked for without ${name}`)
    }
  }

  /** What must hold after every turn. */
  async function look(input: Partial<Activity> | undefined, replies: readonly Activity[], taken: Taken = {}): Promise<void> {
    const before = state
    const [questionBefore, fieldBefore, reviewBefore] = [question, field, review]
    turns += 1
    world.clock += 5000
    note(replies)
    state = await load()
    last = replies
    names.length = 0
    const messages = replies.filter(({ type }) => type === ActivityTypes.Message)
    for (const reply of replies) {
      if (reply.type === ActivityTypes.Event && reply.name === lookEvent) looks.push((reply.value as { entry: string }).entry)
      names.push(toldOf(reply).step)
      world.reached.steps.add(toldOf(reply).step)
    }
    for (const { id, state: inner } of framesOf(state.dialogs)) if (typeof inner['at'] === 'string' && 'answers' in inner) world.reached.steps.add(`${id}.${inner['at']}`)
    for (const message of messages) {
      for (const fault of faultsOf(message, tables, typed)) fail(`${nameOf(message)}: ${fault}`)
      if (toldOf(message).step === 'bot.stepGone' && taken.stepGone !== true) fail('A step is gone that nobody took away')
      if (message.locale !== state.locale || toldOf(message).locale !== state.locale)
        fail(`${nameOf(message)} is in ${message.locale ?? '?'}, the conversation in ${state.locale}`)
      if (state.locale === 'en' && textsIn(message).some(text => text.includes('\u202f'))) fail(`${nameOf(message)} is French in an English conversation`)
    }
    const final = messages.at(-1)
    if (input?.type === ActivityTypes.Message && final === undefined) fail('Silence')
    // A way on: buttons, a question that takes a text, or the word that an answer is waited for.
    if (final !== undefined) {
      const { step, ask } = toldOf(final)
      if (ask === undefined && buttonsIn(final).length === 0 && !isWaiting()) fail(`A dead end at ${step}`)
      if (state.menu === undefined && state.dialogs.dialogStack.length === 0) fail(`Nothing is open after ${step}`)
      if (ask !== undefined || buttonsIn(final).length > 0) {
        old.push(...buttonsIn(final).slice(0, 2))
        question = final
        if (toldOf(final).part === 'review' && toldOf(final).step.endsWith('.fillIn')) review = final
        const of = toldOf(final).field
        if (of !== undefined) field = of
        // A question about a value is about the field that it was given for.
        else if (toldOf(final).part === 'remark') field = framesOf(state.dialogs).findLast(isForm)?.state['at'] as string | undefined
        else if (!step.startsWith('bot.')) field = undefined
      }
      // A text that was not understood is met with other words than the one before it; that an answer is waited for may be said again.
      const met = input?.type === ActivityTypes.Message && messages.length === 1 && !step.startsWith('bot.') && !obeyed.has(input.text ?? '')
      const now = met ? { name: nameOf(final), text: textsIn(final).join('\n') } : undefined
      if (now !== undefined && input?.value === undefined && lastRetry?.text === now.text) fail(`The same sentence twice in a row: ${now.name}`)
      if (input !== undefined) lastRetry = now
    }
    lookAtForms(before, input, fieldBefore)
    await lookAtRequests(before, input, [questionBefore, reviewBefore])
  }

  async function send(activity: Partial<Activity>, how: Taken = {}): Promise<void> {
    const id = `delivery-${++deliveries}`
    const full: Partial<Activity> = { from: someone, recipient: noa, ...activity }
    const received = await world.turns.receive({ channel: 'directline', conversation, activity: full, locale, deliveryId: id })
    if (received.repeated) fail('A new message is taken for a repeated one')
    lastDelivery = { activity: full, id, replies: JSON.stringify(received.replies) }
    await look(full, received.replies, how)
  }
  async function say(text: string, how: Taken = {}): Promise<void> {
    transcript.push(`person: ${text.length > 200 ? `${text.slice(0, 60)}… (${text.length})` : JSON.stringify(text).slice(1, -1)}`)
    typed.push(text, text.normalize('NFC').replace(/\s+/g, ' ').trim())
    await send({ type: ActivityTypes.Message, text }, how)
  }
  async function press(value: ButtonValue, title = value.option): Promise<void> {
    transcript.push(`person: [${title}]${value.field === undefined ? '' : ` ${value.field}`}`)
    const isCard = question !== undefined && toldOf(question).part === 'card' && value.option === 'submit'
    const filled = isCard ? fillIn(++cards) : {}
    if (isCard) transcript.push(...Object.entries(filled).map(([name, text]) => `        ${name}: ${text.slice(0, 80)}`))
    typed.push(...Object.values(filled))
    await send({ type: ActivityTypes.Message, text: title, value: { ...value, ...filled } })
  }
  /** The inputs of the form's card, by turns all good, with one that is not, or anyhow. */
  function fillIn(way: number): Record<string, string> {
    return Object.fromEntries(
      fields().map(({ name, kind }, n) => {
        const answers = kind === 'choice' ? ['madame', ' ', 'nobody'] : kind === 'consent' ? ['accept', 'decline'] : (words.fieldAnswers[name] ?? words.places)
        const at = way % 3 === 1 ? 0 : way % 3 === 2 ? (way + n) % fields().length === 0 ? way : 0 : way + n
        return [`field.${name}`, answers[at % answers.length]!]
      }),
    )
  }
  const event = async (name: string, value: unknown): Promise<void> => {
    transcript.push(`(page: ${name} ${JSON.stringify(value)})`)
    await send({ type: ActivityTypes.Event, name, value })
  }
  /** A turn that comes from inside. */
  async function inside(what: string, run: () => Promise<unknown>): Promise<void> {
    transcript.push(`(${what})`)
    const from = (await storage.conversations.load(key))?.watermark ?? 0
    await run()
    const log = await storage.conversations.log(key, from)
    await look(undefined, log.map(({ activity }) => JSON.parse(activity) as Activity).filter(({ from: by }) => by.role === 'bot'))
  }

  const accountAnswers: readonly AccountAnswer[] = [
    { accepted: 'request' },
    { accepted: 'request', heldMs: 3_000_000 },
    { refused: [{ field: 'email', code: 'emailForm' }] },
    { refused: [{ field: 'lastName', code: 'tooLong' }, { field: 'madeUp', code: 'odd' }] },
    { refused: [{ field: 'employer', code: 'somethingNew' }] },
    { refused: [] },
    { unavailable: { retryInMs: 60_000, code: 'http503' } },
    { unavailable: { retryInMs: 700_000, code: 'http429' } },
    { failed: { code: 'http409' } },
  ]
  /** What a dialog is told of it; a link is asked for again too often where the service has no time (429). */
  const resultOf = (answer: AccountAnswer): string => {
    if ('unavailable' in answer) return answer.unavailable.code === 'http429' ? 'tooMany' : 'delayed'
    return 'accepted' in answer && answer.heldMs !== undefined ? 'tooMany' : (Object.keys(answer)[0] ?? '')
  }
  const mailAnswers = ['taken', 'busy', 'refused'] as const

  /** The worker comes by, and something is answered. */
  async function outcome(waiting: Awaited<ReturnType<typeof entries>>[number], pick: number): Promise<void> {
    const answer = accountAnswers[pick % accountAnswers.length]!
    world.account = 'accepted' in answer ? { ...answer, accepted: `request-${conversation}-${waiting.sequence}` } : answer
    world.mail = mailAnswers[pick % mailAnswers.length]!
    const entry: OutboxEntry = {
      id: waiting.id, kind: waiting.kind, payload: waiting.payload, conversation: key, attempt: waiting.attempt + 1,
      createdAt: waiting.created_at, told: waiting.told === 1,
    }
    const what = waiting.kind === 'sendReport' ? world.mail : waiting.kind === 'noteServiceSide' ? 'noted' : JSON.stringify(world.account)
    await inside(`${waiting.kind} comes back: ${what}`, async () => {
      const ended = await world.handlers[waiting.kind]!(entry)
      const row = storage.db.updateTable('outbox').where('id', '=', waiting.id).where('status', '=', 'waiting')
      if ('done' in ended) await row.set({ status: 'settled', reference: ended.reference ?? null, ended_at: world.clock }).execute()
      if ('failed' in ended) await row.set({ status: 'failed', code: ended.failed.code, ended_at: world.clock }).execute()
      if ('retry' in ended) await row.set({ told: ended.retry.told === true ? 1 : waiting.told, attempt: waiting.attempt + 1 }).execute()
    })
  }

  const from = <T>(list: readonly T[], pick: number): T => list[pick % list.length]!
  const buttons = (): Button[] => (question === undefined ? [] : buttonsIn(question))

  /** Texts that could be meant for the present question. */
  function answers(): readonly string[] {
    const of = question === undefined ? undefined : toldOf(question)
    if (of?.field !== undefined) return words.fieldAnswers[of.field] ?? words.places
    const labels = buttons().filter(({ inCard }) => !inCard).map(({ title }) => title)
    if (of === undefined || of.ask === undefined) return words.requests
    if (/mail|address/i.test(of.step)) return [...words.emails, ...labels]
    if (/number/i.test(of.step)) return [...words.errorNumbers, ...labels]
    if (/^(?:contactSupport|followRequest)\./.test(of.step)) return [...words.ownWords, ...labels]
    if (of.part === 'review' && of.step.endsWith('.fillIn')) return ['oui', 'modifier le nom', '4', 'e-mail', 'changer 2', 'envoyer', 'yes', 'Oui, envoyer ma demande']
    if (labels.length > 1) return [...labels, ...labels.map(label => label.toLowerCase().replace(/e/, '')), ...words.places.slice(0, 3)]
    return [...words.places, ...labels]
  }

  async function cancel(phrase: string): Promise<void> {
    const depth = (): number => state.dialogs.dialogStack.length
    const before = depth()
    await say(phrase)
    if (before > 0 ? depth() >= before : names.at(-1) !== 'bot.nothingToCancel') fail(`"${phrase}" did not leave`)
  }

  const leadsToHuman = (): boolean =>
    names.some(name => name.startsWith('contactSupport.') || /^bot\.(human|lost|stuck)/.test(name)) ||
    framesOf(state.dialogs).some(({ id }) => id === 'contactSupport') ||
    last.some(reply => textsIn(reply).some(text => text.includes(world.settings.helpdeskEmail ?? '« nous contacter »') || text.includes('« nous contacter »')))
  async function human(phrase: string): Promise<void> {
    await say(phrase)
    for (let tries = 0; tries < 3 && !leadsToHuman() && isWaiting(); tries++) {
      const [waiting] = await entries()
      if (waiting === undefined) break
      await outcome(waiting, 0)
      await say(phrase)
    }
    if (!leadsToHuman()) fail(`"${phrase}" leads to nobody`)
  }

  const hearFrom = (kind: 'taken' | 'answer' | 'closed'): Promise<void> => inside(`the helpdesk: ${kind}`, () => world.helpdesk(key, kind))
  const notice = (pick: number): Promise<void> => world.announceIncident(pick % 3 === 0 ? 'NOA est indisponible jusqu’à midi.' : undefined)

  async function move({ kind, pick }: Move): Promise<void> {
    switch (kind) {
      case 'press': {
        const shown = buttons()
        if (shown.length === 0) return say(from(answers(), pick))
        const { value, title } = from(shown, pick)
        return press(value, title)
      }
      case 'answer':
        return say(from(answers(), pick))
      case 'number':
        return say(String((pick % 6) + 1))
      case 'request':
        return say(from(words.requests, pick))
      case 'aside':
        return say(from(words.asides, pick))
      case 'command':
        return say(from(words.commands, pick))
      case 'human':
        return human(pick % 2 === 0 ? 'parler à quelqu’un' : 'talk to a person')
      case 'cancel':
        return cancel(pick % 2 === 0 ? 'annuler' : 'cancel')
      case 'language':
        return say(from(words.languageCommands, pick))
      case 'hostile':
        return say(from(words.hostile, pick))
      case 'repeat': {
        if (lastDelivery === undefined) return
        transcript.push('(the last message is delivered once more)')
        const { activity, id, replies } = lastDelivery
        const again = await world.turns.receive({ channel: 'directline', conversation, activity, locale, deliveryId: id })
        turns += 1
        if (!again.repeated) fail('A repeated delivery is taken for a new message')
        if (JSON.stringify(again.replies) !== replies && activity.text?.includes('ffac') !== true) fail('A repeated delivery gets other replies')
        if (JSON.stringify(await load()) !== JSON.stringify(state)) fail('A repeated delivery changes the conversation')
        return
      }
      case 'double': {
        const shown = buttons()
        if (shown.length === 0) return
        const { value, title } = from(shown, pick)
        await press(value, title)
        return press(value, title)
      }
      case 'old': {
        if (old.length === 0) return
        const { value, title } = from(old, pick)
        return press(value, title)
      }
      case 'forged': {
        const ask = state.asks
        const made: unknown[] = [{ step: 'createAccount.fillIn', ask, option: 'submit' }, { step: 'x.y', ask, option: 'z' }, { step: 1 }, [], null, 'x', { ...(buttons()[0]?.value ?? {}), option: 'nothing' }]
        const value = from(made, pick)
        transcript.push(`person: (${JSON.stringify(value)})`)
        return send({ type: ActivityTypes.Message, value })
      }
      case 'away':
        transcript.push('(an hour later)')
        world.clock += (31 + (pick % 600)) * minutes
        return say(from(pick % 3 === 0 ? words.asides : answers(), pick))
      case 'restart':
        transcript.push('(the process ends and begins anew)')
        world.restart()
        return send({ type: ActivityTypes.ConversationUpdate, membersAdded: [someone] })
      case 'outcome': {
        const waiting = await entries()
        return waiting.length === 0 ? undefined : outcome(from(waiting, pick), pick)
      }
      case 'activated':
        return inside('the account is active', () =>
          world.turns.tell({ key, event: { name: internalEvents.announcement, value: { name: 'accountActivated' } }, deliveryId: `activated-${++deliveries}` }),
        )
      case 'helpdesk':
        return hearFrom(from(['taken', 'answer', 'closed'] as const, pick))
      case 'page':
        return event(pageEvents.page, from(words.pages, pick))
      case 'link':
        return event(pageEvents.link, from(words.links, pick))
      case 'looked': {
        const entry = pick % 5 === 0 ? 'lookAround:0' : looks.at(-1)
        return entry === undefined ? undefined : event(pageEvents.looked, { entry, findings: from(words.findings, pick) })
      }
      case 'again':
        return send({ type: ActivityTypes.ConversationUpdate, membersAdded: [someone] })
      case 'localeEvent':
        return event('locale', pick % 2 === 0 ? 'en' : 'fr-FR')
      case 'forget': {
        await say(pick % 2 === 0 ? 'effacer ma conversation' : 'erase my conversation')
        if (names.at(-1) !== 'bot.areYouSure') fail('Whoever wants to be forgotten is not asked once')
        await say(state.locale === 'fr' ? 'Oui, tout effacer' : 'Yes, erase everything')
        if (names.at(-1) !== 'bot.forgotten') fail('What was said is not forgotten')
        given.clear()
        old.length = 0
        field = undefined
        review = undefined
        return
      }
      case 'incident':
        return notice(pick)
      case 'upgrade': {
        const present = framesOf(state.dialogs).findLast(({ state: inner }) => 'answers' in inner)
        const row = await storage.conversations.load(key)
        if (present === undefined || row === undefined || isWaiting()) return
        transcript.push('(an upgrade takes the present step away)')
        const step = `${present.id}.${String(present.state['at'])}`
        const older = row.state.replaceAll(`"${step}"`, `"${present.id}.older"`).replaceAll(`"at":"${String(present.state['at'])}"`, '"at":"older"')
        await storage.conversations.commit({ conversation: { ...row, state: older }, activities: [], outbox: [] })
        state = await load()
        return say(from(['oui', 'yes', '1'], pick), { stepGone: true })
      }
    }
  }

  /** Where the table says that an answer leads, if it is a fixed step. */
  function target(step: string, arrow: (step: Step) => unknown): string | undefined {
    const [dialog = '', name = ''] = step.split('.')
    const found = tables.find(each => each.name === dialog)?.steps[name]
    const to = found === undefined ? undefined : arrow(found)
    return typeof to === 'string' && !isEnd(to) ? `${dialog}.${to}` : undefined
  }

  function possible(): Possible[] {
    if (isWaiting()) return waitingFor()
    const told = question === undefined ? undefined : toldOf(question)
    const at = told === undefined ? 'start' : [told.step, told.field, told.part === 'remark' ? 'remark' : undefined].filter(each => each !== undefined).join('.')
    const choices = buttons().map(({ value, title }): Possible => ({
      name: `${at} [${value.option}${value.field === undefined ? '' : `:${value.field}`}]`,
      run: () => press(value, title),
      leads: target(told?.step ?? '', step =>
        step.kind === 'choose' ? step.choose[value.option] : step.kind === 'ask' ? step.offer?.[value.option] : step.kind === 'pick' ? step.pick[value.option === 'none' ? 'none' : 'next'] : undefined,
      ),
      priority: value.option === 'submit' ? 6 : 1,
    }))
    const asked = target(told?.step ?? '', step => (step.kind === 'ask' ? 'text' : undefined)) !== undefined
    const isText = told?.ask !== undefined && (told.field !== undefined || choices.length === 0 || asked)
    // The first answers of a field's list are good ones: they lead on.
    const texts = (isText ? [...new Set(answers())] : []).map((text, n): Possible => ({
      name: `${at} "${text}"`,
      run: () => say(text),
      priority: told?.field !== undefined && n === 0 ? 6 : 1,
      leads: target(told?.step ?? '', step => {
        if (step.kind === 'ask' && !checks[step.ask](text).ok) return step.otherwise
        const of = step.kind === 'form' ? fields().find(({ name }) => name === told?.field) : undefined
        return step.kind === 'form' && of !== undefined && !checkField(of, text).ok ? step.otherwise : undefined
      }),
    }))
    return [...choices, ...texts]
  }

  function waitingFor(): Possible[] {
    const innermost = framesOf(state.dialogs).findLast(({ state: inner }) => 'answers' in inner)
    const place = `${innermost?.id ?? ''}.${String(innermost?.state['at'])}`
    const leads = (result: string): string | undefined =>
      target(place, step => (step.kind === 'act' ? step.results[result] : undefined))
    const entry = looks.at(-1)
    if (place === 'selfCheck.look' && entry !== undefined)
      return [
        ...words.findings.map((found): Possible => ({
          name: `${place} ${found.join()}`,
          run: () => event(pageEvents.looked, { entry, findings: found }),
          leads: leads(found.length === 0 ? 'fine' : 'found'),
        })),
        { name: `${place} silent`, run: () => say('toujours rien'), leads: leads('silent') },
      ]
    return accountAnswers.map((answer, n): Possible => ({
      name: `${place} ${JSON.stringify(answer)}`,
      run: async () => {
        const found = (await entries()).at(-1)
        await (found === undefined ? say('et alors ?') : outcome(found, n))
      },
      leads: leads(resultOf(answer)),
      priority: 'accepted' in answer && answer.heldMs === undefined ? 2 : 1,
    }))
  }

  await send({ type: ActivityTypes.ConversationUpdate, membersAdded: [someone], channelData: opening })
  return {
    move,
    say,
    press,
    hearFrom,
    possible,
    get heard() {
      return names
    },
    get turns() {
      return turns
    },
    get state() {
      return state
    },
    transcript,
  }
}
