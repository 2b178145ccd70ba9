/**
 * A whole conversation typed as people type, without a button: what is said is handed to the real guide line by line, until the end
 * that was stated beforehand is reached. Dialogs, words, understanding and database are the real ones.
 */
import { readFileSync } from 'node:fs'
import type { Storage } from '../../../src/storage/storage.ts'
import { beginTalk } from '../../support/talk.ts'

/** A conversation with the end that is right for its person. */
export interface Conversation {
  readonly id: string
  readonly lang: string
  readonly persona: string
  readonly says: readonly string[]
  /** Names of `ends`, or of what is said (`chooseLogin.federationCnrs`, `bot.answer help/orcid`): any of them is right. */
  readonly ends: readonly string[]
  /** What must be asked for in the end, by field: the form as it was sent. */
  readonly values: Readonly<Record<string, string>>
  /** Whether giving up is what the person wants. */
  readonly givesUp: boolean
}

/** Reads one line of a sheet: the only place that knows its form. */
function readConversation(line: string): Conversation {
  const { id, lang = 'fr', persona = '', says, end, values = {} } = JSON.parse(line) as {
    id: string; lang?: string; persona?: string; says: string[]; end: string | string[]; values?: Record<string, string>
  }
  const ends = typeof end === 'string' ? [end] : end
  return { id, lang, persona, says, ends, values, givesUp: ends.includes('cancelled') }
}

export const readSheet = (path: string): Conversation[] =>
  readFileSync(path, 'utf8').split('\n').filter(line => line.trim() !== '').map(readConversation)

/** The ends by name: what the guide says when one is reached, as the beginning of its name. */
const ends: Readonly<Record<string, readonly string[]>> = {
  janus: ['chooseLogin.federationCnrs'],
  institution: ['chooseLogin.federationNamed', 'chooseLogin.federationOther'],
  localAccount: ['chooseLogin.localAccount'],
  askInUnit: ['chooseLogin.askInYourUnit'],
  requested: ['createAccount.sending'],
  review: ['createAccount.fillIn review'],
  resent: ['resendActivationLink.sending'],
  report: ['contactSupport.sending', 'contactSupport.copy'],
  human: ['contactSupport.'],
  solved: ['bot.anythingElse'],
  passwordReset: ['recoverPassword.'],
  federationAccess: ['federationAccess.'],
  cancelled: ['bot.cancelled'],
  languages: ['bot.otherLanguage'],
}

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
  for (const line of conversation.says) {
    const heard = await talk.say(line)
    course.push(`> ${line}`, `  ${heard.join(' · ')}`)
    destroyed ||= !conversation.givesUp && heard.some(name => losses.includes(name))
    reached = heard.some(name => wanted.some(end => name.startsWith(end)))
    if (reached || destroyed) break
  }
  if (reached && !(await asked(storage, conversation))) {
    course.push(`  the values are not ${JSON.stringify(conversation.values)}`)
    reached = false
  }
  return { ...conversation, verdict: destroyed ? 'destroyed' : reached ? 'reached' : 'elsewhere', course }
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
