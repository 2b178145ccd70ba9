/** The folder of the embedded mailbox: one file a mail, in the order of arrival. */
import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

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
  readonly attachments: readonly { readonly filename: string | undefined; readonly contentType: string; readonly content: Buffer }[]
}

export interface MailFolder {
  /** Keeps a mail as it came. One that is there already, by its Message-ID and recipients, is a repetition, and kept once. */
  keep(mail: Buffer, recipients: readonly string[]): Promise<void>
  /** Newest first. */
  list(limit?: number): Promise<MailSummary[]>
  read(id: string): Promise<ReceivedMail | undefined>
  /** Those of which something holds, newest first. */
  those(holds: (mail: ReceivedMail) => boolean): Promise<ReceivedMail[]>
  erase(id: string): Promise<void>
  /** Erases mails received before this time. Returns how many. */
  expire(before: Date): Promise<number>
}

/** `20260102T030405678Z-<16 hexadecimal digits>`: in the order of arrival, and nothing but a file of this folder. */
const idForm = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{16}$/
const receivedAt = (id: string): Date => new Date(id.replace(idForm, '$1-$2-$3T$4:$5:$6.$7Z'))

/** 16 hexadecimal digits for a mail, the same for its repetition. */
function digitsOf(mail: Buffer, recipients: readonly string[]): string {
  const end = mail.indexOf('\r\n\r\n')
  const messageId = /^message-id:\s*(<[^<>\s]+>)/im.exec(mail.subarray(0, Math.max(end, 0)).toString('latin1'))?.[1]
  if (messageId === undefined) return randomBytes(8).toString('hex')
  return createHash('sha256').update([messageId, ...recipients].join('\n')).digest('hex').slice(0, 16)
}

/** Addresses of a header that may stand there once, several times or not at all. */
const addressesIn = (header: unknown): string[] =>
  (Array.isArray(header) ? header : [header]).flatMap((each: unknown) => {
    const text: unknown = typeof each === 'object' && each !== null && 'text' in each ? each.text : each
    return typeof text === 'string' ? [text] : []
  })

const absent = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

/**
 * Opens the folder, and clears away what a killed process left half written.
 * @param dir made when it is missing, readable by its owner only
 */
export async function openMailFolder(dir: string): Promise<MailFolder> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chmod(dir, 0o700)
  // Should another process be writing one this very moment, its mail is not acknowledged, and comes again.
  for (const name of await readdir(dir)) if (name.endsWith('.part')) await rm(join(dir, name), { force: true })

  const ids = async (): Promise<string[]> =>
    (await readdir(dir))
      .filter(name => name.endsWith('.eml') && idForm.test(name.slice(0, -4)))
      .map(name => name.slice(0, -4))
      .sort()
      .reverse()

  async function read(id: string): Promise<ReceivedMail | undefined> {
    if (!idForm.test(id)) return undefined
    const source = await readFile(join(dir, `${id}.eml`)).catch(absent)
    if (source === undefined) return undefined
    // Loaded when a mail is first read: where mails leave by SMTP, never.
    const { simpleParser } = await import('mailparser')
    const mail = await simpleParser(source, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true })
    return {
      id,
      receivedAt: receivedAt(id),
      to: addressesIn(mail.headers.get('delivered-to')),
      from: mail.from?.text ?? '',
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      html: mail.html === false ? undefined : mail.html,
      headers: mail.headers,
      attachments: mail.attachments.map(({ filename, contentType, content }) => ({ filename, contentType, content })),
    }
  }

  return {
    async keep(mail, recipients) {
      const digits = digitsOf(mail, recipients)
      if ((await ids()).some(id => id.endsWith(digits))) return
      const id = `${new Date().toISOString().replace(/[-:.]/g, '')}-${digits}`
      const delivered = recipients.map(address => `Delivered-To: ${address}\r\n`).join('')
      const part = join(dir, `.${id}.part`)
      // A reader of the folder sees whole mails only.
      try {
        await writeFile(part, Buffer.concat([Buffer.from(delivered), mail]), { mode: 0o600, flag: 'wx', flush: true })
        await rename(part, join(dir, `${id}.eml`))
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
    async list(limit = 100) {
      const mails = await Promise.all((await ids()).slice(0, limit).map(read))
      return mails.flatMap(mail =>
        mail === undefined ? [] : [{ id: mail.id, receivedAt: mail.receivedAt, to: mail.to, subject: mail.subject }],
      )
    },
    read,
    async those(holds) {
      const found: ReceivedMail[] = []
      // One after the other: a folder can hold a month of mails.
      for (const id of await ids()) {
        const mail = await read(id)
        if (mail !== undefined && holds(mail)) found.push(mail)
      }
      return found
    },
    async erase(id) {
      if (idForm.test(id)) await rm(join(dir, `${id}.eml`), { force: true })
    },
    async expire(before) {
      const old = (await ids()).filter(id => receivedAt(id) < before)
      await Promise.all(old.map(id => rm(join(dir, `${id}.eml`), { force: true })))
      return old.length
    },
  }
}
