/** All that is kept of one person, as the operator hands it to them. */
import type { Storage } from '../../storage/storage.ts'
import { dataOf, type OwnData } from '../ownData.ts'
import type { HelpRequest, RequestEvent, Requests } from '../requests/requestStore.ts'
import type { Trace } from './personTrace.ts'

export interface CopiedConversation extends OwnData {
  readonly key: string
  /** What the guide has in mind there: what was noted, and forms that are not sent yet. */
  readonly state: unknown
  /** How the channel names the person. */
  readonly reachedAt: unknown
}

export interface CopiedRequest extends HelpRequest {
  /** Notes that agents made for each other are among them: they are about the person, too. */
  readonly events: readonly RequestEvent[]
  /** Codes that bring back the conversation, of which only digests are kept: when they were made, ms since the epoch. */
  readonly codesMadeAt: readonly number[]
}

export interface PersonCopy {
  readonly conversations: readonly CopiedConversation[]
  readonly requests: readonly CopiedRequest[]
  /** Work outside that belongs to no conversation. */
  readonly outside: readonly { readonly kind: string; readonly at: string; readonly state: string; readonly handedOver: unknown }[]
}

const parsed = (json: string): unknown => JSON.parse(json)

/** Reads all that a trace found. */
export async function copyOf(storage: Pick<Storage, 'db' | 'conversations'>, requests: Requests, trace: Trace): Promise<PersonCopy> {
  const { db } = storage
  const conversations = await Promise.all(trace.conversations.map(async (key): Promise<CopiedConversation[]> => {
    const [data, row] = await Promise.all([dataOf({ storage, requests }, key), storage.conversations.load(key)])
    // As the guide wrote them.
    return data === 'gone' || row === undefined ? [] : [{ key, ...data, state: parsed(row.state), reachedAt: parsed(row.reference) }]
  }))
  const asked = await Promise.all(trace.references.map(async (reference): Promise<CopiedRequest[]> => {
    const request = await requests.find(reference)
    const codes = await db.selectFrom('return_code').select('made_at').where('reference', '=', reference).execute()
    if (request === undefined) return []
    return [{ ...request, events: await requests.events(reference), codesMadeAt: codes.map(({ made_at: at }) => Number(at)) }]
  }))
  const entries = trace.entries.length === 0 ? [] : await db.selectFrom('outbox').selectAll().where('id', 'in', trace.entries).orderBy('sequence').execute()
  return {
    conversations: conversations.flat(),
    requests: asked.flat(),
    outside: entries.map(({ kind, created_at: at, status: state, payload }) => ({ kind, at, state, handedOver: parsed(payload) })),
  }
}
