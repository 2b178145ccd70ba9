/**
 * How many mails the service sends: to one mailbox, for one sender, to one domain, in all. What is over a bound is held back, which is
 * said to whoever asked; nobody's link ends by it.
 */
import type { SelectQueryBuilder, Transaction } from 'kysely'
import type { MailsPerHour } from '../../config.ts'
import type { Tables } from '../../storage/tables.ts'
import { domainOf } from '../../text/address.ts'

/** For what a mail would be sent. */
export interface Asking {
  readonly mailbox: string
  /** Who asks; empty when a client does not say. */
  readonly sender: string
  /** Asked for on the activation page, behind a link that only the mailbox had: its owner asks. */
  readonly fromMailbox: boolean
}

type Requests = SelectQueryBuilder<Tables, 'account_request', object>

interface Bound {
  readonly most: number
  /** ms */
  readonly within: number
  /** What counts, of the requests that were not held back themselves. */
  readonly of: (requests: Requests) => Requests
}

const hour = 3_600_000
const day = 24 * hour
/** In a day a mailbox gets no more than in so many hours. */
const hoursInDay = 3

/** The share of a mailbox's quota that one sender can use up. */
const shareOf = (perMailbox: number): number => Math.ceil(perMailbox / 2)

/**
 * @param first whether nobody asked for this mailbox before this sender: strangers then cannot use up what is hers
 */
function boundsFor({ mailbox, sender, fromMailbox }: Asking, first: boolean, quotas: MailsPerHour): Bound[] {
  const toMailbox = (requests: Requests): Requests => requests.where('mailbox', '=', mailbox)
  const bySender = (requests: Requests): Requests =>
    fromMailbox
      ? requests.where('idempotency_key', 'is', null)
      : requests.where('sender', '=', sender).where('idempotency_key', 'is not', null)
  const own = (requests: Requests): Requests => bySender(toMailbox(requests))
  // A request that leads to no mail takes nothing from those of others, and whether it did is not to be seen from a count so wide.
  const sent = (requests: Requests): Requests => requests.where('mail_domain', 'is not', null)
  const unbounded = Number.MAX_SAFE_INTEGER
  const shared = first || fromMailbox ? unbounded : quotas.mailbox
  const alone = sender === '' || fromMailbox ? unbounded : quotas.sender
  return [
    { most: shareOf(quotas.mailbox), within: hour, of: own },
    { most: shareOf(quotas.mailbox) * hoursInDay, within: day, of: own },
    { most: shared, within: hour, of: toMailbox },
    { most: shared * hoursInDay, within: day, of: toMailbox },
    { most: alone, within: hour, of: bySender },
    { most: quotas.domain, within: hour, of: requests => sent(requests).where('mail_domain', '=', domainOf(mailbox)) },
    { most: quotas.all, within: hour, of: sent },
  ]
}

/** Whoever asked for this mailbox first; undefined: nobody did. */
async function firstSender(transaction: Transaction<Tables>, mailbox: string): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('account_request')
    .select('sender')
    .where('mailbox', '=', mailbox)
    .where('idempotency_key', 'is not', null)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  return row?.sender
}

/**
 * Until when the mail is held back, ms since the epoch; undefined: it may go. The work is the same for every address.
 * @param transaction the one that notes the request: nobody else counts meanwhile
 */
export async function heldUntil(
  transaction: Transaction<Tables>,
  asking: Asking,
  quotas: MailsPerHour,
  now: number,
): Promise<number | undefined> {
  const first = (await firstSender(transaction, asking.mailbox)) === asking.sender && asking.sender !== ''
  let until: number | undefined
  for (const { most, within, of } of boundsFor(asking, first, quotas)) {
    const requests = transaction.selectFrom('account_request').where('held_until', 'is', null)
    const oldest = await of(requests.where('created_at', '>', new Date(now - within).toISOString()))
      .select('created_at')
      .orderBy('created_at', 'desc')
      .offset(Math.min(most, Number.MAX_SAFE_INTEGER) - 1)
      .limit(1)
      .executeTakeFirst()
    if (oldest !== undefined) until = Math.max(until ?? 0, Date.parse(oldest.created_at) + within)
  }
  return until
}
