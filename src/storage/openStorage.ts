import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Kysely } from 'kysely'
import type { LogEvent } from 'kysely'
import { announcements } from './announcements.ts'
import { clockGuard } from './clockGuard.ts'
import { conversationStore } from './conversations.ts'
import { takeFolder } from './guideLock.ts'
import type { GuideLock } from './guideLock.ts'
import { heartbeat } from './heartbeat.ts'
import { connectedPresence, localPresence } from './liveProcesses.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { entryInsert, outboxStore } from './outbox.ts'
import type { OutboxOptions } from './outboxRun.ts'
import { pooled, postgresDialect, unhurried, usual } from './postgres.ts'
import { postgresError } from './postgresFaults.ts'
import { remoteCommits } from './remoteCommits.ts'
import { expire } from './retention.ts'
import { soundness } from './soundness.ts'
import { fileName, sqliteDialect } from './sqlite.ts'
import { sqliteError, unsound } from './sqliteFaults.ts'
import type { Storage } from './storage.ts'
import { StorageFault } from './storageError.ts'
import type { Tables } from './tables.ts'

export { StorageError } from './storageError.ts'

export interface StorageOptions {
  /** Folder of the SQLite file, made when it is missing; `:memory:` for a database that ends with the process. */
  readonly dataDir: string
  /** `postgres://…`; SQLite in `dataDir` when it is absent. */
  readonly databaseUrl?: string | undefined
  /** PostgreSQL itself, where `databaseUrl` leads to a pool that hands out a connection for a transaction only. */
  readonly databaseListenUrl?: string | undefined
  /** A guide that serves people: its file is looked through first, and there is one to a folder. Commands leave it out. */
  readonly serves?: boolean | undefined
  /** Milliseconds since the epoch; `Date.now` by default. */
  readonly clock?: () => number
  readonly outbox?: Partial<OutboxOptions>
  /** Hears of faults in the background that are got over by themselves (a lost connection, a look at the outbox that failed). */
  readonly onError?: (error: Error) => void
  /** Hears of every statement, for tests and profiles. */
  readonly log?: (event: LogEvent) => void
}

/** A database that was opened and brought to the present form, whatever its engine. */
interface Opened {
  readonly db: Kysely<Tables>
  /** The folder whose disk must have room; undefined where it is not seen from here. */
  readonly disk: string | undefined
  /** @throws {StorageFault} while the database is known to be damaged */
  readonly requireSound: () => void
  readonly tidy: () => Promise<void>
  readonly leavesDisk: (patience: number) => Promise<boolean>
  readonly close: () => Promise<void>
}

type Log = Pick<StorageOptions, 'log'>
const kyselyLog = ({ log }: Log): Log => (log === undefined ? {} : { log })

/** How long a start waits for the look through the file, ms. It goes on behind a guide that serves already. */
const patienceWithLook = 10_000

async function openSqlite(options: StorageOptions): Promise<Opened> {
  const { dataDir, serves = false, onError = () => undefined } = options
  const inMemory = dataDir === ':memory:'
  const file = join(dataDir, fileName)
  const sound = inMemory ? undefined : soundness(file, onError)
  const dialect = sqliteDialect(dataDir, { onError, onFault: code => sound?.heard(code) })
  const db = new Kysely<Tables>({ dialect, ...kyselyLog(options) })
  const take = async (): Promise<GuideLock> =>
    takeFolder(dataDir).catch(async (error: unknown) => {
      await db.destroy()
      throw error
    })
  const folder = serves && !inMemory ? await take() : undefined
  const close = async (): Promise<void> => {
    await db.destroy()
    folder?.release()
  }
  try {
    if (folder !== undefined && sound !== undefined) {
      const found = await Promise.race([sound.look(), delay(patienceWithLook, true, { ref: false })])
      if (!found) throw unsound(file)
    }
    await migrate(db, migrations)
  } catch (error) {
    await close().catch(() => undefined)
    throw sqliteError(error, file)
  }
  // What a killed process deleted, or an older version of the guide, may still be there.
  if (folder !== undefined && dialect.leftovers()) dialect.disk?.begin()
  return {
    db,
    disk: inMemory ? undefined : dataDir,
    requireSound: () => sound?.require(),
    tidy: async () => dialect.disk?.tidy(),
    leavesDisk: async patience => (await dialect.disk?.leaves(patience)) ?? true,
    close,
  }
}

async function openPostgres(options: StorageOptions, url: string): Promise<Opened> {
  const { databaseListenUrl, onError = () => undefined } = options
  const migrating = new Kysely<Tables>({ dialect: postgresDialect(databaseListenUrl ?? url, onError, unhurried), ...kyselyLog(options) })
  try {
    await migrate(migrating, migrations)
  } catch (error) {
    throw postgresError(error)
  } finally {
    await migrating.destroy().catch(() => undefined)
  }
  const times = databaseListenUrl === undefined ? usual : pooled
  const db = new Kysely<Tables>({ dialect: postgresDialect(url, onError, times), ...kyselyLog(options) })
  // The server forgets by itself, see operating.md.
  return {
    db, disk: undefined, requireSound: () => undefined, tidy: () => Promise.resolve(), leavesDisk: () => Promise.resolve(true),
    close: () => db.destroy(),
  }
}

/** Gives the secret of a name, made when it is first asked for. Looked for first: a page that is only read must not wait for who writes. */
const secrets = (db: Kysely<Tables>) => async (name: string): Promise<string> => {
  const find = db.selectFrom('secret').select('value').where('name', '=', name)
  const known = await find.executeTakeFirst()
  if (known !== undefined) return known.value
  await db
    .insertInto('secret')
    .values({ name, value: randomBytes(32).toString('hex') })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  return (await find.executeTakeFirstOrThrow()).value
}

/**
 * Opens the database and brings it to the present form.
 * @throws {StorageError} with one sentence that says what to do
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { databaseUrl, databaseListenUrl, clock = Date.now, onError = () => undefined } = options
  const opened = await (databaseUrl === undefined ? openSqlite(options) : openPostgres(options, databaseUrl))
  const { db } = opened
  const announce = announcements(onError)
  const remote = databaseUrl === undefined ? undefined : remoteCommits(db, databaseListenUrl ?? databaseUrl, { clock, announce, onError })
  const insertEntries = entryInsert(db)
  const conversations = conversationStore(db, clock, announce, insertEntries, remote?.notifyTurns)
  const outbox = outboxStore({
    db,
    clock,
    announce,
    options: { leaseMs: 60_000, concurrency: 8, pollMs: 5000, ...options.outbox },
    insertEntries,
    notify: remote?.notifyWork,
    presence: remote === undefined ? localPresence : connectedPresence(db),
    onError,
  })
  const beat = heartbeat(db, opened.disk, databaseUrl === undefined)
  let closed: Promise<void> | undefined

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
    clockGuard: clockGuard(db),
    secret: secrets(db),
    expire: before => expire(db, before, clock()),
    tidy: () => opened.tidy(),
    leavesDisk: patience => opened.leavesDisk(patience),
    ping: async () => {
      if (closed !== undefined) throw new StorageFault('closed')
      opened.requireSound()
      return beat()
    },
    close: () =>
      (closed ??= (async () => {
        await outbox.stop()
        await conversations.settle()
        await remote?.close()
        await opened.close()
      })()),
  }
}
