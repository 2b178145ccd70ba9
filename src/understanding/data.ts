/**
 * What editors own: `content/understanding/<locale>/`. A file for each topic, and three others.
 *
 * - `<topic>.yml`: `examples`, sentences; `phrases`, which mean the topic only when they are the whole message; in
 *   `out_of_scope.yml` also `nearMisses`, the guide's own words on another subject, and `frames`, such sentences with … for
 *   the subject.
 * - `lexicon.yml`: `words`, `marks` and `elsewhere`, groups of phrases that are worth the same; `courtesy`; `spellings`;
 *   `contexts`, what is said around a request and does not change it.
 * - `answers.yml`: sentences that people said at a step, below the dialog, the step and the answer.
 * - `slots.yml`: what is looked for in passing, and the ways to say it: a list under its name, or `name` and `said`.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { leavesOf } from '../content/folder.ts'
import { usualLocales } from '../content/locales.ts'
import { readYaml, Source, type Items, type Tree } from '../content/source.ts'
import { answerData, type AnswerData } from './answerData.ts'
import { isTopic, type Topic } from './topics.ts'

/** A sentence of an editor, and where it stands. */
export interface Example {
  readonly text: string
  readonly topic: Topic
  readonly locale: string
  /** `whole`: counts only as the whole message. `frame`: a turn of phrase in which … stands for any other subject. */
  readonly use: 'example' | 'whole' | 'frame'
  /** Path relative to the content folder. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Phrases that are worth the same, under one name. */
export interface Group {
  readonly kind: (typeof groupKinds)[number]
  readonly name: string
  readonly locale: string
  readonly phrases: readonly string[]
}

export interface UnderstandingData {
  readonly locales: readonly string[]
  readonly examples: readonly Example[]
  readonly groups: readonly Group[]
  /** By locale: what is typed -> what is meant. */
  readonly spellings: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Names of each slot with the ways to say them, in all languages. */
  readonly slots: Readonly<Record<string, readonly { readonly name: string; readonly phrases: readonly string[] }[]>>
  /** What is said at the steps of conversations. */
  readonly answers: AnswerData
}

/** A file of `content/understanding`, read. `src/content/folder.ts` has them as `words`. */
export interface UnderstandingFile {
  readonly locale: string
  readonly id: string
  readonly source: Source
  readonly tree: Tree
}

const uses: Readonly<Record<string, Example['use']>> = {
  examples: 'example',
  nearMisses: 'example',
  phrases: 'whole',
  frames: 'frame',
}

/** The sentences of the files, in their order. Of a tree with another shape nothing is taken: the check tells it. */
export function examplesOf(files: readonly UnderstandingFile[]): Example[] {
  return files.flatMap(({ locale, id, source, tree }) => {
    if (!isTopic(id)) return []
    return [...leavesOf(tree)].flatMap(({ key, tree: leaf }) => {
      const use = uses[key]
      if (leaf.kind !== 'items' || use === undefined) return []
      return leaf.items.flatMap(item => {
        if (item.kind !== 'text') return []
        const { file, line, column } = source.mistake(item.at, 'textExpected')
        return [{ text: item.value, topic: id, locale, use, file, line, column }]
      })
    })
  })
}

const groupKinds = ['words', 'marks', 'elsewhere', 'courtesy', 'contexts'] as const
const isGroup = (kind: string): kind is Group['kind'] => groupKinds.some(each => each === kind)

const textsOf = ({ items }: Items): string[] => items.flatMap(item => (item.kind === 'text' ? [item.value] : []))

/** Puts the files together: the same, in whatever order they come. */
export function understandingData(unordered: readonly UnderstandingFile[]): UnderstandingData {
  const files = unordered.toSorted((a, b) => (`${a.locale} ${a.id}` < `${b.locale} ${b.id}` ? -1 : 1))
  const groups: Group[] = []
  const spellings: Record<string, Record<string, string>> = {}
  const slots: Record<string, { name: string; phrases: readonly string[] }[]> = {}
  /** Names that hold a space or an accent stand beside their phrases. */
  const labels = new Map<string, string>()
  const leaves = (kind: string): [string, ReturnType<typeof leavesOf>][] =>
    files.filter(({ id }) => id === kind).map(({ locale, tree }) => [locale, leavesOf(tree)])
  for (const [locale, all] of leaves('lexicon'))
    for (const { key, tree } of all) {
      const [kind = '', name = ''] = key.split('.')
      if (tree.kind === 'text' && kind === 'spellings') (spellings[locale] ??= {})[name] = tree.value
      if (tree.kind === 'items' && isGroup(kind)) groups.push({ kind, name, locale, phrases: textsOf(tree) })
    }
  for (const [, all] of leaves('slots'))
    for (const { key, tree } of all) {
      const [slot = '', id = '', part] = key.split('.')
      if (tree.kind === 'text' && part === 'name') labels.set(id, tree.value)
      if (tree.kind === 'items') (slots[slot] ??= []).push({ name: labels.get(id) ?? id, phrases: textsOf(tree) })
    }
  const locales = [...new Set(files.map(({ locale }) => locale))]
  return { locales, examples: examplesOf(files), groups, spellings, slots, answers: answerData(files) }
}

/**
 * Reads `understanding/` of a content folder. What cannot be read is left out, as everywhere in the content.
 * @param dir the content folder
 * @param published the languages that are
 */
export async function readUnderstanding(dir: string, published: readonly string[] = usualLocales): Promise<UnderstandingData> {
  const files: UnderstandingFile[] = []
  const names = async (path: string): Promise<string[]> => (await readdir(join(dir, path)).catch(() => [])).sort()
  for (const locale of (await names('understanding')).filter(each => published.includes(each)))
    for (const name of await names(`understanding/${locale}`)) {
      if (!name.endsWith('.yml')) continue
      const file = `understanding/${locale}/${name}`
      const text = await readFile(join(dir, file), 'utf8').catch(() => undefined)
      if (text === undefined) continue
      const source = new Source(file, text)
      const tree = readYaml(source, () => {})
      if (tree !== undefined) files.push({ locale, id: name.slice(0, -'.yml'.length), source, tree })
    }
  return understandingData(files)
}
