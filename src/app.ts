/**
 * The one place where everything is put together: what is embedded, what is real, who hands what to whom. It listens to nothing until
 * `listen`, so a test has the whole guide on a port of its own.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as conversations from '../dialogs/index.ts'
import { createAccountClient } from './accounts/client.ts'
import { createAccountService } from './accounts/service/accountService.ts'
import { articleQuestions, createArticles, questionHandlers } from './actions/articles.ts'
import { linkTarget } from './bot/beginnings.ts'
import { createGuide } from './bot/guide.ts'
import { actionHandlers, announceActivation } from './actions/accountRequests.ts'
import { diagnosisLooks } from './actions/browsers.ts'
import { directoryFacts, lookFunctions } from './actions/directoryLookups.ts'
import { accountFacts, requestLooks } from './actions/accountLookups.ts'
import { pageEventNames, readLink } from './turns/pageEvents.ts'
import { createPresenter } from './presentation/present.ts'
import { reportHandlers } from './actions/sendReport.ts'
import { createTurns, type InternalTurns } from './turns/runTurns.ts'
import { teamsPort, withTeams } from './channels/teams/teamsTurns.ts'
import { accountEvents } from './accounts/eventsRoute.ts'
import { readAssets } from './channels/page/assets.ts'
import { createChatPage } from './channels/page/page.ts'
import { createAzureDirectLine } from './channels/directLine/azure.ts'
import { createDirectLine } from './channels/directLine/directLine.ts'
import { healthRoutes } from './http/health.ts'
import { createTurnLog, observed } from './turns/turnLog.ts'
import { createMessages } from './channels/connector/messagesEndpoint.ts'
import { createMetrics } from './http/metrics.ts'
import { createServer } from './http/server.ts'
import { type Log } from './log.ts'
import type { Config } from './config.ts'
import type { Library, Variables } from './content/library.ts'
import { openLibrary } from './content/openLibrary.ts'
import type { HandlersOf } from './flow/actions.ts'
import { openDirectory } from './directory/openDirectory.ts'
import { mailHandler } from './mail/handler.ts'
import { openMailbox, type Mailbox } from './mail/mailbox.ts'
import { createMailer } from './mail/mailer.ts'
import { helpPages } from './pages/helpPages.ts'
import { mailboxPages } from './pages/mailboxPages.ts'
import { unavailablePage } from './pages/unavailablePage.ts'
import { contentDir, publicDir } from './root.ts'
import { openStorage } from './storage/openStorage.ts'
import type { OutboxHandler, OutboxWorker, Storage } from './storage/storage.ts'
import { createIncidents } from './actions/incidents.ts'
import { reportLooks } from './actions/report.ts'
import { createQuestions } from './actions/keptQuestions.ts'
import { createRetention } from './storage/retentionJob.ts'
import { createArticleFinder, type ArticleFinder } from './understanding/articleFinder.ts'
import { createUnderstanding, readUnderstanding, type Understanding } from './understanding/index.ts'

export interface App {
  readonly storage: Storage
  readonly library: Library
  readonly turns: InternalTurns
  /** The embedded mailbox, when mails go there. */
  readonly mailbox: Mailbox | undefined
  /** Begins to listen and to work. Resolves with the address. */
  listen(): Promise<string>
  /** Ends cleanly: requests and turns in flight finish, work in hand is settled, the database is closed. */
  stop(): Promise<void>
}

/** How long requests are still taken at the end, for the sake of work that needs them, ms. */
const workGrace = 5000

/** What words may use everywhere: the settings, as they are. Content checks that each is asked for only where it is known. */
const globals = (config: Config): Record<string, string | number> => ({
  ...(config.settings as Record<string, string>),
  retentionDays: config.retentionDays,
  activationHours: config.activationHours,
  mailFrom: config.mail.from,
})

/** Made when it is first needed, and then kept. */
function whenNeeded<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined
  return () => (made ??= { it: make() }).it
}

/** What is learned from the editors' sentences: once in a process, since the files do not change under it. */
let learned: Promise<{ readonly understanding: Understanding; readonly finder: ArticleFinder }> | undefined

/** Learning takes the better part of a second each: nobody waits for it at the start, only whoever writes the first sentence. */
async function learn(library: Library): Promise<{ readonly understanding: Understanding; readonly finder: ArticleFinder }> {
  const data = await readUnderstanding(contentDir)
  const topics = whenNeeded(() => createUnderstanding(data))
  const articles = whenNeeded(() => createArticleFinder(data, articleQuestions(library)))
  return {
    understanding: { understand: (text, lang) => topics().understand(text, lang), explain: (text, lang) => topics().explain(text, lang) },
    finder: { find: (text, locale) => articles().find(text, locale) },
  }
}

/**
 * Puts the guide together.
 * @param options.beside a command's own, for a moment, beside the guide that serves the same folder
 * @throws {StorageError} when the database cannot be opened
 */
export async function createApp(config: Config, log: Log, { beside = false }: { beside?: boolean } = {}): Promise<App> {
  const { publicUrl } = config
  const library = await openLibrary({ dir: contentDir, defaultLocale: config.defaultLocale, globals: globals(config) })
  const storage = await openStorage({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    serves: !beside,
    // What a killed process had in hand is taken over at once (presence.ts); this is for one that can no longer be asked after.
    outbox: { leaseMs: 10_000 },
    onError: error => log.warn({ code: 'storage', name: error.name }, 'The database had a fault and was tried again'),
  })
  const closers: (() => Promise<unknown>)[] = [() => storage.close()]
  try {
    const directory = await openDirectory(storage, { maxAgeDays: config.units.maxAgeDays })
    const mailbox = config.mail.smtpUrl === undefined ? await openMailbox({ dir: join(config.dataDir, 'mail') }) : undefined
    if (mailbox !== undefined) closers.push(() => mailbox.stop())
    const mailer = createMailer({ url: config.mail.smtpUrl ?? mailbox!.smtpUrl, from: config.mail.from })

    const address = (): string => server.address() ?? `http://${config.host}:${config.port}`
    const publicAddress = (): string => publicUrl ?? address()
    const embedded = config.accounts.url === undefined
    const accountToken = config.accounts.token ?? (await storage.secret('accounts'))
    const eventsSecret = config.accounts.eventsSecret ?? (await storage.secret('accountEvents'))
    const accounts = createAccountClient({ url: config.accounts.url ?? (() => `${address()}/accounts/v1`), token: accountToken })

    const pictures = new Set(readdirSync(join(publicDir, 'images')))
    const present = createPresenter(library, name =>
      pictures.has(`${name}.png`) ? `${publicAddress()}/assets/images/${name}.png` : undefined,
    )
    const surroundings = { library, directory, settings: config.settings }
    const { understanding, finder } = await (learned ??= learn(library))
    const facts = async (locale: string): Promise<Variables> => ({
      ...accountFacts(library, config.settings, locale),
      ...(await directoryFacts(surroundings, locale)),
    })
    const articles = createArticles({ library, finder, topics: conversations.topics })
    const questions = createQuestions(storage)
    const incidents = createIncidents({
      storage,
      threshold: config.incidentThreshold,
      dir: contentDir,
      defaultLocale: config.defaultLocale,
      suspected: conversations => {
        metrics.suspected()
        log.warn({ code: 'incident_suspected', conversations }, 'Several conversations ended at the service within an hour')
      },
    })
    const logic = createGuide({
      library,
      present,
      conversations,
      look: {
        ...lookFunctions(surroundings),
        ...diagnosisLooks(library),
        ...reportLooks(library),
        ...incidents.looks,
        ...articles.looks,
        ...requestLooks({ storage, library, resendSeconds: config.resendSeconds }),
      },
      understanding,
      answerTo: (text, locale, heard) => articles.answerTo(text, locale, heard)?.id,
      facts,
      settings: config.settings,
    })
    const turnLog = createTurnLog(log)
    const metrics = createMetrics({
      token: config.metricsToken,
      outbox: storage.outbox,
      streams: () => directLine.streams(),
      engine: storage.engine,
    })
    const turns = createTurns({
      storage,
      logic: withTeams(logic, library),
      locales: library.locales,
      defaultLocale: config.defaultLocale,
      observe: turn => {
        metrics.turned(turn)
        turnLog.turned(turn)
      },
    })

    const service = embedded
      ? createAccountService({
          storage,
          library,
          token: accountToken,
          eventsSecret,
          publicAddress,
          eventsUrl: () => `${address()}/account-events`,
          activationHours: config.activationHours,
          quotas: config.mail.mostPerHour,
          settings: config.settings,
          onFault: fault => log.error({ code: 'account_service', fault }, 'The embedded account service had a fault'),
        })
      : undefined
    const events = ['locale', ...pageEventNames]
    const directLine = createDirectLine({ storage, turns, publicUrl, address: () => server.address(), log, events })
    const { secret, url } = config.directLine
    const azure =
      secret === undefined || url === undefined
        ? undefined
        : createAzureDirectLine({ storage, secret, url, publicUrl, address: () => server.address(), log })
    if (azure !== undefined && config.microsoft.appId === undefined)
      log.warn({ code: 'direct_line_without_bot' }, 'DIRECT_LINE_SECRET is set and MICROSOFT_APP_ID is not: only a Direct Line of this machine reaches the guide')
    const messages = createMessages({ turns, teams: teamsPort(turns), storage, microsoft: config.microsoft, log, events })
    let stopping = false
    const assets = readAssets(publicDir)
    const server = createServer({
      routes: [
        ...createChatPage({
          words: library,
          config,
          assets,
          greeting: (locale, query) =>
            linkTarget(readLink(Object.fromEntries(query)), conversations, library) === undefined
              ? {
                  text: library.words(locale, 'dialogs:bot.greeting.text'),
                  options: conversations.menu.map(id => library.plain(locale, `dialogs:${id}.menu`)),
                }
              : { text: library.words(locale, 'dialogs:bot.linked.text'), options: [] },
        }),
        ...(azure ?? directLine).routes,
        ...messages.routes,
        ...(service?.routes ?? []),
        ...(mailbox === undefined ? [] : mailboxPages({ mailbox, library })),
        ...helpPages({
          library,
          facts,
          find: (text, locale) => finder.find(text, locale).map(({ id }) => id),
          topics: Object.keys(conversations.topics),
          icon: assets.path('icon.svg'),
          picture: name => (pictures.has(`${name}.svg`) ? `/assets/images/${name}.svg` : undefined),
          publicUrl,
        }),
        accountEvents({ secret: () => Promise.resolve(eventsSecret), announce: event => announceActivation(turns, storage.outbox, event) }),
        ...healthRoutes({
          ping: () => storage.ping(),
          stopping: () => stopping,
          facts: async () => ({ directories: await directory.status() }),
        }),
        metrics.route,
      ],
      statics: [{ prefix: '/assets', dir: publicDir }],
      upgrades: azure === undefined ? [directLine] : [],
      trustProxy: config.trustProxy,
      publicUrl,
      log,
      observe: request => metrics.answered(request),
      unavailable: (accepted, uncertain) => unavailablePage(library, accepted, uncertain),
    })

    const retention = createRetention({
      rooms: { conversations: storage, questions, incidents, directLine, accounts: service, mailbox },
      days: config.retentionDays,
      log,
      storage,
    })
    let worker: OutboxWorker | undefined

    return {
      storage,
      library,
      turns,
      mailbox,
      listen: async () => {
        const listening = await server.listen(config.port, config.host)
        const actions: HandlersOf<OutboxHandler> = {
          ...actionHandlers({ turns, accounts, library }),
          ...questionHandlers({ turns, questions }),
          ...reportHandlers({ turns, mailer, library, helpdesk: config.settings.helpdeskEmail, incidents, storage }),
        }
        const handlers = {
          ...actions,
          ...(service?.handlers(mailer) ?? {}),
          mail: mailHandler(mailer, library),
          ...messages.handlers,
        }
        worker = storage.outbox.work(
          observed(handlers, (entry, attempt) => {
            metrics.attempted(attempt)
            turnLog.attempted(entry, attempt)
          }),
        )
        retention.begin()
        const { units, institutions } = await directory.status()
        for (const [name, { date, stale, starter, ageDays }] of Object.entries({ units, institutions }))
          if (stale && !starter) log.warn({ code: 'directory_old', directory: name, date, ageDays }, 'A directory is old: import a newer one')
        return listening
      },
      stop: async () => {
        stopping = true
        // The embedded account service is reached through our own server: work in hand ends before it, unless it takes long.
        const worked = worker?.stop()
        await Promise.race([worked, delay(workGrace, undefined, { ref: false })])
        await server.stop()
        await directLine.stop()
        await turns.idle()
        await worked
        await retention.stop()
        mailer.close()
        for (const close of closers.splice(0).reverse()) await close()
      },
    }
  } catch (error) {
    for (const close of closers.splice(0).reverse()) await close().catch(() => undefined)
    throw error
  }
}
