/** The one job that erases what is past its retention, in every room that keeps something. */

import { codeOf } from './storageError.ts'
import type { Storage } from './storage.ts'

/** A room that keeps something for a while. */
export interface Keeper {
  /** Erases what is older. Returns how much it was. */
  expire(before: Date): Promise<number>
}

export interface Retention {
  /**
   * Erases now, once. Returns how much it was. A room that fails does not keep the others from it. With a clock that cannot be believed
   * nothing is erased, and an operator hears of it.
   */
  run(): Promise<number>
  /** Erases now and then every few hours. */
  begin(): void
  /** Ends it and waits for what is under way. */
  stop(): Promise<void>
}

const hour = 3_600_000
const pause = 6 * hour

/**
 * Puts the job together; it does nothing by itself.
 * @param rooms by name, for the log; undefined for one that is not in use
 * @param storage says whether the clock can be believed, and makes what was erased leave the disk
 * @param now milliseconds since the epoch
 */
export function createRetention(options: {
  rooms: Readonly<Record<string, Keeper | undefined>>
  days: number
  log: Record<'info' | 'warn' | 'error', (details: object, message: string) => void>
  storage: Pick<Storage, 'clockGuard' | 'tidy'>
  now?: () => number
}): Retention {
  const { rooms, days, log, storage, now = Date.now } = options
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<number> = Promise.resolve(0)

  const failed = (room: string, error: unknown): void =>
    log.error(
      { code: 'retention_failed', room, name: error instanceof Error ? error.name : typeof error, reason: codeOf(error) },
      'What is past its retention could not be erased',
    )

  /** @returns true when nothing may be erased: the clock, or what we know of it, is in doubt */
  async function refused(): Promise<boolean> {
    const doubt = await storage.clockGuard.doubts(now(), days)
    if (doubt === undefined) return false
    log.warn(
      { code: 'retention_refused', days: doubt.days, until: doubt.until.toISOString() },
      `The clock is ${Math.abs(doubt.days)} days ${doubt.days < 0 ? 'behind' : 'ahead of'} what was last stored: nothing is erased. ` +
        'Set the clock of this machine; if it is right, because the guide was off for so long, it is believed from the time in `until` on',
    )
    return true
  }

  async function sweep(): Promise<number> {
    try {
      if (await refused()) return 0
    } catch (error) {
      failed('clock', error)
      return 0
    }
    const before = new Date(now() - days * 24 * hour)
    let erased = 0
    for (const [room, keeper] of Object.entries(rooms))
      try {
        erased += (await keeper?.expire(before)) ?? 0
      } catch (error) {
        failed(room, error)
      }
    if (erased > 0) log.info({ code: 'retention', erased }, 'What is past its retention was erased')
    await storage.tidy().catch((error: unknown) => failed('disk', error))
    return erased
  }

  const run = (): Promise<number> => (sweeping = sweeping.then(sweep))
  return {
    run,
    begin: () => {
      void run()
      timer = setInterval(() => void run(), pause)
      timer.unref()
    },
    stop: async () => {
      clearInterval(timer)
      await sweeping
    },
  }
}
