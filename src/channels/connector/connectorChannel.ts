/**
 * The Bot Connector service, through which Microsoft brings a bot to many channels. It speaks for all of them that have no channel of
 * their own here.
 */
import { usualCapabilities } from '../../presentation/capabilities.ts'
import type { Channel } from '../channel.ts'
import { createDelivery, GuideAdapter, type Delivery } from './delivery.ts'
import { messagesRoute, type MessagesOptions } from './messagesEndpoint.ts'

export interface ConnectorChannel extends Channel {
  /** How what it speaks for is written to; a channel of its own here may deliver through it as well. */
  readonly delivery: Delivery
}

/**
 * Creates the channel.
 * @throws {ConfigError} when the settings of the bot's identity do not go together
 */
export function createConnector(options: Omit<MessagesOptions, 'delivery'>): ConnectorChannel {
  const delivery = createDelivery(new GuideAdapter(options.microsoft), options.storage.conversations)
  return {
    name: 'connector',
    others: ['azure-directline', 'webchat', 'emulator'],
    routes: [messagesRoute({ ...options, delivery })],
    shows: usualCapabilities,
    deliver: delivery.deliver,
    reaches: delivery.reaches,
    delivery,
    stop: () => undefined,
  }
}
