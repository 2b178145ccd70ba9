/**
 * The embedded mailbox: an SMTP server on the loopback that keeps every mail as a file, so that the guide can be tried with no mail
 * server, and its mails read.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerDataStream } from 'smtp-server'

/** What a list shows of a mail. */
export interface MailSummary {
  readonly id: string
  readonly receivedAt: Date
  readonly to: readonly string[]
  readonly subject: string
}

export interface ReceivedMail extends MailSummary {
  readonly from: string
  readonly text: string
  readonly html: string | undefined
  readonly headers: ReadonlyMap<string, unknown>
}

export interface Mailbox {
  /** Where to send: `smtp://127.0.0.1:<port>`. */
  readonly smtpUrl: string
  /** Newest first. */
  list(limit?: number): Promise<MailSummary[]>
  read(id: string): Promise<ReceivedMail | undefined>
  /** Erases mails received before this time. Returns how many. */
  expire(before: Date): Promise<number>
  stop(): Promise<void>
}

/** Largest mail taken, in bytes. */
const largest = 1024 * 1024
/** `20260102T030405678Z-<8 random bytes>`: in the order of arrival, and nothing but a file of this folder. */
const idForm = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{16}$/

const newId = (at: Date): string => `${at.toISOString().replace(/[-:.]/g, '')}-${randomBytes(8).toString('hex')}`
const receivedAt = (id: string): Date => new Date(id.replace(idForm, '$1-$2-$3T$4:$5:$6.$7Z'))

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  // Read to its end even when it is too long, as the protocol wants; what is over the limit is not kept.
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** What the protocol answers; smtp-server reads the code from the error. */
const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

/**
 * Opens the mailbox and listens on a free port of 127.0.0.1.
 * @param options.dir folder of the mails, made when it is missing, readable by its owner only
 */
export async function openMailbox({ dir }: { dir: string }): Promise<Mailbox> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chmod(dir, 0o700)

  const keep = async (stream: SMTPServerDataStream, recipients: readonly string[]): Promise<void> => {
    const mail = await collect(stream)
    if (stream.sizeExceeded) throw refusal(552, 'The mail is too large')
    const id = newId(new Date())
    const delivered = recipients.map(address => `Delivered-To: ${address}\r\n`).join('')
    const part = join(dir, `.${id}.part`)
    // A reader of the folder sees whole mails only.
    await writeFile(part, Buffer.concat([Buffer.from(delivered), mail]), { mode: 0o600, flag: 'wx', flush: true })
    await rename(part, join(dir, `${id}.eml`))
  }

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideSTARTTLS: true,
    banner: 'NOA mailbox',
    size: largest,
    socketTimeout: 30_000,
    closeTimeout: 1000,
    maxClients: 100,
    onData(stream, session, done) {
      keep(stream, session.envelope.rcptTo.map(each => each.address)).then(
        () => done(),
        (error: unknown) => done(error instanceof Error && 'responseCode' in error ? error : refusal(451, 'The mail could not be kept')),
      )
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.server.address() as AddressInfo

  const ids = async (): Promise<string[]> =>
    (await readdir(dir))
      .filter(name => name.endsWith('.eml') && idForm.test(name.slice(0, -4)))
      .map(name => name.slice(0, -4))
      .sort()
      .reverse()

  async function read(id: string): Promise<ReceivedMail | undefined> {
    if (!idForm.test(id)) return undefined
    const source = await readFile(join(dir, `${id}.eml`)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (source === undefined) return undefined
    const mail = await simpleParser(source, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true })
    const delivered = mail.headers.get('delivered-to')
    const to = (Array.isArray(delivered) ? delivered : [delivered]) as readonly ({ text?: string } | string | undefined)[]
    return {
      id,
      receivedAt: receivedAt(id),
      to: to.flatMap(each => (typeof each === 'string' ? [each] : each?.text === undefined ? [] : [each.text])),
      from: mail.from?.text ?? '',
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      html: mail.html === false ? undefined : mail.html,
      headers: mail.headers,
    }
  }

  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    async list(limit = 100) {
      const mails = await Promise.all((await ids()).slice(0, limit).map(read))
      return mails.flatMap(mail =>
        mail === undefined ? [] : [{ id: mail.id, receivedAt: mail.receivedAt, to: mail.to, subject: mail.subject }],
      )
    },
    read,
    async expire(before) {
      const old = (await ids()).filter(id => receivedAt(id) < before)
      await Promise.all(old.map(id => rm(join(dir, `${id}.eml`), { force: true })))
      // What a killed process left half written.
      for (const name of (await readdir(dir)).filter(name => name.endsWith('.part'))) {
        const path = join(dir, name)
        const age = await stat(path).catch(() => undefined)
        if (age !== undefined && age.mtime < before) await rm(path, { force: true })
      }
      return old.length
    },
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}
