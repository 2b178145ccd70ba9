/** The channels of the guide, wired one way: each is made of what it needs and joins the list. */
import type { TellChat } from '../actions/requests/byTeams.ts'
import { createReturnCodes } from '../actions/requests/returnCodes.ts'
import type { Channel } from '../channels/channel.ts'
import type { ChannelList } from '../channels/channelList.ts'
import { createConnector } from '../channels/connector/connectorChannel.ts'
import { createConsole, type ConsoleChannel } from '../channels/console/consoleChannel.ts'
import { createDirectLine, type DirectLine } from '../channels/directLine/directLine.ts'
import { createPageChannel, type PageChannel } from '../channels/page/pageChannel.ts'
import { createTeams, teamsDialect } from '../channels/teams/teamsChannel.ts'
import { helpdeskChat, privateChat } from '../channels/teams/teamsGroups.ts'
import type { Storage } from '../storage/storage.ts'
import { pageEventNames } from '../turns/pageEvents.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import type { Addresses } from './addresses.ts'
import type { Foundations } from './foundations.ts'

/** What a channel is made with that is none of the guide's own. */
export interface ChannelParts {
  readonly turns: InternalTurns
  readonly storage: Storage
}

/** Those that something else than the list asks for. */
export interface OwnChannels {
  readonly directLine: Pick<DirectLine, 'streams' | 'expire'>
  readonly page: Pick<PageChannel, 'streams' | 'expire'>
  readonly console: ConsoleChannel
  /** Writes into the helpdesk's chat in Teams; undefined: none is set. */
  readonly tellHelpdesk: TellChat | undefined
}

/** Where the page is. */
const home = '/'

/** @param more makes further channels */
export function wireChannels(
  list: ChannelList,
  foundations: Foundations,
  turns: InternalTurns,
  { listening, forPeople }: Addresses,
  more: (parts: ChannelParts) => readonly Channel[],
): OwnChannels {
  const { config, log, library, storage, assets, house } = foundations
  const { microsoft, publicUrl, limits } = config
  const events = ['locale', ...pageEventNames]
  const directLine = createDirectLine({ storage, turns, publicUrl, address: listening, log, events, limits })
  const codes = createReturnCodes(storage)
  const page = createPageChannel({
    storage, words: library, config, assets, house, turns, log, events, home,
    address: listening,
    embedders: config.embedOrigins,
    picture: foundations.pictureOf,
    limits,
    codes,
  })
  const console = createConsole(turns, storage.conversations)
  const own = [directLine, page, console, ...more({ turns, storage })]
  const reserved = own.map(({ name }) => name)
  const { appId } = microsoft
  const privately = appId === undefined ? forPeople : () => privateChat(appId)
  const connector = createConnector({ microsoft, turns, storage, log, events, reserved, dialects: teamsDialect({ library, privately }) })
  const teams = createTeams({ delivery: connector.delivery, turns, library, storage })
  for (const channel of [...own, connector, teams]) list.add(channel)
  const { teamsChat } = config.handover
  const tellHelpdesk = teamsChat === undefined ? undefined : helpdeskChat(connector.delivery, teamsChat, appId)
  return { directLine, page, console, tellHelpdesk }
}
