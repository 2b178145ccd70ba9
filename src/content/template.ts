/**
 * Texts with `{{variables}}`, prepared once and filled many times. What stands between `{{#name}}` and `{{/name}}` is said only where the
 * variable is known, between `{{^name}}` and `{{/name}}` only where it is not.
 */
import { isAddress } from '../text/address.ts'
import type { Variables } from './library.ts'
import { escapeMarkdown } from './markdown.ts'

/** Where a variable stands: in the text, as the whole address of a link, or within one. */
type Place = 'text' | 'address' | 'partOfAddress'

/** A text taken apart: what is said as it is, the variables between, and what is said only with or without one. */
export type Template = readonly (string | { readonly name: string; readonly place: Place } | Conditional)[]
interface Conditional {
  readonly name: string
  /** Whether the variable must be known, or must not. */
  readonly known: boolean
  readonly parts: Template
}

export interface VariableUse {
  /** Undefined: not written as `{{name}}`. */
  readonly name?: string
  readonly offset: number
}

const braces = /\{\{\s*([A-Za-z]\w*)\s*\}\}|\{\{[^{}]*\}\}|\{\{|\}\}/g
/** One within another is not known: the inner one is then left out. */
const conditionals = /\{\{([#^])\s*([A-Za-z]\w*)\s*\}\}((?:(?!\{\{[#^/])[\s\S])*)\{\{\/\s*\2\s*\}\}/g

/** The variables of a text, in order, and what looks like one without being one. */
export function variablesIn(text: string): VariableUse[] {
  const marks = new Map<number, string>()
  for (const { 0: whole, 2: name = '', index } of text.matchAll(conditionals))
    marks.set(index, name).set(index + whole.lastIndexOf('{{'), name)
  return [...text.matchAll(braces)].map(({ 1: name, index }) => {
    const used = name ?? marks.get(index)
    return { ...(used === undefined ? {} : { name: used }), offset: index }
  })
}

/** A text as it is read where every variable is known, and where none is; the variables themselves stay. */
export const readBothWays = (text: string): readonly [string, string] => {
  const read = (known: '#' | '^'): string => text.replace(conditionals, (_, sign: string, _name: string, inner: string) => (sign === known ? inner : ''))
  return [read('#'), read('^')]
}

/** Takes a text apart. What looks like a variable without being one is left out: nobody shall read it. */
export function prepare(text: string): Template {
  const parts: Template[number][] = []
  let end = 0
  for (const { 0: whole, 1: sign, 2: name = '', 3: inner = '', index } of text.matchAll(conditionals)) {
    parts.push(...prepareVariables(text.slice(end, index)), { name, known: sign === '#', parts: prepareVariables(inner) })
    end = index + whole.length
  }
  return [...parts, ...prepareVariables(text.slice(end))]
}

function prepareVariables(text: string): Template {
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
  if (isAddress(value)) return `mailto:${encode(value)}`
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
  const write = (parts: Template): void => {
    for (const part of parts) {
      if (typeof part === 'string') {
        text += part
        continue
      }
      const given = Object.hasOwn(variables, part.name) ? variables[part.name] : Object.hasOwn(globals, part.name) ? globals[part.name] : ''
      const value = String(given ?? '')
      if ('parts' in part) {
        if (part.known === (value !== '')) write(part.parts)
        continue
      }
      const written = markdown ? forMarkdown[part.place](value) : value
      dead ||= written === '' && part.place !== 'text'
      text += written
    }
  }
  write(template)
  return dead ? withoutDeadLinks(text) : text
}
