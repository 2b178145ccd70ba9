/**
 * How long to wait before trying again. What insists within one call has cockatiel for it; here the attempts are counted where they outlast
 * the call (an outbox entry, a connection), and a process that comes after may make the next one.
 */
export interface Backoff {
  /** The first pause, which is doubled each time, ms. */
  readonly first: number
  /** The longest, ms. */
  readonly most: number
  /** Which part of a pause is left to chance, 0 (the default) to 1, so that those who failed together do not come back together. */
  readonly spread?: number
}

/**
 * The pause after a failure.
 * @param attempt the one that failed, counted from 1
 * @returns ms
 */
export const backoff = (attempt: number, { first, most, spread = 0 }: Backoff): number =>
  Math.min(first * 2 ** Math.min(Math.max(attempt, 1) - 1, 30), most) * (1 - spread * Math.random())
