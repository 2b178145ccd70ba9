/**
 * Texts with `{{variables}}`, prepared once and filled many times.
 */
import type { Variables } from './library.ts'
import { escapeMarkdown } from './markdown.ts'

/** Where a variable stands: in the text, as the whole address of a link, or within one. */
type Place = 'text' | 'address' | 'partOfAddress'

/** A text taken apart: what is said as it is, and the variables between. */
export type Template = readonly (string | { readonly name: string; readonly place: Place })[]

export interface VariableUse {
  /** Undefined: not written as `{{name}}`. */
  readonly name?: string
  readonly offset: number
}

const braces = /\{\{\s*([A-Za-z]\w*)\s*\}\}|\{\{[^{}]*\}\}|\{\{|\}\}/g

/** The variables of a text, in order, and what looks like one without being one. */
export function variablesIn(text: string): VariableUse[] {
  return [...text.matchAll(braces)].map(({ 1: name, index }) => ({ ...(name === undefined ? {} : { name }), offset: index }))
}

/** Takes a text apart. What looks like a variable without being one is left out: nobody shall read it. */
export function prepare(text: string): Template {
  const addresses = [...text.matchAll(/\]\(\s*<?((?:\{\{[^{}]*\}\}|[^\s()<>])*)/gd)].flatMap(({ indices }) => {
    const [from, to] = indices?.[1] ?? []
    return from === undefined || to === undefined ? [] : [{ from, to }]
  })
  const parts: (string | { name: string; place: Place })[] = []
  let end = 0
  for (const match of text.matchAll(braces)) {
    if (match.index > end) parts.push(text.slice(end, match.index))
    end = match.index + match[0].length
    const address = addresses.find(({ from, to }) => match.index >= from && match.index < to)
    const place = address === undefined ? 'text' : address.from === match.index && address.to === end ? 'address' : 'partOfAddress'
    if (match[1] !== undefined) parts.push({ name: match[1], place })
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}

const encode = (text: string): string => text.replace(/[()\\*`'|[\]]/g, each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)

/** An address that a link may have: web or mail; anything else is no address. */
function safeAddress(value: string): string {
  if (/^[^\s@:/<>()]+@[^\s@:/<>()]+$/.test(value)) return `mailto:${encode(value)}`
  if (!URL.canParse(value)) return ''
  const url = new URL(value)
  return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? encode(url.href) : ''
}

const forMarkdown: Readonly<Record<Place, (value: string) => string>> = {
  text: escapeMarkdown,
  address: safeAddress,
  partOfAddress: value => encode(encodeURIComponent(value)).replaceAll('%40', '@'),
}

/** A link that lost its address is its label. */
const withoutDeadLinks = (text: string): string => text.replace(/\[((?:\\.|[^\\\]])*)\]\((?:mailto:)?\)/g, '$1')

/**
 * Fills a template in.
 * @param markdown true: values are escaped so that they read as themselves in Markdown; false: they are put in as they are
 * A variable that nobody gave is nothing.
 */
export function fill(template: Template, variables: Variables, globals: Variables, markdown: boolean): string {
  let text = ''
  let dead = false
  for (const part of template) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    const given = Object.hasOwn(variables, part.name) ? variables[part.name] : Object.hasOwn(globals, part.name) ? globals[part.name] : ''
    const value = String(given ?? '')
    const written = markdown ? forMarkdown[part.place](value) : value
    dead ||= written === '' && part.place !== 'text'
    text += written
  }
  return dead ? withoutDeadLinks(text) : text
}
