/** Conversations that ended at the service, counted to suspect an incident. */

export interface ServiceSideTable {
  /** SHA-256 (hex) of the conversation's key. */
  conversation: string
  /** ms since the epoch. */
  noted_at: number
}

export interface IncidentTables {
  service_side: ServiceSideTable
}
