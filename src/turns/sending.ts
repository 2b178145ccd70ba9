/** A committed reply on its way to a channel that must be written to: an entry of the outbox. */
import type { Activity, ConversationReference } from '../sdk.ts'
import type { NewOutboxEntry, OutboxEntry } from '../storage/storage.ts'

/** The kind of such an entry. */
export const sendKind = 'send'

export interface Sending {
  /** Where the conversation is written to, as its channel said it. */
  readonly reference: Partial<ConversationReference>
  readonly activity: Partial<Activity>
}

/** Id of the entry that sends a reply. */
export const sendingId = (key: string, activityId: string): string => `${sendKind}:${key}:${activityId}`

/** The entry for one reply of a conversation. Those of one conversation arrive in their order. */
export const sendingEntry = (key: string, { reference, activity }: Sending): NewOutboxEntry => ({
  id: sendingId(key, activity.id ?? ''),
  kind: sendKind,
  payload: JSON.stringify({ reference, activity }),
  conversation: key,
  lane: key,
})

/** What such an entry carries. */
export const readSending = ({ payload }: Pick<OutboxEntry, 'payload'>): Sending =>
  // As `sendingEntry` wrote it.
  JSON.parse(payload) as Sending
