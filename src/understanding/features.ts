/** From a sentence to the features that the classifier weighs. */
import type { Concept, LearnedWords } from './knownWords.ts'
import { Phrases } from './phrases.ts'
import { speller } from './spelling.ts'
import { stemOf, wordsOf, type Word } from './words.ts'

/** Features of a sentence by name, with their weight within it. */
export type Features = Map<string, number>

type Courtesy = 'opening' | 'closing'

/** A sentence as it is read: courtesies aside, spellings repaired, words that are worth the same made one. */
export interface Reading {
  /** Every word, courtesies too. */
  readonly all: readonly Word[]
  readonly words: readonly Word[]
  /** Courtesies set aside at its beginning and its end. */
  readonly courtesies: readonly Courtesy[]
  /** How many of the words belong to no sentence and no list about the guide's own subjects. */
  readonly foreign: number
  /** Stems of the words, with the lexicon's own word for each that is worth the same. */
  readonly canonical: readonly string[]
  /** By word: whether it is in the scope of a refusal (« je ne veux pas … »). */
  readonly refused: readonly boolean[]
  /** Names of the groups of the lexicon: `janus`, `¬janus` where it is denied, `!janus` where it is refused, `≠office` elsewhere. */
  readonly concepts: ReadonlySet<string>
  readonly marks: ReadonlySet<string>
}

/** Words after which something else is said. */
const turns = new Set(['mais', 'car', 'parce', 'puisque', 'but', 'because', 'since', 'however', 'although'])
/** Words that deny what follows them closely. */
const denials = new Set(['pas', 'aucun', 'aucune', 'jamais', 'sans', 'ni', 'not', 'no', 'never', 'without', 'nor', 'neither'])
/** Concepts of a sentence that are put in pairs. */
const mostConcepts = 14
/** Weight of each kind of feature. */
const share = { letters: 0.3, words: 0.8, surface: 0.5, concepts: 1.1, pairs: 1.2, foreign: 2, courtesy: 1, length: 0.5 }

export class Reader {
  readonly #concepts: ReadonlyMap<string, Phrases<Concept>>
  readonly #marks: Phrases<string>
  readonly #courtesy: Phrases<true>
  readonly #spellings: LearnedWords['spellings']
  readonly #known: LearnedWords['known']
  readonly #repair: (word: string) => string | undefined

  constructor({ concepts, marks, courtesy, spellings, known, vocabulary }: LearnedWords) {
    this.#concepts = new Map([...concepts].map(([locale, tree]) => [locale, new Phrases(tree)]))
    this.#marks = new Phrases(marks)
    this.#courtesy = new Phrases(courtesy)
    this.#spellings = spellings
    this.#known = known
    this.#repair = speller(vocabulary)
  }

  /** The words of a text as they are read in a language. */
  words(text: string, locale: string): Word[] {
    const spellings = this.#spellings.get(locale)
    return wordsOf(text).flatMap(word => {
      const meant = spellings?.get(word.text)
      if (meant !== undefined) return wordsOf(meant).map((each, i) => (i === 0 ? { ...each, opens: word.opens } : each))
      if (this.#known.has(word.stem)) return [word]
      const repaired = this.#repair(word.text)
      return repaired === undefined ? [word] : [{ text: repaired, stem: stemOf(repaired), opens: word.opens }]
    })
  }

  /**
   * Reads a sentence.
   * @param own whether the sentence is one of the examples: its words are then known by the other examples only
   */
  read(text: string, locale: string, own = false): Reading {
    const all = this.words(text, locale)
    const start = this.#courtesy.opening(all)
    const end = start === all.length ? start : Math.max(this.#courtesy.closing(all), start)
    const bare = start === all.length || end === start
    const words = bare ? all : all.slice(start, end)
    const courtesies: Courtesy[] = []
    if (!bare && start > 0) courtesies.push('opening')
    if (!bare && end < all.length) courtesies.push('closing')
    const isForeign = ({ stem, text: word }: Word): boolean => word.length > 3 && (this.#known.get(stem) ?? 0) <= (own ? 1 : 0)
    const foreign = words.filter(isForeign).length

    // What is not wanted is another word than what is.
    const refused = new Array<boolean>(words.length).fill(false)
    const denied = new Array<boolean>(words.length).fill(false)
    const ends = (i: number): boolean => words[i]?.opens === true || turns.has(words[i]?.text ?? '')
    const marks = new Set<string>()
    for (const { start, length, values } of this.#marks.in(words)) {
      for (const mark of values) marks.add(mark)
      if (values.includes('refuses')) for (let i = start + length; i < words.length && !ends(i); i++) refused[i] = true
    }
    for (const [i, { text: word }] of words.entries())
      if (denials.has(word)) for (let j = i + 1; j < words.length && j <= i + 4 && !ends(j); j++) denied[j] = true

    const concepts = new Set<string>()
    const canonical: string[] = []
    let next = 0
    for (const { start, length, values } of this.#concepts.get(locale)?.in(words) ?? []) {
      canonical.push(...words.slice(next, start).map(({ stem }) => stem))
      next = start + length
      for (const { kind, name } of values) {
        concepts.add(`${refused[start] === true ? '!' : ''}${kind === 'elsewhere' ? '≠' : ''}${name}`)
        if (kind === 'words' && denied[start] === true) concepts.add(`¬${name}`)
      }
      canonical.push(...(values[0]?.canonical ?? []))
    }
    canonical.push(...words.slice(next).map(({ stem }) => stem))
    return { all, words, courtesies, foreign, canonical, refused, concepts, marks }
  }

  features({ words, courtesies, foreign, canonical, refused, concepts, marks }: Reading): Features {
    const features: Features = new Map()
    for (const [i, { stem }] of words.entries()) {
      const own = refused[i] === true ? `!${stem}` : stem
      features.set(`w ${own}`, share.words)
      const before = words[i - 1]
      if (before !== undefined) features.set(`ww ${before.stem} ${own}`, share.surface)
    }
    for (const [i, stem] of canonical.entries()) {
      features.set(`c ${stem}`, share.words)
      const before = canonical[i - 1]
      if (before !== undefined) features.set(`cc ${before} ${stem}`, share.words)
      const padded = ` ${stem} `
      for (let at = 0; at + 3 <= padded.length; at++) {
        features.set(`~${padded.slice(at, at + 3)}`, share.letters)
        if (at + 4 <= padded.length) features.set(`~${padded.slice(at, at + 4)}`, share.letters)
      }
    }
    const named = [...concepts, ...[...marks].map(mark => `?${mark}`), ...(foreign > 0 ? ['foreign'] : [])]
    const unique = named.sort().slice(0, mostConcepts)
    for (const [i, one] of unique.entries()) {
      features.set(`# ${one}`, share.concepts)
      for (const other of unique.slice(i + 1)) features.set(`& ${one} & ${other}`, share.pairs)
    }
    for (const courtesy of courtesies) features.set(`% ${courtesy}`, share.courtesy)
    const content = words.filter(word => word.text.length > 3).length || 1
    features.set(`% foreign ${Math.min(foreign, 3)}`, share.foreign)
    features.set(`% foreign of all ${Math.ceil((3 * foreign) / content)}`, share.foreign)
    features.set(`% length ${words.length <= 1 ? 1 : words.length <= 3 ? 3 : words.length <= 7 ? 7 : 8}`, share.length)
    return features
  }
}
