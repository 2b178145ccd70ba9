/**
 * What the rest of the house may ask of the database. `openStorage` (./openStorage.ts) gives it over SQLite or PostgreSQL.
 *
 * The one rule: a turn is one commit. Whatever a turn decided (the activity received, the new state, the replies, the work still
 * to be done outside) is stored by one `commit`, or not at all.
 */
import type { Kysely } from 'kysely'
import type { Count } from './counters.ts'
import type { ClockGuard } from './clockGuard.ts'
import type { Tables } from './tables.ts'

/** A conversation as it was last committed. */
export interface StoredConversation {
  /** `<channel>/<conversation id>`. */
  readonly key: string
  readonly channel: string
  readonly id: string
  /** Grows by one with every commit; 0 is a conversation that has never been committed. */
  readonly version: number
  /** Number of the last logged activity, 0 when there is none. */
  readonly watermark: number
  readonly locale: string
  /** JSON of the bot's state. */
  readonly state: string
  /** JSON of what is needed to write to the conversation later (a botbuilder ConversationReference). */
  readonly reference: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly updatedAt: string
}

/** An activity of the log, with the watermark that its commit gave it. */
export interface LoggedActivity {
  readonly watermark: number
  readonly id: string
  /** JSON of the activity as clients see it. */
  readonly activity: string
}

/** Work that must be done outside, stored with the turn that decided it. */
export interface NewOutboxEntry {
  /** Also the idempotency key towards the outside. */
  readonly id: string
  /** Chooses the handler: an action's name, `mail`, `send`, … */
  readonly kind: string
  /** JSON. */
  readonly payload: string
  /** The conversation that waits for it, if any. */
  readonly conversation?: string
  /** Entries of one lane are handled one after the other, in the order of their commits. */
  readonly lane?: string
  /** Not before this time (ms since the epoch); default at once. */
  readonly dueAt?: number
}

export interface OutboxEntry extends NewOutboxEntry {
  /** Number of this attempt, 1 for the first. */
  readonly attempt: number
  /** ISO 8601. */
  readonly createdAt: string
  /** True once the person was told that it takes longer (see `Outcome.retry.told`). */
  readonly told: boolean
}

/** What one turn changes. */
export interface TurnCommit {
  readonly conversation: {
    readonly key: string
    readonly channel: string
    readonly id: string
    /** The version that was loaded (0: new). The commit fails as `conflict` when the row has another by now. */
    readonly version: number
    readonly watermark: number
    readonly locale: string
    readonly state: string
    readonly reference: string
  }
  /** Recognises a repeated delivery of the incoming activity. */
  readonly delivery?: { readonly id: string; readonly activityId: string }
  /** Activities in their order; the n-th gets watermark `conversation.watermark + n`. */
  readonly activities: readonly { readonly id: string; readonly activity: string; readonly fromBot: boolean }[]
  readonly outbox: readonly NewOutboxEntry[]
  /** What the turn counts. */
  readonly counts?: readonly Count[]
  /** The outbox entry whose result this turn is: settled in the same transaction. `code`: what was done, and still came to nothing yet. */
  readonly settles?: { readonly id: string; readonly reference?: string; readonly code?: string }
  /** The outbox entry about which this turn only told that it takes longer. */
  readonly tells?: string
}

export interface Delivery {
  readonly activityId: string
  /** The watermark of the received activity; its replies follow it. */
  readonly watermark: number
  /** Watermark of the last reply of the same turn. */
  readonly lastWatermark: number
}

/** A conversation, and what became of a delivery that was asked about. */
export interface LoadedConversation extends StoredConversation {
  readonly delivered?: Delivery
}

export interface Conversations {
  /** @param deliveryId asks as well whether this delivery is committed already */
  load(key: string, deliveryId?: string): Promise<LoadedConversation | undefined>
  /** The delivery already committed under this id, if any. */
  delivery(key: string, deliveryId: string): Promise<Delivery | undefined>
  /**
   * Stores a turn. Several turns that ask at the same moment may share one transaction (group commit); a conflict of one does not
   * touch the others.
   * @returns `conflict` when another process committed the conversation since it was loaded, when the delivery was committed before, or
   * when the entry it `settles` waits no more (settled, failed or erased): load again, and look at the delivery or the entry
   */
  commit(turn: TurnCommit): Promise<'committed' | 'conflict'>
  /** Logged activities after a watermark, oldest first, at most `limit` (default 1000). */
  log(key: string, after: number, limit?: number): Promise<LoggedActivity[]>
  /**
   * Erases a conversation: state, log, deliveries, and outbox entries, also those that wait for another try. One that is being handled
   * goes with its end, whatever it is. On SQLite it has left the file and its log a few seconds later.
   */
  erase(key: string): Promise<void>
  /** Called after a commit of any process with the conversation's key and last watermark. Returns the function that ends it. */
  watch(listener: (key: string, watermark: number) => void): () => void
}

/** What became of an outbox entry's attempt. */
export type Outcome =
  /** Done. `reference` finds the entry again (`Outbox.byReference`). */
  | { readonly done: true; readonly reference?: string }
  /** The handler settled it itself, inside a turn's commit. */
  | { readonly settled: true }
  /** Not now. Tried again under the same id after `inMs`. `told`: the person was told that it takes longer. */
  | { readonly retry: { readonly inMs: number; readonly code: string; readonly told?: boolean } }
  /** Never. Kept for the operator with its code, until retention ends. */
  | { readonly failed: { readonly code: string } }

export type OutboxHandler = (entry: OutboxEntry) => Promise<Outcome>

export interface Outbox {
  /**
   * Adds entries in a transaction of the caller's, so that they are committed with what caused them. An id already there is left as it
   * is.
   */
  add(entries: readonly NewOutboxEntry[], transaction?: Kysely<Tables>): Promise<void>
  /** The settled entry that was given this reference. */
  byReference(reference: string): Promise<{ readonly id: string; readonly conversation: string | undefined } | undefined>
  /** An entry by its id, with the reference it was given when it was settled. */
  find(id: string): Promise<{ readonly payload: string; readonly status: string; readonly reference: string | undefined } | undefined>
  /**
   * Works through due entries of the given kinds until stopped, several at once (lanes in order), woken by commits and by the clock.
   * An entry is leased while it is handled: a process that dies leaves it to be tried again under the same id.
   */
  work(handlers: Readonly<Record<string, OutboxHandler>>): OutboxWorker
  /** Counts by kind and status (`waiting`, `settled`, `failed`), for metrics. */
  counts(): Promise<{ kind: string; status: string; count: number }[]>
}

export interface OutboxWorker {
  /** Takes no new entry and waits for those in hand. */
  stop(): Promise<void>
}

/** What is known of a database that is well. */
export interface Vitals {
  /** Room on the disk of SQLite's file. PostgreSQL does not say. */
  readonly freeBytes?: number
}

export interface Storage {
  readonly engine: 'sqlite' | 'postgres'
  /** For rooms that keep tables of their own (accounts service, directory). One shared connection on SQLite: keep transactions short. */
  readonly db: Kysely<Tables>
  readonly conversations: Conversations
  readonly outbox: Outbox
  /**
   * A secret of this installation: made at random (32 bytes, hex) the first time it is asked for, then always the same, also across
   * processes.
   */
  secret(name: string): Promise<string>
  /**
   * Erases what is older than the given time: idle conversations with their log and deliveries, settled outbox entries. Returns rows
   * erased.
   */
  expire(before: Date): Promise<number>
  /** Whether the clock can be believed when it says that something is old. */
  readonly clockGuard: ClockGuard
  /**
   * Makes what was deleted leave the disk where that was too much to do at once, and gives the disk back what is not needed. After
   * retention. Nothing to do on PostgreSQL.
   */
  tidy(): Promise<void>
  /**
   * Waits until what this process deleted has left the disk.
   * @param patience ms
   * @returns false when it has not by then. On PostgreSQL true: what the server keeps is not seen from here
   */
  leavesDisk(patience: number): Promise<boolean>
  /**
   * Writes something, and reads it back.
   * @throws {StorageFault} when the database cannot do that, has no room left, or is known to be damaged
   */
  ping(): Promise<Vitals>
  close(): Promise<void>
}
