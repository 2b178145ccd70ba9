/** Microsoft Teams: reached through the Bot Connector service, with cards that change once they were answered. */
import type { Library } from '../../content/library.ts'
import type { ChannelCapabilities } from '../../presentation/capabilities.ts'
import type { Storage } from '../../storage/storage.ts'
import type { InternalTurns } from '../../turns/runTurns.ts'
import type { Channel } from '../channel.ts'
import type { Delivery } from '../connector/delivery.ts'
import type { Dialects } from '../connector/dialect.ts'
import { cardUpdates, updateKind } from './answeredCards.ts'
import { personKind, profiles } from './profile.ts'
import { ofTeams } from './teamsActivity.ts'
import { asideInGroups, teamsName, type GroupOptions } from './teamsGroups.ts'
import { aroundTeams } from './teamsTurns.ts'

/** Teams fetches pictures itself. Six buttons in a row: learn.microsoft.com, "Design Adaptive Cards". */
export const teamsCapabilities: ChannelCapabilities = {
  buttons: 'card',
  cards: true,
  press: 'execute',
  updates: true,
  mostButtons: 6,
  pictures: 'public',
  longestText: Infinity,
}

/** What the endpoint of the Bot Connector service must know of Teams. */
export const teamsDialect = (groups: GroupOptions): Dialects => ({
  [teamsName]: { meaning: ofTeams, ofTenants: true, aside: asideInGroups(groups) },
})

export interface TeamsOptions {
  readonly delivery: Delivery
  readonly turns: Pick<InternalTurns, 'tell'>
  readonly library: Pick<Library, 'plain'>
  readonly storage: Pick<Storage, 'conversations' | 'outbox'>
}

export const createTeams = ({ delivery, turns, library, storage }: TeamsOptions): Channel => ({
  name: teamsName,
  // Its activities come in through the Bot Connector service.
  routes: [],
  shows: teamsCapabilities,
  deliver: delivery.deliver,
  reaches: delivery.reaches,
  around: logic => aroundTeams(logic, library),
  handlers: { [updateKind]: cardUpdates(delivery, storage), [personKind]: profiles(delivery, turns) },
  stop: () => undefined,
})
