/** The one job that erases what is past its retention, in every room that keeps something. */

/** A room that keeps something for a while. */
export interface Keeper {
  /** Erases what is older. Returns how much it was. */
  expire(before: Date): Promise<number>
}

export interface Retention {
  /** Erases now, once. Returns how much it was. A room that fails does not keep the others from it. */
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
 * @param now milliseconds since the epoch
 */
export function createRetention(options: {
  rooms: Readonly<Record<string, Keeper | undefined>>
  days: number
  log: { info(details: object, message: string): void; error(details: object, message: string): void }
  now?: () => number
}): Retention {
  const { rooms, days, log, now = Date.now } = options
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<number> = Promise.resolve(0)

  async function sweep(): Promise<number> {
    const before = new Date(now() - days * 24 * hour)
    let erased = 0
    for (const [room, keeper] of Object.entries(rooms))
      try {
        erased += (await keeper?.expire(before)) ?? 0
      } catch (error) {
        log.error({ code: 'retention_failed', room, name: (error as Error).name }, 'What is past its retention could not be erased')
      }
    if (erased > 0) log.info({ code: 'retention', erased }, 'What is past its retention was erased')
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
