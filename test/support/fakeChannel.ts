/** A channel of nothing but text, as an SMS is: what the port is proved with. */
import type { Channel } from '../../src/channels/channel.ts'
import { usualCapabilities, type ChannelCapabilities } from '../../src/presentation/capabilities.ts'
import type { Activity } from '../../src/sdk.ts'
import type { Turns } from '../../src/turns/turns.ts'

export const textOnly: ChannelCapabilities = { ...usualCapabilities, buttons: 'listed', cards: false, pictures: 'none', longestText: 1000 }

export interface FakeChannel extends Channel {
  readonly name: 'fake'
  /** What was delivered, by conversation, in the order of its arrival. */
  readonly delivered: Map<string, Partial<Activity>[]>
  /** While true it takes nothing, as a channel that is out of order. */
  away: boolean
  /** Number of deliveries that it did not take. */
  refused: number
  /** Says something as a person would. Resolves when the turn is committed, with its replies. */
  say(conversation: string, text: string): Promise<readonly Partial<Activity>[]>
}

export function createFakeChannel(turns: Turns, shows: ChannelCapabilities = textOnly): FakeChannel {
  const delivered = new Map<string, Partial<Activity>[]>()
  const channel: FakeChannel = {
    name: 'fake',
    routes: [],
    shows,
    delivered,
    away: false,
    refused: 0,
    deliver: async ({ reference, activity }) => {
      if (channel.away) {
        channel.refused += 1
        return { retry: { inMs: 20, code: 'away' } }
      }
      const conversation = reference.conversation?.id ?? ''
      delivered.set(conversation, [...(delivered.get(conversation) ?? []), activity])
      return { done: true }
    },
    say: async (conversation, text) => {
      const from = { id: 'someone', name: '' }
      const account = { id: conversation, name: '', isGroup: false, conversationType: '' }
      const activity = { type: 'message', text, from, recipient: { id: 'noa', name: 'NOA' } }
      const reference = { channelId: 'fake', conversation: account, user: from }
      return (await turns.receive({ channel: 'fake', conversation, activity, reference, locale: 'fr' })).replies
    },
    stop: () => undefined,
  }
  return channel
}
