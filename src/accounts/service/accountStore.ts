/** The accounts, their requests and their links, as they are kept. */
import type { MailsPerHour } from '../../config.ts'
import type { Storage } from '../../storage/storage.ts'
import { requestAcceptance, type Accepted, type NewRequest } from './acceptRequests.ts'
import { accountMails, type AccountMails } from './accountMails.ts'
import { accountActivation, type Activate } from './activateAccount.ts'
import { activationLinks, type ActivationLinks } from './activationLinks.ts'

export type Clock = () => number

export interface AccountStore {
  /** Takes a request. */
  accept(request: NewRequest): Promise<Accepted>
  readonly mails: AccountMails
  readonly links: Pick<ActivationLinks, 'find'>
  readonly activate: Activate
  /** Erases requests and tokens from before, and accounts that were never activated. Returns rows erased. */
  expire(before: Date): Promise<number>
}

export interface AccountStoreOptions {
  readonly storage: Storage
  readonly activationHours: number
  readonly quotas: MailsPerHour
  readonly clock: Clock
}

export function createAccountStore({ storage, activationHours, quotas, clock }: AccountStoreOptions): AccountStore {
  const { db } = storage
  const links = activationLinks(db, activationHours, clock)
  // Before a transaction: on SQLite there is one connection, and the transaction has it.
  const secret = (): Promise<string> => storage.secret('activation-links')
  return {
    accept: requestAcceptance({ storage, quotas, clock }),
    mails: accountMails({ storage, links, secret, clock }),
    links,
    activate: accountActivation(storage, clock),
    async expire(before) {
      const time = before.toISOString()
      const erased = await db.transaction().execute(async transaction => [
        await transaction.deleteFrom('account_request').where('created_at', '<', time).executeTakeFirst(),
        await transaction.deleteFrom('activation_token').where('expires_at', '<', time).executeTakeFirst(),
        await transaction
          .deleteFrom('account')
          .where('status', '=', 'pending')
          .where('updated_at', '<', time)
          .where(account =>
            account.not(account.exists(
              account.selectFrom('activation_token').select('hash').whereRef('account_id', '=', 'account.id'),
            )),
          )
          .executeTakeFirst(),
      ])
      return erased.reduce((sum, each) => sum + Number(each.numDeletedRows), 0)
    },
  }
}
