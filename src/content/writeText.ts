/** Writes a text into a file of words, and changes nothing else in it: neither comments, nor the form of the other texts. */
import { Composer, CST, isMap, isScalar, isSeq, Parser, stringify, type Document, type YAMLSeq } from 'yaml'

/** What of a file is one text or list, read anew. */
function valueAt(yaml: string, path: readonly string[]): unknown {
  const [document] = [...new Composer().compose(new Parser().parse(yaml))]
  return document === undefined || document.errors.length > 0 ? undefined : document.getIn(path)
}

const columnOf = (yaml: string, offset: number): string => ' '.repeat(offset - (yaml.lastIndexOf('\n', offset - 1) + 1))
/** The offset at which the line after an offset begins; that of a block, which ends with its line, is one already. */
export const lineAfter = (yaml: string, offset: number): number => {
  if (offset > 0 && yaml[offset - 1] === '\n') return offset
  const end = yaml.indexOf('\n', offset)
  return end === -1 ? yaml.length : end + 1
}

/** A text as YAML writes it in one line. */
const inLine = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd()

/** The lines of a list with other phrases: what stays is not touched, nor the comments between. */
function listWritten(yaml: string, list: YAMLSeq, phrases: readonly string[]): string {
  const items = list.items.flatMap(item =>
    isScalar(item) && item.range ? [{ value: String(item.value), at: item.range[0], end: item.range[1] }] : [])
  if (list.flow === true) {
    const [from = 0, to = 0] = list.range ?? []
    return `${yaml.slice(0, from)}[${phrases.map(phrase => stringify(phrase, { lineWidth: 0, collectionStyle: 'flow' }).trimEnd()).join(', ')}]${yaml.slice(to)}`
  }
  const lineOf = (offset: number): number => yaml.lastIndexOf('\n', offset - 1) + 1
  const wanted = new Set(phrases)
  const known = new Set(items.map(({ value }) => value))
  const first = items[0]
  if (first === undefined) return yaml
  const mark = yaml.slice(lineOf(first.at), first.at)
  // What is new stands behind what it was written behind.
  const added = new Map<string, string[]>()
  let after = ''
  for (const phrase of phrases)
    if (known.has(phrase)) after = phrase
    else added.set(after, [...(added.get(after) ?? []), phrase])
  const lines = (behind: string): string => (added.get(behind) ?? []).map(phrase => `${mark}${inLine(phrase)}\n`).join('')
  let written = yaml.slice(0, lineOf(first.at)) + lines('')
  let at = lineOf(first.at)
  for (const { value, at: begin, end } of items) {
    const next = lineAfter(yaml, end)
    written += yaml.slice(at, lineOf(begin))
    if (wanted.has(value)) written += `${yaml.slice(lineOf(begin), next)}${yaml[next - 1] === '\n' ? '' : '\n'}${lines(value)}`
    at = next
  }
  return written + yaml.slice(at)
}

/** The file with a text under names that it does not have yet, at the end of the group that they belong to. */
function added(yaml: string, document: Document.Parsed, path: readonly string[], text: string, isList: boolean): string | undefined {
  let group: unknown = document.contents
  let depth = 0
  for (; depth < path.length; depth++) {
    const inner: unknown = isMap(group) ? group.get(path[depth], true) : undefined
    if (inner === undefined) break
    group = inner
  }
  if (!isMap(group) || group.flow === true || depth === path.length) return undefined
  const map = group // `isMap` leaves its types open
  const last = map.items.at(-1)
  const firstKey = map.items[0]?.key
  const lastEnd = isScalar(last?.value) || isMap(last?.value) || isSeq(last?.value) ? endOf(last.value) : undefined
  if (!isScalar(firstKey) || firstKey.range === undefined || firstKey.range === null || lastEnd === undefined) return undefined
  const indent = columnOf(yaml, firstKey.range[0])
  const names = path.slice(depth)
  const heads = names.map((name, level) => `${indent}${'  '.repeat(level)}${name}:`)
  const inner = `${indent}${'  '.repeat(names.length)}`
  const value = isList ? `\n${text.split('\n').map(line => `${inner}- ${inLine(line)}`).join('\n')}` : ` ${inLine(text)}`
  const at = lineAfter(yaml, lastEnd)
  const before = yaml.slice(0, at)
  return `${before}${before.endsWith('\n') ? '' : '\n'}${heads.join('\n')}${value}\n${yaml.slice(at)}`
}

/** Where what a node says ends, without the comments behind it. */
export function endOf(node: unknown): number | undefined {
  if (isScalar(node)) return node.range?.[1]
  if (isSeq(node)) return node.flow === true ? node.range?.[1] : endOf(node.items.at(-1))
  if (isMap(node)) return node.flow === true ? node.range?.[1] : endOf(node.items.at(-1)?.value)
  return undefined
}

/**
 * The file with another text under a name, or another list: its phrases by line. Read again, the text is what was written.
 * @param isList what it becomes where there is none yet
 * @returns undefined when there is no place for it
 */
export function writeText(yaml: string, path: readonly string[], text: string, isList = isListName(path)): string | undefined {
  const tokens = [...new Parser().parse(yaml)]
  const [document] = [...new Composer({ keepSourceTokens: true }).compose(tokens)]
  if (document === undefined || document.errors.length > 0) return undefined
  // What a document's composer makes has its places.
  const node: unknown = (document).getIn(path, true)
  const phrases = text.split('\n').map(line => line.trim()).filter(line => line !== '')
  let written: string | undefined
  if (node === undefined) {
    written = added(yaml, document, path, text, isList) // as above
  } else if (isSeq(node)) written = listWritten(yaml, node, phrases) // `isSeq` leaves its types open
  else if (isScalar(node) && node.srcToken !== undefined) {
    // What would be read as a number or as nothing stands between quotes.
    const quoted = node.type === 'PLAIN' && /^["']/.test(inLine(text))
    CST.setScalarValue(node.srcToken, text, { afterKey: true, ...(quoted ? { type: 'QUOTE_DOUBLE' as const } : {}) })
    written = tokens.map(token => CST.stringify(token)).join('')
  }
  if (written === undefined) return undefined
  const read = valueAt(written, path)
  const said = isSeq(read) ? read.items.map(item => (isScalar(item) ? String(item.value) : '')).join('\n') : typeof read === 'string' ? read : undefined
  // Phrases of a list may stand in any order.
  const same = isSeq(read) ? said?.split('\n').sort().join('\n') === phrases.toSorted().join('\n') : said?.trim() === text.trim()
  return same ? written : undefined
}

/** Lists that may be missing: other names of answers, and what people say. */
const isListName = (path: readonly string[]): boolean => ['steps', 'answers', 'examples', 'phrases'].some(name => path.includes(name))
