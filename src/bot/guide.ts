/**
 * What the guide does with one turn: greets, understands commands at any step, hands the rest to the dialog that runs, finds one for
 * what is said at the start, and announces what happened outside.
 */
import { ActivityTypes, type Activity } from 'botbuilder'
import { DialogSet, DialogTurnStatus, type DialogContext, type DialogState, type DialogTurnResult } from 'botbuilder-dialogs'
import type { Settings } from '../config.ts'
import type { Library, Variables } from '../content/library.ts'
import { pageNames, type LookFunctions, type Outcome } from '../flow/actions.ts'
import { beginContext } from '../flow/context.ts'
import type { DialogTable } from '../flow/define.ts'
import { toDialog } from '../flow/dialog.ts'
import type { ButtonValue, Input, Known } from '../flow/port.ts'
import { chosen } from '../flow/chosen.ts'
import { humanHelp } from '../flow/humanHelp.ts'
import { giveTurn, type Ending } from '../flow/stepPrompt.ts'
import type { Understanding } from '../understanding/index.ts'
import { fieldValues } from '../presentation/formInputs.ts'
import { internalEvents, type AnnouncementEvent, type OutcomeEvent } from '../turns/internalEvents.ts'
import { createInterpretation, type Command, type Heard } from './interpret.ts'
import { pageEvents, readLink, readLooked, readPage, withLink, withPage, type Link } from '../turns/pageEvents.ts'
import type { Presenter } from '../presentation/present.ts'
import { scopeOf, type TurnLogic } from '../turns/runTurns.ts'
import { Turn, type Surroundings } from './turn.ts'

/** The conversation that a topic begins, with the help article that it shows where it is one for any article. */
export interface Beginning {
  readonly dialog: string
  readonly article?: string
}

export interface Conversations {
  /** Every dialog that can run. */
  readonly all: readonly DialogTable[]
  /** By topic of the understanding. */
  readonly topics: Readonly<Record<string, Beginning>>
  /** Those that the menu shows, likeliest first, five at most. */
  readonly menu: readonly string[]
  /** The two likeliest next ones after each. */
  readonly after: Readonly<Record<string, readonly string[]>>
  /** Those that nobody needs any more once something was announced, by its name. */
  readonly over: Readonly<Record<string, readonly string[]>>
  /** Answers a question with a help article. */
  readonly answer: string
  /** Leads to a person. */
  readonly human: string
  /** Corrects a request for an account whose refusal came late. */
  readonly correction: string
}

/** Longest text of a person that is looked at, in characters; the rest is cut off and they are told. */
export const longestText = 4000

/** After so long without a word a person is asked whether to go on, ms. */
const longAway = 30 * 60_000

/** How dialogs end that solved what they were begun for, or left it where nobody need be asked about it yet. */
const happyEnds = new Set(['solved', 'requested', 'resent', 'local', 'sent', 'waiting', 'asked', 'support', 'unanswered'])

/** Makes the logic of a turn. */
export function createGuide({
  library,
  present,
  conversations,
  look,
  understanding,
  answerTo = () => undefined,
  facts = () => Promise.resolve({}),
  settings,
}: {
  library: Library
  present: Presenter
  conversations: Conversations
  look: LookFunctions
  understanding: Understanding
  /** The help article that surely answers a question. */
  answerTo?: Surroundings['answerTo']
  /** What every sentence may say beside the settings (the directory's names), asked for at most once in a turn. */
  facts?: (locale: string) => Promise<Variables>
  settings: Settings
}): TurnLogic {
  const known = Object.freeze({
    portalUrl: settings.portalUrl !== undefined,
    federationLoginUrl: settings.federationLoginUrl !== undefined,
    federationAccessUrl: settings.federationAccessUrl !== undefined,
    termsUrl: settings.termsUrl !== undefined,
    privacyUrl: settings.privacyUrl !== undefined,
    localPasswordUrl: settings.localPasswordUrl !== undefined,
    accessibilityUrl: settings.accessibilityUrl !== undefined,
    helpdeskEmail: settings.helpdeskEmail !== undefined,
  }) satisfies Known
  const { menu, topics, after, over, answer, human, correction } = conversations
  const dialogs = new DialogSet()
  for (const table of conversations.all) dialogs.add(toDialog(table))
  const interpretation = createInterpretation(library, understanding, topic => topic in topics)
  const dialogFor = (name: string): string => topics[name]?.dialog ?? name
  const surroundings: Surroundings = { library, present, look, facts, known, interpretation, answerTo, dialogFor }

  /** Says where the conversation is: the present question, or the menu. */
  async function again(dc: DialogContext, turn: Turn): Promise<void> {
    if (dc.activeDialog === undefined) return turn.menu('menu', menu)
    delete turn.state.menu
    turn.input = { kind: 'again' }
    await dc.continueDialog()
  }

  /** @param begunBy the outcome because of which it begins */
  async function begin(dc: DialogContext, turn: Turn, dialog: string, begunBy?: Outcome): Promise<void> {
    delete turn.state.menu
    turn.state.lost = 0
    await follow(dc, turn, dc.stack.length + 1, dialog, () => dc.beginDialog(dialog, begunBy === undefined ? undefined : { begunBy }))
  }

  /** Begins the conversation for a topic, or the one of that name. */
  async function beginTopic(dc: DialogContext, turn: Turn, name: string): Promise<void> {
    const article = topics[name]?.article
    if (article === undefined) delete turn.state.said.article
    else turn.remember('article', article)
    // Whoever chooses to ask something has not asked it yet.
    if (name === answer) delete turn.state.said.question
    await begin(dc, turn, dialogFor(name))
  }

  /** Welcomes once, with the menu, or with what the link that led here asks for. */
  async function greet(dc: DialogContext, turn: Turn, link: Link): Promise<void> {
    turn.state.greeted = true
    turn.state.said = withLink(turn.said, link)
    if (linkTarget(link, conversations, library) === undefined) return turn.menu('greeting', menu)
    await turn.bot('linked')
    await followLink(dc, turn, link)
  }

  /** Begins what a link asks for, in the place of what is going on. */
  async function followLink(dc: DialogContext, turn: Turn, link: Link): Promise<void> {
    turn.state.said = withLink(turn.said, link)
    const target = linkTarget(link, conversations, library)
    if (target === undefined) return
    await dc.cancelAllDialogs()
    if (target.article !== undefined) turn.remember('article', target.article)
    await begin(dc, turn, target.dialog)
  }

  /** What the page tells of itself, unasked, and what it found when it was asked to look. */
  async function fromPage(dc: DialogContext, turn: Turn, name: string, value: unknown): Promise<void> {
    if (name === pageEvents.page) {
      turn.state.said = withPage(turn.said, readPage(value))
      return
    }
    if (name === pageEvents.link) return turn.state.greeted ? followLink(dc, turn, readLink(value)) : greet(dc, turn, readLink(value))
    const looked = readLooked(value)
    if (looked === undefined || !waits(turn.state.dialogs, entry => entry === looked.entry)) return
    turn.input = { kind: 'outcome', action: 'lookAround', ...looked }
    await proceed(dc, turn)
  }

  /** Begins one dialog over those that wait; they go on when it has ended. */
  async function interrupt(dc: DialogContext, turn: Turn, dialog: string, begunBy?: Outcome): Promise<void> {
    // An answer that is awaited from outside comes within seconds, and only the uppermost dialog would hear it.
    if (waits(turn.state.dialogs) || within({ dialogs: turn.state.dialogs }).includes(dialog)) return again(dc, turn)
    await begin(dc, turn, dialog, begunBy)
  }

  async function proceed(dc: DialogContext, turn: Turn): Promise<void> {
    // The outermost dialog is the first of the stack: it names the subject.
    await follow(dc, turn, dc.stack.length, dc.activeDialog!.id, () => dc.continueDialog())
  }

  /** Lets a dialog go on, then does what it leaves to be done. */
  async function follow(dc: DialogContext, turn: Turn, depth: number, dialog: string, run: () => Promise<DialogTurnResult>): Promise<void> {
    turn.running = dc.stack.flatMap(({ id, state }) => [id, ...within(state)])
    const result = await run()
    if (result.status === DialogTurnStatus.complete) return ended(turn, dialog, (result.result as Ending | undefined) ?? { kind: 'back' })
    if (dc.stack.length < depth) return again(dc, turn)
    const { wish } = turn
    turn.wish = undefined
    if (wish === undefined) return
    if ('command' in wish) return command(dc, turn, wish.command, wish.text)
    if (wish.at === 'once') {
      await dc.cancelAllDialogs()
      return beginTopic(dc, turn, wish.topic)
    }
    const variables = { other: turn.place(wish.topic), present: turn.place(dc.activeDialog!.id) }
    await turn.menu('otherSubject', [wish.topic, 'stay'], { variables })
  }

  /** After a dialog ended there is always a way on. */
  async function ended(turn: Turn, dialog: string, ending: Ending): Promise<void> {
    const { later } = turn.state
    delete turn.state.later
    const next = (after[dialog] ?? menu).filter(each => each !== dialog).slice(0, 2)
    if (later !== undefined && later in topics)
      return turn.menu('later', [later, ...next.filter(each => each !== dialogFor(later))], { variables: { other: turn.place(later) } })
    const result = ending.kind === 'answer' ? ending.answer : ''
    if (happyEnds.has(result) || dialog === human) return turn.menu('anythingElse', next)
    await turn.menu('isItSolved', ['solved', 'unsolved', ...next])
  }

  async function command(dc: DialogContext, turn: Turn, name: Command, text = ''): Promise<void> {
    switch (name) {
      case 'cancel':
        if (dc.activeDialog === undefined) return turn.menu('nothingToCancel', menu)
        // Only what lies uppermost is given up; what it interrupted goes on.
        if (dc.stack.length > 1) {
          await dc.endDialog({ kind: 'back' } satisfies Ending)
          return again(dc, turn)
        }
        await dc.cancelAllDialogs()
        return turn.menu('cancelled', menu)
      case 'restart':
        await dc.cancelAllDialogs()
        return turn.menu('restarted', menu)
      case 'back':
        if (dc.activeDialog === undefined) return turn.menu('nothingBefore', menu)
        delete turn.state.menu
        turn.input = { kind: 'back' }
        return proceed(dc, turn)
      case 'help':
        await turn.bot('help')
        return again(dc, turn)
      case 'why':
        if (dc.activeDialog === undefined) return turn.menu('noReason', menu)
        turn.input = { kind: 'why' }
        return proceed(dc, turn)
      case 'forget':
        turn.forget()
        return turn.menu('forgotten', menu)
      case 'human':
        // The page may never answer: whoever asks for a person meanwhile has waited long enough.
        if (waits(turn.state.dialogs, isPages)) await proceed(dc, turn)
        return interrupt(dc, turn, human)
      case 'language': {
        const wanted = interpretation.languageWanted(text, turn.locale)
        // Asked for once more, it is answered all the same.
        return turn.locale === wanted ? again(dc, turn) : speak(dc, turn, wanted)
      }
    }
  }

  async function speak(dc: DialogContext, turn: Turn, locale: string): Promise<void> {
    const spoken = library.locales.find(each => locale.toLowerCase().split('-')[0] === each)
    if (spoken === undefined || spoken === turn.locale) return
    turn.state.locale = spoken
    await turn.bot('switched')
    await again(dc, turn)
  }

  /** What is said at the start: something that can be begun, several, or nothing that was understood. */
  async function atTheStart(dc: DialogContext, turn: Turn, text: string): Promise<void> {
    const heard = interpretation.understand(text, turn.locale)
    turn.note(heard)
    if (heard.lang !== turn.locale && heard.action !== 'none' && text.trim().split(/\s+/).length > 2) {
      turn.state.locale = heard.lang
      await turn.bot('switched')
    }
    if (heard.action === 'start' && heard.command !== undefined) return command(dc, turn, heard.command, text)
    if (heard.action === 'start' && heard.courtesy !== undefined) return turn.menu(heard.courtesy, menu)
    turn.remember('question', text)
    // A conversation helps further than an article, but nothing is begun by asking what a word means.
    const asked = interpretation.isDefinition(text) || heard.action === 'none' || (heard.action === 'offer' && interpretation.isQuestion(text))
    // Of a question that may begin something, only an article that is surer, and about something else, is the answer.
    const article = asked || interpretation.isQuestion(text) ? answerTo(text, turn.locale, asked ? undefined : heard.topic) : undefined
    if (article !== undefined) {
      turn.remember('article', article)
      return begin(dc, turn, answer)
    }
    if (heard.action === 'start' && heard.topic !== undefined) {
      if (heard.later !== undefined) turn.state.later = heard.later
      return beginTopic(dc, turn, heard.topic)
    }
    if (heard.action === 'offer') return turn.menu('offer', heard.likely)
    // A question that nothing surely answers: what may, or the word that it is kept for the editors.
    if (interpretation.isQuestion(text)) {
      delete turn.state.said.article
      return begin(dc, turn, answer)
    }
    return lost(turn, heard)
  }

  /** Not understood: first how to say it, then the three likeliest, then a person. */
  async function lost(turn: Turn, { likely }: Heard): Promise<void> {
    turn.state.lost += 1
    if (turn.state.lost === 1) return turn.menu('notUnderstood', menu)
    const others = menu.filter(each => !likely.some(topic => dialogFor(topic) === each))
    if (turn.state.lost === 2) return turn.menu('stillNotUnderstood', [...likely, ...others].slice(0, 3))
    return turn.menu('lost', [human, ...menu.filter(each => each !== human)].slice(0, 5), { words: [humanHelp(turn)] })
  }

  /** An answer to an open question of the guide's own. False: it was none. */
  async function fromMenu(dc: DialogContext, turn: Turn): Promise<boolean> {
    const { menu: open, held } = turn.state
    if (open === undefined) return false
    const { input } = turn
    if (input.kind === 'button' && (input.value.ask !== open.ask || !input.value.step.startsWith('bot.'))) return false
    const plain = open.yesNo === true ? (['yes', 'no'] as const).find(each => turn.says(each)) : undefined
    const option = plain === 'yes' ? open.offered[0] : (chosen(turn, input, turn.choices(open.offered)) ?? (plain === 'no' ? 'stay' : undefined))
    delete turn.state.held
    // Whoever answers the dialog's own question instead has decided to stay.
    if (option === undefined) {
      if (dc.activeDialog !== undefined) delete turn.state.menu
      return false
    }
    delete turn.state.menu
    switch (option) {
      case 'resume':
      case 'stay':
        await resume(dc, turn, held)
        return true
      case 'restart':
        await command(dc, turn, 'restart')
        return true
      case 'solved':
        await turn.menu('gladly', menu.slice(0, 2))
        return true
      case 'unsolved':
        await begin(dc, turn, human)
        return true
      default:
        await dc.cancelAllDialogs()
        // What was seen some other time is asked again, where nothing was said of it now.
        delete turn.state.said.symptom
        delete turn.state.said.question
        if (held !== undefined) {
          turn.remember('question', held)
          turn.note(interpretation.understand(held, turn.locale))
        }
        await beginTopic(dc, turn, option)
        return true
    }
  }

  /** Back to the dialog, with the text that waited for it: nothing that was typed is lost. */
  async function resume(dc: DialogContext, turn: Turn, held: string | undefined): Promise<void> {
    if (dc.activeDialog === undefined) return turn.menu('anythingElse', menu)
    if (held === undefined) return again(dc, turn)
    turn.insists = true
    turn.input = { kind: 'text', text: held }
    await proceed(dc, turn)
  }

  async function message(dc: DialogContext, turn: Turn, now: number): Promise<void> {
    const { state } = turn
    const away = now - (state.at ?? now)
    state.at = now
    state.greeted = true
    const text = turn.input.kind === 'text' ? turn.input.text : undefined
    if (text !== undefined) {
      const named = interpretation.command(text)
      if (named !== undefined) {
        state.lost = 0
        return command(dc, turn, named, text)
      }
      if (text.length > longestText) {
        await turn.bot('tooLong')
        return again(dc, turn)
      }
    }
    if (await fromMenu(dc, turn)) return
    if (dc.activeDialog === undefined) {
      if (turn.input.kind === 'button') return turn.menu('oldButton', menu)
      if (text === undefined || text.trim() === '') return turn.menu('menu', menu)
      const courtesy = interpretation.courtesy(text)
      if (courtesy !== undefined) return turn.menu(courtesy, menu)
      return turn.says('yes') || turn.says('no') ? turn.menu('anythingElse', menu) : atTheStart(dc, turn, text)
    }
    if (away > longAway && text !== undefined) {
      state.held = text
      return turn.menu('resume', ['resume', 'restart'], { variables: { present: turn.place(dc.stack[0]!.id) } })
    }
    await proceed(dc, turn)
  }

  async function event(dc: DialogContext, turn: Turn, activity: Activity): Promise<void> {
    const scope = scopeOf(dc.context)
    if (activity.name === 'locale' && typeof activity.value === 'string') return speak(dc, turn, activity.value)
    if (Object.values<unknown>(pageEvents).includes(activity.name)) return fromPage(dc, turn, activity.name ?? '', activity.value)
    if (scope.internal === undefined) return
    if (activity.name === internalEvents.outcome) {
      const outcome = activity.value as OutcomeEvent
      turn.input = { kind: 'outcome', ...outcome }
      if (waits(turn.state.dialogs, entry => entry === outcome.entry)) return proceed(dc, turn)
      // The conversation has gone on without waiting: it is told what became of the request, then where it was.
      const { result } = outcome.outcome
      const toBeCorrected = outcome.action === 'requestAccount' && (result === 'refused' || result === 'failed')
      if (toBeCorrected) delete turn.state.menu
      const key = `${outcome.action}.${result}`
      if (library.has(turn.locale, `dialogs:bot.announcements.${key}`)) await turn.announce(key, outcome.outcome.variables)
      if (toBeCorrected) return interrupt(dc, turn, correction, outcome.outcome)
      if (dc.activeDialog !== undefined) await again(dc, turn)
      return
    }
    if (activity.name === internalEvents.announcement) {
      const { name, variables } = activity.value as AnnouncementEvent
      const open = turn.state.menu
      if (open !== undefined) open.offered = open.offered.filter(each => over[name]?.includes(each) !== true)
      await turn.announce(name, variables)
      if (dc.activeDialog !== undefined) await again(dc, turn)
    }
  }

  return async (context, scope) => {
    const turn = new Turn(context, scope, inputOf(context.activity), surroundings)
    giveTurn(context, turn)
    const dc = beginContext(dialogs, context, scope.state.dialogs)
    try {
      const { activity } = context
      if (activity.type === ActivityTypes.Message) await message(dc, turn, new Date(activity.timestamp ?? Date.now()).getTime())
      else if (activity.type === ActivityTypes.Event) await event(dc, turn, activity)
      else if (
        activity.type === ActivityTypes.ConversationUpdate &&
        !turn.state.greeted &&
        activity.membersAdded?.some(({ id }) => id !== activity.recipient?.id) === true
      ) {
        const { page, link } = (activity.channelData ?? {}) as { page?: unknown; link?: unknown }
        if (page !== undefined) turn.state.said = withPage(turn.said, readPage(page))
        await greet(dc, turn, readLink(link))
      }
    } catch (error) {
      // A step that an upgrade took away: the dialog cannot go on, the conversation can.
      if (!(error instanceof Error) || !/has no step|wasn't found|with an id of/.test(error.message)) throw error
      scope.state.dialogs.dialogStack.length = 0
      await turn.menu('stepGone', menu)
    }
  }
}

/** Where a link leads; undefined when it names nothing that can be begun. */
export function linkTarget(
  { topic, said: { article } }: Link,
  { all, topics, answer }: Pick<Conversations, 'all' | 'topics' | 'answer'>,
  { articles, defaultLocale }: Pick<Library, 'articles' | 'defaultLocale'>,
): Beginning | undefined {
  const named = topic !== undefined && Object.hasOwn(topics, topic) ? topics[topic] : undefined
  const known = article !== undefined && articles('help', defaultLocale).some(({ id }) => id === article)
  const target = named ?? (known ? { dialog: answer, article } : undefined)
  return all.some(({ name }) => name === target?.dialog) ? target : undefined
}

/** The dialogs that wait inside another one. */
function within(state: unknown): string[] {
  const stack = (state as { dialogs?: DialogState } | undefined)?.dialogs?.dialogStack ?? []
  return stack.flatMap(({ id, state: inner }) => [id, ...within(inner)])
}

/** Whether a dialog waits for the outcome of something that is done outside. `which` is asked of its entry; of any without it. */
function waits(state: DialogState, which: (entry: string) => boolean = () => true): boolean {
  return state.dialogStack.some(({ state: inner }) => {
    const { options, dialogs } = (inner ?? {}) as { options?: { entry?: string }; dialogs?: DialogState }
    const awaited = options?.entry
    return (awaited !== undefined && which(awaited)) || (dialogs !== undefined && waits(dialogs, which))
  })
}

/** Whether an entry is something that the person's page was asked to do. */
const isPages = (entry: string): boolean => pageNames.some(name => entry.startsWith(`${name}:`))

/** What a person's activity carries: a button of ours, or a text. Anything else that a client may invent is an empty text. */
function inputOf(activity: Activity): Input {
  const value = activity.value as Partial<ButtonValue> | undefined
  if (
    activity.type === ActivityTypes.Message &&
    typeof value === 'object' &&
    value !== null &&
    typeof value.step === 'string' &&
    typeof value.ask === 'number' &&
    typeof value.option === 'string'
  ) {
    const values = fieldValues(value)
    return {
      kind: 'button',
      value: {
        step: value.step,
        ask: value.ask,
        option: value.option,
        ...(typeof value.field === 'string' ? { field: value.field } : {}),
        ...(values === undefined ? {} : { values }),
      },
    }
  }
  return { kind: 'text', text: typeof activity.text === 'string' ? activity.text : '' }
}
