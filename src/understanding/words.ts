/** From what was typed to words without accents, case or endings. */
import { unaccented } from '../text/fold.ts'

/** Longest text that is read, in characters: the beginning and the end of a longer one say what it is about. */
const mostCharacters = 1200

/** One word of a sentence. */
export interface Word {
  /** Without accents, in small letters. */
  readonly text: string
  /** Without its ending, so that singular and plural, infinitive and participle are one. */
  readonly stem: string
  /** Whether a new clause begins here: after a mark of punctuation. */
  readonly opens: boolean
}

/** The part of a text that is read, whatever its length. */
export function readable(text: string): string {
  if (text.length <= mostCharacters) return text
  const half = mostCharacters / 2
  return `${text.slice(0, half)} … ${text.slice(-half)}`
}

/** A word without its ending. Light on purpose: what it confuses, the lexicon and the letters around it tell apart. */
export function stemOf(word: string): string {
  let stem = word
  if (stem.length > 3 && /[^s][sx]$/.test(stem)) stem = stem.slice(0, -1)
  if (stem.length > 4) stem = stem.replace(/(?<=...)(?:aient|ait|ant|ions|ons|ing|ez|er|ee|ed|e)$/, '')
  return stem
}

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\bcan't\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/\bi'm\b/g, 'i am'],
  [/\blet's\b/g, 'let us'],
  [/(?<=\b(?:what|where|who|how|that|it|there|here))'s\b/g, ' is'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'d\b/g, ' would'],
  [/'re\b/g, ' are'],
]

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  let plain = readable(text)
  if (plain.includes('<')) plain = plain.replace(/<[^<>]{0,200}>/g, ' ')
  plain = unaccented(plain)
  for (const [form, full] of contractions) plain = plain.replace(form, full)
  const words: Word[] = []
  let end = 0
  for (const match of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
    // No word is so long: what has no spaces is no sentence.
    const word = match[0].slice(0, 40)
    words.push({ text: word, stem: stemOf(word), opens: /[.,;:!?()\n…]/.test(plain.slice(end, match.index)) })
    end = match.index + match[0].length
  }
  return words
}

/** A sentence in one form: two that differ only in accents, case and punctuation are the same. */
export const sameForm = (text: string): string => wordsOf(text).map(word => word.text).join(' ')
