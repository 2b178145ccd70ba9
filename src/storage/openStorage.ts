import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import type { LogEvent } from 'kysely'
import { announcements } from './announcements.ts'
import { conversationStore, lastWatermark } from './conversations.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { entryInsert, outboxStore } from './outbox.ts'
import type { OutboxOptions } from './outbox.ts'
import { listen, notifyChannel, postgresDialect, postgresError } from './postgres.ts'
import type { Listener } from './postgres.ts'
import { connectedPresence, localPresence } from './liveProcesses.ts'
import { expire } from './retention.ts'
import { fileName, sqliteDialect, sqliteError } from './sqlite.ts'
import type { Storage, TurnCommit } from './storage.ts'
import type { Tables } from './tables.ts'

export { StorageError } from './storageError.ts'

export interface StorageOptions {
  /** Folder of the SQLite file, made when it is missing; `:memory:` for a database that ends with the process. */
  readonly dataDir: string
  /** `postgres://…`; SQLite in `dataDir` when it is absent. */
  readonly databaseUrl?: string | undefined
  /** Milliseconds since the epoch; `Date.now` by default. */
  readonly clock?: () => number
  readonly outbox?: Partial<OutboxOptions>
  /** Hears of faults in the background that are got over by themselves (a lost connection, a look at the outbox that failed). */
  readonly onError?: (error: Error) => void
  /** Hears of every statement, for tests and profiles. */
  readonly log?: (event: LogEvent) => void
}

/** How far the clocks of two processes may differ, ms, when one asks what it may have missed. */
const clockSkew = 60_000

/** A database that does not say a word within this time does not answer, ms. */
const pingTimeout = 5000

/**
 * Opens the database and brings it to the present form.
 * @throws {StorageError} with one sentence that says what to do
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { dataDir, databaseUrl, clock = Date.now, onError = () => undefined } = options
  const dialect = databaseUrl === undefined ? sqliteDialect(dataDir) : postgresDialect(databaseUrl, onError)
  const db = new Kysely<Tables>({ dialect, ...(options.log === undefined ? {} : { log: options.log }) })
  try {
    await migrate(db, migrations)
  } catch (error) {
    await db.destroy().catch(() => undefined)
    throw databaseUrl === undefined ? sqliteError(error, join(dataDir, fileName)) : postgresError(error)
  }

  const announce = announcements(onError)
  const remote = databaseUrl === undefined ? undefined : remoteCommits(db, databaseUrl)
  const insertEntries = entryInsert(db)
  const conversations = conversationStore(db, clock, announce, insertEntries, remote?.notifyTurns)
  const outbox = outboxStore(
    db,
    clock,
    announce,
    { leaseMs: 60_000, concurrency: 8, pollMs: 5000, ...options.outbox },
    insertEntries,
    remote?.notifyWork,
    remote === undefined ? localPresence : connectedPresence(db),
    onError,
  )
  let closed: Promise<void> | undefined

  /**
   * Commits of other processes over PostgreSQL. A notification is `<who> <watermark> <key>` for a turn, `<who>` alone for one whose
   * key is too long for it, or `work` for the outbox.
   */
  function remoteCommits(db: Kysely<Tables>, url: string) {
    const self = randomUUID()
    let listener: Listener | undefined

    const notify = async (transaction: Kysely<Tables>, payloads: readonly string[]): Promise<void> => {
      const each = payloads.map(payload => sql`pg_notify(${notifyChannel}, ${payload})`)
      await sql`select ${sql.join(each)}`.execute(transaction)
    }
    const catchUp = (since: number): void => {
      announce.work()
      db.selectFrom('conversation')
        .select(['key', 'watermark'])
        .where('updated_at', '>=', new Date(since - clockSkew).toISOString())
        .execute()
        .then(rows => {
          for (const { key, watermark } of rows) announce.conversation(key, watermark)
        })
        .catch((error: unknown) => {
          onError(error instanceof Error ? error : new Error('Catching up failed'))
        })
    }
    const hear = (payload: string): void => {
      if (payload === 'work') return announce.work()
      const [who, watermark, ...key] = payload.split(' ')
      // Own commits were announced when they were made.
      if (who === self) return
      if (key.length === 0) catchUp(clock())
      else announce.conversation(key.join(' '), Number(watermark))
    }
    return {
      notifyTurns: async (transaction: Kysely<Tables>, turns: readonly TurnCommit[]) => {
        const payloads = turns.map(turn => {
          const payload = `${self} ${lastWatermark(turn)} ${turn.conversation.key}`
          return Buffer.byteLength(payload) < 8000 ? payload : self
        })
        if (turns.some(turn => turn.outbox.length > 0 || turn.settles !== undefined)) payloads.push('work')
        await notify(transaction, payloads)
      },
      notifyWork: (transaction: Kysely<Tables>) => notify(transaction, ['work']),
      /** Begins to listen when somebody first wants to know. */
      listen: () => {
        listener ??= listen(url, clock, { payload: hear, gap: catchUp, error: onError })
      },
      close: () => listener?.close(),
    }
  }

  return {
    engine: databaseUrl === undefined ? 'sqlite' : 'postgres',
    db,
    conversations: {
      ...conversations,
      watch: listener => {
        remote?.listen()
        return conversations.watch(listener)
      },
    },
    outbox: {
      ...outbox,
      work: handlers => {
        remote?.listen()
        return outbox.work(handlers)
      },
    },
    secret: async name => {
      await db
        .insertInto('secret')
        .values({ name, value: randomBytes(32).toString('hex') })
        .onConflict(conflict => conflict.doNothing())
        .execute()
      const { value } = await db.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirstOrThrow()
      return value
    },
    expire: before => expire(db, before, clock()),
    ping: async () => {
      const answered = new AbortController()
      const silent = delay(pingTimeout, undefined, { ref: false, signal: answered.signal }).then(
        () => Promise.reject(new Error('The database does not answer')),
        () => undefined,
      )
      try {
        // Not built by Kysely, so that on SQLite it waits for the connection that writes: to read is not enough to be well.
        await Promise.race([sql`select name from secret limit 1`.execute(db), silent])
      } finally {
        answered.abort()
      }
    },
    close: () =>
      (closed ??= (async () => {
        await outbox.stop()
        await conversations.settle()
        await remote?.close()
        await db.destroy()
      })()),
  }
}
