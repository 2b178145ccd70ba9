/** How typed text and published names are brought to one form, and how far apart two spellings are. */

export interface Token {
  /** Without accents, in small letters. */
  readonly word: string
  /** As typed. */
  readonly raw: string
}

/** Without accents and ligatures, in small letters. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss')
}

/** Only letters and digits: « L.S.F.C. », « LSFC » and « lsfc » are one. */
export function squash(text: string): string {
  return fold(text).replace(/[^a-z0-9]+/g, '')
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
    const word = fold(raw).replace(/[^a-z0-9]+/g, '')
    if (word !== '') found.push({ word, raw })
  }
  return found
}

/** Singular and plural are one word. */
export function stem(word: string): string {
  return word.length > 3 && /[sx]$/.test(word) ? word.slice(0, -1) : word
}

/**
 * Distance between two spellings: insertions, omissions, replacements and swaps of neighbours (optimal string alignment).
 * @returns the distance, or `limit + 1` when it is larger
 */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit || a.length > longestWord || b.length > longestWord) return limit + 1
  let [beforeLast, last, row] = rows
  for (let j = 0; j <= b.length; j++) last[j] = j
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        cost = Math.min(cost, beforeLast[j - 2]! + 1)
      row[j] = cost
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    ;[beforeLast, last, row] = [last, row, beforeLast]
  }
  return last[b.length]!
}

/** Words beyond this length are not repaired. */
const longestWord = 40
/** Working memory of `distance`, kept because it is asked thousands of times in a look-up. */
const rows: [Uint8Array, Uint8Array, Uint8Array] = [
  new Uint8Array(longestWord + 1),
  new Uint8Array(longestWord + 1),
  new Uint8Array(longestWord + 1),
]

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

  constructor(words: Iterable<string>, shortest: number) {
    for (const word of words) {
      if (word.length < shortest || this.#known.has(word)) continue
      this.#known.add(word)
      const id = this.#words.push(word) - 1
      for (const key of variants(word)) append(this.#without, key, id)
      append(this.#byFirst, word.charAt(0), word)
    }
  }

  /**
   * The words nearest to this one, all at the same distance.
   * @param limit 1, or 2 (then only words with the same first letter are considered)
   */
  nearest(word: string, limit: 1 | 2): { words: string[]; distance: number } {
    const close = new Set<string>()
    for (const key of variants(word))
      for (const id of this.#without.get(key) ?? []) {
        const other = this.#words[id]!
        if (distance(word, other, 1) <= 1) close.add(other)
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
