/** How often something may be asked for, counted for all processes of an installation together. */
import { createHash, createHmac } from 'node:crypto'
import { CompiledQuery } from 'kysely'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Storage } from '../storage/storage.ts'
import { addressKey } from './clientAddress.ts'
import { Refusal } from './requestBody.ts'
import type { RouteRequest } from './route.ts'

export interface Limit {
  /** Counts one more. Resolves with the seconds until there may be another, 0 when this one is within the limit. */
  passes(key: string): Promise<number>
  /** The same. @throws {Refusal} 429 when it is not within the limit */
  take(key: string): Promise<void>
}

/**
 * Makes a limit of so many points within so many seconds (default 60).
 * @param name tells its keys from those of other limits
 */
export type Limits = (name: string, points: number, seconds?: number) => Limit

/** How often something was asked for. It rejects with what is known of the key when that is too often. */
type Counter = Pick<RateLimiterMemory, 'consume'>

const limitOf = (counter: Counter, nameless: (key: string) => string | Promise<string>): Limit => {
  const passes = async (key: string): Promise<number> => {
    try {
      await counter.consume(await nameless(key))
      return 0
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      return Math.max(1, Math.ceil(error.msBeforeNext / 1000))
    }
  }
  return {
    passes,
    take: async key => {
      const seconds = await passes(key)
      if (seconds > 0)
        throw new Refusal(429, 'TooManyRequests', 'Too many requests. Try again later.', { 'retry-after': String(seconds) })
    },
  }
}

/**
 * Limits of this process, on SQLite, where there is no other; on PostgreSQL those of all, in one statement each, on a table that is in no
 * log and waits for no disk. A database that does not answer lets the process count for itself.
 */
export function createLimits({ engine, db, secret }: Pick<Storage, 'engine' | 'db' | 'secret'>): Limits {
  if (engine === 'sqlite')
    return (name, points, seconds = 60) =>
      limitOf(new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }), key => createHash('sha256').update(key).digest('base64url'))

  const storeClient = { query: ({ text, values }: { text: string; values: unknown[] }) => db.executeQuery(CompiledQuery.raw(text, values)) }
  // Keys are addresses, and what is stored of them leads to nobody.
  let salt: Promise<string> | undefined
  const nameless = async (key: string): Promise<string> => {
    try {
      return createHmac('sha256', await (salt ??= secret('limits'))).update(key).digest('base64url')
    } catch (error) {
      salt = undefined
      throw error
    }
  }
  let cleans = false
  return (name, points, seconds = 60) => {
    const counted = { keyPrefix: name, points, duration: seconds }
    const counter = new RateLimiterPostgres({
      ...counted,
      storeClient,
      storeType: 'client',
      tableName: 'rate_limit',
      tableCreated: true,
      // One of them sweeps for all.
      clearExpiredByTimeout: !cleans,
      // Who is over the limit already costs no statement.
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: new RateLimiterMemory(counted),
    })
    cleans = true
    return limitOf(counter, nameless)
  }
}

/** How many conversations may begin in a minute. */
export interface BeginningLimits {
  /** Of one address: a whole university can share it. */
  readonly address: number
  /** Of one visitor: one address, and a browser that says the same of itself. */
  readonly visitor: number
}

/** Makes what is asked before a conversation begins. @throws {Refusal} 429 */
export function beginningLimit(limits: Limits, most: BeginningLimits): (request: Pick<RouteRequest, 'address' | 'headers'>) => Promise<void> {
  const ofVisitor = limits('visitor', most.visitor)
  const ofAddress = limits('address', most.address)
  return async ({ address, headers }) => {
    const from = addressKey(address)
    // First, so that whoever is over it uses up nothing of what others share.
    await ofVisitor.take([from, headers['user-agent'], headers['accept-language']].join('\n'))
    await ofAddress.take(from)
  }
}
