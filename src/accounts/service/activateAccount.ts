/** Makes an account active: the one moment for which there are links. */
import type { Kysely, Transaction } from 'kysely'
import type { Storage } from '../../storage/storage.ts'
import type { Tables } from '../../storage/tables.ts'
import { hashOf, type Link } from './activationLinks.ts'
import { announcement } from './activationNews.ts'

/** Uses a link, once. Undefined: it was not ready. */
export type Activate = (token: string, passwordHash: string) => Promise<Link | undefined>

/** What the sender of a link filled in last; undefined: only a mail was asked for. */
async function fieldsAskedFor(db: Kysely<Tables>, email: string, sender: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('account_request')
    .select('fields')
    .where('email', '=', email)
    .where('sender', '=', sender)
    .where('fields', 'is not', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.fields ?? undefined
}

/** Everything that is told of an account that has just become active. */
async function tellEachRequest(storage: Storage, transaction: Transaction<Tables>, accountId: string, at: string): Promise<void> {
  const requests = await transaction
    .selectFrom('account_request')
    .select('request_id')
    .where('account_id', '=', accountId)
    // What was asked for on the activation page was asked for by no client.
    .where('idempotency_key', 'is not', null)
    .execute()
  await storage.outbox.add(requests.map(request => announcement(request.request_id, at)), transaction)
}

/** @param clock ms since the epoch */
export function accountActivation(storage: Storage, clock: () => number): Activate {
  return (token, passwordHash) =>
    storage.db.transaction().execute(async (transaction): Promise<Link | undefined> => {
      const now = new Date(clock()).toISOString()
      const hash = hashOf(token)
      const link = await transaction.selectFrom('activation_token').select(['account_id', 'sender']).where('hash', '=', hash).executeTakeFirst()
      if (link === undefined) return undefined
      // The account first, as in `prepare`: two transactions that lock in opposite orders would wait for each other.
      await transaction.updateTable('account').set({ updated_at: now }).where('id', '=', link.account_id).execute()
      const used = await transaction
        .updateTable('activation_token')
        .set({ used_at: now })
        .where('hash', '=', hash)
        .where('used_at', 'is', null)
        .where('ended_at', 'is', null)
        .where('expires_at', '>', now)
        .returning('hash')
        .executeTakeFirst()
      if (used === undefined) return undefined
      const account = await transaction
        .updateTable('account')
        .set({ status: 'active', password_hash: passwordHash, activated_at: now, updated_at: now })
        .where('id', '=', link.account_id)
        .where('status', '=', 'pending')
        .returning(['email', 'locale'])
        .executeTakeFirst()
      if (account === undefined) return undefined
      // What this link's own sender filled in, whatever a stranger asked for meanwhile; of the rest nothing is kept.
      const fields = await fieldsAskedFor(transaction, account.email, link.sender)
      if (fields !== undefined) await transaction.updateTable('account').set({ fields }).where('id', '=', link.account_id).execute()
      await transaction.updateTable('account_request').set({ fields: null }).where('email', '=', account.email).execute()
      await tellEachRequest(storage, transaction, link.account_id, now)
      return { state: 'used', sender: link.sender, ...account }
    })
}
