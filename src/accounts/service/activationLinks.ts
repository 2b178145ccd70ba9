/** The links of activation mails: noted, found again, ended. */
import { createHash, createHmac } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../../storage/tables.ts'

/** What a link leads to. */
export type LinkState = 'ready' | 'used' | 'expired' | 'ended'
export interface Link {
  readonly state: LinkState
  readonly email: string
  readonly locale: string
  /** Who had asked for its mail. */
  readonly sender: string
}

/** A link as its mail leads to it. */
interface Issue {
  readonly token: string
  readonly accountId: string
  readonly sender: string
}

/** The digest of a token: all that is kept of it. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const iso = (ms: number): string => new Date(ms).toISOString()

/**
 * The token of a request's mail, the same whenever it is made: a mail that is sent again has the link of the first. Neither the seed,
 * which goes once the mail is out, nor the secret is enough to make it.
 */
export const tokenOf = (secret: string, seed: string): string => createHmac('sha256', secret).update(seed).digest('base64url')

export interface ActivationLinks {
  /** Notes a link, before its mail goes. It lives its whole time from now on; the earlier ones live as well. */
  issue(transaction: Transaction<Tables>, link: Issue): Promise<void>
  /** Whether it was noted before. */
  issued(transaction: Transaction<Tables>, token: string): Promise<boolean>
  /**
   * Ends the earlier links, now that the mail with this one is out: those that the same sender asked for.
   * @param all those of every sender, too: the mailbox's owner asked
   */
  succeed(transaction: Transaction<Tables>, token: string, all: boolean): Promise<void>
  find(token: string): Promise<Link | undefined>
}

/**
 * @param activationHours how long a link lives
 * @param clock ms since the epoch
 */
export function activationLinks(db: Kysely<Tables>, activationHours: number, clock: () => number): ActivationLinks {
  const find = async (token: string): Promise<Link | undefined> => {
    const row = await db
      .selectFrom('activation_token')
      .innerJoin('account', 'account.id', 'activation_token.account_id')
      .select(['account.email', 'account.locale', 'account.status', 'sender', 'expires_at', 'used_at', 'ended_at'])
      .where('hash', '=', hashOf(token))
      .executeTakeFirst()
    if (row === undefined) return undefined
    const state: LinkState =
      row.status === 'active' || row.used_at !== null ? 'used'
      : row.ended_at !== null ? 'ended'
      : row.expires_at <= iso(clock()) ? 'expired'
      : 'ready'
    return { state, email: row.email, locale: row.locale, sender: row.sender }
  }

  return {
    async issue(transaction, { token, accountId, sender }) {
      const now = clock()
      const expires_at = iso(now + activationHours * 3_600_000)
      await transaction
        .insertInto('activation_token')
        .values({ hash: hashOf(token), account_id: accountId, sender, created_at: iso(now), expires_at, used_at: null, ended_at: null })
        .onConflict(conflict => conflict.column('hash').doUpdateSet({ expires_at }))
        .execute()
    },

    async issued(transaction, token) {
      const row = await transaction.selectFrom('activation_token').select('hash').where('hash', '=', hashOf(token)).executeTakeFirst()
      return row !== undefined
    },

    async succeed(transaction, token, all) {
      const hash = hashOf(token)
      const own = await transaction
        .selectFrom('activation_token')
        .select(['account_id', 'sender'])
        .where('hash', '=', hash)
        .executeTakeFirst()
      if (own === undefined) return
      await transaction
        .updateTable('activation_token')
        .set({ ended_at: iso(clock()) })
        .where('account_id', '=', own.account_id)
        .$if(!all, earlier => earlier.where('sender', '=', own.sender))
        .where('hash', '<>', hash)
        .where('used_at', 'is', null)
        .where('ended_at', 'is', null)
        .execute()
    },

    find,
  }
}
