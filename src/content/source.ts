/**
 * A file of content as text with places: YAML as a tree in which each value knows where it was written, and Markdown's front matter.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Node, type Scalar } from 'yaml'
import type { Mistake } from './library.ts'
import { sentence, type Code, type Details } from './faults/sentences.ts'

/** A file of content. Line ends are `\n` and there is no byte order mark, which moves no line and no column. */
export class Source {
  readonly file: string
  readonly text: string
  readonly #lines = new LineCounter()

  constructor(file: string, text: string) {
    this.file = file
    this.text = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
    this.#lines.addNewLine(0)
    for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) this.#lines.addNewLine(at + 1)
  }

  /** The mistake at an offset of the text. */
  mistake<C extends Code>(offset: number, code: C, ...details: Details<C>): Mistake {
    const { line, col } = this.#lines.linePos(Math.min(Math.max(offset, 0), this.text.length))
    return { file: this.file, line, column: col, code, message: sentence(code, ...details) }
  }
}

export interface Text {
  readonly kind: 'text'
  readonly value: string
  /** Offset in the file. */
  readonly at: number
  /** Offset in the file of a character of the value. */
  readonly place: (index: number) => number
}
export interface Items {
  readonly kind: 'items'
  readonly items: readonly Tree[]
  readonly at: number
}
export interface Names {
  readonly kind: 'names'
  readonly entries: ReadonlyMap<string, Entry>
  readonly at: number
}
/** A number, true, false or nothing. */
export interface Plain {
  readonly kind: 'plain'
  readonly value: number | boolean | null
  readonly at: number
}
export type Tree = Text | Items | Names | Plain
export interface Entry {
  /** Where the name stands. */
  readonly keyAt: number
  readonly tree: Tree
}

// One underscore may lead: the buttons that forms add have such names (`_skip`). Two are for the language itself.
const name = /^_?[A-Za-z0-9][\w-]*$/
/** Names that mean something to JavaScript itself. */
const reserved = new Set(['constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf'])

/** Of escapes between double quotes, from the backslash on; others have two characters. */
const lengthsOfEscapes: ReadonlyMap<string, number> = new Map([['x', 4], ['u', 6], ['U', 10]])

/** Where each character of a scalar's value stands in the source: folding, indentation, quotes and escapes lie between. */
function placesOf(scalar: Scalar, text: string, base: number): (index: number) => number {
  const [start, end] = scalar.range ?? [0, 0]
  const value = String(scalar.value)
  let places: number[] | undefined
  const find = (): number[] => {
    const found: number[] = []
    let at = start
    if (scalar.type === 'BLOCK_FOLDED' || scalar.type === 'BLOCK_LITERAL') at = text.indexOf('\n', start) + 1
    else if (scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') at += 1
    for (let i = 0; i < value.length; i++) {
      const character = value.charAt(i)
      if (character === '\n' || character === ' ') {
        // A line end may stand for a space, and a space for a line end with indentation: the first of the run is the place.
        found.push(Math.min(at, end))
        if (value[i + 1] === ' ' || value[i + 1] === '\n') at += /[ \n]/.test(text[at] ?? '') ? 1 : 0
        else while (at < end && /[ \n\t]/.test(text.charAt(at))) at++
        continue
      }
      if (scalar.type === 'QUOTE_DOUBLE' && text[at] === '\\' && text[at + 1] !== '\n') {
        found.push(at)
        at += lengthsOfEscapes.get(text.charAt(at + 1)) ?? 2
        continue
      }
      while (at < end && text[at] !== character) at++
      found.push(Math.min(at, end))
      at += scalar.type === 'QUOTE_SINGLE' && character === "'" ? 2 : 1
    }
    return found
  }
  return index => base + ((places ??= find())[index] ?? start)
}

/** Where the text of a line begins that is quoted at its beginning only: «"Bonjour" dit-il». Undefined: it is not so. */
function afterQuote(text: string, at: number): number | undefined {
  const from = text.lastIndexOf('\n', at - 1) + 1
  const quoted = /^[ \t]*(?:-[ \t]+)?(?:[\w-]+:[ \t]+)?(?=(["'])(?:(?!\1).)*\1[ \t]*\S)/d.exec(text.slice(from, text.indexOf('\n', from) >>> 0))
  return quoted === null ? undefined : from + quoted[0].length
}

type Report = (mistake: Mistake) => void

/**
 * Reads YAML. Undefined when it cannot be read; the mistakes are then reported.
 * @param from offset at which the YAML begins in the file
 */
export function readYaml(source: Source, report: Report, from = 0, to = source.text.length): Tree | undefined {
  const text = source.text.slice(from, to)
  const tell = <C extends Code>(offset: number, code: C, ...details: Details<C>): void =>
    report(source.mistake(from + offset, code, ...details))
  let tags: [number, number][] = []
  const walk = (node: Node | null | undefined, otherwiseAt: number): Tree | undefined => {
    const at = node?.range?.[0] ?? otherwiseAt
    if (node === null || node === undefined) return { kind: 'plain', value: null, at: from + at }
    // What YAML would make of these is no text; they count as nothing, told once.
    const special = (where: number, code: 'yamlAlias' | 'yamlTag'): Plain => {
      tell(where, code)
      return { kind: 'plain', value: null, at: from + where }
    }
    if (isAlias(node) || ('anchor' in node && node.anchor !== undefined)) return special(at, 'yamlAlias')
    const tag = tags.findLast(([begin]) => begin < at)
    if (tag !== undefined && /^\s*$/.test(text.slice(tag[1], at))) return special(tag[0], 'yamlTag')
    if (isScalar(node)) {
      const { value } = node
      // A comment after a text is a text that went on, to whoever wrote it.
      const hash = node.type === 'PLAIN' && typeof value === 'string' ? /^[ \t]+#/.exec(text.slice(node.range?.[1])) : null
      if (hash !== null) tell((node.range?.[1] ?? at) + hash[0].length - 1, 'cutByHash')
      if (typeof value === 'string') return { kind: 'text', value, at: from + at, place: placesOf(node, text, from) }
      if (typeof value === 'number' || typeof value === 'boolean' || value === null) return { kind: 'plain', value, at: from + at }
      return void tell(at, 'textExpected')
    }
    if (isSeq(node)) {
      const items = node.items.flatMap(item => walk(isNode(item) ? item : null, at) ?? [])
      return { kind: 'items', items, at: from + at }
    }
    if (!isMap(node)) return void tell(at, 'textExpected')
    const entries = new Map<string, Entry>()
    for (const pair of node.items) {
      const key = isNode(pair.key) ? pair.key : undefined
      const keyAt = key?.range?.[0] ?? at
      const written = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : ''
      if (!name.test(written) || reserved.has(written)) {
        tell(keyAt, 'badName', { name: written })
        continue
      }
      const tree = walk(isNode(pair.value) ? pair.value : null, key?.range?.[1] ?? keyAt)
      if (tree !== undefined) entries.set(written, { keyAt: from + keyAt, tree })
    }
    return { kind: 'names', entries, at: from + at }
  }
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', stringKeys: false })
    for (const { code, pos: [at] } of document.errors.slice(0, 1)) {
      const quote = code === 'UNEXPECTED_TOKEN' ? afterQuote(text, at) : undefined
      tell(quote ?? at, 'yaml', { code: quote === undefined ? code : 'AFTER_QUOTE' })
    }
    if (document.errors.length > 0) return undefined
    tags = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED').map(({ pos }) => pos)
    if (document.contents === null) return void tell(0, 'emptyFile')
    return walk(document.contents, 0)
  } catch (error) {
    // Nesting thousands deep exhausts the stack of the parser.
    if (!(error instanceof RangeError)) throw error
    return void tell(0, 'yamlTooDeep')
  }
}

/** The plain value of a tree, for a schema. */
export function plainOf(tree: Tree): unknown {
  if (tree.kind === 'items') return tree.items.map(plainOf)
  if (tree.kind === 'names') return Object.fromEntries([...tree.entries].map(([key, { tree: value }]) => [key, plainOf(value)]))
  return tree.value
}

/** What stands at a path; where it is missing, the nearest thing above it. */
export function reach(tree: Tree, path: readonly PropertyKey[]): { readonly tree: Tree; readonly at: number; readonly found: boolean } {
  let here = tree
  let at = tree.at
  for (const step of path) {
    if (here.kind === 'names') {
      const entry = here.entries.get(String(step))
      if (entry === undefined) return { tree: here, at, found: false }
      here = entry.tree
      at = entry.tree.kind === 'names' || entry.tree.kind === 'items' ? entry.keyAt : entry.tree.at
    } else {
      const item = here.kind === 'items' ? here.items[Number(step)] : undefined
      if (item === undefined) return { tree: here, at, found: false }
      here = item
      at = item.at
    }
  }
  return { tree: here, at, found: true }
}

/** A Markdown file taken apart. */
export interface Page {
  /** The front matter. */
  readonly front: Names
  readonly body: string
  /** Offset of the body in the file. */
  readonly bodyAt: number
}

/** What can be wrong with how a page is put together; none needs details. */
type PageFault = 'frontMissing' | 'frontLanguage' | 'frontOpen' | 'bodyEmpty'

/** Takes a Markdown file apart: `---`, YAML, `---`, Markdown. YAML only: what stands after the first `---` is never obeyed. */
export function readPage(source: Source, report: Report): Page | undefined {
  const { text } = source
  const tell = (offset: number, code: PageFault): void => report(source.mistake(offset, code))
  const opening = /^---([^\n]*)\n/.exec(text)
  if (opening === null) return void tell(0, 'frontMissing')
  if (opening[1]?.trim() !== '') return void tell(3, 'frontLanguage')
  const from = opening[0].length
  const closing = /^---[ \t]*(?:\n|$)/m.exec(text.slice(from))
  if (closing === null) return void tell(0, 'frontOpen')
  const front = readYaml(source, report, from, from + closing.index)
  if (front === undefined) return undefined
  if (front.kind !== 'names') return void tell(from, 'frontMissing')
  const bodyAt = from + closing.index + closing[0].length
  const body = text.slice(bodyAt)
  if (body.trim() === '') return void tell(bodyAt, 'bodyEmpty')
  return { front, body, bodyAt }
}
