/** Takes requests: for an account, or for another mail. Each is one short transaction. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { MailsPerHour } from '../../config.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Tables } from '../../storage/tables.ts'
import { domainOf } from '../../text/address.ts'
import { mailboxOf, normaliseEmail } from './mailAddress.ts'
import { heldUntil } from './mailQuotas.ts'

export interface NewRequest {
  /** Null: asked for on the activation page, behind a link of the mailbox. */
  readonly key: string | null
  /** Who asks: the client's own name for one person in one conversation; empty when it has none. */
  readonly sender: string
  /** What was asked, to tell a repeated request from another under the same key. */
  readonly body: unknown
  readonly email: string
  /** Undefined: only another mail. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  readonly locale: string
}

export type Accepted =
  /** `heldMs`: no mail goes out for it; another may be asked for after so long. */
  | { readonly accepted: string; readonly heldMs?: number }
  | { readonly conflict: true }

/** Kind of the outbox entries that lead to a mail. */
export const mailKind = 'accountMail'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const iso = (ms: number): string => new Date(ms).toISOString()

/** JSON whose members are in order, so that equal bodies are equal texts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

/** One counts after the other, or two at the same moment would both find room for the last mail. SQLite has one connection anyway. */
const inTurn = (transaction: Transaction<Tables>): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtext('account_request'))`.execute(transaction)

const answer = (id: string, until: number | undefined, now: number): Accepted =>
  until === undefined ? { accepted: id } : { accepted: id, heldMs: Math.max(until - now, 1000) }

/**
 * Makes the function that takes a request. It does the very same whether or not the address has an account, so that neither the answer
 * nor its time tells: what there is to do is found out afterwards, by the worker of the outbox.
 */
export function requestAcceptance(options: {
  storage: Storage
  quotas: MailsPerHour
  clock: () => number
}): (request: NewRequest) => Promise<Accepted> {
  const { storage, quotas, clock } = options

  async function taken(transaction: Transaction<Tables>, key: string | null, hash: string, now: number): Promise<Accepted | undefined> {
    if (key === null) return undefined
    const row = await transaction
      .selectFrom('account_request')
      .select(['request_id', 'body_hash', 'held_until'])
      .where('idempotency_key', '=', key)
      .executeTakeFirst()
    if (row === undefined) return undefined
    if (row.body_hash !== hash) return { conflict: true }
    return answer(row.request_id, row.held_until === null ? undefined : Date.parse(row.held_until), now)
  }

  return ({ key, sender, body, email: given, fields, locale }) =>
    storage.db.transaction().execute(async (transaction): Promise<Accepted> => {
      if (storage.engine === 'postgres') await inTurn(transaction)
      const now = clock()
      const hash = sha256(canonical(body))
      const before = await taken(transaction, key, hash, now)
      if (before !== undefined) return before
      const email = normaliseEmail(given)
      const mailbox = mailboxOf(email)
      const until = await heldUntil(transaction, { mailbox, sender, fromMailbox: key === null }, quotas, now)
      const held = until !== undefined
      const requestId = randomUUID()
      await transaction
        .insertInto('account_request')
        .values({
          request_id: requestId,
          idempotency_key: key,
          body_hash: hash,
          email,
          mailbox,
          sender,
          fields: fields === undefined ? null : JSON.stringify(fields),
          locale,
          account_id: null,
          mail_domain: held ? null : domainOf(mailbox),
          mail_seed: held ? null : randomBytes(32).toString('base64url'),
          held_until: held ? iso(until) : null,
          created_at: iso(now),
        })
        .execute()
      // One lane for each address: its mails go out in the order in which they were asked for.
      const entry = { id: `${mailKind}:${requestId}`, kind: mailKind, payload: JSON.stringify({ requestId }) }
      await storage.outbox.add([{ ...entry, lane: `${mailKind}:${sha256(email)}` }], transaction)
      return answer(requestId, until, now)
    })
}
