/**
 * SQLite through libsql: one connection that writes and one that reads, every bound value checked, statements prepared once.
 *
 * A commit must be on the disk before anybody hears of it, and the disk takes its time: it is waited for in another thread, so that
 * this one goes on with the turns of others, which read meanwhile what was committed before.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { CompiledQuery, SqliteAdapter, SqliteDialect } from 'kysely'
import type { DatabaseConnection, Driver, QueryResult } from 'kysely'
import Database from 'libsql'
import AsyncDatabase from 'libsql/promise'
import { boundValue } from './boundValue.ts'
import { StorageError } from './storageError.ts'

/** Name of the database file in `DATA_DIR`. */
export const fileName = 'noa.sqlite'

/** Distinct statements kept prepared. Ours are some dozens; lists of varying length must not grow it without end. */
const cachedStatements = 300

type Statement = ReturnType<InstanceType<typeof Database>['prepare']>

class Connection {
  readonly #database: InstanceType<typeof Database>
  readonly #statements = new Map<string, Statement>()

  constructor(file: string, pragmas: readonly string[]) {
    this.#database = new Database(file)
    for (const pragma of pragmas) this.#database.prepare(`pragma ${pragma}`).all([])
  }

  #prepared(sql: string): Statement {
    const cached = this.#statements.get(sql)
    if (cached !== undefined) return cached
    const prepared = this.#database.prepare(sql)
    if (this.#statements.size >= cachedStatements) this.#statements.delete(this.#statements.keys().next().value ?? '')
    this.#statements.set(sql, prepared)
    return prepared
  }

  run<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const prepared = this.#prepared(sql)
    const values = parameters.map(boundValue)
    if (prepared.reader) return { rows: prepared.all(values) as Row[] }
    const { changes, lastInsertRowid } = prepared.run(values)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  /** Runs a statement without values in another thread. Until it is done this connection must not be used. */
  aside(sql: string): Promise<void> {
    // libsql has a class that waits and one that does not, over the same native connection.
    return AsyncDatabase.prototype.exec.call(this.#database, sql) as Promise<void>
  }

  /** Rows one by one. They are read while other queries run, so each stream has a statement of its own. */
  iterate({ sql, parameters }: CompiledQuery): Iterable<unknown> {
    return this.#database.prepare(sql).iterate(parameters.map(boundValue)) as Iterable<unknown>
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

/** SQLite can undo DDL. Kysely's adapter denies it, and a kill in the middle of a migration would leave half of it. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** How long a statement waits for another process that writes, ms. */
const patience = 30_000

/** Waits for a lock without holding up the process, as SQLite's own waiting would. A statement that was refused did nothing. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (const begun = Date.now(); ; await delay(5 + Math.random() * 10))
    try {
      return await run()
    } catch (error) {
      if (!isBusy(error) || Date.now() - begun > patience) throw error
    }
}

const isBusy = (error: unknown): boolean => ((error as { code?: string }).code ?? '').startsWith('SQLITE_BUSY')

/** Lets one after the other through. */
class Lock {
  #taken = false
  readonly #waiting: (() => void)[] = []

  get taken(): boolean {
    return this.#taken
  }

  async take(): Promise<void> {
    if (this.#taken) await new Promise<void>(resolve => this.#waiting.push(resolve))
    this.#taken = true
  }

  release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken = false
    else next()
  }
}

const begin = CompiledQuery.raw('begin immediate')
const commit = CompiledQuery.raw('commit')
const rollback = CompiledQuery.raw('rollback')
const changing: ReadonlySet<string> = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode', 'MergeQueryNode'])

/** What Kysely takes for a connection: it reads and writes over the two that there are, and holds the writing one in a transaction. */
class Session implements DatabaseConnection {
  readonly #writer: Connection
  readonly #reader: Connection
  readonly #lock: Lock
  #holding = false

  constructor(writer: Connection, reader: Connection, lock: Lock) {
    this.#writer = writer
    this.#reader = reader
    this.#lock = lock
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#holding) return this.#write(query)
    const { kind } = query.query
    // The connection that writes has what it wrote in memory; the other one must look at the disk again after each commit.
    if (kind === 'SelectQueryNode' && (this.#reader !== this.#writer || !this.#lock.taken))
      return patiently(async () => (this.#lock.taken ? this.#reader : this.#writer).run<Row>(query))
    return changing.has(kind) ? this.#alone(query) : this.#locked(query)
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    for (const row of (this.#holding ? this.#writer : this.#reader).iterate(query)) yield { rows: [row as Row] }
  }

  #write<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return patiently(async () => this.#writer.run<Row>(query))
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
    await this.hold()
    try {
      await this.#write(begin)
      try {
        const result = await this.#write<Row>(query)
        const changed = result.rows.length > 0 || (result.numAffectedRows ?? 0n) > 0n
        await (changed ? this.commit() : this.#write(rollback))
        return result
      } catch (error) {
        // After a commit that failed there may be nothing left to undo.
        await this.#write(rollback).catch(() => undefined)
        throw error
      }
    } finally {
      this.letGo()
    }
  }

  /** Waits until nobody else writes in this process. */
  async hold(): Promise<void> {
    await this.#lock.take()
    this.#holding = true
  }

  /** Resolves when the transaction is on the disk. */
  commit(): Promise<void> {
    return patiently(() => this.#writer.aside(commit.sql))
  }

  letGo(): void {
    if (this.#holding) this.#lock.release()
    this.#holding = false
  }
}

class SessionDriver implements Driver {
  readonly #writer: Connection
  readonly #reader: Connection
  readonly #lock = new Lock()

  constructor(writer: Connection, reader: Connection) {
    this.#writer = writer
    this.#reader = reader
  }

  async init(): Promise<void> {
    // Both connections are open already, so that what is wrong with the file is known at once.
  }
  async acquireConnection(): Promise<Session> {
    return new Session(this.#writer, this.#reader, this.#lock)
  }
  async releaseConnection(session: Session): Promise<void> {
    session.letGo()
  }

  /** Takes the write lock first: a transaction that reads and then writes would fail if another process wrote in between. */
  async beginTransaction(session: Session): Promise<void> {
    await session.hold()
    await session.executeQuery(begin)
  }
  async commitTransaction(session: Session): Promise<void> {
    await session.commit()
    session.letGo()
  }
  async rollbackTransaction(session: Session): Promise<void> {
    await session.executeQuery(rollback)
    session.letGo()
  }

  async destroy(): Promise<void> {
    await this.#lock.take()
    try {
      if (this.#reader !== this.#writer) this.#reader.close()
      // So that a copy of the one file is the whole database.
      this.#writer.run(CompiledQuery.raw('pragma wal_checkpoint(truncate)'))
    } finally {
      this.#writer.close()
      this.#lock.release()
    }
  }
}

class Dialect extends SqliteDialect {
  readonly #driver: SessionDriver

  constructor(driver: SessionDriver) {
    super({ database: () => Promise.reject(new Error('The driver has it')) })
    this.#driver = driver
  }

  override createAdapter(): SqliteAdapter {
    return new Adapter()
  }

  override createDriver(): SessionDriver {
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
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new StorageError(
      `The folder ${dataDir} cannot be used for the database (${code}): let this user write to it, or set DATA_DIR to another folder.`,
    )
  }
  return file
}

/**
 * Opens `<dataDir>/noa.sqlite`, made when it is missing.
 * @param dataDir absolute path, or `:memory:` for a database that ends with the process
 * @throws {StorageError} when the folder cannot be written or the file is not a database
 */
export function sqliteDialect(dataDir: string): SqliteDialect {
  const file = dataDir === ':memory:' ? dataDir : prepareFile(dataDir)
  try {
    const writer = new Connection(file, [
      'busy_timeout = 5000',
      'journal_mode = WAL',
      // An acknowledged commit must survive a power cut, not only the end of the process.
      'synchronous = FULL',
      'foreign_keys = ON',
      // What was erased shall not stay legible in free pages.
      'secure_delete = FAST',
      'journal_size_limit = 67108864',
      // From here on the driver waits, see `patiently`.
      'busy_timeout = 0',
    ])
    // A database in memory belongs to its connection.
    const reader = dataDir === ':memory:' ? writer : new Connection(file, ['query_only = ON'])
    return new Dialect(new SessionDriver(writer, reader))
  } catch (error) {
    throw sqliteError(error, file)
  }
}

/** Says in a sentence why SQLite could not be opened; errors that are not SQLite's come back unchanged. */
export function sqliteError(error: unknown, file: string): unknown {
  if (error instanceof StorageError || !(error instanceof Error)) return error
  const code = (error as { code?: string }).code ?? ''
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT'))
    return new StorageError(`${file} is not a sound database (${code}): move it away, or put a backup in its place.`)
  if (code.startsWith('SQLITE_BUSY'))
    return new StorageError(`${file} is held by another program (${code}): stop it, then start again.`)
  if (code.startsWith('SQLITE_') || error.message.startsWith('ConnectionFailed'))
    return new StorageError(
      `${file} cannot be opened (${code || 'connection failed'}): check its permissions and the free space of its disk.`,
    )
  return error
}
