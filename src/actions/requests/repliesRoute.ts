/** `/helpdesk-replies`: where a mail server's program hands over answers of the helpdesk, signed as `/account-events` is. */
import { z } from 'zod-4'
import { isSigned } from '../../accounts/events.ts'
import { json, type Route } from '../../http/route.ts'
import { mailAtDoor, mostOfMail } from '../../mail/incomingMail.ts'
import type { MailAtDoor } from '../../mail/incomingMail.ts'

/** A mail as JSON, in which it is a third longer. */
const asJson = z.strictObject({ raw: z.base64() })

const fault = (status: number, code: string, message: string) => json(status, { error: { code, message } })

/** The raw mail in a body, or undefined. */
function rawIn(body: Buffer, type: string): Buffer | undefined {
  if (!/^application\/json\b/i.test(type)) return /^message\/rfc822\b/i.test(type) ? body : undefined
  try {
    const read = asJson.safeParse(JSON.parse(body.toString('utf8')))
    return read.success ? Buffer.from(read.data.raw, 'base64') : undefined
  } catch {
    return undefined
  }
}

/** @param take what is done with a mail; what it comes to is not told to whoever brought it */
export const helpdeskReplies = ({ secret, take, now = Date.now }: {
  secret: string
  take: (mail: MailAtDoor) => Promise<unknown>
  now?: () => number
}): Route => ({
  method: 'POST',
  path: '/helpdesk-replies',
  maxBody: Math.ceil(mostOfMail * 1.4),
  handle: async ({ headers, body }) => {
    if (!isSigned(secret, headers, body, now())) return fault(401, 'badSignature', 'The mail is not signed as it must be')
    const raw = rawIn(body, headers['content-type'] ?? '')
    if (raw === undefined || raw.length === 0) return fault(422, 'noMail', 'The body is no mail: message/rfc822, or JSON with its base64 as raw')
    await take(mailAtDoor(raw))
    return { status: 204 }
  },
})
