/**
 * SQLite as Kysely sees it: one connection that writes and one that reads.
 *
 * A commit must be on the disk before anybody hears of it, and the disk takes its time: it is waited for in another thread, so that
 * this one goes on with the turns of others, which read meanwhile what was committed before.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { CompiledQuery, SqliteAdapter, SqliteDialect } from 'kysely'
import type { DatabaseConnection, Driver, QueryResult } from 'kysely'
import { DiskErasure, leftLog } from './diskErasure.ts'
import { Connection } from './sqliteConnection.ts'
import { isBusy, sqliteCommitFault, sqliteError, sqliteFault } from './sqliteFaults.ts'
import { StorageError, codeOf } from './storageError.ts'
import { WriteLock } from './writeLock.ts'

/** Name of the database file in `DATA_DIR`. */
export const fileName = 'noa.sqlite'

/** SQLite can undo DDL. Kysely's adapter denies it, and a kill in the middle of a migration would leave half of it. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** How long a statement waits for others who write, ms. Whoever came with a request gives up not much later. */
const patience = 10_000

/** Waits for a lock without holding up the process, as SQLite's own waiting would. A statement that was refused did nothing. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (const begun = Date.now(); ; await delay(5 + Math.random() * 10))
    try {
      return await run()
    } catch (error) {
      if (!isBusy(error) || Date.now() - begun > patience) throw error
    }
}

const begin = CompiledQuery.raw('begin immediate')
const rollback = CompiledQuery.raw('rollback')
const changing: ReadonlySet<string> = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode', 'MergeQueryNode'])
const deleting = /^\s*delete\b/i

/** What all sessions of a database share. */
interface Shared {
  readonly writer: Connection
  readonly reader: Connection
  readonly lock: WriteLock
  /** Undefined for a database in memory. */
  readonly disk: DiskErasure | undefined
  /** Hears of every fault, with its code. */
  readonly onFault: (code: string) => void
}

/** What Kysely takes for a connection: it reads and writes over the two that there are, and holds the writing one in a transaction. */
class Session implements DatabaseConnection {
  readonly #shared: Shared
  #holding = false
  #deleted = false

  constructor(shared: Shared) {
    this.#shared = shared
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#told(() => this.#execute<Row>(query))
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    for (const row of (this.#holding ? this.#shared.writer : this.#shared.reader).iterate<Row>(query)) yield { rows: [row] }
  }

  #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { writer, reader, lock } = this.#shared
    if (this.#holding) return this.#write(query)
    const { kind } = query.query
    // The connection that writes has what it wrote in memory; the other one must look at the disk again after each commit.
    if (kind === 'SelectQueryNode' && (reader !== writer || !lock.taken))
      return patiently(async () => (lock.taken ? reader : writer).run<Row>(query))
    return changing.has(kind) ? this.#alone(query) : this.#locked(query)
  }

  async #write<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = await patiently(async () => this.#shared.writer.run<Row>(query))
    if (deleting.test(query.sql) && (result.rows.length > 0 || (result.numAffectedRows ?? 0n) > 0n)) this.#deleted = true
    return result
  }

  async #locked<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    await this.hold()
    try {
      return await this.#write(query)
    } finally {
      this.letGo()
    }
  }

  /** A single change is a transaction, too, whose commit waits for the disk. */
  async #alone<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    await this.begin()
    try {
      const result = await this.#write<Row>(query)
      const changed = result.rows.length > 0 || (result.numAffectedRows ?? 0n) > 0n
      if (changed) await this.commit()
      else this.undo()
      return result
    } catch (error) {
      this.undo()
      throw error
    } finally {
      this.letGo()
    }
  }

  /** Waits until nobody else writes in this process. */
  async hold(): Promise<void> {
    await this.#shared.lock.take(patience)
    this.#holding = true
  }

  /** Takes the write lock first: a transaction that reads and then writes would fail if another process wrote in between. */
  async begin(): Promise<void> {
    await this.hold()
    try {
      this.undo()
      await this.executeQuery(begin)
    } catch (error) {
      this.letGo()
      throw error
    }
  }

  /** Resolves when the transaction is on the disk. */
  async commit(): Promise<void> {
    await this.#told(() => patiently(() => this.#shared.writer.aside('commit')), sqliteCommitFault)
    if (this.#deleted) this.#shared.disk?.begin()
    this.#deleted = false
  }

  /** Undoes what is not committed. After some faults SQLite has done so already; then what went wrong first is what is told. */
  undo(): void {
    this.#deleted = false
    const { writer, onFault } = this.#shared
    if (!writer.inTransaction) return
    try {
      writer.run(rollback)
    } catch (error) {
      // The next one to begin tries again.
      onFault(codeOf(error))
    }
  }

  letGo(): void {
    if (this.#holding) this.#shared.lock.release()
    this.#holding = false
  }

  async #told<T>(work: () => Promise<T>, meaning: (error: unknown) => unknown = sqliteFault): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const fault = meaning(error)
      this.#shared.onFault(codeOf(fault))
      throw fault
    }
  }
}

class SessionDriver implements Driver {
  readonly #shared: Shared

  constructor(shared: Shared) {
    this.#shared = shared
  }

  async init(): Promise<void> {
    // Both connections are open already, so that what is wrong with the file is known at once.
  }
  async acquireConnection(): Promise<Session> {
    return new Session(this.#shared)
  }
  async releaseConnection(session: Session): Promise<void> {
    session.letGo()
  }
  async beginTransaction(session: Session): Promise<void> {
    await session.begin()
  }
  async commitTransaction(session: Session): Promise<void> {
    await session.commit()
    session.letGo()
  }
  async rollbackTransaction(session: Session): Promise<void> {
    session.undo()
    session.letGo()
  }

  async destroy(): Promise<void> {
    const { writer, reader, lock, disk, onFault } = this.#shared
    await disk?.end()
    await lock.take(patience)
    try {
      if (reader !== writer) reader.close()
      // So that a copy of the one file is the whole database.
      writer.pragma('wal_checkpoint(truncate)')
    } catch (error) {
      // Without room on the disk the log stays as it is, and the next start brings it in.
      onFault(codeOf(error))
    } finally {
      writer.close()
      lock.release()
    }
  }
}

/** A dialect of Kysely over one open file. */
export class SqliteFileDialect extends SqliteDialect {
  readonly #driver: SessionDriver
  /** What makes deleted rows leave the disk; undefined for a database in memory. */
  readonly disk: DiskErasure | undefined
  readonly #writer: Connection
  readonly #unclean: boolean

  constructor(shared: Shared, unclean: boolean) {
    super({ database: () => Promise.reject(new Error('The driver has it')) })
    this.#driver = new SessionDriver(shared)
    this.#writer = shared.writer
    this.#unclean = unclean
    this.disk = shared.disk
  }

  /** Whether what was deleted may still be in the file: its last process was killed, or it has free pages. */
  leftovers(): boolean {
    return this.#unclean || this.#writer.pragma('freelist_count') !== 0
  }

  override createAdapter(): SqliteAdapter {
    return new Adapter()
  }

  override createDriver(): Driver {
    return this.#driver
  }
}

/** Makes the folder and the file readable by their owner only. A folder that holds other people's things is left as it is. */
function prepareFile(dataDir: string): string {
  const file = join(dataDir, fileName)
  try {
    if (mkdirSync(dataDir, { recursive: true, mode: 0o700 }) === undefined) {
      const inside = readdirSync(dataDir)
      if (inside.length === 0 || inside.includes(fileName)) chmodSync(dataDir, 0o700)
    }
    // SQLite gives its -wal and -shm files the permissions of the database file, so it must exist with the right ones first.
    closeSync(openSync(file, 'a', 0o600))
    for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600)
  } catch (error) {
    const code = codeOf(error) || 'unknown'
    throw new StorageError(
      `The folder ${dataDir} cannot be used for the database (${code}): let this user write to it, or set DATA_DIR to another folder.`,
    )
  }
  return file
}

const pragmas = [
  'busy_timeout = 5000',
  // So that the file can give pages back. A file without this takes it when it is next written anew.
  'auto_vacuum = INCREMENTAL',
  'journal_mode = WAL',
  // An acknowledged commit must survive a power cut, not only the end of the process.
  'synchronous = FULL',
  'foreign_keys = ON',
  // What was erased is overwritten with zeros; what this leaves is the business of `DiskErasure`.
  'secure_delete = ON',
  'journal_size_limit = 67108864',
  // From here on the driver waits, see `patiently`.
  'busy_timeout = 0',
]

/**
 * Opens `<dataDir>/noa.sqlite`, made when it is missing.
 * @param dataDir absolute path, or `:memory:` for a database that ends with the process
 * @throws {StorageError} when the folder cannot be written or the file is not a database
 */
export function sqliteDialect(
  dataDir: string,
  { onError = () => undefined, onFault = () => undefined }: { onError?: (error: Error) => void; onFault?: (code: string) => void } = {},
): SqliteFileDialect {
  const inMemory = dataDir === ':memory:'
  const file = inMemory ? dataDir : prepareFile(dataDir)
  try {
    const unclean = !inMemory && leftLog(file)
    const writer = new Connection(file, pragmas)
    const lock = new WriteLock()
    // A database in memory belongs to its connection.
    const reader = inMemory ? writer : new Connection(file, ['query_only = ON'])
    const disk = inMemory ? undefined : new DiskErasure(writer, lock, file, onError)
    return new SqliteFileDialect({ writer, reader, lock, disk, onFault }, unclean)
  } catch (error) {
    throw sqliteError(error, file)
  }
}
