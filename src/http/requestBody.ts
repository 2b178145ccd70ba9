/**
 * The door: what clients send is parsed, bounded and cleaned here, once, before anything else of the house sees it.
 */

import { cleanText } from '../text/cleanText.ts'

/** What a client sent cannot be taken. `message` is a fixed sentence for developers; it repeats nothing that was sent. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** Longest text of a message, in UTF-16 units. */
const maxText = 100_000
/** Largest body of an activity: the longest text, at three bytes each, and what is around it. */
export const maxActivityBody = 384 * 1024

const maxDepth = 32

/** A JSON value with clean text in it, also in the names of properties. */
function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === maxDepth) throw new Refusal(400, 'BadArgument', 'The JSON is nested too deeply.')
  if (Array.isArray(value)) return value.map(each => clean(each, depth + 1))
  return cleanObject(value, depth)
}

function cleanObject(value: object, depth: number): JsonObject {
  const entries = Object.entries(value).map(([name, each]) => [cleanText(name), clean(each, depth + 1)] as const)
  return Object.fromEntries(entries.filter(([name]) => name !== '__proto__'))
}

/** An object that was parsed elsewhere, cleaned. @throws {Refusal} 400 when it is nested too deeply */
export const readObject = (value: object): JsonObject => cleanObject(value, 0)

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Parses a body that must be a JSON object, and cleans it.
 * @throws {Refusal} 400 when it is not one
 */
export function readJson(body: Buffer): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    throw new Refusal(400, 'BadArgument', 'The body is not JSON.')
  }
  if (!isObject(value)) throw new Refusal(400, 'BadArgument', 'The body must be a JSON object.')
  return cleanObject(value, 0)
}

/**
 * The text of a message.
 * @throws {Refusal} 400 when it is not text, 413 when it is longer than `maxText`
 */
export function readText(value: unknown): string {
  if (typeof value !== 'string') throw new Refusal(400, 'BadArgument', 'The text of a message must be a string.')
  if (value.length > maxText) throw new Refusal(413, 'MessageTooLong', `The text is longer than ${maxText} characters.`)
  return value
}

/** A language tag (BCP 47), or undefined when it is none. */
export const readLocale = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 35 && /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(value) ? value : undefined

/** An identifier that a client chose, or undefined when it is not one that can be kept. */
export const readId = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= 200 ? value : undefined

/** A picture or a file that a client sent: what it is, never what is in it. */
export interface SentFile {
  readonly contentType: string
  readonly name?: string
}

/** So many files of one message are named. */
const mostFiles = 10

/** The files among the attachments of a message. The text itself, which Teams repeats as HTML, and cards are none. */
export const readFiles = (value: unknown): SentFile[] =>
  (Array.isArray(value) ? value : []).slice(0, mostFiles).filter(isObject).flatMap(({ contentType, name }) => {
    const type = readId(contentType)
    if (type === undefined || /^(?:text\/(?:html|plain)|application\/vnd\.microsoft\.card\.)/.test(type)) return []
    const named = readId(name)
    return [{ contentType: type, ...(named === undefined ? {} : { name: named }) }]
  })
