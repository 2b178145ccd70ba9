/** PostgreSQL through pg: the pool that Kysely works with, and the one connection that listens to what other processes commit. */
import { setTimeout as delay } from 'node:timers/promises'
import { PostgresDialect } from 'kysely'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { boundValue } from './boundValue.ts'
import { connectionNames } from './liveProcesses.ts'
import { StorageError } from './storageError.ts'

/** The channel of LISTEN and NOTIFY. */
export const notifyChannel = 'noa_commit'

const int8 = 20

/** int8 comes back as a number, as from SQLite: ours are counters and milliseconds, far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : (pg.types.getTypeParser(oid, format) as unknown),
}

const settings = (url: string, name: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: name,
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  types,
})

/** The server's detail quotes the row that was refused, which may hold what a person typed. */
function withoutData(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    error.detail = error.where = error.internalQuery = undefined
  }
  return error
}

/** A pool whose connections check every bound value. */
class Pool implements PostgresPool {
  readonly #pool: pg.Pool
  readonly #clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.#pool.connect()
    const known = this.#clients.get(client)
    if (known !== undefined) return known
    // A connection lost while it is in use rejects its query and also emits this; unheard, it would end the process.
    client.on('error', () => undefined)
    const checked = {
      query: async (sql: string, parameters: readonly unknown[]) => {
        try {
          // A boolean is Kysely's own, for the server's catalogue; into our columns the server refuses it by itself.
          return await client.query(sql, parameters.map(each => (typeof each === 'boolean' ? each : boundValue(each))))
        } catch (error) {
          throw withoutData(error)
        }
      },
      release: () => {
        client.release()
      },
    } as unknown as PostgresPoolClient
    this.#clients.set(client, checked)
    return checked
  }

  end(): Promise<void> {
    return this.#pool.end()
  }
}

/** @param onError hears of idle connections that were lost; the pool replaces them by itself */
export function postgresDialect(url: string, onError: (error: Error) => void): PostgresDialect {
  let pool: pg.Pool
  try {
    pool = new pg.Pool({ ...settings(url, connectionNames.pool), max: 10 })
  } catch {
    throw new StorageError('DATABASE_URL cannot be understood: give an address such as postgres://noa@localhost/noa.')
  }
  pool.on('error', onError)
  return new PostgresDialect({ pool: new Pool(pool) })
}

/** Says in a sentence why PostgreSQL could not be used; errors of other kinds come back unchanged. */
export function postgresError(error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof Error)) return error
  const code = (error as { code?: string }).code
  if (code === '28P01' || code === '28000')
    return new StorageError('PostgreSQL refuses the user or the password of DATABASE_URL: correct them.')
  if (code === '3D000')
    return new StorageError('The database that DATABASE_URL names does not exist: create it, or name another one.')
  if (code === '42501')
    return new StorageError('The user of DATABASE_URL may not create tables: make that user the owner of the database.')
  if (error instanceof pg.DatabaseError && code !== undefined && !/^(57P|53)/.test(code)) return error
  if (code !== undefined || /timeout|terminated|connect/i.test(error.message))
    return new StorageError(
      `PostgreSQL does not answer at DATABASE_URL (${code ?? 'no connection'}): check the host and the port, and that it runs.`,
    )
  return error
}

export interface Listener {
  close(): Promise<void>
}

/**
 * Listens to `notifyChannel` on a connection of its own, and connects again for as long as it takes when the connection is lost.
 * @param on.payload hears every notification, those of this process included
 * @param on.gap is called each time listening begins, with the time (ms) since when notifications may have been missed
 */
export function listen(
  url: string,
  clock: () => number,
  on: { payload: (payload: string) => void; gap: (since: number) => void; error: (error: Error) => void },
): Listener {
  const closing = new AbortController()
  let client: pg.Client | undefined
  let heard = clock()

  const once = async (): Promise<void> => {
    const present = new pg.Client({ ...settings(url, connectionNames.listener), query_timeout: 10_000 })
    client = present
    const lost = new Promise<Error>(resolve => {
      present.on('error', resolve)
      present.on('end', () => {
        resolve(new Error('The listening connection has ended'))
      })
    })
    const failed = lost.then(error => Promise.reject(error))
    failed.catch(() => undefined)
    try {
      present.on('notification', message => {
        if (message.payload !== undefined) on.payload(message.payload)
      })
      await Promise.race([present.connect(), failed])
      await Promise.race([present.query(`listen ${notifyChannel}`), failed])
      on.gap(heard)
      for (;;) {
        heard = clock()
        // A connection that broke silently shows only when it is used.
        await Promise.race([delay(15_000, undefined, { ref: false, signal: closing.signal }), failed])
        await Promise.race([present.query('select 1'), failed])
      }
    } finally {
      client = undefined
      present.end().catch(() => undefined)
    }
  }

  const forever = async (): Promise<void> => {
    for (let failures = 0; !closing.signal.aborted; ) {
      const begun = clock()
      try {
        await once()
      } catch (error) {
        if (closing.signal.aborted) return
        on.error(error instanceof Error ? error : new Error('The listening connection failed'))
        failures = clock() - begun > 10_000 ? 0 : failures + 1
        const pause = Math.min(5000, 100 * 2 ** failures) * (0.5 + Math.random() / 2)
        await delay(pause, undefined, { ref: false, signal: closing.signal }).catch(() => undefined)
      }
    }
  }
  const ended = forever()

  return {
    close: async () => {
      closing.abort()
      await client?.end().catch(() => undefined)
      await ended
    },
  }
}
