/** Sends the mails that turns left in the outbox. */
import { z } from 'zod-4'
import { backoff, type Backoff } from '../backoff.ts'
import type { Library } from '../content/library.ts'
import type { Outcome, OutboxHandler } from '../storage/storage.ts'
import { composeMail, type MailColours } from './compose.ts'
import type { Mail, Mailer } from './mailer.ts'
import { MailError } from './mailer.ts'

/** What an outbox entry of kind `mail` holds, as JSON. */
export interface MailOrder {
  readonly to: { readonly address: string; readonly name?: string }
  /** Name of the file in `content/mails/<locale>`. */
  readonly template: string
  readonly locale: string
  readonly variables: Readonly<Record<string, string | number>>
}

const order = z.object({
  to: z.object({ address: z.string(), name: z.string().optional() }),
  template: z.string(),
  locale: z.string(),
  variables: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** Waits before the next attempts: 2 s, 4 s, 8 s … 5 minutes. */
const pauses: Backoff = { first: 2000, most: 300_000 }

/**
 * Sends, and says what became of it: a server that does not take it now is asked again, a recipient that it refuses is not.
 * @param attempt 1 for the first
 */
export async function sendMail(mailer: Mailer, mail: Mail, attempt: number): Promise<Outcome> {
  try {
    await mailer.send(mail)
    return { done: true }
  } catch (error) {
    if (!(error instanceof MailError)) throw error
    return error.permanent ? { failed: { code: error.code } } : { retry: { inMs: backoff(attempt, pauses), code: error.code } }
  }
}

/** The handler of kind `mail`: composes the order's words and sends them. */
export const mailHandler = (mailer: Mailer, library: Library, colours: MailColours = {}): OutboxHandler => async entry => {
  const read = order.safeParse(JSON.parse(entry.payload))
  if (!read.success) return { failed: { code: 'payload' } }
  const { to, template, locale, variables } = read.data
  const composed = composeMail(library, template, locale, variables, [], colours)
  const recipient = to.name === undefined ? { address: to.address } : { address: to.address, name: to.name }
  return sendMail(mailer, { id: entry.id, to: recipient, locale, ...composed }, entry.attempt)
}
