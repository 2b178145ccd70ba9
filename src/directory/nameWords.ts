/** How typed text and published names are brought to one form, and which spellings are near. */
import { distance } from '../text/distance.ts'
import { unaccented } from '../text/fold.ts'

export interface Token {
  /** Without accents, in small letters. */
  readonly word: string
  /** As typed. */
  readonly raw: string
}

/** Only letters and digits: « L.S.F.C. », « LSFC » and « lsfc » are one. */
export function squash(text: string): string {
  return unaccented(text).replace(/[^a-z0-9]+/g, '')
}

/** The words of a text, in order. Letters with points between them are one word (« U.M.R. »). */
export function tokens(text: string): Token[] {
  const joined = text
    .normalize('NFKC')
    .replace(
      /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?/gu,
      letters => `${letters.replaceAll('.', '')} `,
    )
  const found: Token[] = []
  for (const [raw] of joined.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const word = unaccented(raw).replace(/[^a-z0-9]+/g, '')
    if (word !== '') found.push({ word, raw })
  }
  return found
}

/** Singular and plural are one word. */
export function stem(word: string): string {
  return word.length > 3 && /[sx]$/.test(word) ? word.slice(0, -1) : word
}

/** Whether one spelling is the other with two neighbours swapped, or one letter doubled or undoubled: the surest slips of the hand. */
export function isSlip(a: string, b: string): boolean {
  if (a.length === b.length) {
    const at = [...a].findIndex((letter, i) => letter !== b[i])
    return at >= 0 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
  }
  return Math.abs(a.length - b.length) === 1 && a.replace(/(.)\1+/g, '$1') === b.replace(/(.)\1+/g, '$1')
}

/** A list of words that finds the nearest spellings of a word without reading it through. */
export class Spellings {
  readonly #words: string[] = []
  readonly #known = new Set<string>()
  /** What is left of a word when any one letter is taken out -> words. */
  readonly #without = new Map<string, number[]>()
  /** Words by first letter, for the longer distances. */
  readonly #byFirst = new Map<string, string[]>()

  readonly #shortest: number

  constructor(words: Iterable<string>, shortest: number) {
    this.#shortest = shortest
    for (const word of words) this.add(word)
  }

  add(word: string): void {
    if (word.length < this.#shortest || this.#known.has(word)) return
    this.#known.add(word)
    const id = this.#words.push(word) - 1
    for (const key of variants(word)) append(this.#without, key, id)
    append(this.#byFirst, word.charAt(0), word)
  }

  /**
   * The words nearest to this one, all at the same distance.
   * @param limit 1, or 2 (then only words with the same first letter are considered)
   */
  nearest(word: string, limit: 1 | 2): { words: string[]; distance: number } {
    const close = new Set<string>()
    for (const key of variants(word))
      for (const id of this.#without.get(key) ?? []) {
        const other = this.#words[id]
        if (other !== undefined && distance(word, other, 1) <= 1) close.add(other)
      }
    if (close.size > 0) return { words: [...close], distance: 1 }
    if (limit === 1) return { words: [], distance: 0 }
    const further = (this.#byFirst.get(word.charAt(0)) ?? []).filter(
      other => Math.abs(other.length - word.length) <= 2 && distance(word, other, 2) === 2,
    )
    return { words: further, distance: 2 }
  }
}

function variants(word: string): Set<string> {
  const all = new Set([word])
  for (let i = 0; i < word.length; i++) all.add(word.slice(0, i) + word.slice(i + 1))
  return all
}

/** Adds to the list under a key. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
