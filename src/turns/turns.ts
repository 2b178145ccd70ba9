/**
 * One turn of conversation, whatever the channel. A channel hands in an activity and gets, after the commit, what there is to show.
 */
import type { Activity, ConversationReference } from '../sdk.ts'

/** An activity as a channel hands it in: authenticated, of bounded size, with its NULs stripped. */
export interface Incoming {
  /** The channel's name. */
  readonly channel: string
  /** Id of the conversation within the channel. */
  readonly conversation: string
  readonly activity: Partial<Activity>
  /** Recognises a repeated delivery (`channelData.clientActivityID`, else `activity.id`); absent: never repeated. */
  readonly deliveryId?: string
  /** Where to write to the conversation later; absent: kept as it is. */
  readonly reference?: Partial<ConversationReference>
  /** BCP 47; the conversation's language when it begins (`fr`, `en-GB`). */
  readonly locale?: string
}

export interface Received {
  /** Id given to the received activity, the same for every delivery of it. */
  readonly id: string
  /** The replies of the turn, committed, with ids; those of the first delivery when it was repeated. */
  readonly replies: readonly Activity[]
  /** Watermark of the conversation after this turn. */
  readonly watermark: number
  readonly repeated: boolean
}

export interface Turns {
  /**
   * Runs one turn and commits it. Turns of one conversation queue; turns of different conversations do not wait for each other.
   * @throws when the database does not answer: nothing was stored then, and the caller may try again
   */
  receive(incoming: Incoming): Promise<Received>
}
