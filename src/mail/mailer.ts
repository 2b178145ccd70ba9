/** Sends mail through an SMTP server. One recipient each, checked here: an address never becomes a second one, nor a header. */
import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js'
import { isAddress } from '../text/address.ts'
import { isLocalHost } from '../http/localHost.ts'

export interface Mail {
  /** The same for every attempt to send this very mail: the Message-ID is made of it, so that a repeated one is recognised. */
  readonly id: string
  readonly to: { readonly address: string; readonly name?: string }
  /** Whom an answer goes to, when it is not the sender. */
  readonly replyTo?: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly locale: string
  /** For machines: names that begin with `X-`, and values of one line. */
  readonly headers?: Readonly<Record<`X-${string}`, string>>
  readonly attachments?: readonly { readonly filename: string; readonly content: string; readonly contentType: string }[]
  /** Stands in the Message-ID, and so in what programs write into an answer: letters, digits and hyphens. */
  readonly proof?: string
  /** Id of the mail that it goes on from. It bears the same proof. */
  readonly follows?: string
}

/** A mail was not sent. `permanent`: it never will be. The message holds no address. */
export class MailError extends Error {
  override readonly name = 'MailError'
  readonly code: string
  readonly permanent: boolean
  constructor(code: string, permanent: boolean) {
    super(`The mail was not sent (${code})`)
    this.code = code
    this.permanent = permanent
  }
}

export interface Mailer {
  /** @throws {MailError} when the server did not take it */
  send(mail: Mail): Promise<void>
  /** Ends the connections that are kept open. */
  close(): void
}

/** `NOA <noa@example.org>` or `noa@example.org`, as config.ts lets it through. */
function sender(from: string): { name: string; address: string } {
  const [, name, address] = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(from) ?? [undefined, '', from]
  return { name: name ?? '', address: (address ?? '').trim() }
}

/** Longest value of a header, in characters. */
const longestHeader = 200

/** What nodemailer notes on an error beside its message. */
const detail = (error: unknown, name: string): unknown => (error instanceof Error ? Reflect.get(error, name) : undefined)

/** What the SMTP server's refusal means. Only a refused recipient or content is for ever; the rest an operator can repair. */
function fault(error: unknown): MailError {
  const [code, command, responseCode] = ['code', 'command', 'responseCode'].map(name => detail(error, name))
  const status = typeof responseCode === 'number' ? responseCode : undefined
  const permanent = status !== undefined && status >= 500 && (command === 'RCPT TO' || command === 'DATA')
  return new MailError(status === undefined ? (typeof code === 'string' ? code : 'smtp') : `smtp${status}`, permanent)
}

/** The way to a relay: a password crosses the network under TLS only, or not at all. */
function way(url: string, timeoutMs: number): SMTPPool.Options & { readonly pool: true } {
  const { hostname, protocol } = new URL(url)
  const near = isLocalHost(hostname)
  return {
    url,
    pool: true,
    maxConnections: 3,
    // A mail that a connection broke off is the outbox's to repeat: it knows whether it was meant still.
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    requireTLS: protocol === 'smtp:' && !near,
    // On this machine there is nobody to hide from, and a relay's certificate seldom names `localhost`.
    ignoreTLS: protocol === 'smtp:' && near,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/**
 * Connects to a relay, greets it and signs in where the address says so; sends nothing.
 * @param url as `createMailer` takes it
 * @param timeoutMs for connecting and for each answer of the server
 * @throws {MailError} when it does not answer, or does not let the guide in
 */
export async function greetRelay(url: string, timeoutMs: number): Promise<void> {
  const transport = createTransport(way(url, timeoutMs))
  transport.on('error', () => {})
  try {
    await transport.verify()
  } catch (error) {
    throw fault(error)
  } finally {
    transport.close()
  }
}

/**
 * Opens nothing until the first mail; then keeps a few connections open.
 * @param options.url `smtp://user:password@host:port`
 * @param options.from the sender, with or without a name
 * @param options.timeoutMs for connecting and for each answer of the server (default 10 000)
 */
export function createMailer({ url, from, timeoutMs = 10_000 }: { url: string; from: string; timeoutMs?: number }): Mailer {
  const address = sender(from)
  const domain = address.address.split('@')[1] ?? 'localhost'
  const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
  const transport = createTransport(way(url, timeoutMs), { from: address, headers })
  // A connection that breaks while it is idle is reported here; the next mail opens another.
  transport.on('error', () => {})

  const messageId = (id: string, proof: string | undefined): string =>
    `<${proof === undefined ? '' : `${proof}.`}${createHash('sha256').update(id).digest('hex').slice(0, 32)}@${domain}>`
  const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, longestHeader)

  return {
    async send(mail) {
      if (!isAddress(mail.to.address)) throw new MailError('recipient', true)
      if (mail.replyTo !== undefined && !isAddress(mail.replyTo)) throw new MailError('replyTo', true)
      const before = mail.follows === undefined ? undefined : messageId(mail.follows, mail.proof)
      const to = { name: (mail.to.name ?? '').replace(/[\p{Cc}\p{Cf}]/gu, ' '), address: mail.to.address }
      try {
        await transport.sendMail({
          to: [to],
          ...(mail.replyTo === undefined ? {} : { replyTo: { name: '', address: mail.replyTo } }),
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: messageId(mail.id, mail.proof),
          ...(before === undefined ? {} : { inReplyTo: before, references: before }),
          headers: {
            'Content-Language': mail.locale,
            ...Object.fromEntries(Object.entries(mail.headers ?? {}).map(([name, value]) => [name, oneLine(value)])),
          },
          attachments: (mail.attachments ?? []).map(each => ({ ...each })),
        })
      } catch (error) {
        throw fault(error)
      }
    },
    close: () => transport.close(),
  }
}
