/** How far a client has come in the log, and what it is sent of it. */
import type { Conversations, LoggedActivity } from '../storage/storage.ts'
import type { ReadOn } from './streams.ts'

/** The watermark of a query: a number of ours, or the beginning for anything else. */
export const readWatermark = (value: string | null): number => (value !== null && /^\d{1,15}$/.test(value) ? Number(value) : 0)

/** What clients receive, by stream and by polling. The log holds activities as JSON already. */
export const activitySet = (rows: readonly LoggedActivity[], watermark: number): string =>
  `{"activities":[${rows.map(row => row.activity).join(',')}],"watermark":"${rows.at(-1)?.watermark ?? watermark}"}`

/** Activities that are under way to a client at once: what is in memory for a slow one. */
const batch = 20

/**
 * Reads a conversation's log for a stream. Each activity has a frame of its own: directlinejs hands on a frame one activity per timer,
 * so that two longer ones would come out mixed.
 */
export const readingLog = (conversations: Pick<Conversations, 'log'>, key: string): ReadOn => async after => {
  const rows = await conversations.log(key, after, batch)
  const last = rows.at(-1)
  return last && { frames: rows.map(row => activitySet([row], row.watermark)), watermark: last.watermark, more: rows.length === batch }
}
