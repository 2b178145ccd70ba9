/** A book of phrases that finds, in a sentence, the longest phrase that begins at a word. */
import { wordsOf, type Word } from './words.ts'

/** The phrases word by word, as plain data. */
export interface PhraseTree<T> {
  readonly next: Map<string, PhraseTree<T>>
  readonly values: T[]
}

export interface Found<T> {
  /** How many words it spans. */
  readonly length: number
  readonly values: readonly T[]
}

export class Phrases<T> {
  readonly tree: PhraseTree<T>

  /** @param tree of a book that was written before */
  constructor(tree: PhraseTree<T> = { next: new Map(), values: [] }) {
    this.tree = tree
  }

  /** @param phrase is read word by word, without endings */
  add(phrase: string, value: T): void {
    let node = this.tree
    const words = wordsOf(phrase)
    if (words.length === 0) return
    for (const { stem } of words) {
      let next = node.next.get(stem)
      if (next === undefined) node.next.set(stem, (next = { next: new Map(), values: [] }))
      node = next
    }
    if (!node.values.includes(value)) node.values.push(value)
  }

  /** The longest phrase that begins at the word. */
  at(words: readonly Word[], start: number): Found<T> | undefined {
    let node: PhraseTree<T> | undefined = this.tree
    let found: Found<T> | undefined
    for (let i = start; i < words.length; i++) {
      node = node.next.get(words[i]?.stem ?? '')
      if (node === undefined) break
      if (node.values.length > 0) found = { length: i - start + 1, values: node.values }
    }
    return found
  }

  /** The phrases of a sentence from left to right, each word in one of them at most. */
  *in(words: readonly Word[]): Generator<Found<T> & { readonly start: number }> {
    for (let start = 0; start < words.length; ) {
      const found = this.at(words, start)
      if (found !== undefined) yield { ...found, start }
      start += found?.length ?? 1
    }
  }

  /** How many words at the beginning are phrases of the book, one after the other. */
  opening(words: readonly Word[]): number {
    let start = 0
    for (let found = this.at(words, start); found !== undefined; found = this.at(words, start)) start += found.length
    return start
  }

  /** Where the phrases begin with which the sentence ends. */
  closing(words: readonly Word[]): number {
    const reaches = new Array<boolean>(words.length + 1).fill(false)
    reaches[words.length] = true
    let first = words.length
    for (let start = words.length - 1; start >= 0 && first - start <= 12; start--) {
      let node: PhraseTree<T> | undefined = this.tree
      for (let i = start; i < words.length && node !== undefined; i++) {
        node = node.next.get(words[i]?.stem ?? '')
        if (node !== undefined && node.values.length > 0 && reaches[i + 1] === true) reaches[start] = true
      }
      if (reaches[start] === true) first = start
    }
    return first
  }
}
