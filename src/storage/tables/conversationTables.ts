/** Conversations, their log, the outbox and the installation's secrets. Flags are 0 or 1; a time is ISO text or milliseconds, as said. */
import type { Generated } from 'kysely'

export interface ConversationTable {
  /** `<channel>/<conversation id>`. */
  key: string
  channel: string
  id: string
  version: number
  watermark: number
  locale: string
  state: string
  reference: string
  /** ISO 8601, UTC. */
  created_at: string
  updated_at: string
}

/** The conversation log: what clients saw, in order. */
export interface ActivityTable {
  conversation: string
  watermark: number
  id: string
  activity: string
  from_bot: number
}

/** Deliveries that were committed, so that a repeated one is recognised. */
export interface DeliveryTable {
  conversation: string
  id: string
  activity_id: string
  watermark: number
  last_watermark: number
}

export interface OutboxTable {
  /** Order of arrival. */
  sequence: Generated<number>
  id: string
  kind: string
  payload: string
  conversation: string | null
  lane: string | null
  status: 'waiting' | 'settled' | 'failed'
  /** Not before, in milliseconds. */
  due_at: number
  /** Attempts begun. */
  attempt: Generated<number>
  told: Generated<number>
  /** 1 when its conversation was erased while it was in hand: once it ends, nothing of it is kept. */
  forgotten: Generated<number>
  /** Why the last attempt did not succeed, or what it led to did not (`held`: no mail went out): a code, never a text. */
  code: string | null
  reference: string | null
  lease_owner: string | null
  /** Milliseconds; 0 when nobody holds it. */
  lease_until: Generated<number>
  /** ISO 8601, UTC. */
  created_at: string
  /** When it was settled or failed, in milliseconds. */
  ended_at: number | null
}

export interface SecretTable {
  name: string
  value: string
}

export interface ConversationTables {
  conversation: ConversationTable
  activity: ActivityTable
  delivery: DeliveryTable
  outbox: OutboxTable
  secret: SecretTable
}
