/** What a post of the page asks for: its fields, which any client can invent, read once. */
import { createHash } from 'node:crypto'
import { readPressed } from '../../presentation/html/drawButtons.ts'
import { inputPrefix } from '../../presentation/html/drawing.ts'
import { isObject, readId, readLocale, readObject, readText } from '../../http/requestBody.ts'
import { cleanText } from '../../text/cleanText.ts'

/** What somebody at the page can do beside answering: each has a phrase that the guide obeys. */
export const spokenCommands = ['erase', 'back', 'restart'] as const
export type SpokenCommand = (typeof spokenCommands)[number]

export type Asked =
  | { readonly kind: 'say'; readonly text?: string; readonly value?: object }
  | { readonly kind: 'speak'; readonly command: SpokenCommand }
  | { readonly kind: 'event'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'quit' | 'nothing' }

export interface Post {
  readonly asked: Asked
  readonly token: string
  readonly secret: string | undefined
  /** Recognises a repeated delivery: the page that was answered, and what was answered to it. */
  readonly deliveryId: string | undefined
  /** Watermark of the conversation that the page showed; 0 for none. */
  readonly shown: number
  /** Watermark up to which a script has drawn the conversation. */
  readonly after: number
  /** The link that opened the page, and what it tells of itself. */
  readonly link: URLSearchParams
  readonly page: unknown
  readonly locale: string | undefined
  readonly typed: string
}

/** How many fields are read. */
const mostFields = 100

/** The fields of a form; of several under one name the last. */
function fieldsOf(body: Buffer): ReadonlyMap<string, string> {
  const fields = [...new URLSearchParams(body.toString('utf8'))].slice(0, mostFields)
  return new Map(fields.map(([name, value]) => [cleanText(name), cleanText(value.replace(/\r\n?/g, '\n'))]))
}

const numberIn = (value: string | undefined): number => (value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : 0)

/** What was filled in, by the names that a card's inputs have. */
const inputsIn = (fields: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(
    [...fields].flatMap(([name, value]) => (name.startsWith(inputPrefix) ? [[name.slice(inputPrefix.length), value]] : [])),
  )

function pressedIn(fields: ReadonlyMap<string, string>, answer: string): Asked {
  const pressed = readPressed(answer)
  if (pressed === undefined) return { kind: 'nothing' }
  const { text, value, alone = false } = pressed
  const said = value === undefined ? undefined : { ...readObject(value), ...(alone ? {} : inputsIn(fields)) }
  return { kind: 'say', text, ...(said === undefined ? {} : { value: said }) }
}

/** JSON of an event, which a script sends. */
function eventIn(name: string, json: string | undefined): Asked {
  try {
    const value: unknown = JSON.parse(json ?? 'null')
    return { kind: 'event', name, value: isObject(value) ? readObject(value) : typeof value === 'string' ? value : undefined }
  } catch {
    return { kind: 'nothing' }
  }
}

/** @param events names of those that a script may send */
function askedIn(fields: ReadonlyMap<string, string>, events: ReadonlySet<string>): Asked {
  const act = fields.get('act') ?? ''
  const command = spokenCommands.find(each => each === act)
  if (command !== undefined) return { kind: 'speak', command }
  if (act === 'quit') return { kind: 'quit' }
  if (act === 'link') return { kind: 'event', name: 'noa/link', value: linkIn(fields.get('link')) }
  if (act.startsWith('language:')) return { kind: 'event', name: 'locale', value: readLocale(act.slice('language:'.length)) }
  const event = fields.get('event')
  if (event !== undefined) return events.has(event) ? eventIn(event, fields.get('value')) : { kind: 'nothing' }
  const answer = fields.get('answer')
  if (answer !== undefined) return pressedIn(fields, answer)
  const text = readText(fields.get('text') ?? '')
  return text.trim() === '' ? { kind: 'nothing' } : { kind: 'say', text }
}

const linkIn = (query: string | undefined): Record<string, string> => Object.fromEntries(new URLSearchParams((query ?? '').slice(0, 2000)))

/** JSON that a script sends along; undefined for anything else. */
function objectIn(json: string | undefined): unknown {
  try {
    const value: unknown = JSON.parse(json ?? 'null')
    return isObject(value) ? readObject(value) : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads a post.
 * @throws {Refusal} 413 for a text that is too long
 */
export function readPost(body: Buffer, events: ReadonlySet<string>, secretOf: (value: string | undefined) => string | undefined): Post {
  const fields = fieldsOf(body)
  const asked = askedIn(fields, events)
  const id = readId(fields.get('id'))
  const content = createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 16)
  return {
    asked,
    token: fields.get('csrf') ?? '',
    secret: secretOf(fields.get('session')),
    // Whoever goes back and answers otherwise says something new.
    deliveryId: id === undefined ? undefined : `${id.slice(0, 100)}.${content}`,
    shown: numberIn(fields.get('shown')),
    after: numberIn(fields.get('after')),
    link: new URLSearchParams((fields.get('link') ?? '').slice(0, 2000)),
    page: objectIn(fields.get('page')),
    locale: readLocale(fields.get('lang')),
    typed: (fields.get('text') ?? '').slice(0, 4000),
  }
}
