/** The channels of the guide, wired one way: each is made of what it needs and joins the list. */
import type { Channel } from '../channels/channel.ts'
import type { ChannelList } from '../channels/channelList.ts'
import { createConnector } from '../channels/connector/connectorChannel.ts'
import { createConsole, type ConsoleChannel } from '../channels/console/consoleChannel.ts'
import type { DirectLine } from '../channels/directLine/directLine.ts'
import { openDirectLine } from '../channels/directLine/openDirectLine.ts'
import { createPage } from '../channels/page/page.ts'
import { createTeams, teamsDialect } from '../channels/teams/teamsChannel.ts'
import type { Storage } from '../storage/storage.ts'
import { pageEventNames } from '../turns/pageEvents.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import type { Addresses } from './addresses.ts'
import type { Foundations } from './foundations.ts'
import { greeting } from './thinking.ts'

/** What a channel is made with that is none of the guide's own. */
export interface ChannelParts {
  readonly turns: InternalTurns
  readonly storage: Storage
}

/** Those that something else than the list asks for. */
export interface OwnChannels {
  readonly directLine: Pick<DirectLine, 'streams' | 'expire'>
  readonly console: ConsoleChannel
}

/** @param more makes further channels */
export function wireChannels(
  list: ChannelList,
  foundations: Foundations,
  turns: InternalTurns,
  { listening }: Addresses,
  more: (parts: ChannelParts) => readonly Channel[],
): OwnChannels {
  const { config, log, library, storage, assets } = foundations
  const { microsoft, publicUrl } = config
  const events = ['locale', ...pageEventNames]
  const directLine = openDirectLine({ storage, turns, publicUrl, address: listening, log, events }, config)
  const page = createPage({ words: library, config, assets, greeting: greeting(foundations) })
  const console = createConsole(turns, storage.conversations)
  const own = [directLine, page, console, ...more({ turns, storage })]
  const reserved = own.map(({ name }) => name)
  const connector = createConnector({ microsoft, turns, storage, log, events, reserved, dialects: teamsDialect })
  const teams = createTeams({ delivery: connector.delivery, turns, library, storage })
  for (const channel of [...own, connector, teams]) list.add(channel)
  return { directLine, console }
}
