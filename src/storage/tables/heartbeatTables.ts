/** What the guide notes of itself: that the database can be written, and which clock it believed. Nothing of a person. */
export interface HeartbeatTable {
  /** `readiness`: the last look at whether the database can be written; `clock`, `doubt`: see ../clockGuard.ts. */
  name: string
  value: string
  /** Milliseconds since the epoch. */
  at: number
}

export interface HeartbeatTables {
  heartbeat: HeartbeatTable
}
