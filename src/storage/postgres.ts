/** PostgreSQL through pg: the pool that Kysely works with. */
import { PostgresDialect } from 'kysely'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { boundValue } from './boundValue.ts'
import { connectionNames } from './liveProcesses.ts'
import { brokeConnection, postgresCommitFault, postgresFault } from './postgresFaults.ts'
import { StorageError, StorageFault } from './storageError.ts'

const int8 = 20

/** int8 comes back as a number, as from SQLite: ours are counters and milliseconds, far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    // pg's own types say nothing of what a parser gives.
    oid === int8 ? Number : (pg.types.getTypeParser(oid, format) as unknown),
}

/** How every connection is made. Nothing but a name goes into the start-up packet, so that pgbouncer lets it pass. */
export const settings = (url: string, name: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: name,
  connectionTimeoutMillis: 5000,
  keepAlive: true,
  types,
})

/** How long things may take, ms. Whoever came with a request has an answer before their own patience ends. */
export interface PostgresTimes {
  /** The server gives up a statement. 0: never; undefined: as it does for others, for the connection is not ours to set. */
  readonly statement?: number
  /** We give up a server that says nothing, and its connection. 0: never. */
  readonly answer: number
}

export const usual: PostgresTimes = { statement: 8000, answer: 10_000 }

/** Through a pool of transactions, where what is set for a session would be set for whoever comes next. */
export const pooled: PostgresTimes = { answer: usual.answer }

/** For what changes tables: it may take its time, and wait for another process that does the same. */
export const unhurried: PostgresTimes = { statement: 0, answer: 0 }

/**
 * One connection as Kysely uses it: values checked, errors as faults, and never used again once its end is in doubt: what follows on it
 * is refused at once instead of waiting once more, and the pool makes another.
 */
function checkedClient(client: pg.PoolClient): PostgresPoolClient {
  let broken: StorageFault | undefined
  const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    if (broken !== undefined) {
      // Kysely undoes what failed; of a connection that is lost the server does it, and the first error is what is told.
      if (sql === 'rollback') return { command: 'ROLLBACK', rowCount: 0, rows: [] }
      throw broken
    }
    try {
      // A boolean is Kysely's own, for the server's catalogue; into our columns the server refuses it by itself.
      return await client.query(sql, parameters.map(each => (typeof each === 'boolean' ? each : boundValue(each))))
    } catch (error) {
      const fault = sql === 'commit' ? postgresCommitFault(error) : postgresFault(error)
      if (brokeConnection(error)) broken = fault instanceof StorageFault ? fault : new StorageFault('connection', error)
      if (sql === 'rollback') return { command: 'ROLLBACK', rowCount: 0, rows: [] }
      throw fault
    }
  }
  const release = (): void => {
    client.release(broken !== undefined)
  }
  // Kysely asks for overloads of which it uses this one.
  return { query, release } as unknown as PostgresPoolClient
}

/** A pool whose connections check every bound value. */
class Pool implements PostgresPool {
  readonly #pool: pg.Pool
  readonly #times: PostgresTimes
  readonly #clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()

  constructor(pool: pg.Pool, times: PostgresTimes) {
    this.#pool = pool
    this.#times = times
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw postgresFault(error)
    })
    const known = this.#clients.get(client)
    if (known !== undefined) return known
    const checked = checkedClient(client)
    const { statement } = this.#times
    try {
      // A transaction that nobody goes on with would hold its rows: its process hangs, or is gone without a word.
      if (statement !== undefined) await checked.query(`set statement_timeout = ${statement}; set idle_in_transaction_session_timeout = ${4 * statement}`, [])
    } catch (error) {
      client.release(true)
      throw error
    }
    this.#clients.set(client, checked)
    return checked
  }

  end(): Promise<void> {
    return this.#pool.end()
  }
}

/**
 * @param onError hears of idle connections that were lost; the pool replaces them by itself
 * @throws {StorageError} when the address cannot be understood
 */
export function postgresDialect(url: string, onError: (error: Error) => void, times: PostgresTimes = usual): PostgresDialect {
  let pool: pg.Pool
  try {
    pool = new pg.Pool({ ...settings(url, connectionNames.pool), max: 10, ...(times.answer > 0 ? { query_timeout: times.answer } : {}) })
  } catch {
    throw new StorageError('DATABASE_URL cannot be understood: give an address such as postgres://noa@localhost/noa.')
  }
  pool.on('error', onError)
  // A connection lost while it is in use rejects its query and also emits this; unheard, it would end the process. Its end may come in the
  // same packet as its beginning, before whoever waits for it goes on: so it is heard from the first.
  pool.on('connect', client => void client.on('error', () => undefined))
  return new PostgresDialect({ pool: new Pool(pool, times) })
}
