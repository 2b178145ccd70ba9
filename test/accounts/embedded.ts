/** The embedded account service as it runs: a real server, database, mailbox and outbox, and the words of the project. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createAccountClient } from '../../src/accounts/accountClient.ts'
import type { AccountClient, AccountFields } from '../../src/accounts/accountClient.ts'
import type { AccountEvent } from '../../src/accounts/events.ts'
import { verifyAccountEvent } from '../../src/accounts/events.ts'
import { mailKind } from '../../src/accounts/service/acceptRequests.ts'
import type { AccountService } from '../../src/accounts/service/accountService.ts'
import { createAccountService } from '../../src/accounts/service/accountService.ts'
import { readConfig, type MailsPerHour } from '../../src/config.ts'
import { createServer } from '../../src/http/server.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import type { Mailbox } from '../../src/mail/mailbox.ts'
import type { ReceivedMail } from '../../src/mail/mailFolder.ts'
import { openMailbox } from '../../src/mail/mailbox.ts'
import { createMailer } from '../../src/mail/mailer.ts'
import type { Route, RouteResponse } from '../../src/http/route.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { engines } from '../support/databases.ts'
import type { Engine } from '../support/databases.ts'
import { houseOf } from '../support/houseOf.ts'
import { testedContent } from '../support/testedContent.ts'

export interface Embedded {
  readonly url: string
  readonly token: string
  readonly client: AccountClient
  readonly mailbox: Mailbox
  readonly storage: Storage
  readonly service: AccountService
  readonly faults: string[]
  /** Everything that was announced with a right signature, in order. */
  readonly events: AccountEvent[]
  /** What the receiver of announcements answers (204). */
  receiver: (event: AccountEvent) => RouteResponse
  /** Moves the service's clock on, in ms. */
  pass(ms: number): void
  /**
   * The next mail to this address that was not asked for before, once the service knows that its mails are out: they lie in the mailbox a
   * moment earlier, and until then the links of earlier ones live.
   */
  mail(to: string): Promise<ReceivedMail>
  stop(): Promise<void>
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

export const someone = (email: string, more: Partial<AccountFields> = {}): AccountFields =>
  ({ lastName: 'Curie', firstName: 'Marie', email, employer: 'Université de Paris', terms: true, ...more })

export const newKey = (): string => randomBytes(16).toString('hex')

/** Waits until something is there, a minute at most: others are at work on the same processors. */
export async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
  for (const begun = Date.now(); Date.now() - begun < 60_000; ) {
    const found = await look()
    if (found !== undefined) return found
    await delay(20)
  }
  throw new Error(`There never was ${what}`)
}

export const linkOf = (mail: ReceivedMail): string => {
  const link = /https?:\/\/\S+\/activate\?token=[\w-]+/.exec(mail.text)?.[0]
  if (link === undefined) throw new Error('The mail has no link')
  return link
}

export async function startEmbedded({
  engine = engines[0]!,
  portalUrl,
  localPasswordUrl,
  routes = [],
  quotas = {},
}: {
  engine?: Engine
  portalUrl?: string
  localPasswordUrl?: string
  routes?: Route[]
  quotas?: Partial<MailsPerHour>
} = {}): Promise<Embedded> {
  const database = await engine.create()
  const mails = await mkdtemp(join(tmpdir(), 'noa-mail-'))
  const storage = await openStorage(database)
  const library = await openLibrary({ dir: testedContent, defaultLocale: 'fr' })
  const mailbox = await openMailbox({ dir: mails })
  const mailer = createMailer({ url: mailbox.smtpUrl, from: 'NOA <noa@example.org>' })
  const [token, eventsSecret] = [newKey(), newKey()]
  const faults: string[] = []
  const events: AccountEvent[] = []
  let shift = 0
  const service = createAccountService({
    storage,
    library,
    house: houseOf(library),
    token,
    eventsSecret,
    eventsUrl: () => `${server.address()}/account-events`,
    publicAddress: () => server.address() ?? '',
    settings: { ...(portalUrl === undefined ? {} : { portalUrl }), ...(localPasswordUrl === undefined ? {} : { localPasswordUrl }) },
    activationHours: 24,
    quotas: { ...readConfig({}).mail.mostPerHour, ...quotas },
    clock: () => Date.now() + shift,
    onFault: code => faults.push(code),
  })
  const seen = new Set<string>()
  const receive: Route = {
    method: 'POST',
    path: '/account-events',
    handle: ({ headers, body }) => {
      const event = verifyAccountEvent(eventsSecret, headers, body, Date.now() + shift)
      if (event === undefined) return { status: 401 }
      const answer = embedded.receiver(event)
      if (answer.status < 300) events.push(event)
      return answer
    },
  }
  const server = createServer({ routes: [...service.routes, receive, ...routes], trustProxy: false, log: silent })
  const url = await server.listen(0, '127.0.0.1')
  const work = storage.outbox.work(service.handlers(mailer))
  const embedded: Embedded = {
    url,
    token,
    client: createAccountClient({ url: `${url}/accounts/v1`, token }),
    mailbox,
    storage,
    service,
    faults,
    events,
    receiver: () => ({ status: 204 }),
    pass: ms => {
      shift += ms
    },
    async mail(to) {
      const id = await eventually(
        async () => (await mailbox.list()).reverse().find(mail => mail.to.includes(to) && !seen.has(mail.id))?.id,
        `a mail to ${to}`,
      )
      seen.add(id)
      await eventually(
        async () => (await storage.outbox.counts()).every(({ kind, status }) => kind !== mailKind || status !== 'waiting') || undefined,
        `an end of the mails, with one to ${to}`,
      )
      return (await mailbox.read(id))!
    },
    async stop() {
      await work.stop()
      await server.stop()
      mailer.close()
      await mailbox.stop()
      await storage.close()
      await database.remove()
      await rm(mails, { recursive: true, force: true })
    },
  }
  return embedded
}
