/** Reads a mail that came from outside. Its head decides whether the rest is looked at, so the two are read apart. */
import { createHash } from 'node:crypto'
import { simpleParser, type AddressObject } from 'mailparser'
import { cleanText } from '../text/cleanText.ts'
import { inAscii } from '../text/asciiDomain.ts'
import type { MailFields } from './automaticMail.ts'

/** So much of a mail is read, bytes: its text stands first, and what is attached is not taken anyway. */
export const mostOfMail = 1024 * 1024
/** So much HTML is made text, characters. */
const mostOfHtml = 200_000
/** The longest head that is read, bytes. */
const mostOfHead = 64 * 1024

export interface MailHead {
  /** SHA-256 (hex) of the Message-ID, or of the whole head where there is none: the same for every delivery of one mail. */
  readonly id: string
  readonly fields: MailFields
  /** Whoever it is from, in small letters. More than one, or none: nobody can tell. */
  readonly from: readonly string[]
  readonly fromName: string
  /** In small letters. */
  readonly to: readonly string[]
  readonly subject: string
}

export interface MailBody {
  readonly text: string
  /** How many files came with it. */
  readonly attachments: number
}

/** A mail that can be looked at piece by piece. */
export interface MailAtDoor {
  /** With its empty line, or without. */
  readonly head: Buffer
  /** The whole, or its beginning where it is long. */
  whole(): Promise<Buffer>
}

/** A mail that is there as a whole. */
export function mailAtDoor(raw: Buffer): MailAtDoor {
  const ends = ['\r\n\r\n', '\n\n'].map(end => raw.indexOf(end)).filter(at => at >= 0)
  const end = Math.min(...ends, raw.length, mostOfHead)
  return { head: raw.subarray(0, end), whole: () => Promise.resolve(raw.subarray(0, mostOfMail)) }
}

const addressesOf = (header: AddressObject | AddressObject[] | undefined): string[] =>
  (header === undefined ? [] : [header].flat())
    .flatMap(({ value }) => value.flatMap(each => [each, ...(each.group ?? [])]))
    .flatMap(({ address = '' }) => (address === '' ? [] : [inAscii(address.toLowerCase())]))

/** How many addresses in angle brackets there are, outside of names and comments: of `<a> <b>` the parser tells one. */
const anglesIn = (field: string): number =>
  [...field.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\([^()]*\)/g, '').matchAll(/<[^<>]*>/g)].length

/** Reads the head alone. */
export async function readHead(head: Buffer): Promise<MailHead> {
  const read = await simpleParser(Buffer.concat([head.subarray(0, mostOfHead), Buffer.from('\r\n\r\n')]), { skipTextToHtml: true })
  const fields = new Map<string, string[]>()
  for (const { key, line } of read.headerLines)
    fields.set(key, [...(fields.get(key) ?? []), line.slice(line.indexOf(':') + 1).replace(/\r?\n/g, '').trim()])
  // As people read it, not as it was written for the way.
  if (read.subject !== undefined) fields.set('subject', [read.subject])
  const [messageId = ''] = fields.get('message-id') ?? []
  // A second From, or a second address in one, would be for those who read only the first.
  const [sender = '', another] = fields.get('from') ?? []
  const from = another === undefined && anglesIn(sender) <= 1 ? addressesOf(read.from) : []
  return {
    id: createHash('sha256').update(/^<?\s*>?$/.test(messageId) ? head : messageId).digest('hex'),
    fields,
    from,
    fromName: read.from?.value[0]?.name ?? '',
    to: addressesOf(read.to),
    subject: read.subject ?? '',
  }
}

/** HTML as text, as the parser makes it where it is the whole mail. */
const textOf = async (html: string): Promise<string> => {
  const alone = `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(html.slice(0, mostOfHtml)).toString('base64')}`
  return (await simpleParser(alone, { skipTextToHtml: true, skipImageLinks: true })).text ?? ''
}

/** A text with a file's name is a file, though its program would show it within the mail; the parser adds it to what is written. */
const namedInline = /^(content-disposition:\s*)inline(?=\s*;\s*filename)/gim
/** The head of a part of a mail, after the line that begins it. */
const headOfPart = /(?<=^--[^\r\n]{1,70}\r?\n)(?:[!-9;-~]{1,70}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){1,20}/gm
/** A text with a name, which some programs write instead of saying that it is a file. */
const namedText = /^content-type:\s*text\/[^;\n]*;(?:[^"\n]|"[^"\n]*")*?\bname\*?\d*\*?\s*=/im
const withFilesApart = (whole: Buffer): Buffer => Buffer.from(
  whole.toString('latin1')
    .replace(headOfPart, head => (namedText.test(head.replace(/\r?\n[ \t]/g, ' ')) && !/^content-disposition:/im.test(head) ? `Content-Disposition: attachment\r\n${head}` : head))
    .replace(namedInline, '$1attachment'), 'latin1')

/** Reads what is written in it, as plain text. */
export async function readBody(whole: Buffer): Promise<MailBody> {
  const { text: written = '', html, attachments } = await simpleParser(withFilesApart(whole.subarray(0, mostOfMail)), { skipTextToHtml: true, skipImageLinks: true })
  const text = written.trim() === '' && html !== false ? await textOf(html) : written
  return { text: cleanText(text), attachments: attachments.filter(({ related }) => !related).length }
}
