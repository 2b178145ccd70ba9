/**
 * The whole guide in memory, as `app.ts` puts it together, for a walk that needs its hands on everything: the clock, the work that is
 * done outside, the notice of an operator, and the process, which can end and begin anew at any moment.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as conversations from '../../dialogs/index.ts'
import type { AccountAnswer } from '../../src/accounts/accountClient.ts'
import { createArticles, questionHandlers } from '../../src/actions/articles.ts'
import { diagnosisLooks } from '../../src/actions/browsers.ts'
import { createGuide } from '../../src/bot/guide.ts'
import { directoryVariables, lookFunctions } from '../../src/actions/directoryLookups.ts'
import { actionHandlers } from '../../src/actions/accountRequests.ts'
import { createPresenter } from '../../src/presentation/present.ts'
import { reportHandlers } from '../../src/actions/sendReport.ts'
import { accountVariables, requestLooks } from '../../src/actions/accountLookups.ts'
import { createTurns, type InternalTurns } from '../../src/turns/runTurns.ts'
import type { Settings } from '../../src/config.ts'
import type { Library } from '../../src/content/library.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { openDirectory } from '../../src/directory/openDirectory.ts'
import { follow, type Arrow, type DialogTable, type SoFar, type Step } from '../../src/flow/table.ts'
import { MailError, type Mailer } from '../../src/mail/mailer.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { OutboxHandler, Storage } from '../../src/storage/storage.ts'
import { createIncidents } from '../../src/actions/incidents.ts'
import { createQuestions } from '../../src/actions/keptQuestions.ts'
import { reportLooks } from '../../src/actions/report.ts'
import { createReportQuota } from '../../src/actions/reportQuota.ts'
import { byMail, createHandover } from '../../src/actions/requests/handOver.ts'
import { followHandlers, followLooks } from '../../src/actions/requests/requestActions.ts'
import { createRequests, tellPersonKind, type AgentAct } from '../../src/actions/requests/requestStore.ts'
import { createReturnCodes } from '../../src/actions/requests/returnCodes.ts'
import { tellingHandlers } from '../../src/actions/requests/tellPerson.ts'
import { learnedFrom } from './learned.ts'
import { testedContent } from './testedContent.ts'

/** Steps that were come to, and arrows that were followed, over all walks. */
export interface Reached {
  readonly steps: Set<string>
  /** `<dialog>.<step> <option or result> <target>`, with how often. */
  readonly arrows: Map<string, number>
}

export interface WalkWorld {
  readonly name: string
  readonly library: Library
  readonly storage: Storage
  readonly settings: Settings
  readonly reached: Reached
  /** ms since the epoch; a walk moves it on. */
  clock: number
  /** What the account service answers next, and whether the mail server takes the next mail. */
  account: AccountAnswer
  mail: 'taken' | 'busy' | 'refused'
  readonly turns: InternalTurns
  readonly handlers: Readonly<Record<string, OutboxHandler>>
  /** The process ends, and another begins on the same database. */
  restart(): void
  /** Somebody at the helpdesk does something with the last request of a conversation, where there is one. */
  helpdesk(key: string, kind: AgentAct['kind']): Promise<void>
  /** An operator writes a notice, or takes it away. */
  announceIncident(text: string | undefined): Promise<void>
  close(): Promise<void>
}

/** The same table, which tells where it is come to and what leads on from there. */
function watched(table: DialogTable, { steps, arrows }: Reached): DialogTable {
  const watch = (name: string, when: string, arrow: Arrow): Arrow => (soFar: SoFar) => {
    const target = follow(arrow, soFar)
    steps.add(`${table.name}.${name}`)
    const key = `${table.name}.${name} ${when} ${target}`
    arrows.set(key, (arrows.get(key) ?? 0) + 1)
    return target
  }
  const each = (name: string, of: Readonly<Record<string, Arrow | undefined>>) =>
    Object.fromEntries(Object.entries(of).flatMap(([when, arrow]) => (arrow === undefined ? [] : [[when, watch(name, when, arrow)]])))
  const watchedStep = (name: string, step: Step): Step => {
    switch (step.kind) {
      case 'choose':
        return { ...step, choose: each(name, step.choose) }
      case 'pick':
        return { ...step, pick: { ...step.pick, next: watch(name, 'next', step.pick.next), none: watch(name, 'none', step.pick.none) } }
      case 'act':
        return { ...step, results: each(name, step.results) }
      case 'begin':
        return { ...step, ...(step.ends && { ends: each(name, step.ends) }), ...(step.next !== undefined && { next: watch(name, 'next', step.next) }) }
      case 'ask':
      case 'form': {
        const both = { next: watch(name, 'next', step.next), otherwise: watch(name, 'otherwise', step.otherwise) }
        return step.kind === 'ask'
          ? { ...step, ...both, ...(step.offer && { offer: each(name, step.offer) }) }
          : { ...step, ...both, ...(step.detours && { detours: each(name, step.detours) }) }
      }
      case 'guide':
      case 'say':
        return { ...step, next: watch(name, 'next', step.next) }
    }
  }
  return { ...table, steps: Object.fromEntries(Object.entries(table.steps).map(([name, step]) => [name, watchedStep(name, step)])) }
}

/** When every walk begins: a Monday morning. */
const begun = Date.UTC(2026, 2, 2, 8)

/**
 * Opens a guide.
 * @param name of the installation, for messages
 * @param settings what its operator has set
 * @param prepare what is imported into its directory before the first turn
 */
export async function openWalkWorld(
  name: string,
  settings: Settings,
  reached: Reached,
  prepare: (storage: Storage) => Promise<unknown> = () => Promise.resolve(),
): Promise<WalkWorld> {
  const library = await openLibrary({
    dir: testedContent,
    defaultLocale: 'fr',
    globals: { ...(settings as Record<string, string>), retentionDays: 30, activationHours: 24, mailFrom: 'noa@example.org' },
  })
  const clock = (): number => world.clock
  const storage = await openStorage({ dataDir: ':memory:', clock })
  await prepare(storage)
  const directory = await openDirectory(storage)
  const { understanding, finder } = await learnedFrom(library)
  const found = createArticles({ library, finder, topics: conversations.topics })
  const dir = mkdtempSync(join(tmpdir(), 'noa-walk-'))
  const incidents = createIncidents({ storage, threshold: 1, dir, defaultLocale: 'fr', suspected: () => undefined, now: clock })
  const surroundings = { library, directory, settings }
  const requests = createRequests(storage, clock)
  const tables = conversations.all.map(table => watched(table, reached))

  const start = (): InternalTurns =>
    createTurns({
      storage,
      logic: createGuide({
        library,
        present: createPresenter(library, image => `http://127.0.0.1/assets/images/${image}.png`),
        conversations: { ...conversations, all: tables },
        look: {
          ...lookFunctions(surroundings),
          ...diagnosisLooks(library),
          ...reportLooks(library, () => new Date(clock())),
          ...incidents.looks,
          ...found.looks,
          ...requestLooks({ library, storage, resendSeconds: 60, now: clock }),
          ...followLooks(requests),
        },
        understanding,
        answerTo: (text, locale) => found.answerTo(text, locale)?.id,
        variables: async locale =>
          ({ ...accountVariables(library, settings, locale), ...(await directoryVariables(surroundings, locale)) }),
        settings,
      }),
      locales: library.locales,
      defaultLocale: 'fr',
      now: clock,
    })
  const account = (): Promise<AccountAnswer> => Promise.resolve(world.account)
  const mailer: Mailer = {
    send: () =>
      world.mail === 'taken' ? Promise.resolve() : Promise.reject(new MailError(world.mail === 'busy' ? 'smtp451' : 'smtp550', world.mail === 'refused')),
    close: () => undefined,
  }
  const handlersOf = (turns: InternalTurns): Readonly<Record<string, OutboxHandler>> => ({
    ...actionHandlers({ turns, accounts: { requestAccount: account, resendActivation: account }, library }),
    ...questionHandlers({
      turns, questions: createQuestions(storage), isThere: async key => (await storage.conversations.load(key)) !== undefined,
    }),
    ...reportHandlers({ turns, library, storage, requests, handover: handover(), incidents, quota: createReportQuota(storage) }),
    ...followHandlers({ turns, requests, library }),
    ...tellingHandlers({
      turns, storage, requests, codes: createReturnCodes(storage), library, mailer,
      isThere: () => Promise.resolve(true), returnAddress: () => undefined,
    }),
  })
  const handover = () => {
    const { helpdeskEmail: helpdesk } = settings
    return createHandover({ ways: helpdesk === undefined ? [] : [byMail({ mailer, library, helpdesk })], requests, storage })
  }
  let turns!: InternalTurns
  let handlers!: Readonly<Record<string, OutboxHandler>>
  const world: WalkWorld = {
    name,
    library,
    storage,
    settings,
    reached,
    clock: begun,
    account: { accepted: 'none' },
    mail: 'taken',
    get turns() {
      return turns
    },
    get handlers() {
      return handlers
    },
    restart: () => {
      turns = start()
      handlers = handlersOf(turns)
    },
    helpdesk: async (key, kind) => {
      const [request] = await requests.ofConversation(key)
      if (request === undefined) return
      await requests.act(request.reference, { kind, agent: 'Agnès', words: 'Rechargez la page, puis https://noa.example.org/a_b?c=(d).' })
      const waiting = await storage.db.selectFrom('outbox').selectAll().where('kind', '=', tellPersonKind).where('status', '=', 'waiting').execute()
      for (const { id, payload, kind: of } of waiting) {
        await handlers[of]!({ id, kind: of, payload, attempt: 1, createdAt: new Date(clock()).toISOString(), told: false })
        await storage.db.updateTable('outbox').set({ status: 'settled' }).where('id', '=', id).execute()
      }
    },
    announceIncident: async text => {
      const folder = join(dir, 'notice')
      if (text === undefined) return rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, 'fr.md'), text)
    },
    close: async () => {
      await storage.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  world.restart()
  return world
}
