/**
 * What is kept of a person in a conversation, for that person. Whoever is in the conversation is given an address that shows it for an
 * hour: it is signed, so nothing is stored for it, and it holds in every channel.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Requests } from './requests/requestStore.ts'
import { digestOf } from '../storage/conversations.ts'
import type { Storage } from '../storage/storage.ts'
import { readState } from '../turns/conversationState.ts'

/** One thing that was said. */
export interface SaidThing {
  /** ISO 8601, UTC; undefined when it is not known. */
  readonly at: string | undefined
  readonly who: 'guide' | 'person' | 'helpdesk'
  readonly text: string
  /** The button that was pressed, where nothing was typed: of which step, and which. */
  readonly pressed?: { readonly step: string; readonly option: string }
}

export interface OwnData {
  readonly language: string
  /** ISO 8601, UTC. */
  readonly begun: string
  readonly last: string
  readonly said: readonly SaidThing[]
  /** What the guide noted, by the names of `src/flow/facts.ts`. */
  readonly noted: Readonly<Record<string, string>>
  /** Questions that nothing answered, as they are kept: without what tells who asked. */
  readonly questions: readonly { readonly at: string; readonly question: string }[]
  /** What was asked for outside (an account, a mail, a report), with all that was handed over for it. */
  readonly requests: readonly { readonly at: string; readonly kind: string; readonly state: string; readonly handedOver: unknown }[]
  /** What the helpdesk was asked in this conversation. It stays when the conversation is erased, for its own time. */
  readonly askedOfHelpdesk: readonly AskedOfHelpdesk[]
}

/** A request to the helpdesk, for the person who made it: the notes of agents to each other are not theirs. */
export interface AskedOfHelpdesk {
  readonly reference: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly agreed: readonly { readonly label: string; readonly value: string }[]
  readonly transcript: string | undefined
  readonly email: string | undefined
  /** Answers and replies, oldest first. */
  readonly said: readonly SaidThing[]
}

export interface OwnCopies {
  /** What opens the copy of a conversation for an hour. */
  token(key: string): Promise<string>
  /** `gone`: the conversation was erased. Undefined: the token is none, or too old. */
  read(token: string): Promise<OwnData | 'gone' | undefined>
}

/** So long a token opens, ms. */
const validFor = 3_600_000
/** Most that is shown of a log. */
const most = 10_000

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** All texts of an activity and its cards, in their order. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' ? (['text', 'title', 'value'].includes(name) ? [inner] : []) : ['attachments', 'content', 'body', 'items', 'columns', 'facts'].includes(name) ? textsIn(inner) : [])
}

function saidIn(json: string): SaidThing[] {
  const activity = parsed(json)
  if (!isRecord(activity) || activity['type'] !== 'message') return []
  const { from, timestamp, value, text } = activity
  const fromGuide = isRecord(from) && from['role'] === 'bot'
  const at = typeof timestamp === 'string' ? timestamp : undefined
  if (!fromGuide && (text === undefined || text === '') && isRecord(value)) {
    const { step, option } = value
    const pressed = typeof step === 'string' && typeof option === 'string' ? { pressed: { step, option } } : {}
    return [{ at, who: 'person', text: JSON.stringify(value), ...pressed }]
  }
  const words = textsIn(activity).filter(each => each.trim() !== '').join('\n')
  return words === '' ? [] : [{ at, who: fromGuide ? 'guide' : 'person', text: words }]
}

async function askedIn(requests: Pick<Requests, 'ofConversation' | 'events'>, key: string): Promise<AskedOfHelpdesk[]> {
  const found = await requests.ofConversation(key)
  return Promise.all(found.map(async ({ reference, createdAt, agreed, transcript, email }) => ({
    reference,
    at: new Date(createdAt).toISOString(),
    agreed: agreed.map(({ label, value }) => ({ label, value })),
    transcript,
    email,
    said: (await requests.events(reference)).flatMap(({ kind, author, words, at }): SaidThing[] =>
      kind === 'note' || words === '' ? [] : [{ at: new Date(at).toISOString(), who: author === undefined ? 'person' : 'helpdesk', text: words }]),
  })))
}

/** All that is kept of a conversation; `gone`: there is none. */
export async function dataOf(
  { storage: { db, conversations }, requests }: {
    storage: Pick<Storage, 'db' | 'conversations'>
    requests: Pick<Requests, 'ofConversation' | 'events'>
  },
  key: string,
): Promise<OwnData | 'gone'> {
  const row = await db.selectFrom('conversation').selectAll().where('key', '=', key).executeTakeFirst()
  if (row === undefined) return 'gone'
  const log = await conversations.log(key, 0, most)
  const questions = await db.selectFrom('kept_question').selectAll().where('conversation', '=', digestOf(key)).orderBy('asked_at').execute()
  const outbox = await db.selectFrom('outbox').selectAll().where('conversation', '=', key).orderBy('sequence').execute()
  return {
    language: row.locale,
    begun: row.created_at,
    last: row.updated_at,
    said: log.flatMap(({ activity }) => saidIn(activity)),
    noted: readState(row.state, row.locale).facts,
    questions: questions.map(({ asked_at: at, question }) => ({ at, question })),
    requests: outbox.map(({ created_at: at, kind, status: state, payload }) => ({ at, kind, state, handedOver: parsed(payload) })),
    askedOfHelpdesk: await askedIn(requests, key),
  }
}

/** @param clock ms since the epoch */
export function createOwnCopies(
  { storage, requests }: {
    storage: Pick<Storage, 'db' | 'conversations' | 'secret'>
    requests: Pick<Requests, 'ofConversation' | 'events'>
  },
  clock: () => number = Date.now,
): OwnCopies {
  const sign = async (said: string): Promise<string> => createHmac('sha256', await storage.secret('ownData')).update(said).digest('base64url')

  return {
    token: async key => {
      const said = `${(clock() + validFor).toString(36)}.${Buffer.from(key).toString('base64url')}`
      return `${said}.${await sign(said)}`
    },
    read: async token => {
      const [until = '', key = '', signature = '', ...more] = token.slice(0, 4000).split('.')
      const [given, right] = [Buffer.from(signature), Buffer.from(await sign(`${until}.${key}`))]
      const signed = more.length === 0 && given.length === right.length && timingSafeEqual(given, right)
      if (!signed || parseInt(until, 36) < clock()) return undefined
      return dataOf({ storage, requests }, Buffer.from(key, 'base64url').toString())
    },
  }
}
