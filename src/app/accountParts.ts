/** The account service: the portal's, or the embedded one. */
import { createAccountClient, type AccountClient } from '../accounts/accountClient.ts'
import { accountEvents } from '../accounts/eventsRoute.ts'
import { createAccountService, type AccountService } from '../accounts/service/accountService.ts'
import { announceActivation } from '../actions/accountRequests.ts'
import type { Route } from '../http/route.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import type { Addresses } from './addresses.ts'
import type { Foundations } from './foundations.ts'

export interface AccountParts {
  readonly client: AccountClient
  /** The embedded one, where no other is named. */
  readonly service: AccountService | undefined
  /** Where it announces what happened. */
  readonly events: Route
}

export async function createAccounts(
  { config, log, library, house, storage }: Foundations,
  turns: InternalTurns,
  { own, forPeople }: Addresses,
): Promise<AccountParts> {
  const { url, token, eventsSecret } = config.accounts
  const accountToken = token ?? (await storage.secret('accounts'))
  const secret = eventsSecret ?? (await storage.secret('accountEvents'))
  const service =
    url === undefined
      ? createAccountService({
          storage,
          library,
          house,
          token: accountToken,
          eventsSecret: secret,
          publicAddress: forPeople,
          eventsUrl: () => `${own()}/account-events`,
          activationHours: config.activationHours,
          quotas: config.mail.mostPerHour,
          settings: config.settings,
          onFault: fault => log.error({ code: 'account_service', fault }, 'The embedded account service had a fault'),
        })
      : undefined
  return {
    client: createAccountClient({ url: url ?? (() => `${own()}/accounts/v1`), token: accountToken }),
    service,
    events: accountEvents({ secret: () => Promise.resolve(secret), announce: event => announceActivation(turns, storage.outbox, event) }),
  }
}
