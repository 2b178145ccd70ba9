/** Work to be done outside, committed with what caused it. */
import type { Kysely } from 'kysely'
import type { Announcements } from './announcements.ts'
import type { Presence } from './liveProcesses.ts'
import { OutboxRun } from './outboxRun.ts'
import type { OutboxOptions } from './outboxRun.ts'
import { prepareInsert } from './prepared.ts'
import type { NewOutboxEntry, Outbox, OutboxWorker } from './storage.ts'
import type { Tables } from './tables.ts'

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

export interface OutboxStore extends Outbox {
  /** Stops every worker. */
  stop(): Promise<void>
}

/**
 * @param notify tells other processes that there is work, inside the transaction; undefined on SQLite
 */
export function outboxStore({
  db,
  clock,
  announce,
  options,
  insertEntries,
  notify,
  presence,
  onError,
}: {
  db: Kysely<Tables>
  clock: () => number
  announce: Announcements
  options: OutboxOptions
  insertEntries: InsertEntries
  notify: ((transaction: Kysely<Tables>) => Promise<void>) | undefined
  presence: Presence
  onError: (error: Error) => void
}): OutboxStore {
  const running = new Set<OutboxWorker>()
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
    work: handlers => {
      const run = new OutboxRun({ db, clock, announce, options, presence, onError, postgres: notify !== undefined }, handlers)
      const worker: OutboxWorker = {
        stop: async () => {
          await run.stop()
          running.delete(worker)
        },
      }
      running.add(worker)
      run.wake()
      return worker
    },
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
