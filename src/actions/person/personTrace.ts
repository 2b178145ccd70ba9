/**
 * Where something of one person is kept, for the operator who gets their letter: by an address, by the reference of a request, or by a
 * conversation. Whoever wrote to the guide gave no other name.
 */
import { createHash } from 'node:crypto'
import { sql, type Expression, type Kysely, type SqlBool } from 'kysely'
import type { Tables } from '../../storage/tables.ts'
import { holdsAddress, isAddress } from '../../text/address.ts'
import { readState } from '../../turns/conversationState.ts'

export interface Trace {
  /** In small letters, where the person was named by one. */
  readonly address: string | undefined
  /** Keys of the conversations in which the address was given. */
  readonly conversations: readonly string[]
  /** Requests to the helpdesk: of that address, and those that were written in these conversations. */
  readonly references: readonly string[]
  /** Ids of work outside that belongs to no conversation. */
  readonly entries: readonly string[]
  /** Requests of others in which an agent wrote the address: they stay. */
  readonly mentioned: readonly string[]
  /** Addresses that were given there, where the person was named otherwise: what is kept of those is not looked for. */
  readonly alsoGiven: readonly string[]
}

/** What a client of the account service is called there, by the conversation: as `accountRequests.ts` does. */
const requesterOf = (key: string): string => createHash('sha256').update(`requester ${key}`).digest('hex')

const unique = (all: readonly (string | null | undefined)[]): string[] =>
  [...new Set(all.filter(each => each !== null && each !== undefined))].sort()

/** Rows whose text may hold it: looked at more closely afterwards. */
const mayHold = (column: string, text: string): Expression<SqlBool> =>
  sql<SqlBool>`lower(${sql.ref(column)}) like ${`%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`} escape '!'`

/** The conversations in which an address was given. */
async function conversationsOf(db: Kysely<Tables>, address: string): Promise<string[]> {
  const [states, said, outside] = await Promise.all([
    db.selectFrom('conversation').select(['key', 'state as text']).where(mayHold('state', address)).execute(),
    db.selectFrom('activity').select(['conversation as key', 'activity as text']).where(mayHold('activity', address)).execute(),
    db.selectFrom('outbox').select(['conversation as key', 'payload as text']).where('conversation', 'is not', null).where(mayHold('payload', address)).execute(),
  ])
  return unique([...states, ...said, ...outside].filter(({ text }) => holdsAddress(text, address)).map(({ key }) => key))
}

/** Requests that are a person's: by their address, in what they agreed to send or said since. What agents wrote of it is told apart. */
async function requestsOf(db: Kysely<Tables>, address: string): Promise<{ own: string[]; mentioned: string[] }> {
  const requests = await db
    .selectFrom('help_request')
    .select(['reference', 'email', 'agreed', 'transcript'])
    .where(where => where.or([mayHold('email', address), mayHold('agreed', address), mayHold('transcript', address)]))
    .execute()
  const events = await db.selectFrom('request_event').select(['reference', 'author', 'words']).where(mayHold('words', address)).execute()
  const holding = events.filter(({ words }) => holdsAddress(words, address))
  const own = unique([
    ...requests
      .filter(({ email, agreed, transcript }) => [email, agreed, transcript].some(text => text !== null && holdsAddress(text, address)))
      .map(({ reference }) => reference),
    ...holding.filter(({ author }) => author === null).map(({ reference }) => reference),
  ])
  return { own, mentioned: unique(holding.map(({ reference }) => reference)).filter(each => !own.includes(each)) }
}

/** Work outside that names a request, or holds an address, and belongs to no conversation. */
async function entriesOf(db: Kysely<Tables>, references: readonly string[], address: string | undefined): Promise<string[]> {
  const named = references.map(reference => ({ text: `"${reference}"`, holds: () => true }))
  const holding = address === undefined ? [] : [{ text: address, holds: (payload: string) => holdsAddress(payload, address) }]
  const found = await Promise.all([...named, ...holding].map(async ({ text, holds }) => {
    const rows = await db.selectFrom('outbox').select(['id', 'payload']).where('conversation', 'is', null).where(mayHold('payload', text)).execute()
    return rows.filter(({ payload }) => holds(payload)).map(({ id }) => id)
  }))
  return unique(found.flat())
}

/** Addresses that were noted in conversations, asked for an account there, or stand in requests. */
async function addressesGiven(db: Kysely<Tables>, conversations: readonly string[], references: readonly string[]): Promise<string[]> {
  const [states, requests, accounts] = await Promise.all([
    conversations.length === 0 ? [] : db.selectFrom('conversation').select(['state', 'locale']).where('key', 'in', conversations).execute(),
    references.length === 0 ? [] : db.selectFrom('help_request').select('email').where('reference', 'in', references).execute(),
    conversations.length === 0 ? [] : db.selectFrom('account_request').select('email').where('sender', 'in', conversations.map(requesterOf)).execute(),
  ])
  const noted = states.map(({ state, locale }) => readState(state, locale).facts.email)
  return unique([...noted, ...requests.map(({ email }) => email), ...accounts.map(({ email }) => email)].map(email => email?.toLowerCase()))
}

/**
 * Looks for what is kept of somebody.
 * @param asked an address, a reference (`NOA-7K3M9Q`), or a conversation's id or key
 */
export async function traceOf(db: Kysely<Tables>, asked: string): Promise<Trace> {
  const named = await db.selectFrom('conversation').select('key').where(where => where.or([where('key', '=', asked), where('id', '=', asked)])).execute()
  const request = await db.selectFrom('help_request').select(['reference', 'conversation']).where('reference', '=', asked.toUpperCase()).executeTakeFirst()
  const address = isAddress(asked) ? asked.toLowerCase() : undefined
  const { own, mentioned } = address === undefined ? { own: [], mentioned: [] } : await requestsOf(db, address)
  const ofRequests = own.length === 0 ? [] : await db.selectFrom('help_request').select('conversation').where('reference', 'in', own).execute()
  const conversations = unique([
    ...named.map(({ key }) => key), request?.conversation, ...ofRequests.map(each => each.conversation),
    ...(address === undefined ? [] : await conversationsOf(db, address)),
  ])
  const written = conversations.length === 0 ? [] : await db.selectFrom('help_request').select('reference').where('conversation', 'in', conversations).execute()
  const references = unique([request?.reference, ...own, ...written.map(({ reference }) => reference)])
  return {
    address,
    conversations,
    references,
    entries: await entriesOf(db, references, address),
    mentioned: mentioned.filter(each => !references.includes(each)),
    alsoGiven: address === undefined ? await addressesGiven(db, conversations, references) : [],
  }
}
