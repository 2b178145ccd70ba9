/** One worker of the outbox: it takes what is due, hands it to what does it, and writes down what became of it. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { backoff, type Backoff } from '../backoff.ts'
import type { Announcements } from './announcements.ts'
import type { Presence } from './liveProcesses.ts'
import { leasing, nextDue } from './outboxLease.ts'
import type { OutboxEntry, OutboxHandler, Outcome } from './storage.ts'
import { outcomeStore } from './outboxOutcome.ts'
import type { Tables } from './tables.ts'

export interface OutboxOptions {
  /** How long a process that died keeps its entries, ms. A living one renews its lease. */
  readonly leaseMs: number
  /** Entries of one kind that one worker handles at once: a service that takes long must not hold back what is for another. */
  readonly concurrency: number
  /** Longest time without looking, ms: finds what no commit announced. */
  readonly pollMs: number
}

/** What a worker works with. */
export interface OutboxSource {
  readonly db: Kysely<Tables>
  readonly clock: () => number
  readonly announce: Announcements
  readonly options: OutboxOptions
  readonly presence: Presence
  readonly postgres: boolean
  readonly onError: (error: Error) => void
}

/** The process that signed a lease. */
const processOf = (owner: string): string => owner.split(' ', 1).join()

/** Pauses between attempts of a handler that says nothing of its own. */
const pauses: Backoff = { first: 1000, most: 300_000, spread: 0.5 }

/** A code fit to be kept: an error's own code or name, never its message, which may quote what a person typed. */
function keptCode(error: unknown): string {
  // Only read where they are text.
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  const found = [code, name].find(each => typeof each === 'string' && /^[\w.-]{1,64}$/.test(each))
  return typeof found === 'string' ? found : 'error'
}

export class OutboxRun {
  readonly #with: OutboxSource
  readonly #handlers: Readonly<Record<string, OutboxHandler>>
  readonly #kinds: readonly string[]
  readonly #owner: string
  readonly #nextDue: (now: number) => Promise<number | undefined>
  readonly #conclude: (entry: OutboxEntry, outcome: Outcome) => Promise<void>
  /** By the kinds that have room: mostly all of them. */
  readonly #leases = new Map<string, ReturnType<typeof leasing>>()
  /** Entries being handled, by id. */
  readonly #inHand = new Map<string, { readonly kind: string; readonly ended: Promise<void> }>()
  readonly #stopping = new AbortController()
  readonly #takingOver: Promise<void>
  readonly #silence: () => void
  #looking: Promise<void> | undefined
  #again = false
  #timer: NodeJS.Timeout | undefined

  constructor(source: OutboxSource, handlers: Readonly<Record<string, OutboxHandler>>) {
    this.#with = source
    this.#handlers = handlers
    this.#kinds = Object.keys(handlers)
    this.#owner = `${source.presence.self} ${randomUUID()}`
    this.#nextDue = nextDue(source, this.#kinds)
    this.#conclude = outcomeStore(source.db, source.clock, this.#owner)
    this.#takingOver = this.#keepTakingOver()
    this.#silence = source.announce.onWork(() => this.wake())
  }

  /** Looks for what is due. */
  wake(): void {
    if (this.#stopping.signal.aborted || this.#kinds.length === 0) return
    this.#again = true
    this.#looking ??= this.#look()
  }

  /** Takes no new entry and waits for those in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#silence()
    clearTimeout(this.#timer)
    await this.#looking
    await this.#takingOver
    await Promise.all([...this.#inHand.values()].map(({ ended }) => ended))
  }

  readonly #failed = (error: unknown): void => {
    this.#with.onError(error instanceof Error ? error : new Error('The outbox worker failed'))
  }

  /** Takes entries of the kinds that have room. */
  #lease(free: readonly string[], count: number, now: number): Promise<OutboxEntry[]> {
    const { db, postgres, options } = this.#with
    const name = free.join(' ')
    const lease = this.#leases.get(name) ?? leasing({ db, postgres, leaseMs: options.leaseMs }, free)
    this.#leases.set(name, lease)
    return lease(this.#owner, count, now)
  }

  #renew(entry: OutboxEntry): void {
    const { db, clock, options } = this.#with
    db.updateTable('outbox')
      .set({ lease_until: clock() + options.leaseMs })
      .where('id', '=', entry.id)
      .where('lease_owner', '=', this.#owner)
      .where('status', '=', 'waiting')
      .execute()
      .catch(this.#failed)
  }

  async #handle(entry: OutboxEntry): Promise<void> {
    const renewal = setInterval(() => this.#renew(entry), this.#with.options.leaseMs / 3)
    try {
      let outcome: Outcome
      try {
        const handler = this.#handlers[entry.kind]
        if (handler === undefined) throw new Error('No handler')
        outcome = await handler(entry)
      } catch (error) {
        outcome = { retry: { inMs: backoff(entry.attempt, pauses), code: keptCode(error) } }
      }
      await this.#conclude(entry, outcome)
    } catch (error) {
      // The database does not answer: the lease runs out and the entry is tried again under its id.
      this.#failed(error)
    } finally {
      clearInterval(renewal)
    }
  }

  /** The kinds that may begin another entry, and how many each of them may. */
  #room(): { free: string[]; count: number } {
    const { concurrency } = this.#with.options
    const inHand = [...this.#inHand.values()]
    const left = this.#kinds.map(kind => ({ kind, room: concurrency - inHand.filter(each => each.kind === kind).length }))
    const free = left.filter(({ room }) => room > 0)
    return { free: free.map(({ kind }) => kind), count: Math.min(...free.map(({ room }) => room)) }
  }

  #begin(entry: OutboxEntry): void {
    // Our own, whose lease ran out because this process was too slow to renew it: it is being handled.
    if (this.#inHand.has(entry.id)) return
    const ended = this.#handle(entry).finally(() => {
      this.#inHand.delete(entry.id)
      this.wake()
    })
    this.#inHand.set(entry.id, { kind: entry.kind, ended })
  }

  async #look(): Promise<void> {
    const { clock, options } = this.#with
    const stopped = this.#stopping.signal
    let pause = options.pollMs
    // One time for both questions: what becomes due between them would be missed.
    let now: number
    try {
      do {
        this.#again = false
        now = clock()
        const { free, count } = this.#room()
        if (free.length === 0 || stopped.aborted) break
        const entries = await this.#lease(free, count, now)
        // There may be more for the kinds that have room still.
        if (entries.length === count) this.#again = true
        for (const entry of entries) this.#begin(entry)
      } while (this.#again)
      if (!stopped.aborted) {
        const next = await this.#nextDue(now)
        if (next !== undefined) pause = Math.min(pause, Math.max(1, next - clock()))
      }
    } catch (error) {
      this.#failed(error)
      pause = Math.min(pause, 1000)
    }
    this.#looking = undefined
    if (stopped.aborted) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.wake(), pause)
    this.#timer.unref()
    if (this.#again) this.wake()
  }

  /** Frees what processes hold that are gone, and erases what nobody shall go on with. */
  async #takeOver(): Promise<void> {
    await this.#free()
    const { db, clock } = this.#with
    await db.deleteFrom('outbox').where('status', '=', 'waiting').where('forgotten', '=', 1).where('lease_until', '<=', clock()).execute()
  }

  async #free(): Promise<void> {
    const { db, clock, presence } = this.#with
    const held = await db
      .selectFrom('outbox')
      .select('lease_owner')
      .distinct()
      .where('status', '=', 'waiting')
      .where('lease_until', '>', clock())
      .where('lease_owner', 'is not', null)
      .execute()
    const others = held.flatMap(({ lease_owner: owner }) => (owner === null || processOf(owner) === presence.self ? [] : [owner]))
    const gone = new Set(await presence.gone([...new Set(others.map(processOf))]))
    const orphaned = others.filter(each => gone.has(processOf(each)))
    if (orphaned.length === 0) return
    await db.updateTable('outbox').where('lease_owner', 'in', orphaned).set({ lease_owner: null, lease_until: 0 }).execute()
    this.wake()
  }

  /** One look after the other, however long the database takes. */
  async #keepTakingOver(): Promise<void> {
    const { pause } = this.#with.presence
    while (!this.#stopping.signal.aborted) {
      await this.#takeOver().catch(this.#failed)
      if (pause === undefined) return
      await delay(pause, undefined, { ref: false, signal: this.#stopping.signal }).catch(() => undefined)
    }
  }
}
