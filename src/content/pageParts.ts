/** A page of content as parts, for whoever changes it without seeing how it is written: what its header says by name, and its body. */
import { parseDocument } from 'yaml'
import { textOfTree } from './edits.ts'
import { readPage, Source } from './source.ts'
import { writeText } from './writeText.ts'

export interface PagePart {
  readonly name: string
  /** Of a list, its phrases by line. */
  readonly text: string
  readonly isList: boolean
}

/** The name of the part that stands below the header. */
export const bodyPart = 'body'

/** Parts that are lists. */
export const pageLists: ReadonlySet<string> = new Set(['questions', 'keywords', 'related', 'sources'])

const header = /^---[^\n]*\n([\s\S]*?)^---[ \t]*(?:\n|$)/m

/** The parts of a page, its body last; undefined where it cannot be taken apart. What is no text (an order) is left out. */
export function partsOf(text: string): PagePart[] | undefined {
  const page = readPage(new Source('', text), () => undefined)
  if (page === undefined) return undefined
  const named = [...page.front.entries].flatMap(([name, { tree }]): PagePart[] =>
    tree.kind === 'text' || tree.kind === 'items' ? [{ name, text: textOfTree(tree), isList: tree.kind === 'items' }] : [])
  return [...named, { name: bodyPart, text: page.body.trim(), isList: false }]
}

/**
 * The page with other parts; what is not named stays as it is written.
 * @returns undefined where the page cannot be taken apart, or a part has no place in it
 */
export function withParts(text: string, parts: ReadonlyMap<string, string>): string | undefined {
  const found = header.exec(text)
  const before = partsOf(text)
  if (found === null || before === undefined) return undefined
  let front = found[1] ?? ''
  let body = text.slice(found[0].length)
  for (const [name, value] of parts) {
    const known = before.find(each => each.name === name)
    if (value.trim() === (known?.text ?? '').trim()) continue
    if (name === bodyPart) body = `${value.trim()}\n`
    else {
      const written = value.trim() === '' ? without(front, name) : writeText(front, [name], value.trim(), pageLists.has(name))
      if (written === undefined) return undefined
      front = written
    }
  }
  return `---\n${front}---\n${body}`
}

/** A header without one of its names. */
function without(front: string, name: string): string {
  const document = parseDocument(front)
  document.delete(name)
  return document.toString({ lineWidth: 0 })
}
