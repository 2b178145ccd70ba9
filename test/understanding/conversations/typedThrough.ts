/**
 * A whole conversation typed as people type, without a button: what is said is handed to the real guide line by line, until the end
 * that was stated beforehand is reached. Dialogs, words, understanding and database are the real ones.
 */
import { readFileSync } from 'node:fs'
import type { Storage } from '../../../src/storage/storage.ts'
import { internalEvents } from '../../../src/turns/internalEvents.ts'
import { beginTalk, type Talk } from '../../support/talk.ts'

/** A conversation with the end that is right for its person. */
export interface Conversation {
  readonly id: string
  readonly lang: string
  readonly persona: string
  /** Begins to talk: what is said after the names that were heard; undefined: nothing more. */
  readonly speak: () => (heard: readonly string[]) => string | undefined
  /** Names of `ends`, or of what is said (`chooseLogin.federationCnrs`, `bot.answer help/orcid`): any of them is right. */
  readonly ends: readonly string[]
  /** What must be asked for in the end, by field: the form as it was sent. */
  readonly values: Readonly<Record<string, string>>
  /** Whether giving up is what the person wants. */
  readonly givesUp: boolean
}

/** Says lines in their order. */
const inOrder = (lines: readonly string[]): Conversation['speak'] => () => {
  let next = 0
  return () => lines[next++]
}

/** At the step that is asked, by name: what is said there, the first time, the second … */
type Persona = Readonly<Record<string, readonly string[]>>

/** « createAccount.fillIn review » -> the name of the step in a sheet; of what is asked again, the step before. */
const stepOf = (heard: readonly string[], answers: Persona): string | undefined =>
  heard.toReversed()
    // What is read over is a step of its own in a conversation, and a part of a form.
    .map(name => name.replace(/ retry$/, '').replace('.review review', '.review').replace(' review', '.review').replace(' remark', '.cnrsAddress').split(' ')[0] ?? '')
    .find(name => answers[name] !== undefined)

/** Opens, and then answers what is asked as a persona does; where the persona says nothing of a step, what they would say anywhere. */
const asPersona = (opening: string, answers: Persona, otherwise: readonly string[]): Conversation['speak'] => () => {
  const said = new Map<string, number>()
  let at: string | undefined
  let elsewhere = 0
  return heard => {
    if (heard.length === 0) return opening
    const step = stepOf(heard, answers) ?? (heard.some(name => name.startsWith('bot.') || !name.endsWith(' retry')) ? undefined : at)
    if (step === undefined) return otherwise[elsewhere++]
    at = step
    const time = said.get(step) ?? 0
    said.set(step, time + 1)
    return answers[step]?.[time] ?? otherwise[elsewhere++]
  }
}

/** Reads one line of a sheet: the only place that knows its forms. */
function readConversation(line: string): Conversation {
  const sheet = JSON.parse(line) as {
    lang?: string; end: string | string[]
    id?: string; persona?: string; says?: string[]; values?: Record<string, string>
    name?: string; opening?: string; answers?: Persona; otherwise?: string[]
  }
  const { id, name, persona, lang = 'fr', end, values = {}, says, opening = '', answers = {}, otherwise = [] } = sheet
  const ends = typeof end === 'string' ? [end] : end
  const speak = says === undefined ? asPersona(opening, answers, otherwise) : inOrder(says)
  return { id: id ?? name ?? '', lang, persona: persona ?? name ?? '', speak, ends, values, givesUp: ends.includes('cancelled') }
}

export const readSheet = (path: string): Conversation[] =>
  readFileSync(path, 'utf8').split('\n').filter(line => line.trim() !== '').map(readConversation)

/** The ends by name: what the guide says when one is reached, as the beginning of its name. */
const ends: Readonly<Record<string, readonly string[]>> = {
  janus: ['chooseLogin.federationCnrs'],
  institution: ['chooseLogin.federationNamed', 'chooseLogin.federationOther'],
  localAccount: ['chooseLogin.localAccount'],
  // Whether the directory is silent, or knows that the unit is the CNRS's and Janus comes from there.
  askInUnit: ['chooseLogin.askInYourUnit', 'chooseLogin.noCredentials', 'federationAccess.fromTheUnit'],
  requested: ['createAccount.sending'],
  review: ['createAccount.fillIn review'],
  resent: ['resendActivationLink.sending'],
  report: ['contactSupport.sending', 'contactSupport.copy'],
  human: ['contactSupport.'],
  federationCnrs: ['chooseLogin.federationCnrs'],
  federationNamed: ['chooseLogin.federationNamed'],
  federationOther: ['chooseLogin.federationOther'],
  localRequested: ['createAccount.sending'],
  password: ['janus', 'institution', 'newPassword', 'noPasswordPage'].map(step => `recoverPassword.${step}`),
  reported: ['contactSupport.sending', 'contactSupport.copy'],
  article: ['showArticle.article'],
  solved: ['bot.anythingElse', 'fixBlankPage.solved'],
  passwordReset: ['recoverPassword.'],
  federationAccess: ['federationAccess.'],
  cancelled: ['bot.cancelled'],
  languages: ['bot.otherLanguage'],
}

/** Nobody goes on for longer. */
const mostTurns = 60

/** What a person loses everything by that was typed. */
const losses = ['bot.cancelled', 'bot.restarted', 'bot.forgotten', 'bot.stepGone']

export interface Walked extends Conversation {
  /** `reached`: the right end. `destroyed`: what was typed before is gone, unasked. */
  readonly verdict: 'reached' | 'elsewhere' | 'destroyed'
  /** What was typed and what was answered, by name. */
  readonly course: readonly string[]
}

/** Types a conversation through. */
export async function typeThrough(storage: Storage, conversation: Conversation): Promise<Walked> {
  const settings = {
    portalUrl: 'https://noa.example.org/', federationAccessUrl: 'https://noa.example.org/access', localPasswordUrl: 'https://noa.example.org/password',
    helpdeskEmail: 'help@example.org',
  }
  const talk = await beginTalk(storage, { locale: conversation.lang, conversation: conversation.id, settings })
  const course: string[] = []
  const wanted = conversation.ends.flatMap(end => ends[end] ?? [end])
  let destroyed = false
  let reached = false
  const next = conversation.speak()
  let heard: readonly string[] = []
  for (let turns = 0; turns < mostTurns; turns++) {
    const line = next(heard)
    if (line === undefined) break
    heard = await talk.say(line)
    course.push(`> ${line}`, `  ${heard.join(' · ')}`)
    const isReached = (names: readonly string[]): boolean => names.some(name => wanted.some(end => name.startsWith(end)))
    destroyed ||= !conversation.givesUp && heard.some(name => losses.includes(name))
    reached = isReached(heard)
    if (reached || destroyed) break
    const came = await outsideDone(storage, talk, conversation.id)
    if (came.length > 0) course.push(`  (outside) ${came.join(' · ')}`)
    heard = [...heard, ...came]
    reached = isReached(came)
    if (reached) break
  }
  if (reached && !(await asked(storage, conversation))) {
    course.push(`  the values are not ${JSON.stringify(conversation.values)}`)
    reached = false
  }
  return { ...conversation, verdict: destroyed ? 'destroyed' : reached ? 'reached' : 'elsewhere', course }
}

/** What comes of each thing that is entrusted, when all goes well. */
const outcomes: Readonly<Record<string, string>> = {
  noteServiceSide: 'noted', requestAccount: 'accepted', resendActivation: 'accepted', sendReport: 'accepted',
}

/** What is done outside comes back within a moment, as in life: what is said of it. */
async function outsideDone(storage: Storage, talk: Talk, id: string): Promise<string[]> {
  const key = `directline/${id}`
  const entries = await storage.db.selectFrom('outbox').select(['id', 'kind']).where('conversation', '=', key).where('status', '=', 'waiting').execute()
  for (const { id: entry, kind } of entries) {
    const result = outcomes[kind]
    if (result === undefined) continue
    const value = { entry, action: kind, outcome: { result, variables: { reference: 'NOA-000000' } } }
    await talk.turns.tell({ key, event: { name: internalEvents.outcome, value }, deliveryId: `came ${entry}`, settles: { id: entry } })
  }
  return talk.hear()
}

/** Whether what was entrusted, or what is filled in still, holds the values. */
async function asked(storage: Storage, { id, values }: Conversation): Promise<boolean> {
  if (Object.keys(values).length === 0) return true
  const key = `directline/${id}`
  const sent = await storage.db.selectFrom('outbox').select('payload').where('conversation', '=', key).execute()
  const state = (await storage.conversations.load(key))?.state ?? ''
  const all = [...sent.map(({ payload }) => payload), state].join('\n')
  return Object.entries(values).every(([field, value]) => all.includes(`"${field}":${JSON.stringify(value)}`))
}
