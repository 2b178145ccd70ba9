/** How far a client has come in the log, and what it is sent of it. */
import type { LoggedActivity } from '../../storage/storage.ts'

/** The watermark of a query: a number of ours, or the beginning for anything else. */
export const readWatermark = (value: string | null): number => (value !== null && /^\d{1,15}$/.test(value) ? Number(value) : 0)

/** What clients receive, by stream and by polling. The log holds activities as JSON already. */
export const activitySet = (rows: readonly LoggedActivity[], watermark: number): string =>
  `{"activities":[${rows.map(row => row.activity).join(',')}],"watermark":"${rows.at(-1)?.watermark ?? watermark}"}`
