/** How many reports people sent lately: for a quota that outlives a conversation and tells nothing of it. */

export interface CountedReportTable {
  /** HMAC-SHA256 (hex) of the outbox entry's id. */
  id: string
  /** HMAC-SHA256 (hex) of the conversation's key. */
  sender: string
  /** ms since the epoch. */
  counted_at: number
}

export interface ReportTables {
  counted_report: CountedReportTable
}
