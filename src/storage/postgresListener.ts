/** The one connection to PostgreSQL that listens to what other processes commit. */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { backoff } from '../backoff.ts'
import { connectionNames } from './liveProcesses.ts'
import { settings } from './postgres.ts'

/** The channel of LISTEN and NOTIFY. */
export const notifyChannel = 'noa_commit'

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
        const pause = backoff(failures + 1, { first: 100, most: 5000, spread: 0.5 })
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
