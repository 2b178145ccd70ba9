/**
 * What the account service announces, signed as Standard Webhooks 1.0.0 says (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `<id>.<timestamp>.<body>`, so that neither the body nor its time can be changed, and an old announcement cannot be sent again.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod-4'
import type { components } from './contract.d.ts'

export type AccountEvent = components['schemas']['AccountEvent']

/** How far the timestamp may be off, in seconds; the width that Standard Webhooks' own libraries use. */
const window = 300

const accountEvent = z.strictObject({
  type: z.literal('account.activated'),
  requestId: z.string().min(1).max(100),
  at: z.iso.datetime(),
})

/** A secret written `whsec_<base64>` is those bytes, any other its text in UTF-8. */
const key = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8')

const sign = (secret: string, id: string, timestamp: string, body: string | Buffer): Buffer =>
  createHmac('sha256', key(secret)).update(`${id}.${timestamp}.`).update(body).digest()

/**
 * The headers that sign what is sent.
 * @param id the same for every attempt
 * @param now ms since the epoch
 */
export function signWebhook(secret: string, id: string, body: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${sign(secret, id, timestamp, body).toString('base64')}`,
  }
}

/**
 * Whether what came was signed with the secret within the last five minutes.
 * @param headers names in lower case
 * @param body the raw body, as it came
 * @param now ms since the epoch
 */
export function isSigned(
  secret: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string | Buffer,
  now: number,
): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false
  if (id === '' || id.length > 200 || !/^\d{1,12}$/.test(timestamp) || signatures.length > 1000) return false
  if (Math.abs(now / 1000 - Number(timestamp)) > window) return false
  const wanted = sign(secret, id, timestamp, body)
  return signatures.split(' ').some(each => {
    const given = each.startsWith('v1,') ? Buffer.from(each.slice(3), 'base64') : Buffer.alloc(0)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  })
}

/**
 * Reads an announcement, if it is one.
 * @param headers names in lower case
 * @param body the raw body, as it came
 * @param now ms since the epoch
 * @returns undefined when the signature is wrong or missing, the time is more than five minutes off, or the body is not an event.
 *   An announcement that is repeated within that time is read again: the receiver knows it by its request id.
 */
export function verifyAccountEvent(
  secret: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string | Buffer,
  now: number,
): AccountEvent | undefined {
  if (!isSigned(secret, headers, body, now)) return undefined
  try {
    const read = accountEvent.safeParse(JSON.parse(body.toString('utf8')))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}
