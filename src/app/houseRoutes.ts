/** The routes that are no channel's. */
import * as conversations from '../../dialogs/index.ts'
import { healthRoutes } from '../http/health.ts'
import type { Route } from '../http/route.ts'
import { accessibilityPages } from '../pages/accessibilityPages.ts'
import type { ErrorPages } from '../pages/errorPages.ts'
import { helpPages } from '../pages/helpPages.ts'
import { mailboxPages } from '../pages/mailboxPages.ts'
import { ownDataPages } from '../pages/ownDataPages.ts'
import type { MailboxState } from '../mail/watchMailbox.ts'
import type { Publication } from '../editing/publication.ts'
import type { AccountParts } from './accountParts.ts'
import type { Foundations } from './foundations.ts'
import type { Thinking } from './thinking.ts'

/** How many of the mistakes are shown. */
const mostFaults = 5

/** Which words serve, and what keeps those on disk from it. */
const contentFacts = (publication: Publication): object => {
  const faults = publication.faults()
  return {
    version: publication.current().version,
    ...(faults.length === 0 ? {} : {
      warning: 'content_faulty',
      faults: faults.slice(0, mostFaults).map(({ file, line, message }) => ({ file, line, sentence: message.en })),
    }),
  }
}

/**
 * @param stopping whether the guide is about to end
 * @param replies how it stands with the mailbox of answers, where there is one
 */
export const houseRoutes = (
  { config, publication, library, house, learning, storage, directory, mailbox, pictures }: Foundations,
  { variables, copies }: Thinking,
  { service, events }: AccountParts,
  errorPage: ErrorPages,
  stopping: () => boolean,
  replies: () => MailboxState | undefined,
): Route[] => [
  ...house.routes,
  ...accessibilityPages({ library, house, settings: config.settings }),
  ...ownDataPages({ copies, library, house, errorPage }),
  ...(service?.routes ?? []),
  ...(mailbox === undefined ? [] : mailboxPages({ mailbox, library, house, errorPage })),
  ...helpPages({
    library,
    house,
    variables,
    find: async (text, locale) => {
      await learning.ready
      return learning.finder.find(text, locale).map(({ id }) => id)
    },
    topics: Object.keys(conversations.topics),
    picture: name => (pictures.has(`${name}.svg`) ? `/assets/images/${name}.svg` : undefined),
    publicUrl: config.publicUrl,
  }),
  events,
  ...healthRoutes({
    ping: () => storage.ping(),
    stopping,
    learning: () => !learning.isReady(),
    facts: async () => ({ directories: await directory.status(), content: contentFacts(publication), replies: replies() }),
  }),
]
