/**
 * What people asked the helpdesk, a row each, and what became of it since. It holds what the person agreed to send and nothing else of
 * the conversation. Each change is one commit with what is still to be told of it, so that no answer is lost between a desk and a chat.
 */
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Keeper } from '../../storage/retentionJob.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Tables } from '../../storage/tables.ts'
import { longestWords, type HelpRequestTable, type RequestEventKind, type RequestState } from '../../storage/tables/requestTables.ts'

/** A line that the person agreed to send. */
export interface AgreedLine {
  readonly name: string
  readonly label: string
  readonly value: string
}

export interface NewRequest {
  /** `NOA-7K3M9Q`. */
  readonly reference: string
  /** Key of the conversation in which it was written. */
  readonly conversation: string | undefined
  readonly locale: string
  readonly subject: string
  /** What requests of one cause share; empty when nothing was seen. */
  readonly likeness: string
  /** The helpdesk's own reference. */
  readonly ticket: string | undefined
  readonly agreed: readonly AgreedLine[]
  readonly transcript: string | undefined
  readonly email: string | undefined
}

export interface HelpRequest extends NewRequest {
  readonly state: RequestState
  /** Who has it in hand. */
  readonly agent: string | undefined
  readonly version: number
  /** ms since the epoch. */
  readonly createdAt: number
  readonly changedAt: number
}

export interface RequestEvent {
  readonly id: string
  readonly reference: string
  readonly kind: RequestEventKind
  /** The agent's name; undefined: the person. */
  readonly author: string | undefined
  readonly words: string
  /** ms since the epoch. */
  readonly at: number
}

/** What an agent does. `version`: of the request as they saw it; undefined where that does not matter (a mail that is answered). */
export interface AgentAct {
  readonly kind: Extract<RequestEventKind, 'taken' | 'answer' | 'note' | 'closed' | 'reopened'>
  readonly agent: string
  readonly words?: string
  readonly version?: number | undefined
  /** Recognises a repetition. */
  readonly id?: string
  /** What is written down of it elsewhere, in the same commit. */
  readonly also?: (transaction: Kysely<Tables>) => Promise<void>
}

/** What the person does in their conversation. */
export interface PersonAct {
  readonly kind: Extract<RequestEventKind, 'reply' | 'solved'>
  /** Key of the conversation. */
  readonly conversation: string
  readonly words?: string
  readonly id: string
}

/** What the helpdesk hears of a person afterwards. */
export const personEventKinds = ['reply', 'solved', 'reopened'] as const satisfies readonly RequestEventKind[]

/** `changed`: somebody else was faster. `unknown`: there is no such request, or it is not this person's. */
export type Acted = 'done' | 'changed' | 'unknown'

export interface Requests extends Keeper {
  /** Writes a request down that is to be handed over; one that is there already stays as it is. */
  draft(request: NewRequest): Promise<HelpRequest | undefined>
  /** It was handed over. */
  submit(reference: string): Promise<void>
  /** It never will be. */
  withdraw(reference: string): Promise<void>
  find(reference: string): Promise<HelpRequest | undefined>
  /** What happened to it, oldest first. */
  events(reference: string): Promise<readonly RequestEvent[]>
  event(id: string): Promise<RequestEvent | undefined>
  /** How many there are of each state. */
  counts(): Promise<Readonly<Partial<Record<RequestState, number>>>>
  /** Those of a reference, their own or the helpdesk's, newest first. */
  named(reference: string): Promise<readonly HelpRequest[]>
  /** Newest first. */
  list(states: readonly RequestState[], limit?: number): Promise<readonly HelpRequest[]>
  /** Those that were written in a conversation, newest first. */
  ofConversation(key: string): Promise<readonly HelpRequest[]>
  /** Answers, takes up, notes or closes. An answer is told to the person, and so is that somebody took it up or closed it. */
  act(reference: string, act: AgentAct): Promise<Acted>
  /** Replies, or says that it is settled. A reply to what was closed opens it again. */
  hear(reference: string, act: PersonAct): Promise<Acted>
  /** How many others of the same cause came within the last hour. */
  alike(request: Pick<HelpRequest, 'reference' | 'likeness'>): Promise<number>
}

/** Kinds of outbox entry: what a person is told, and what the helpdesk is. */
export const tellPersonKind = 'tellPerson'
export const tellHelpdeskKind = 'tellHelpdesk'

const hour = 3_600_000
/** An act met others' this often: something is wrong beyond a race. */
const mostConflicts = 10
/** Requests of one reference of the helpdesk that are listed. */
const mostNamed = 50

const handedOver = ['new', 'inHand', 'answered', 'closed'] as const satisfies readonly RequestState[]
/** The states in which an agent may do it: in another one, somebody was faster. */
const statesFor: Readonly<Record<AgentAct['kind'], readonly RequestState[]>> = {
  taken: ['new'], closed: ['new', 'inHand', 'answered'], reopened: ['closed'], answer: handedOver, note: handedOver,
}
/** The state after an event; a note changes nothing, and an answer to what is closed opens it. */
const stateAfter: Readonly<Partial<Record<RequestEventKind, RequestState>>> = {
  taken: 'inHand', answer: 'answered', closed: 'closed', solved: 'closed', reply: 'inHand', reopened: 'inHand',
}

const read = (row: HelpRequestTable): HelpRequest => ({
  reference: row.reference,
  conversation: row.conversation ?? undefined,
  locale: row.locale,
  subject: row.subject,
  likeness: row.likeness,
  ticket: row.ticket ?? undefined,
  // As `record` wrote it.
  agreed: JSON.parse(row.agreed) as AgreedLine[],
  transcript: row.transcript ?? undefined,
  email: row.email ?? undefined,
  state: row.state,
  agent: row.agent ?? undefined,
  version: row.version,
  createdAt: Number(row.created_at),
  changedAt: Number(row.changed_at),
})

/** The entry that tells of an event. It holds no words: those are in the event, and go with it. */
const telling = (kind: typeof tellPersonKind | typeof tellHelpdeskKind, reference: string, event: string) => ({
  id: `${kind}:${event}`,
  kind,
  payload: JSON.stringify({ reference, event }),
  lane: `request:${reference}`,
})

/** What an act comes to, on a request as it stands. */
type Decided = Acted | { readonly event: RequestEvent; readonly values: Partial<HelpRequestTable> }

/** @param now ms since the epoch */
// oxlint-disable-next-line max-lines-per-function -- one small statement for each thing that is done with a request
export function createRequests({ db, outbox }: Pick<Storage, 'db' | 'outbox'>, now: () => number = Date.now): Requests {
  const one = (transaction: Kysely<Tables>, reference: string) =>
    transaction.selectFrom('help_request').selectAll().where('reference', '=', reference).executeTakeFirst()

  /** Writes an act down with what is to be told of it, in one commit. Whoever was faster is looked at first. */
  async function written(
    reference: string,
    id: string,
    tell: typeof tellPersonKind | typeof tellHelpdeskKind | undefined,
    decide: (row: HelpRequestTable) => Decided,
    also?: AgentAct['also'],
  ): Promise<Acted> {
    for (let tries = 0; tries < mostConflicts; tries++) {
      const acted = await db.transaction().execute(async (transaction): Promise<Acted | 'again'> => {
        const row = await one(transaction, reference)
        if (row === undefined) return 'unknown'
        const before = await transaction.selectFrom('request_event').select('id').where('id', '=', id).executeTakeFirst()
        if (before !== undefined) return 'done'
        const decided = decide(row)
        if (typeof decided === 'string') return decided
        const { event: { author = null, words, at, kind }, values } = decided
        const changed = await transaction
          .updateTable('help_request')
          .set({ ...values, version: row.version + 1, changed_at: now() })
          .where('reference', '=', reference)
          .where('version', '=', row.version)
          .executeTakeFirst()
        if (Number(changed.numUpdatedRows) === 0) return 'again'
        await transaction
          .insertInto('request_event')
          .values({ id, reference, kind, author, words: words.slice(0, longestWords), happened_at: at })
          .execute()
        if (tell !== undefined) await outbox.add([telling(tell, reference, id)], transaction)
        await also?.(transaction)
        return 'done'
      })
      if (acted !== 'again') return acted
    }
    throw new Error('A request is changed by others all the time')
  }

  return {
    draft: async request => {
      const { reference, locale, subject, likeness, conversation = null, ticket = null, transcript = null, email = null, agreed } = request
      const at = now()
      const lines = agreed.map(({ name, label, value }) => ({ name, label, value }))
      const row: HelpRequestTable = {
        reference, locale, subject, likeness, conversation, ticket, transcript, email, agreed: JSON.stringify(lines),
        state: 'draft', agent: null, version: 1, created_at: at, changed_at: at,
      }
      await db.insertInto('help_request').values(row).onConflict(conflict => conflict.column('reference').doNothing()).execute()
      const written = await one(db, request.reference)
      return written === undefined ? undefined : read(written)
    },
    submit: async reference => {
      await db.updateTable('help_request').set({ state: 'new' }).where('reference', '=', reference).where('state', '=', 'draft').execute()
    },
    withdraw: async reference => {
      await db.deleteFrom('help_request').where('reference', '=', reference).where('state', '=', 'draft').execute()
    },
    find: async reference => {
      const row = await one(db, reference)
      return row === undefined ? undefined : read(row)
    },
    events: async reference => {
      const rows = await db
        .selectFrom('request_event')
        .selectAll()
        .where('reference', '=', reference)
        .orderBy('happened_at')
        .orderBy('id')
        .execute()
      return rows.map(({ author, happened_at: at, ...event }) => ({ ...event, author: author ?? undefined, at: Number(at) }))
    },
    event: async id => {
      const row = await db.selectFrom('request_event').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) return undefined
      const { author, happened_at: at, ...event } = row
      return { ...event, author: author ?? undefined, at: Number(at) }
    },
    counts: async () => {
      const rows = await db
        .selectFrom('help_request')
        .select(({ fn }) => ['state', fn.countAll<number | string | bigint>().as('count')])
        .groupBy('state')
        .execute()
      return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
    },
    named: async reference => {
      const rows = await db
        .selectFrom('help_request')
        .selectAll()
        .where(where => where.or([where('reference', '=', reference.toUpperCase()), where('ticket', '=', reference)]))
        .where('state', '<>', 'draft')
        .orderBy('created_at', 'desc')
        .limit(mostNamed)
        .execute()
      return rows.map(read)
    },
    list: async (states, limit = 200) => {
      const rows = await db
        .selectFrom('help_request')
        .selectAll()
        .where('state', 'in', [...states])
        .orderBy('changed_at', 'desc')
        .limit(limit)
        .execute()
      return rows.map(read)
    },
    ofConversation: async key => {
      const rows = await db
        .selectFrom('help_request')
        .selectAll()
        .where('conversation', '=', key)
        .where('state', '<>', 'draft')
        .orderBy('created_at', 'desc')
        .execute()
      return rows.map(read)
    },
    act: (reference, { kind, agent, words = '', version, id = randomUUID(), also }) =>
      written(reference, id, kind === 'note' ? undefined : tellPersonKind, row => {
        // One that is taken up is somebody's: the second to take it hears whose.
        if (!statesFor[kind].includes(row.state) || (version !== undefined && row.version !== version)) return 'changed'
        const state = stateAfter[kind] ?? row.state
        return { event: { id, reference, kind, author: agent, words, at: now() }, values: { state, ...(kind === 'note' ? {} : { agent }) } }
      }, also),
    hear: (reference, { kind, conversation, words = '', id }) =>
      written(reference, id, tellHelpdeskKind, row => {
        if (row.conversation !== conversation) return 'unknown'
        const event = kind === 'reply' && row.state === 'closed' ? 'reopened' : kind
        // Nobody has it in hand yet: it stays to be taken up.
        const state = kind === 'reply' && row.agent === null ? 'new' : (stateAfter[event] ?? row.state)
        return { event: { id, reference, kind: event, author: undefined, words, at: now() }, values: { state } }
      }),
    alike: async ({ reference, likeness }) => {
      if (likeness === '') return 0
      const row = await db
        .selectFrom('help_request')
        .where('likeness', '=', likeness)
        .where('reference', '<>', reference)
        .where('state', '<>', 'draft')
        .where('created_at', '>', now() - hour)
        .select(({ fn }) => fn.countAll<number | string | bigint>().as('count'))
        .executeTakeFirst()
      return Number(row?.count ?? 0)
    },
    expire: before =>
      db.transaction().execute(async transaction => {
        const gone = await transaction.deleteFrom('help_request').where('changed_at', '<', before.getTime()).returning('reference').execute()
        const references = gone.map(({ reference }) => reference)
        // Also those of requests that went another way.
        await transaction.deleteFrom('reply_proof').where('reference', 'not in', transaction.selectFrom('help_request').select('reference')).execute()
        if (references.length === 0) return 0
        const events = await transaction.deleteFrom('request_event').where('reference', 'in', references).executeTakeFirst()
        const codes = await transaction.deleteFrom('return_code').where('reference', 'in', references).executeTakeFirst()
        return references.length + Number(events.numDeletedRows) + Number(codes.numDeletedRows)
      }),
  }
}
