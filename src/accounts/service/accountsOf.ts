/** What the embedded account service keeps of one address, for whoever asks what that is, or wants it erased. */
import type { Kysely } from 'kysely'
import { eraseEntries } from '../../storage/eraseEntries.ts'
import type { Tables } from '../../storage/tables.ts'
import { mailKind } from './acceptRequests.ts'
import { eventKind } from './activationNews.ts'
import { normaliseEmail } from './mailAddress.ts'

/** An account, without its password, of which only a digest is kept. Times are ISO 8601, UTC. */
export interface KeptAccount {
  readonly id: string
  readonly email: string
  readonly status: 'pending' | 'active'
  readonly fields: unknown
  readonly locale: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly activatedAt: string | null
  /** The links that were mailed for it. */
  readonly links: readonly { readonly createdAt: string; readonly expiresAt: string; readonly usedAt: string | null }[]
}

export interface KeptAccountRequest {
  readonly id: string
  /** Null: another activation mail was asked for, or the account is active since. */
  readonly fields: unknown
  readonly locale: string
  readonly createdAt: string
}

export interface AccountsOfPerson {
  readonly accounts: readonly KeptAccount[]
  readonly requests: readonly KeptAccountRequest[]
}

// JSON that `acceptRequests` wrote.
const parsed = (fields: string | null): unknown => (fields === null ? null : JSON.parse(fields))

/** Reads what is kept of an address. */
export async function accountsOf(db: Kysely<Tables>, address: string): Promise<AccountsOfPerson> {
  const email = normaliseEmail(address)
  const accounts = await db.selectFrom('account').selectAll().where('email', '=', email).execute()
  const requests = await db.selectFrom('account_request').selectAll().where('email', '=', email).orderBy('created_at').execute()
  const links = accounts.length === 0
    ? []
    : await db.selectFrom('activation_token').selectAll().where('account_id', 'in', accounts.map(({ id }) => id)).orderBy('created_at').execute()
  return {
    accounts: accounts.map(row => ({
      id: row.id, email: row.email, status: row.status, fields: parsed(row.fields), locale: row.locale,
      createdAt: row.created_at, updatedAt: row.updated_at, activatedAt: row.activated_at,
      links: links
        .filter(link => link.account_id === row.id)
        .map(link => ({ createdAt: link.created_at, expiresAt: link.expires_at, usedAt: link.used_at })),
    })),
    requests: requests.map(row => ({
      id: row.request_id, fields: parsed(row.fields), locale: row.locale, createdAt: row.created_at,
    })),
  }
}

/**
 * Erases it, in the caller's transaction: an active account, too. Mails and news that were still to go out go with it.
 * @param now ms since the epoch
 */
export async function eraseAccounts(transaction: Kysely<Tables>, { accounts, requests }: AccountsOfPerson, now: number): Promise<void> {
  // The account first, as everybody locks them.
  for (const { id } of accounts) {
    await transaction.deleteFrom('account').where('id', '=', id).execute()
    await transaction.deleteFrom('activation_token').where('account_id', '=', id).execute()
  }
  for (const { id } of requests) {
    await transaction.deleteFrom('account_request').where('request_id', '=', id).execute()
    await eraseEntries(transaction, entry => entry('id', 'in', [mailKind, eventKind].map(kind => `${kind}:${id}`)), now)
  }
}
