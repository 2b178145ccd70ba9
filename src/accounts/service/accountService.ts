/**
 * The account service that the guide embeds until the portal's own is named (`ACCOUNT_API_URL`). It obeys `../openapi.yaml`, keeps
 * its accounts in the guide's database, and shows the activation page.
 */
import type { Settings } from '../../config.ts'
import type { Library } from '../../content/library.ts'
import { composeMail } from '../../mail/compose.ts'
import { sendMail } from '../../mail/handler.ts'
import type { Mailer } from '../../mail/mailer.ts'
import type { Route } from '../../http/route.ts'
import type { Outcome, OutboxHandler, Storage } from '../../storage/storage.ts'
import { signAccountEvent } from '../events.ts'
import { activationPages, activationPath } from './activation.ts'
import { accountApi } from './api.ts'
import type { Clock } from './store.ts'
import { createAccountStore, eventKind, mailKind } from './store.ts'

export interface AccountServiceOptions {
  readonly storage: Storage
  readonly library: Library
  /** What a client must send as its bearer token. */
  readonly token: string
  /** Signs what is announced. */
  readonly eventsSecret: string
  /** Where activations are announced (the guide's `/account-events`), known once the server listens. */
  readonly eventsUrl: () => string
  /** Origin under which people reach the activation page, without a trailing slash. */
  readonly publicAddress: () => string
  /** `portalUrl` is where an activated account leads, `localPasswordUrl` where its password is changed, when they are known. */
  readonly settings: Pick<Settings, 'portalUrl' | 'localPasswordUrl'>
  /** Hours that an activation link lives. */
  readonly activationHours: number
  /** Milliseconds since the epoch; `Date.now` by default. */
  readonly clock?: Clock | undefined
  /** Hears of faults, by a code and nothing else. */
  readonly onFault?: ((code: string) => void) | undefined
}

export interface AccountService {
  /** The API under `/accounts/v1` and the page `/activate`. */
  readonly routes: Route[]
  /** For the worker of the outbox. */
  handlers(mailer: Mailer): Record<string, OutboxHandler>
  /** Erases what was asked for and never came to anything. Accounts that are active stay. Returns rows erased. */
  expire(before: Date): Promise<number>
}

/** For an answer of the guide to an announcement, ms. */
const patience = 5000
/** For a request that the guide does not know, ms. */
const patienceForUnknown = 3_600_000
/** 1 s, 2 s, 4 s … 5 minutes. */
const announceDelay = (attempt: number): number => Math.min(1000 * 2 ** Math.min(attempt - 1, 20), 300_000)

/** Puts the service together. It listens to nothing and works on nothing by itself. */
export function createAccountService(options: AccountServiceOptions): AccountService {
  const { storage, library, activationHours, publicAddress, clock = Date.now } = options
  const { portalUrl, localPasswordUrl } = options.settings
  const store = createAccountStore({ storage, activationHours, clock })

  /**
   * Makes the token as late as the mail, so that it is never kept in clear and lives its whole time from the mail on. A mail that
   * is tried again carries a new one, and is therefore another mail.
   */
  const mailHandler = (mailer: Mailer): OutboxHandler => async entry => {
    const { requestId } = JSON.parse(entry.payload) as { requestId: string }
    const mail = await store.prepareMail(requestId)
    if (mail === undefined) return { done: true }
    const { template, locale, email } = mail
    const link =
      mail.template === 'activation' ? `${publicAddress()}${activationPath}?token=${mail.token}` : portalUrl
    const duration = library.plain(locale, 'pages:activate.duration', { count: activationHours })
    const words = composeMail(library, template, locale, { duration, ...(link === undefined ? {} : { link }) })
    return sendMail(mailer, { id: `${entry.id}:${entry.attempt}`, to: { address: email }, locale, ...words }, entry.attempt)
  }

  const eventHandler: OutboxHandler = async (entry): Promise<Outcome> => {
    const later = (code: string): Outcome => ({ retry: { inMs: announceDelay(entry.attempt), code } })
    try {
      const response = await fetch(options.eventsUrl(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signAccountEvent(options.eventsSecret, entry.id, entry.payload, clock()) },
        body: entry.payload,
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      })
      await response.body?.cancel()
      if (response.ok) return { done: true }
      // The guide may learn of a request after its activation, but not days after; its conversation was erased then.
      const age = clock() - Date.parse(entry.createdAt)
      return response.status === 404 && age > patienceForUnknown ? { failed: { code: 'http404' } } : later(`http${response.status}`)
    } catch {
      return later('network')
    }
  }

  return {
    routes: [
      ...accountApi({ store, library, token: options.token, onFault: options.onFault }),
      ...activationPages({
        store,
        library,
        secret: () => storage.secret('activation-form'),
        publicAddress,
        portalUrl,
        localPasswordUrl,
        clock,
      }),
    ],
    handlers: mailer => ({ [mailKind]: mailHandler(mailer), [eventKind]: eventHandler }),
    expire: before => store.expire(before),
  }
}
