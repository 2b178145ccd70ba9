/** What a file of words says under each name, and where: the texts that count with their forms taken together. */
import { leavesOf, type WordsFile } from './folder.ts'
import { reach, type Text, type Tree } from './source.ts'
import { variablesIn } from './template.ts'

/** The name of a text that counts (`left` for `left_one`), when the file has such forms of it. */
export function pluralBase(key: string, all: ReadonlySet<string>): string | undefined {
  const base = /^(.+)_(?:zero|one|two|few|many|other)$/.exec(key)?.[1]
  return base !== undefined && all.has(`${base}_other`) ? base : undefined
}

/** What a file says under each name, with the forms of a text that counts taken together. */
export interface Said {
  readonly at: number
  readonly list: boolean
  /** Each variable with the place of its first use. */
  readonly variables: ReadonlyMap<string, number>
}

/** The variables of a text with their places in the file. */
export function variablesOf(text: Text): (readonly [name: string, at: number])[] {
  return variablesIn(text.value).flatMap(({ name, offset }) => (name === undefined ? [] : [[name, text.place(offset)] as const]))
}

export function saidIn(file: WordsFile): ReadonlyMap<string, Said> {
  const leaves = [...leavesOf(file.tree)]
  const keys = new Set(leaves.map(({ key }) => key))
  const said = new Map<string, Said>()
  for (const { key, tree } of leaves) {
    const name = pluralBase(key, keys) ?? key
    const before = said.get(name)
    const uses = tree.kind === 'text' ? variablesOf(tree) : []
    said.set(name, { at: before?.at ?? tree.at, list: tree.kind === 'items', variables: new Map([...uses, ...(before?.variables ?? [])]) })
  }
  return said
}

/** The place to say that a name is missing: what is nearest above it. */
export const placeOf = (tree: Tree, key: string): number => reach(tree, key.split('.')).at
