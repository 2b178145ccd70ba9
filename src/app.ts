/**
 * The one place where everything is put together: what is embedded, what is real, who hands what to whom (the pieces are in `app/`). It
 * listens to nothing until `listen`, so a test has the whole guide on a port of its own.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Incidents } from './actions/incidents.ts'
import type { Requests } from './actions/requests/requestStore.ts'
import { createAccounts } from './app/accountParts.ts'
import { createAddresses } from './app/addresses.ts'
import { createDeskOfGuide, type DeskOfGuide } from './app/deskParts.ts'
import { openFoundations, type Foundations } from './app/foundations.ts'
import { houseRoutes } from './app/houseRoutes.ts'
import { outsideHandlers, warnOfOldDirectories } from './app/outsideWork.ts'
import { createReplies, type RepliesParts } from './app/repliesParts.ts'
import { createThinking } from './app/thinking.ts'
import { wireChannels, type ChannelParts, type OwnChannels } from './app/wireChannels.ts'
import type { Channel } from './channels/channel.ts'
import { createChannelList, type ChannelList } from './channels/channelList.ts'
import type { Config } from './config.ts'
import type { Library } from './content/library.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { createServer, type GuideServer } from './http/server.ts'
import type { Log } from './log.ts'
import type { Mailbox } from './mail/mailbox.ts'
import { errorPages } from './pages/errorPages.ts'
import { createPresenter } from './presentation/present.ts'
import { publicDir } from './root.ts'
import { countedInAll } from './storage/counters.ts'
import { createRetention, type Retention } from './storage/retentionJob.ts'
import type { OutboxHandler, OutboxWorker, Storage } from './storage/storage.ts'
import { createTurns, type InternalTurns } from './turns/runTurns.ts'
import { createTurnLog, observed } from './turns/turnLog.ts'

export interface App {
  readonly storage: Storage
  readonly library: Library
  /** Resolves once what people say is understood; the guide answers before, and sentences wait. Rejects when it never will be. */
  readonly ready: Promise<void>
  readonly turns: InternalTurns
  /** What people asked the helpdesk. */
  readonly requests: Requests
  readonly incidents: Pick<Incidents, 'looks'>
  /** The embedded mailbox, when mails go there. */
  readonly mailbox: Mailbox | undefined
  /** The pages for those who tend the guide, with whom each is for. */
  readonly desk: Pick<DeskOfGuide, 'guarded' | 'staff'>
  /** Talks with whoever sits at a terminal. */
  readonly console: OwnChannels['console']
  /** Begins to listen and to work. Resolves with the address. @param watchWords whether a changed file of the words serves at once */
  listen(watchWords?: boolean): Promise<string>
  /** Reads the words again; those that serve go on until others are found sound, or if they are not. */
  reloadWords(): Promise<void>
  /** Ends cleanly: requests and turns in flight finish, work in hand is settled, the database is closed. */
  stop(): Promise<void>
}

/** How long requests are still taken at the end, for the sake of work that needs them, ms. */
const workGrace = 5000

/** Whether the guide is about to end. */
interface Ending {
  begun: boolean
}

/** What is begun and ended together. */
interface Running {
  readonly foundations: Foundations
  readonly server: GuideServer
  readonly channels: ChannelList
  readonly turns: InternalTurns
  readonly retention: Retention
  readonly replies: RepliesParts
  readonly handlers: Readonly<Record<string, OutboxHandler>>
  readonly ending: Ending
}

/** What begins to listen and to work, and what ends it in the order in which nothing is lost. */
function running({ foundations, server, channels, turns, retention, replies, handlers, ending }: Running): Pick<App, 'listen' | 'reloadWords' | 'stop'> {
  const { config, storage, mailer, publication } = foundations
  let worker: OutboxWorker | undefined
  return {
    reloadWords: () => publication.reload(),
    listen: async (watchWords = false) => {
      publication.begin(watchWords)
      const listening = await server.listen(config.port, config.host)
      worker = storage.outbox.work(handlers)
      retention.begin()
      replies.begin()
      await warnOfOldDirectories(foundations)
      return listening
    },
    stop: async () => {
      ending.begun = true
      // The embedded account service is reached through our own server: work in hand ends before it, unless it takes long.
      const worked = worker?.stop()
      await replies.stop()
      await Promise.race([worked, delay(workGrace, undefined, { ref: false })])
      await server.stop()
      await channels.stop()
      await turns.idle()
      await worked
      await retention.stop()
      mailer.close()
      await foundations.close()
    },
  }
}

/** Figures of this guide. `own` is asked for once there are channels. */
const metricsOf = (
  { config, storage, publication }: Foundations,
  channels: ChannelList,
  own: () => OwnChannels,
  server: () => GuideServer,
  replies: () => RepliesParts,
): Metrics =>
  createMetrics({
    token: config.metricsToken,
    outbox: storage.outbox,
    counted: () => countedInAll(storage.db),
    streams: () => own().directLine.streams() + own().page.streams(),
    connections: () => server().connections(),
    channels: () => channels.names(),
    words: () => ({ version: publication.current().version, faults: publication.faults().length }),
    repliesRead: config.replies?.imapUrl === undefined ? undefined : () => replies().state()?.state === 'watched',
    engine: storage.engine,
  })

async function build(foundations: Foundations, more: AppOptions['channels'] = () => []): Promise<App> {
  const { config, log, library, house, learning, storage, mailbox, pictures } = foundations
  const ending: Ending = { begun: false }
  const errorPage = errorPages(library, house)
  const addresses = createAddresses(config, () => server.address())
  const channels = createChannelList()
  const metrics = metricsOf(foundations, channels, () => own, () => server, () => replies)
  const turnLog = createTurnLog(log)

  const imageAddress = (name: string): string | undefined =>
    pictures.has(`${name}.png`) ? `${addresses.forPeople()}/assets/images/${name}.png` : undefined
  const thinking = createThinking(foundations, words => createPresenter(words, imageAddress, channels.shows), conversations => {
    metrics.suspected()
    log.warn({ code: 'incident_suspected', conversations }, 'Several conversations ended at the service within an hour')
  }, () => addresses.forPeople())
  const turns = createTurns({
    storage,
    logic: channels.around(thinking.logic),
    locales: library.locales,
    defaultLocale: config.defaultLocale,
    sendsLater: channels.sendsLater,
    known: channel => channels.names().includes(channel),
    observe: turn => {
      metrics.turned(turn)
      turnLog.turned(turn)
    },
  })
  const accounts = await createAccounts(foundations, turns, addresses)
  const desk = createDeskOfGuide(foundations, thinking, addresses, errorPage, turns)
  const replies = createReplies(foundations, thinking, desk.staff, outcome => metrics.mailed(outcome))
  const own = wireChannels(channels, foundations, turns, addresses, more)
  const server = createServer({
    routes: [
      ...channels.routes(), ...houseRoutes(foundations, thinking, accounts, errorPage, () => ending.begun, () => replies.state()),
      ...replies.routes, ...desk.routes, metrics.route,
    ],
    statics: [{ prefix: '/assets', dir: publicDir }],
    upgrades: channels.upgrades(),
    trustProxy: config.trustProxy,
    connections: config.connections,
    publicUrl: config.publicUrl,
    log,
    observe: request => metrics.answered(request),
    madeWay: bound => metrics.madeWay(bound),
    errorPage,
  })
  const { questions, incidents, reportQuota, requests } = thinking
  const retention = createRetention({
    rooms: {
      requests, conversations: storage, questions, incidents, reports: reportQuota, directLine: own.directLine, page: own.page,
      accounts: accounts.service, mailbox, staff: desk.staff,
    },
    days: config.retentionDays,
    log,
    storage,
  })
  const outside = outsideHandlers(foundations, thinking, accounts, turns, channels, addresses, own.tellHelpdesk)
  const handlers = observed({ ...outside, ...channels.handlers() }, (entry, attempt) => {
    metrics.attempted(attempt)
    turnLog.attempted(entry, attempt)
  })
  const runs = running({ foundations, server, channels, turns, retention, replies, handlers, ending })
  return { storage, library, ready: learning.ready, turns, requests, incidents, mailbox, desk, console: own.console, ...runs }
}

export interface AppOptions {
  /** A command's own guide, for a moment, beside the one that serves the same folder. */
  readonly beside?: boolean
  /** Makes further channels than the guide's own. */
  readonly channels?: (parts: ChannelParts) => readonly Channel[]
}

/**
 * Puts the guide together.
 * @throws {StorageError} when the database cannot be opened
 */
export async function createApp(config: Config, log: Log, { beside = false, channels }: AppOptions = {}): Promise<App> {
  const foundations = await openFoundations(config, log, beside)
  try {
    return await build(foundations, channels)
  } catch (error) {
    await foundations.close().catch(() => undefined)
    throw error
  }
}
