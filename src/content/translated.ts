/**
 * From which text each translation was made: `translated/<locale>.txt`, a line a text, written by `noa content translated`. A text that
 * changed since, while its translation did not, is stale; what both changed is taken to be translated.
 */
import { createHash } from 'node:crypto'
import { leavesOf, type Folder, type PageFile, type WordsFile } from './folder.ts'
import { isPhrases } from './notProse.ts'
import { plainOf } from './source.ts'
import { remembered } from './remembered.ts'
import type { TranslationRecord } from './translationRecord.ts'
import { repairTypography } from './typography.ts'

/** The name of a text in the record. */
export const recordName = ({ kind, id }: { readonly kind: string; readonly id: string }, key = ''): string => `${kind}/${id} ${key}`.trim()

/** What a text says, whatever its spaces, line ends and apostrophes: a few letters that another text has by one chance in 2^32. */
const fingerprint = remembered((text: string): string => {
  const said = repairTypography(text).replace(/[\s\u00A0\u202F]+/g, ' ').trim()
  return createHash('sha256').update(said).digest('hex').slice(0, 8)
})

const written = (page: PageFile): string =>
  [...['title', 'alt'].map(name => page.front.entries.get(name)?.tree).flatMap(tree => (tree?.kind === 'text' ? [tree.value] : [])), page.body].join('\n')

const textOf = (value: unknown): string => (Array.isArray(value) ? value.map(String).join('\n') : String(value))

/** The fingerprints of all that is said in a file, by its name in the record. */
function* fingerprintsOf(file: WordsFile | PageFile): Generator<readonly [name: string, fingerprint: string]> {
  if ('body' in file) return void (yield [recordName(file), fingerprint(written(file))])
  for (const { key, tree } of leavesOf(file.tree))
    if (!isPhrases(file.kind, key)) yield [recordName(file, key), fingerprint(textOf(plainOf(tree)))]
}

/** The fingerprints of a language. */
const fingerprintsIn = (folder: Folder, locale: string): ReadonlyMap<string, string> =>
  new Map([...folder.words, ...folder.pages].filter(file => file.locale === locale).flatMap(file => [...fingerprintsOf(file)]))

/** A language's texts that are stale: their names in the record. */
export function staleIn(folder: Folder, locale: string, reference: string): ReadonlySet<string> {
  const [originals, translations] = [fingerprintsIn(folder, reference), fingerprintsIn(folder, locale)]
  return new Set([...(folder.translated.get(locale) ?? [])].flatMap(([name, { original, translation }]) => {
    const now = originals.get(name)
    return now !== undefined && now !== original && translations.get(name) === translation ? [name] : []
  }))
}

/**
 * The record as it should be now: each text with its translation as they are, but for those that are stale.
 * @param holds names of stale texts whose translation still holds
 */
export function compared(
  folder: Folder, locale: string, reference: string, holds: (name: string) => boolean = () => false,
): TranslationRecord {
  const [originals, translations] = [fingerprintsIn(folder, reference), fingerprintsIn(folder, locale)]
  const stale = staleIn(folder, locale, reference)
  const before = folder.translated.get(locale)
  return new Map([...translations].flatMap(([name, translation]) => {
    const original = originals.get(name)
    if (original === undefined) return []
    const kept = stale.has(name) && !holds(name) ? before?.get(name) : undefined
    return [[name, kept ?? { original, translation }] as const]
  }))
}
