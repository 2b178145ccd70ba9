/** The routes that are no channel's. */
import * as conversations from '../../dialogs/index.ts'
import { healthRoutes } from '../http/health.ts'
import type { Route } from '../http/route.ts'
import { helpPages } from '../pages/helpPages.ts'
import { mailboxPages } from '../pages/mailboxPages.ts'
import type { AccountParts } from './accountParts.ts'
import type { Foundations } from './foundations.ts'
import type { Thinking } from './thinking.ts'

/** @param stopping whether the guide is about to end */
export const houseRoutes = (
  { config, library, learning, storage, directory, mailbox, assets, pictures }: Foundations,
  { variables }: Thinking,
  { service, events }: AccountParts,
  stopping: () => boolean,
): Route[] => [
  ...(service?.routes ?? []),
  ...(mailbox === undefined ? [] : mailboxPages({ mailbox, library })),
  ...helpPages({
    library,
    variables,
    find: async (text, locale) => {
      await learning.ready
      return learning.finder.find(text, locale).map(({ id }) => id)
    },
    topics: Object.keys(conversations.topics),
    icon: assets.path('icon.svg'),
    picture: name => (pictures.has(`${name}.svg`) ? `/assets/images/${name}.svg` : undefined),
    publicUrl: config.publicUrl,
  }),
  events,
  ...healthRoutes({
    ping: () => storage.ping(),
    stopping,
    learning: () => !learning.isReady(),
    facts: async () => ({ directories: await directory.status() }),
  }),
]
