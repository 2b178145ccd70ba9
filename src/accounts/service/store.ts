/** The accounts, their requests and their tokens, as they are kept. Each function is one short transaction. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import type { NewOutboxEntry, Storage } from '../../storage/storage.ts'
import type { Tables } from '../../storage/tables.ts'
import type { AccountEvent } from '../events.ts'

export type Clock = () => number

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const iso = (ms: number): string => new Date(ms).toISOString()

/** An address as it is compared. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase()

/** JSON whose members are in order, so that equal bodies are equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

/** At most this many mails to one address within an hour, whatever asked for them. */
const mailsPerHour = 5
const hour = 3_600_000

export type Accepted =
  | { readonly accepted: string }
  | { readonly conflict: true }
  /** Too many for this address; again after so many ms. */
  | { readonly busy: number }

export interface NewRequest {
  /** Null: asked for on the activation page. */
  readonly key: string | null
  /** What was asked, to tell a repeated request from another under the same key. */
  readonly body: unknown
  readonly email: string
  /** Undefined: only another mail. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  readonly locale: string
}

/** The mail that a request leads to. The token is in clear here and nowhere else. */
export type AccountMail =
  | { readonly template: 'activation'; readonly email: string; readonly locale: string; readonly token: string }
  | { readonly template: 'alreadyActive'; readonly email: string; readonly locale: string }

/** What a link leads to. */
export type LinkState = 'ready' | 'used' | 'expired' | 'ended'
export interface Link {
  readonly state: LinkState
  readonly email: string
  readonly locale: string
}

export interface AccountStore {
  /**
   * Takes a request. It does the very same whether or not the address has an account, so that neither the answer nor its time tells:
   * what there is to do is found out afterwards, by the worker of the outbox.
   */
  accept(request: NewRequest): Promise<Accepted>
  /** Makes or finds the account of a request and a new token for it, ending the older ones. Undefined: there is nothing to send. */
  prepareMail(requestId: string): Promise<AccountMail | undefined>
  findLink(token: string): Promise<Link | undefined>
  /** Uses a token, once. Undefined: it was not ready. */
  activate(token: string, passwordHash: string): Promise<Link | undefined>
  /** Erases requests and tokens from before, and accounts that were never activated. Returns rows erased. */
  expire(before: Date): Promise<number>
}

export interface AccountStoreOptions {
  readonly storage: Storage
  readonly activationHours: number
  readonly clock: Clock
}

/** Kind of the outbox entries that lead to a mail, and of those that announce an activation. */
export const mailKind = 'accountMail'
export const eventKind = 'accountEvent'

/** The outbox entry that tells the guide; once for each request. */
const announcement = (requestId: string, at: string): NewOutboxEntry => ({
  id: `${eventKind}:${requestId}`,
  kind: eventKind,
  payload: JSON.stringify({ type: 'account.activated', requestId, at } satisfies AccountEvent),
})

export function createAccountStore({ storage, activationHours, clock }: AccountStoreOptions): AccountStore {
  const { db } = storage

  async function taken(transaction: Kysely<Tables>, key: string | null, hash: string): Promise<Accepted | undefined> {
    if (key === null) return undefined
    const row = await transaction
      .selectFrom('account_request')
      .select(['request_id', 'body_hash'])
      .where('idempotency_key', '=', key)
      .executeTakeFirst()
    if (row === undefined) return undefined
    return row.body_hash === hash ? { accepted: row.request_id } : { conflict: true }
  }

  /** How long until the address may be written to again; undefined: now. */
  async function pause(transaction: Kysely<Tables>, email: string, now: number): Promise<number | undefined> {
    const rows = await transaction
      .selectFrom('account_request')
      .select('created_at')
      .where('email', '=', email)
      .where('created_at', '>', iso(now - hour))
      .orderBy('created_at', 'desc')
      .limit(mailsPerHour)
      .execute()
    const oldest = rows[mailsPerHour - 1]
    return oldest === undefined ? undefined : Math.max(Date.parse(oldest.created_at) + hour - now, 1000)
  }

  async function newToken(transaction: Transaction<Tables>, accountId: string, now: number): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    await transaction
      .updateTable('activation_token')
      .set({ ended_at: iso(now) })
      .where('account_id', '=', accountId)
      .where('used_at', 'is', null)
      .where('ended_at', 'is', null)
      .execute()
    await transaction
      .insertInto('activation_token')
      .values({
        hash: sha256(token),
        account_id: accountId,
        created_at: iso(now),
        expires_at: iso(now + activationHours * hour),
        used_at: null,
        ended_at: null,
      })
      .execute()
    return token
  }

  async function findLink(token: string, transaction: Kysely<Tables> = db): Promise<Link | undefined> {
    const row = await transaction
      .selectFrom('activation_token')
      .innerJoin('account', 'account.id', 'activation_token.account_id')
      .select(['account.email', 'account.locale', 'account.status', 'expires_at', 'used_at', 'ended_at'])
      .where('hash', '=', sha256(token))
      .executeTakeFirst()
    if (row === undefined) return undefined
    const state: LinkState =
      row.status === 'active' || row.used_at !== null ? 'used'
      : row.ended_at !== null ? 'ended'
      : row.expires_at <= iso(clock()) ? 'expired'
      : 'ready'
    return { state, email: row.email, locale: row.locale }
  }

  return {
    accept(request) {
      const email = normaliseEmail(request.email)
      const hash = sha256(canonical(request.body))
      const { key } = request
      return db.transaction().execute(async (transaction): Promise<Accepted> => {
        const now = clock()
        const before = await taken(transaction, key, hash)
        if (before !== undefined) return before
        const busy = await pause(transaction, email, now)
        if (busy !== undefined) return { busy }
        const requestId = randomUUID()
        const row = await transaction
          .insertInto('account_request')
          .values({
            request_id: requestId,
            idempotency_key: key,
            body_hash: hash,
            email,
            fields: request.fields === undefined ? null : JSON.stringify(request.fields),
            locale: request.locale,
            account_id: null,
            created_at: iso(now),
          })
          .onConflict(conflict => conflict.column('idempotency_key').doNothing())
          .returning('request_id')
          .executeTakeFirst()
        // Another request under the same key was committed in between.
        if (row === undefined) return (await taken(transaction, key, hash)) ?? { busy: 1000 }
        // One lane for each address: the last mail is the one whose link works.
        const entry: NewOutboxEntry = {
          id: `${mailKind}:${requestId}`,
          kind: mailKind,
          payload: JSON.stringify({ requestId }),
          lane: `${mailKind}:${sha256(email)}`,
        }
        await storage.outbox.add([entry], transaction)
        return { accepted: requestId }
      })
    },

    prepareMail: requestId =>
      db.transaction().execute(async (transaction): Promise<AccountMail | undefined> => {
        const now = clock()
        const request = await transaction
          .selectFrom('account_request')
          .selectAll()
          .where('request_id', '=', requestId)
          .executeTakeFirst()
        if (request === undefined) return undefined
        const { email, locale, fields } = request
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
              created_at: iso(now),
              updated_at: iso(now),
              activated_at: null,
            })
            // What is activated is what was asked for last; an active account is never touched.
            .onConflict(conflict =>
              conflict
                .column('email')
                .doUpdateSet({ fields, locale, updated_at: iso(now) })
                .where('account.status', '=', 'pending'),
            )
            .execute()
        const account = await transaction
          .selectFrom('account')
          .select(['id', 'status', 'activated_at'])
          .where('email', '=', email)
          .executeTakeFirst()
        const pending = account?.status === 'pending'
        await transaction
          .updateTable('account_request')
          .set({ fields: null, account_id: pending ? account.id : null })
          .where('request_id', '=', requestId)
          .execute()
        if (account === undefined) return undefined
        if (!pending) {
          // It became active while this request was waiting for its mail: whoever made the request waits for that news.
          if (request.idempotency_key !== null && account.activated_at !== null && account.activated_at >= request.created_at)
            await storage.outbox.add([announcement(requestId, account.activated_at)], transaction)
          return { template: 'alreadyActive', email, locale }
        }
        return { template: 'activation', email, locale, token: await newToken(transaction, account.id, now) }
      }),

    findLink: token => findLink(token),

    activate: (token, passwordHash) =>
      db.transaction().execute(async (transaction): Promise<Link | undefined> => {
        const now = iso(clock())
        const link = await transaction
          .selectFrom('activation_token')
          .select('account_id')
          .where('hash', '=', sha256(token))
          .executeTakeFirst()
        if (link === undefined) return undefined
        // The account first, as in prepareMail: two transactions that lock in opposite orders would wait for each other.
        await transaction.updateTable('account').set({ updated_at: now }).where('id', '=', link.account_id).execute()
        const used = await transaction
          .updateTable('activation_token')
          .set({ used_at: now })
          .where('hash', '=', sha256(token))
          .where('used_at', 'is', null)
          .where('ended_at', 'is', null)
          .where('expires_at', '>', now)
          .returning('account_id')
          .executeTakeFirst()
        if (used === undefined) return undefined
        const account = await transaction
          .updateTable('account')
          .set({ status: 'active', password_hash: passwordHash, activated_at: now, updated_at: now })
          .where('id', '=', used.account_id)
          .where('status', '=', 'pending')
          .returning(['email', 'locale'])
          .executeTakeFirst()
        if (account === undefined) return undefined
        const requests = await transaction
          .selectFrom('account_request')
          .select('request_id')
          .where('account_id', '=', used.account_id)
          // What was asked for on the activation page was asked for by no client.
          .where('idempotency_key', 'is not', null)
          .execute()
        await storage.outbox.add(
          requests.map(request => announcement(request.request_id, now)),
          transaction,
        )
        return { state: 'used', ...account }
      }),

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
