import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Announcements } from './announcements.ts'
import { prepare, prepareInsert } from './prepared.ts'
import type { Presence } from './liveProcesses.ts'
import type { NewOutboxEntry, Outbox, OutboxEntry, OutboxHandler, OutboxWorker, Outcome } from './storage.ts'
import type { Tables } from './tables.ts'

export interface OutboxOptions {
  /** How long a process that died keeps its entries, ms. A living one renews its lease. */
  readonly leaseMs: number
  /** Entries of one kind that one worker handles at once: a service that takes long must not hold back what is for another. */
  readonly concurrency: number
  /** Longest time without looking, ms: finds what no commit announced. */
  readonly pollMs: number
}

interface NewRow {
  id: string
  kind: string
  payload: string
  conversation: string | null
  lane: string | null
  status: 'waiting'
  due_at: number
  created_at: string
}

interface LeasedRow {
  sequence: number
  id: string
  kind: string
  payload: string
  conversation: string | null
  lane: string | null
  due_at: number
  attempt: number
  told: number
  created_at: string
}

/** Adds entries in the transaction that is given. An id already there is left as it is. */
export type InsertEntries = (db: Kysely<Tables>, entries: readonly NewOutboxEntry[], now: number) => Promise<void>

export function entryInsert(db: Kysely<Tables>): InsertEntries {
  const columns = ['id', 'kind', 'payload', 'conversation', 'lane', 'status', 'due_at', 'created_at'] as const
  const insert = prepareInsert<NewRow>(columns, rows =>
    db
      .insertInto('outbox')
      .values(rows)
      .onConflict(conflict => conflict.doNothing()),
  )
  return async (transaction, entries, now) => {
    const created_at = new Date(now).toISOString()
    const rows = entries.map(({ id, kind, payload, conversation = null, lane = null, dueAt = now }): NewRow => {
      return { id, kind, payload, conversation, lane, status: 'waiting', due_at: dueAt, created_at }
    })
    await insert(transaction, rows)
  }
}

/** The process that signed a lease. */
const processOf = (owner: string): string => owner.split(' ')[0]!

/** Pause before the attempt after the n-th: one second, doubled each time, five minutes at most, with jitter. */
const backoff = (attempt: number): number => Math.min(300_000, 1000 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2)

/** A code fit to be kept: an error's own code or name, never its message, which may quote what a person typed. */
function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  const found = [code, name].find(each => typeof each === 'string' && /^[\w.-]{1,64}$/.test(each))
  return typeof found === 'string' ? found : 'error'
}

export interface OutboxStore extends Outbox {
  /** Stops every worker. */
  stop(): Promise<void>
}

/**
 * @param notify tells other processes that there is work, inside the transaction; undefined on SQLite
 */
export function outboxStore(
  db: Kysely<Tables>,
  clock: () => number,
  announce: Announcements,
  options: OutboxOptions,
  insertEntries: InsertEntries,
  notify: ((transaction: Kysely<Tables>) => Promise<void>) | undefined,
  presence: Presence,
  onError: (error: Error) => void,
): OutboxStore {
  const running = new Set<OutboxWorker>()
  const postgres = notify !== undefined

  /** Takes due entries of some kinds for `owner`. Whoever else takes them at the same moment gets other ones. */
  function leaseOf(kinds: readonly string[]) {
    interface Lease {
      owner: string
      now: number
      until: number
      count: number
    }
    const take = prepare<Lease, LeasedRow>(slot =>
      db
        .with('taken', taken =>
          taken
            .selectFrom('outbox as entry')
            .select('entry.sequence')
            .where('status', '=', 'waiting')
            .where('due_at', '<=', slot('now'))
            .where('lease_until', '<=', slot('now'))
            .where('kind', 'in', kinds)
            .where(where =>
              where.or([
                where('lane', 'is', null),
                where.not(
                  where.exists(
                    where
                      .selectFrom('outbox as earlier')
                      .select('earlier.sequence')
                      .whereRef('earlier.lane', '=', 'entry.lane')
                      .where('earlier.status', '=', 'waiting')
                      .whereRef('earlier.sequence', '<', 'entry.sequence'),
                  ),
                ),
              ]),
            )
            .orderBy('sequence')
            .limit(slot('count'))
            .$if(postgres, query => query.forUpdate().skipLocked()),
        )
        .updateTable('outbox')
        .set(set => ({ lease_owner: slot('owner'), lease_until: slot('until'), attempt: set('attempt', '+', 1) }))
        .where('sequence', 'in', select => select.selectFrom('taken').select('taken.sequence'))
        .where('status', '=', 'waiting')
        .where('lease_until', '<=', slot('now'))
        .returning(['sequence', 'id', 'kind', 'payload', 'conversation', 'lane', 'due_at', 'attempt', 'told', 'created_at']),
    )
    return async (owner: string, count: number, now: number): Promise<OutboxEntry[]> => {
      const { rows } = await take(db, { owner, count, now, until: now + options.leaseMs })
      return rows
        .sort((a, b) => a.sequence - b.sequence)
        .map(row => ({
          id: row.id,
          kind: row.kind,
          payload: row.payload,
          ...(row.conversation === null ? {} : { conversation: row.conversation }),
          ...(row.lane === null ? {} : { lane: row.lane }),
          dueAt: row.due_at,
          attempt: row.attempt,
          told: row.told === 1,
          createdAt: row.created_at,
        }))
    }
  }

  /** When something of some kinds will become due that was not at `now`, ms. What waits for its lane is woken by the entry before it. */
  function nextDueOf(kinds: readonly string[]) {
    const ready = sql<number>`case when lease_until > due_at then lease_until else due_at end`
    const next = prepare<{ now: number }, { next: number | null }>(slot =>
      db
        .selectFrom('outbox')
        .select(select => select.fn.min(ready).as('next'))
        .where('status', '=', 'waiting')
        .where('kind', 'in', kinds)
        .where(ready, '>', slot('now')),
    )
    return async (now: number): Promise<number | undefined> => (await next(db, { now })).rows[0]?.next ?? undefined
  }

  async function conclude(id: string, owner: string, attempt: number, outcome: Outcome): Promise<void> {
    if ('settled' in outcome) return
    const now = clock()
    const entry = db.updateTable('outbox').where('id', '=', id).where('status', '=', 'waiting')
    const free = { lease_owner: null, lease_until: 0 }
    // What was done is done, even when the lease was lost meanwhile. The rest is for the present holder to say.
    if ('done' in outcome)
      await entry.set({ ...free, status: 'settled', reference: outcome.reference ?? null, ended_at: now, code: null }).execute()
    else if ('failed' in outcome)
      await entry
        .where('lease_owner', '=', owner)
        .set({ ...free, status: 'failed', code: outcome.failed.code, ended_at: now })
        .execute()
    else {
      const { inMs, code, told } = outcome.retry
      await entry
        .where('lease_owner', '=', owner)
        .where('attempt', '=', attempt)
        .set({ ...free, due_at: Math.round(now + Math.max(0, inMs)), code, ...(told === true ? { told: 1 } : {}) })
        .execute()
    }
  }

  function work(handlers: Readonly<Record<string, OutboxHandler>>): OutboxWorker {
    const owner = `${presence.self} ${randomUUID()}`
    const kinds = Object.keys(handlers)
    const nextDue = nextDueOf(kinds)
    /** By the kinds that have room: mostly all of them. */
    const leases = new Map<string, ReturnType<typeof leaseOf>>()
    const lease = (free: readonly string[], count: number, now: number): Promise<OutboxEntry[]> => {
      const name = free.join(' ')
      const known = leases.get(name) ?? leaseOf(free)
      leases.set(name, known)
      return known(owner, count, now)
    }
    /** Entries being handled, by id. */
    const inHand = new Map<string, { readonly kind: string; readonly ended: Promise<void> }>()
    let stopped = false
    let looking: Promise<void> | undefined
    let again = false
    let timer: NodeJS.Timeout | undefined

    const failed = (error: unknown): void => {
      onError(error instanceof Error ? error : new Error('The outbox worker failed'))
    }

    async function handle(entry: OutboxEntry): Promise<void> {
      const renewal = setInterval(() => {
        db.updateTable('outbox')
          .set({ lease_until: clock() + options.leaseMs })
          .where('id', '=', entry.id)
          .where('lease_owner', '=', owner)
          .where('status', '=', 'waiting')
          .execute()
          .catch(failed)
      }, options.leaseMs / 3)
      try {
        let outcome: Outcome
        try {
          const handler = handlers[entry.kind]
          if (handler === undefined) throw new Error('No handler')
          outcome = await handler(entry)
        } catch (error) {
          outcome = { retry: { inMs: backoff(entry.attempt), code: codeOf(error) } }
        }
        await conclude(entry.id, owner, entry.attempt, outcome)
      } catch (error) {
        // The database does not answer: the lease runs out and the entry is tried again under its id.
        failed(error)
      } finally {
        clearInterval(renewal)
      }
    }

    /** The kinds that may begin another entry, and how many each of them may. */
    function room(): { free: string[]; count: number } {
      const left = new Map(kinds.map(kind => [kind, options.concurrency]))
      for (const { kind } of inHand.values()) left.set(kind, (left.get(kind) ?? 0) - 1)
      const free = kinds.filter(kind => left.get(kind)! > 0)
      return { free, count: Math.min(...free.map(kind => left.get(kind)!)) }
    }

    async function look(): Promise<void> {
      let pause = options.pollMs
      // One time for both questions: what becomes due between them would be missed.
      let now: number
      try {
        do {
          again = false
          now = clock()
          const { free, count } = room()
          if (free.length === 0 || stopped) break
          const entries = await lease(free, count, now)
          // There may be more for the kinds that have room still.
          if (entries.length === count) again = true
          for (const entry of entries) {
            // Our own, whose lease ran out because this process was too slow to renew it: it is being handled.
            if (inHand.has(entry.id)) continue
            const ended = handle(entry).finally(() => {
              inHand.delete(entry.id)
              wake()
            })
            inHand.set(entry.id, { kind: entry.kind, ended })
          }
        } while (again)
        if (!stopped) {
          const next = await nextDue(now)
          if (next !== undefined) pause = Math.min(pause, Math.max(1, next - clock()))
        }
      } catch (error) {
        failed(error)
        pause = Math.min(pause, 1000)
      }
      looking = undefined
      if (stopped) return
      clearTimeout(timer)
      timer = setTimeout(wake, pause)
      timer.unref()
      if (again) wake()
    }

    function wake(): void {
      if (stopped || kinds.length === 0) return
      again = true
      looking ??= look()
    }

    /** Frees what processes hold that are gone. */
    async function takeOver(): Promise<void> {
      const held = await db
        .selectFrom('outbox')
        .select('lease_owner')
        .distinct()
        .where('status', '=', 'waiting')
        .where('lease_until', '>', clock())
        .where('lease_owner', 'is not', null)
        .execute()
      const others = held.map(({ lease_owner }) => lease_owner!).filter(each => processOf(each) !== presence.self)
      const gone = new Set(await presence.gone([...new Set(others.map(processOf))]))
      const orphaned = others.filter(each => gone.has(processOf(each)))
      if (orphaned.length === 0) return
      await db.updateTable('outbox').where('lease_owner', 'in', orphaned).set({ lease_owner: null, lease_until: 0 }).execute()
      wake()
    }
    /** One look after the other, however long the database takes. */
    async function keepTakingOver(): Promise<void> {
      while (!stopped) {
        await takeOver().catch(failed)
        if (presence.pause === undefined) return
        await delay(presence.pause, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined)
      }
    }
    const stopping = new AbortController()
    const takingOver = keepTakingOver()

    const silence = announce.onWork(wake)
    const worker: OutboxWorker = {
      stop: async () => {
        stopped = true
        stopping.abort()
        silence()
        clearTimeout(timer)
        await looking
        await takingOver
        await Promise.all([...inHand.values()].map(({ ended }) => ended))
        running.delete(worker)
      },
    }
    running.add(worker)
    wake()
    return worker
  }

  return {
    add: async (entries, transaction) => {
      const now = clock()
      const add = async (in_: Kysely<Tables>): Promise<void> => {
        await insertEntries(in_, entries, now)
        await notify?.(in_)
      }
      if (transaction === undefined) await db.transaction().execute(add)
      else await add(transaction)
      // On SQLite the workers' look waits for the one connection, thus for the end of the caller's transaction.
      announce.work()
    },
    byReference: async reference => {
      const row = await db
        .selectFrom('outbox')
        .select(['id', 'conversation'])
        .where('reference', '=', reference)
        .where('status', '=', 'settled')
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : { id: row.id, conversation: row.conversation ?? undefined }
    },
    find: async id => {
      const row = await db.selectFrom('outbox').select(['payload', 'status', 'reference']).where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : { ...row, reference: row.reference ?? undefined }
    },
    work,
    counts: () =>
      db
        .selectFrom('outbox')
        .select(['kind', 'status'])
        .select(select => select.fn.countAll<number>().as('count'))
        .groupBy(['kind', 'status'])
        .orderBy('kind')
        .orderBy('status')
        .execute(),
    stop: async () => {
      await Promise.all([...running].map(worker => worker.stop()))
    },
  }
}
