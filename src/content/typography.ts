/**
 * French typography, put right where a text is read from its file, so that an editor need not know which space is which: no line breaks
 * before a mark, and the apostrophe is a curved one. Rules: Lexique des règles typographiques en usage à l’Imprimerie nationale.
 */

/**
 * What is no prose: addresses of links, variables, bare addresses, code. Each is replaced by as many letters. An address begins where the
 * sign before it could not be of it, and has a bounded length: else a text without a space costs the square of its length.
 */
const notProse = /(?<=\]\()[^)\s]{0,2000}(?=\))|\{\{[^{}]*\}\}|\b(?:https?:\/\/|mailto:|www\.)[^\s)»]+|(?<![^\s@«(])[^\s@«(]+@[^\s@»)]+|`[^`]*`/gi

const noBreak = '\u00A0'
const thinNoBreak = '\u202F'
const spaceFor = (mark: string): string => (mark === ':' || mark === '»' ? noBreak : thinNoBreak)

/** What is replaced, and by what: the group is the mark that follows. Either width of a no-break space is left as it is. */
const rules: readonly (readonly [RegExp, (mark: string) => string])[] = [
  [/(?<=\S)(?:[ \t]+\n?[ \t]*|\n[ \t]*)(?=([;:!?»]))/gu, spaceFor],
  [/(?<=[\p{L}\p{N})\]*_»”’%€.…])(?=([;!?:])(?:[\s*_»”)\]]|$))/gu, spaceFor],
  [/(?<=[^\s])(?=(»))/gu, spaceFor],
  [/(?<=«)[ \t\n]*(?![\u00A0\u202F \t\n])/gu, () => noBreak],
  [/(?<=\p{L})'/gu, () => '’'],
]

export const isFrench = (locale: string): boolean => locale === 'fr' || locale.startsWith('fr-')

/** A French text with the spaces and apostrophes that its marks ask for. */
export function repairTypography(text: string): string {
  const prose = text.replace(notProse, found => 'x'.repeat(found.length))
  const edits = rules.flatMap(([rule, by]) =>
    [...prose.matchAll(rule)].map(({ 0: found, 1: mark = '', index }) => ({ from: index, to: index + found.length, by: by(mark) })))
  let repaired = text
  const backwards = edits.sort((a, b) => b.from - a.from || b.to - a.to)
  for (const { from, to, by } of backwards) repaired = repaired.slice(0, from) + by + repaired.slice(to)
  return repaired
}
