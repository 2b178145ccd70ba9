/**
 * The account service that the guide embeds until the portal's own is named (`ACCOUNT_API_URL`). It obeys `../openapi.yaml`, keeps
 * its accounts in the guide's database, and shows the activation page.
 */
import type { MailsPerHour, Settings } from '../../config.ts'
import type { Library } from '../../content/library.ts'
import type { MailColours } from '../../mail/compose.ts'
import type { Mailer } from '../../mail/mailer.ts'
import type { House } from '../../pages/house.ts'
import type { Route } from '../../http/route.ts'
import type { OutboxHandler, Storage } from '../../storage/storage.ts'
import { mailKind } from './acceptRequests.ts'
import { accountApi } from './accountApi.ts'
import { createAccountStore, type Clock } from './accountStore.ts'
import { announcementHandler, eventKind } from './activationNews.ts'
import { activationPages } from './activationPages.ts'
import { accountMailHandler } from './sendAccountMail.ts'

export interface AccountServiceOptions {
  readonly storage: Storage
  readonly library: Library
  /** The frame of the activation page. */
  readonly house: House
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
  /** How many mails go out. */
  readonly quotas: MailsPerHour
  /** Milliseconds since the epoch; `Date.now` by default. */
  readonly clock?: Clock | undefined
  /** Hears of faults, by a code and nothing else. */
  readonly onFault?: ((code: string) => void) | undefined
}

export interface AccountService {
  /** The API under `/accounts/v1` and the page `/activate`. */
  readonly routes: Route[]
  /** For the worker of the outbox. */
  handlers(mailer: Mailer, colours?: MailColours): Record<string, OutboxHandler>
  /** Erases what was asked for and never came to anything. Accounts that are active stay. Returns rows erased. */
  expire(before: Date): Promise<number>
}

/** Puts the service together. It listens to nothing and works on nothing by itself. */
export function createAccountService(options: AccountServiceOptions): AccountService {
  const { storage, library, house, activationHours, publicAddress, clock = Date.now } = options
  const { portalUrl, localPasswordUrl } = options.settings
  const store = createAccountStore({ storage, activationHours, quotas: options.quotas, clock })
  return {
    routes: [
      ...accountApi({ store, library, token: options.token, onFault: options.onFault }),
      ...activationPages({
        store,
        library,
        house,
        secret: () => storage.secret('activation-form'),
        publicAddress,
        portalUrl,
        localPasswordUrl,
        clock,
      }),
    ],
    handlers: (mailer, colours) => ({
      [mailKind]: accountMailHandler({ mails: store.mails, mailer, library, activationHours, publicAddress, portalUrl, colours }),
      [eventKind]: announcementHandler({ url: options.eventsUrl, secret: options.eventsSecret, clock }),
    }),
    expire: before => store.expire(before),
  }
}
