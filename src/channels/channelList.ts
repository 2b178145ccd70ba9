/** The channels of a guide, and what is done through whichever of them a conversation came by. */
import type { Upgrades } from '../http/connections.ts'
import type { Route } from '../http/route.ts'
import { usualCapabilities, type ChannelCapabilities } from '../presentation/capabilities.ts'
import type { ConversationReference } from '../sdk.ts'
import type { OutboxHandler } from '../storage/storage.ts'
import { channelOfKey } from '../turns/conversationKey.ts'
import { readSending, sendKind } from '../turns/sending.ts'
import type { TurnLogic } from '../turns/turnScope.ts'
import type { Channel } from './channel.ts'

export interface ChannelList {
  /** @throws {Error} when the name is taken, or there is one already that speaks for the others */
  add(channel: Channel): void
  /** Names that the channels bear or expect. */
  names(): string[]
  routes(): Route[]
  upgrades(): Upgrades[]
  /** Handlers of the outbox: what delivers replies, and each channel's own. */
  handlers(): Record<string, OutboxHandler>
  /** What the channel of this name can show. */
  readonly shows: (name: string) => ChannelCapabilities
  /** Whether replies to a conversation of that channel are delivered from the outbox. */
  readonly sendsLater: (name: string, reference: Partial<ConversationReference>) => boolean
  /** Whether somebody reads a conversation now, or is told of what is written there. @param key of the conversation */
  readonly isThere: (key: string) => Promise<boolean>
  /** Path of the place where a code brings back a conversation. */
  readonly returnPath: (key: string) => string | undefined
  /** The logic with what each channel adds to the turns of its own conversations. */
  around(logic: TurnLogic): TurnLogic
  stop(): Promise<void>
}

/** Begins with none: turns are made before the channels that hand something to them. */
export function createChannelList(): ChannelList {
  const channels = new Map<string, Channel>()
  let forOthers: Channel | undefined
  const of = (name: string): Channel | undefined => channels.get(name) ?? forOthers
  const all = (): Channel[] => [...channels.values()]

  const send: OutboxHandler = async entry => {
    const channel = of(channelOfKey(entry.conversation ?? ''))
    return (await channel?.deliver?.(readSending(entry), entry)) ?? { failed: { code: 'no_channel' } }
  }

  return {
    add: channel => {
      const { name, others } = channel
      if (channels.has(name)) throw new Error(`There is a channel ${name} already`)
      if (others !== undefined && forOthers !== undefined) throw new Error(`Both ${forOthers.name} and ${name} speak for the other channels`)
      channels.set(name, channel)
      if (others !== undefined) forOthers = channel
    },
    names: () => all().flatMap(({ name, others = [] }) => [name, ...others]),
    routes: () => all().flatMap(({ routes }) => routes),
    upgrades: () => all().flatMap(({ upgrades }) => upgrades ?? []),
    handlers: () => Object.fromEntries([[sendKind, send] as const, ...all().flatMap(({ handlers = {} }) => Object.entries(handlers))]),
    shows: name => of(name)?.shows ?? usualCapabilities,
    sendsLater: (name, reference) => {
      const channel = of(name)
      return channel?.deliver !== undefined && (channel.reaches?.(reference) ?? true)
    },
    isThere: async key => {
      const name = channelOfKey(key)
      const channel = of(name)
      if (channel === undefined) return false
      return (await channel.isThere?.(key.slice(name.length + 1))) ?? channel.deliver !== undefined
    },
    returnPath: key => of(channelOfKey(key))?.returnPath,
    around: logic => {
      const made = new Map<Channel, TurnLogic>()
      return (context, scope) => {
        const channel = of(scope.channel)
        if (channel?.around === undefined) return logic(context, scope)
        const around = made.get(channel) ?? channel.around(logic)
        made.set(channel, around)
        return around(context, scope)
      }
    },
    stop: async () => {
      await Promise.all(all().map(async channel => channel.stop()))
    },
  }
}
