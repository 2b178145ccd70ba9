/**
 * A channel: a way in which people and the guide reach each other. All that the rest of the house knows of one stands here; nobody
 * outside this folder knows any by name.
 */
import type { Upgrades } from '../http/connections.ts'
import type { Route } from '../http/route.ts'
import type { ChannelCapabilities } from '../presentation/capabilities.ts'
import type { ConversationReference } from '../sdk.ts'
import type { OutboxEntry, OutboxHandler, Outcome } from '../storage/storage.ts'
import type { Sending } from '../turns/sending.ts'
import type { TurnLogic } from '../turns/turnScope.ts'

export interface Channel {
  /** Its name, with which the keys of its conversations begin. */
  readonly name: string
  /**
   * For a channel through which others are reached: it speaks for every name that no channel of the list bears. The names that it
   * expects, which figures tell apart.
   */
  readonly others?: readonly string[]
  /** What it listens to. */
  readonly routes: readonly Route[]
  readonly upgrades?: Upgrades
  /** What it can show. */
  readonly shows: ChannelCapabilities
  /**
   * Hands over one committed reply, from the outbox: at least once, in the order of the conversation. Absent: whoever shows its
   * conversations reads the log.
   */
  readonly deliver?: (sending: Sending, entry: OutboxEntry) => Promise<Outcome>
  /** Whether there is a way to write there later; absent: always. A conversation that has none gets nothing to deliver. */
  readonly reaches?: (reference: Partial<ConversationReference>) => boolean
  /**
   * Whether somebody reads a conversation now, or is told by their own programs of what is written there; absent: whoever is delivered
   * to is. @param conversation its id within the channel
   */
  readonly isThere?: (conversation: string) => boolean | Promise<boolean>
  /** Path of the place where a code brings back a conversation of this channel; absent: there is none. */
  readonly returnPath?: string
  /** What it adds to the turns of its own conversations. */
  readonly around?: (logic: TurnLogic) => TurnLogic
  /** Work outside that its turns entrust, by kind of outbox entry. */
  readonly handlers?: Readonly<Record<string, OutboxHandler>>
  /** Ends what is open. May be asked more than once. */
  readonly stop: () => void | Promise<void>
}
