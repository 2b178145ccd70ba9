/**
 * French typography, as far as a program can judge it: where a line could break before a mark, and the apostrophe.
 */
export interface TypographyFault {
  readonly code: 'spaceBefore' | 'noSpaceBefore' | 'spaceAfterOpening' | 'straightApostrophe'
  readonly mark: string
  readonly offset: number
}

/** What is no prose: addresses of links, variables, bare addresses, code. Each is replaced by as many letters. */
const notProse = /(?<=\]\()[^)\s]*(?=\))|\{\{[^{}]*\}\}|\b(?:https?:\/\/|mailto:|www\.)[^\s)»]+|[^\s@«(]+@[^\s@»)]+|`[^`]*`/gi

const rules: readonly (readonly [TypographyFault['code'], RegExp])[] = [
  ['spaceBefore', /(?<=\S)[ \t\n]+(?=([;:!?»]))/gu],
  ['noSpaceBefore', /(?<=[\p{L}\p{N})\]*_»”’%€.…])([;!?]|:)(?=[\s*_»”)\]]|$)/gu],
  ['noSpaceBefore', /(?<=[^\s])(»)/gu],
  ['spaceAfterOpening', /(«)(?![\u00A0\u202F])/gu],
  ['straightApostrophe', /(?<=\p{L})(')/gu],
]

/** The faults of a French text, in order. A no-break space of either width is taken. */
export function checkTypography(text: string): TypographyFault[] {
  const prose = text.replace(notProse, found => 'x'.repeat(found.length))
  return rules
    .flatMap(([code, rule]) => [...prose.matchAll(rule)].map(match => ({ code, mark: match[1] ?? '', offset: match.index })))
    .sort((a, b) => a.offset - b.offset)
}
