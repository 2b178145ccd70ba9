/**
 * The mails of the embedded account service, as a process of its own that can be killed: it does what its parent asks, and sends
 * only once it is told to work.
 */
import { mailKind } from '../../src/accounts/service/acceptRequests.ts'
import { createAccountStore } from '../../src/accounts/service/accountStore.ts'
import { accountMailHandler } from '../../src/accounts/service/sendAccountMail.ts'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { createMailer, type Mailer } from '../../src/mail/mailer.ts'
import { openStorage } from '../../src/storage/openStorage.ts'

export type Order =
  | { readonly accept: string; readonly key: string }
  | { readonly find: string }
  /** Answers once nothing is to be sent any more. */
  | { readonly work: true }
  /** The next mail goes over a new connection. */
  | { readonly reconnect: true }

const { DATA_DIR: dataDir = '', DATABASE_URL: databaseUrl, SMTP_URL: url = '', CONTENT: contentDir = '' } = process.env
const storage = await openStorage({ dataDir, databaseUrl, outbox: { leaseMs: 3000, pollMs: 50 } })
const connect = (): Mailer => createMailer({ url, from: 'NOA <noa@example.org>' })
let connected = connect()
const mailer: Mailer = { send: mail => connected.send(mail), close: () => connected.close() }
const quotas = readConfig({}).mail.mostPerHour
// Only the words of mails, and none of the API: it starts often.
const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
const store = createAccountStore({ storage, activationHours: 24, quotas, clock: Date.now })
const handler = accountMailHandler({
  mails: store.mails,
  mailer,
  library,
  activationHours: 24,
  publicAddress: () => 'http://127.0.0.1:9',
  portalUrl: undefined,
})
let working = false

async function obey(order: Order): Promise<unknown> {
  if ('accept' in order) {
    const { accept: email, key } = order
    const fields = { lastName: 'Curie' }
    return store.accept({ key, sender: `requester of ${email}`, body: { key }, email, fields, locale: 'fr' })
  }
  if ('find' in order) return (await store.links.find(order.find))?.state
  if ('reconnect' in order) {
    connected.close()
    connected = connect()
    return undefined
  }
  if (!working) storage.outbox.work({ [mailKind]: handler })
  working = true
  while ((await storage.outbox.counts()).some(({ status }) => status === 'waiting')) await new Promise(resolve => setTimeout(resolve, 20))
  return undefined
}

process.on('message', ({ id, order }: { id: number; order: Order }) => {
  obey(order).then(
    answer => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
process.send?.({ ready: true })
