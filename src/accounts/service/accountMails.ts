/**
 * What mail a request leads to, found out as late as it is sent. A mail that is sent again, since the process was killed or the
 * server's answer was lost, is the same mail with the same link; it is out once the server has taken it, and only then do earlier links
 * end.
 */
import { randomUUID } from 'node:crypto'
import type { Selectable, Transaction } from 'kysely'
import type { Storage } from '../../storage/storage.ts'
import type { Tables } from '../../storage/tables.ts'
import { tokenOf, type ActivationLinks } from './activationLinks.ts'
import { announcement } from './activationNews.ts'

/** The mail that a request leads to. The token is in clear here and nowhere else. */
export type AccountMail =
  | { readonly template: 'activation'; readonly email: string; readonly locale: string; readonly token: string }
  | { readonly template: 'alreadyActive'; readonly email: string; readonly locale: string }

export interface AccountMails {
  /** Makes or finds the account of a request, and its link. Undefined: there is nothing to send, or nothing more. */
  prepare(requestId: string): Promise<AccountMail | undefined>
  /** The mail server has taken the mail: it is not sent again, and the earlier links end. */
  taken(requestId: string): Promise<void>
  /** The mail server will never take it: it is not sent again, and the earlier links live. */
  refused(requestId: string): Promise<void>
}

type Request = Selectable<Tables['account_request']>

const iso = (ms: number): string => new Date(ms).toISOString()

const requestOf = (transaction: Transaction<Tables>, requestId: string): Promise<Request | undefined> =>
  transaction.selectFrom('account_request').selectAll().where('request_id', '=', requestId).executeTakeFirst()

/**
 * The account of a request: made, if an account was asked for and there is none. What it holds are the first request's fields, until a
 * link is used: then that link's sender decides.
 */
async function accountOf(transaction: Transaction<Tables>, { email, fields, locale }: Request, now: string) {
  if (fields !== null)
    await transaction
      .insertInto('account')
      .values({
        id: randomUUID(),
        email,
        fields,
        status: 'pending',
        password_hash: null,
        locale,
        created_at: now,
        updated_at: now,
        activated_at: null,
      })
      // An active account is never touched.
      .onConflict(conflict => conflict.column('email').doUpdateSet({ locale, updated_at: now }).where('account.status', '=', 'pending'))
      .execute()
  return transaction.selectFrom('account').select(['id', 'status', 'activated_at']).where('email', '=', email).executeTakeFirst()
}

/** @param secret makes the links, with what each request keeps for it */
export function accountMails(options: {
  storage: Storage
  links: ActivationLinks
  secret: () => Promise<string>
  clock: () => number
}): AccountMails {
  const { storage, links, secret, clock } = options

  const change = (transaction: Transaction<Tables>, requestId: string, values: Partial<Request>): Promise<unknown> =>
    transaction.updateTable('account_request').set(values).where('request_id', '=', requestId).execute()

  /** For an account that is active: a mail that says so, unless it became active by the link of this very mail. */
  async function toActive(
    transaction: Transaction<Tables>,
    request: Request,
    activatedAt: string | null,
    token: string,
  ): Promise<AccountMail | undefined> {
    if (await links.issued(transaction, token)) {
      await change(transaction, request.request_id, { mail_seed: null })
      return undefined
    }
    // It became active while this request was waiting for its mail: whoever made the request waits for that news.
    if (request.idempotency_key !== null && activatedAt !== null && activatedAt >= request.created_at)
      await storage.outbox.add([announcement(request.request_id, activatedAt)], transaction)
    return { template: 'alreadyActive', email: request.email, locale: request.locale }
  }

  return {
    async prepare(requestId) {
      const key = await secret()
      return storage.db.transaction().execute(async (transaction): Promise<AccountMail | undefined> => {
        const request = await requestOf(transaction, requestId)
        if (request === undefined) return undefined
        const { email, locale, sender, fields, mail_seed: seed } = request
        const account = await accountOf(transaction, request, iso(clock()))
        if (account === undefined) {
          await change(transaction, requestId, { mail_seed: null, mail_domain: null })
          return undefined
        }
        const pending = account.status === 'pending'
        // Whoever was told that no mail comes, and asked for nothing else, awaits nothing.
        if (pending && (seed !== null || fields !== null)) await change(transaction, requestId, { account_id: account.id })
        if (!pending && fields !== null) await change(transaction, requestId, { fields: null })
        if (seed === null) return undefined
        const token = tokenOf(key, seed)
        if (!pending) return toActive(transaction, request, account.activated_at, token)
        await links.issue(transaction, { token, accountId: account.id, sender })
        return { template: 'activation', email, locale, token }
      })
    },

    async taken(requestId) {
      const key = await secret()
      await storage.db.transaction().execute(async transaction => {
        const request = await requestOf(transaction, requestId)
        if (request === undefined || request.mail_seed === null) return
        await links.succeed(transaction, tokenOf(key, request.mail_seed), request.idempotency_key === null)
        await change(transaction, requestId, { mail_seed: null })
      })
    },

    async refused(requestId) {
      await storage.db.updateTable('account_request').set({ mail_seed: null }).where('request_id', '=', requestId).execute()
    },
  }
}
