/** SQLite through libsql: one connection, every bound value checked, statements prepared once. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import type { DatabaseConnection, SqliteDatabase, SqliteDialectConfig, SqliteStatement } from 'kysely'
import Database from 'libsql'
import { boundValue } from './boundValue.ts'
import { StorageError } from './storageError.ts'

/** Name of the database file in `DATA_DIR`. */
export const fileName = 'noa.sqlite'

/** Distinct statements kept prepared. Ours are some dozens; lists of varying length must not grow it without end. */
const cachedStatements = 300

class Connection implements SqliteDatabase {
  readonly #database: InstanceType<typeof Database>
  readonly #statements = new Map<string, SqliteStatement>()

  constructor(database: InstanceType<typeof Database>) {
    this.#database = database
  }

  prepare(sql: string): SqliteStatement {
    const cached = this.#statements.get(sql)
    if (cached !== undefined) return cached
    const prepared = this.#database.prepare(sql)
    const statement: SqliteStatement = {
      reader: prepared.reader,
      all: parameters => prepared.all(parameters.map(boundValue)),
      run: parameters => prepared.run(parameters.map(boundValue)),
      // Streams read while other queries run, so each has a statement of its own.
      iterate: parameters => this.#database.prepare(sql).iterate(parameters.map(boundValue)),
    }
    if (this.#statements.size >= cachedStatements) this.#statements.delete(this.#statements.keys().next().value ?? '')
    this.#statements.set(sql, statement)
    return statement
  }

  close(): void {
    try {
      // So that a copy of the one file is the whole database.
      this.#database.prepare('pragma wal_checkpoint(truncate)').all([])
    } finally {
      this.#statements.clear()
      this.#database.close()
    }
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

class Driver extends SqliteDriver {
  #connection: DatabaseConnection | undefined
  #taken = false
  readonly #waiting: (() => void)[] = []

  // Kysely's own queue wakes all who wait each time the connection is free, and a thousand conversations feel it.
  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await new Promise<void>(resolve => this.#waiting.push(resolve))
    this.#taken = true
    const connection = await super.acquireConnection()
    return (this.#connection ??= {
      executeQuery: query => patiently(async () => connection.executeQuery(query)),
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    })
  }

  override async releaseConnection(): Promise<void> {
    await super.releaseConnection()
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken = false
    else next()
  }

  /** Takes the write lock first: a transaction that reads and then writes would fail if another process wrote in between. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

class Dialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createAdapter(): SqliteAdapter {
    return new Adapter()
  }

  override createDriver(): SqliteDriver {
    return new Driver(this.#config)
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
    const database = new Database(file)
    for (const pragma of [
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
      database.prepare(`pragma ${pragma}`).all([])
    return new Dialect({ database: new Connection(database) })
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
