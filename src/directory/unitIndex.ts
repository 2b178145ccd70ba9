/** The units in memory, ready to be looked up: by number, label, acronym, words of the name, town. */
import { codesOf, findCodes, type Code } from './codes.ts'
import { unaccented } from '../text/fold.ts'
import { append, Spellings, squash, stem, tokens, type Token } from './nameWords.ts'
import { inSlices } from './inSlices.ts'
import { functionWords, genericWords, wordLikeAcronyms } from './emptyWords.ts'
import type { FormerUnit, Unit } from './unit.ts'

/** A unit with what looking it up needs. */
export interface Entry {
  readonly unit: Unit
  /** Not in the current data: closed, or gone since. */
  readonly gone: boolean
  readonly closed?: number
  /** Under a name that it no longer bears. */
  readonly former: boolean
  /** Sum of the weights of the words of its name. */
  nameWeight: number
  readonly words: ReadonlySet<string>
  readonly town: string
  readonly area: string
  /** Town, establishments and name in one string of words, to see whether a town is spoken of. */
  readonly surroundings: string
}

/** How sure a key leads to its unit: 3 its present own, 2 part of it or in its name, 1 known from a file with history. */
export type Grade = 1 | 2 | 3

export interface Found<T = undefined> {
  readonly entry: Entry
  readonly grade: Grade
  readonly key: T
}

/** Most frequent town names are also the only ones people shorten. */
const shortForms: Readonly<Record<string, string>> = { st: 'saint', ste: 'sainte', mt: 'mont' }

/** « st », « ste » and « mt » in full. */
export const townWord = (word: string): string => shortForms[word] ?? word

/** « VILLENEUVE D ASCQ CEDEX » -> `villeneuve d ascq`; « ST MARTIN D HERES » -> `saint martin d heres`. */
function townKey(published: string): string {
  return tokens(published.replace(/\bcedex\b.*$/i, ''))
    .map(({ word }) => townWord(word))
    .filter(word => !/^\d+$/.test(word))
    .join(' ')
}

/** First words of town names that do not name the town. */
const commonFirstWords = new Set(
  'saint sainte les mont ville villeneuve bourg fort port pont nouvelle grand petit belle bois champ champs bel val vieux haute basse roche marne plaine rue centre chateau ile'.split(
    ' ',
  ),
)

/** Metropolitan areas whose towns go by the name of the largest. */
const parisArea = new Set(['75', '77', '78', '91', '92', '93', '94', '95'])

function areaOf(postcode: string): string {
  const department = /^\d{5}$/.test(postcode)
    ? postcode.startsWith('97')
      ? postcode.slice(0, 3)
      : postcode.slice(0, 2)
    : ''
  return parisArea.has(department) ? 'paris' : department
}

function entryOf(unit: Unit): Entry {
  const town = townKey(unit.town)
  const around = [town, ...unit.tutelles.flatMap(each => [each.name, each.acronym]), unit.name]
  return {
    unit,
    gone: false,
    former: false,
    nameWeight: 0,
    words: new Set(nameWords(unit.name)),
    town,
    area: areaOf(unit.postcode),
    surroundings: ` ${around.map(text => tokens(text).map(({ word }) => word).join(' ')).join(' | ')} `,
  }
}

/** Of a unit that only the history knows. */
const goneEntryOf = ({ closed, ...old }: FormerUnit): Entry => ({
  ...entryOf({ ...old, aliases: [], level: 2, cnrs: 'none', mixed: true, tutelles: [], parents: [], predecessors: [] }),
  gone: true,
  ...(closed === undefined ? {} : { closed }),
})

export class UnitIndex {
  entries: readonly Entry[] = []
  readonly byRnsr = new Map<string, Entry>()
  /** By number without zeros in front. */
  readonly codes = new Map<string, Found<Code>[]>()
  /** Labels that are not « letters number », squashed whole. */
  readonly oddCodes = new Map<string, Found[]>()
  readonly acronyms = new Map<string, Found<string>[]>()
  /** Stemmed words of names -> units. */
  readonly vocabulary = new Map<string, Entry[]>()
  readonly acronymSpellings = new Spellings([], 4)
  readonly wordSpellings = new Spellings([], 5)
  readonly townSpellings = new Spellings([], 6)
  /** Folded town -> areas in which it lies. */
  readonly towns = new Map<string, Set<string>>()
  /** Folded names and acronyms of establishments. */
  readonly establishments = new Map<string, Set<Entry>>()
  /** Number of a structure that is gone -> those that succeeded it. */
  readonly successors = new Map<string, Entry[]>()
  /** Units may be missing. */
  readonly partial: boolean
  #count = 0

  /**
   * @param former what a file with history knows
   * @param partial whether units may be missing: then one that is only in the history may well exist
   */
  constructor(units: readonly Unit[], former: readonly FormerUnit[] = [], partial = false) {
    this.partial = partial
    for (const _ of this.#entering(units, former));
  }

  /** The same without holding up anybody: it takes the better part of a second for the whole country. */
  static async inSlices(units: readonly Unit[], former: readonly FormerUnit[], partial: boolean): Promise<UnitIndex> {
    const index = new UnitIndex([], [], partial)
    await inSlices(index.#entering(units, former))
    return index
  }

  /** Enters the units; stops after each small piece of it. */
  *#entering(units: readonly Unit[], former: readonly FormerUnit[]): Generator<void, void, void> {
    const entries: Entry[] = []
    const enter = (entry: Entry): void => {
      entries.push(entry)
      this.byRnsr.set(entry.unit.rnsr, entry)
    }
    for (const unit of units) yield enter(entryOf(unit))
    for (const old of this.partial ? [] : former) if (!this.byRnsr.has(old.rnsr)) yield enter(goneEntryOf(old))
    this.entries = entries
    // Words weigh as in the whole country, so that a small directory is not read more boldly.
    this.#count = Math.max(entries.length, 4500)

    const history = new Map(former.map(unit => [unit.rnsr, unit]))
    const formerNames: Entry[] = []
    for (const entry of entries) {
      yield
      this.#enterNames(entry)
      this.#enterPlace(entry)
      const old = entry.gone ? undefined : history.get(entry.unit.rnsr)
      if (old !== undefined) formerNames.push(...this.#enterFormer(entry, old))
    }
    for (const entry of formerNames) {
      yield
      for (const word of entry.words) append(this.vocabulary, word, entry)
      for (const word of entry.words) entry.nameWeight += this.weight(word)
    }
    // « EHESS PARIS » is said « EHESS ».
    for (const [key, holders] of [...this.establishments]) {
      yield
      const [first = '', ...rest] = key.split(' ')
      if (first.length < 4 || rest.length === 0 || !this.towns.has(rest.join(' ')) || genericWords.has(first)) continue
      const same = this.establishments.get(first) ?? new Set()
      for (const holder of holders) same.add(holder)
      this.establishments.set(first, same)
    }
    for (const entry of entries) {
      yield
      this.#enterShortNames(entry)
    }
    for (const acronym of this.acronyms.keys()) yield this.acronymSpellings.add(acronym)
    for (const word of this.vocabulary.keys()) yield this.wordSpellings.add(word)
    for (const town of this.towns.keys()) if (!town.includes(' ')) yield this.townSpellings.add(town)
  }

  #enterNames(entry: Entry): void {
    const { unit, gone } = entry
    for (const published of unit.codes) this.#addCode(entry, published, gone ? 1 : 3)
    for (const { number, ...code } of codesOf(`${unit.name} ${unit.acronym}`))
      append(this.codes, number, { entry, grade: gone ? 1 : 2, key: { number, ...code } })
    this.#addAcronym(entry, unit.acronym, gone ? 1 : 3)
    for (const word of entry.words) append(this.vocabulary, word, entry)
    for (const number of unit.predecessors) append(this.successors, number, entry)
  }

  /** Enters what a unit was called before. @returns an entry of its former name, where that has words of its own */
  #enterFormer(entry: Entry, old: FormerUnit): Entry[] {
    for (const published of old.codes) this.#addCode(entry, published, 1)
    if (squash(old.acronym) !== squash(entry.unit.acronym)) this.#addAcronym(entry, old.acronym, 1)
    const words = new Set(nameWords(old.name))
    return [...words].every(word => entry.words.has(word)) ? [] : [{ ...entry, words, former: true }]
  }

  #enterPlace(entry: Entry): void {
    if (entry.town !== '') {
      const areas = this.towns.get(entry.town) ?? new Set()
      this.towns.set(entry.town, areas.add(entry.area))
      // « Aix », « Clermont », « Gif »
      const [first = '', ...others] = entry.town.split(' ')
      if (others.length > 0 && first.length >= 3 && !commonFirstWords.has(first)) {
        const same = this.towns.get(first) ?? new Set()
        this.towns.set(first, same.add(entry.area))
      }
    }
    for (const { name, acronym } of entry.unit.tutelles)
      for (const key of [...establishmentKeys(name), ...establishmentKeys(acronym)]) {
        const holders = this.establishments.get(key) ?? new Set()
        this.establishments.set(key, holders.add(entry))
      }
  }

  /** Enters what is said for short, once it is known which words are rare. */
  #enterShortNames(entry: Entry): void {
    const { unit, gone } = entry
    for (const word of entry.words) entry.nameWeight += this.weight(word)
    // A name of one word or two is said like an acronym: « Passages », « Institut Fresnel ».
    const telling = [...entry.words].filter(word => !genericStems.has(word))
    if (entry.words.size <= 2 && telling.some(word => (this.vocabulary.get(word)?.length ?? 0) <= 4))
      this.#addAcronym(entry, withoutCodes(unit.name), gone ? 1 : 3)
    // Everyday words of research may stand alone between two dashes, and sites bear them (`chimie.univ-…`).
    for (const word of [...acronymsInName(unit.name), ...partsOf(unit.acronym), ...unit.aliases])
      if ((this.vocabulary.get(stem(unaccented(word)))?.length ?? 0) <= 2 && squash(word) !== squash(unit.acronym))
        this.#addAcronym(entry, word, gone ? 1 : 2)
  }

  /** How much a word says: rare words much, words of every name little. */
  weight(stemmed: string): number {
    const frequency = this.vocabulary.get(stemmed)?.length ?? 0
    const rarity = Math.log(1 + this.#count / (1 + frequency))
    return genericStems.has(stemmed) ? rarity * 0.2 : rarity
  }

  #addCode(entry: Entry, published: string, grade: Grade): void {
    const codes = codesOf(published)
    for (const code of codes) {
      const same = this.codes
        .get(code.number)
        ?.some(other => other.entry === entry && other.key.label === code.label && other.key.variant === code.variant)
      if (same !== true) append(this.codes, code.number, { entry, grade, key: code })
    }
    if (codes.length === 0 && /\d/.test(published))
      append(this.oddCodes, squash(published), { entry, grade, key: undefined })
  }

  #addAcronym(entry: Entry, acronym: string, grade: Grade): void {
    const key = squash(acronym)
    if (key.length < 2 || /^\d+$/.test(key)) return
    if (this.acronyms.get(key)?.some(other => other.entry === entry) !== true)
      append(this.acronyms, key, { entry, grade, key: acronym })
  }
}

/** « CURAPP-ESS », « LIP/PC2S », « IP2I Lyon »: people say one part. */
function partsOf(acronym: string): string[] {
  const parts = acronym.split(/[^\p{L}\p{N}'’]+/u).filter(part => part !== '')
  return parts.length < 2
    ? []
    : parts.filter(
        part =>
          squash(part).length >= 4 &&
          /\p{Lu}.*[\p{Lu}\d]/u.test(part) &&
          !wordLikeAcronyms.has(unaccented(part)) &&
          !notAcronyms.has(unaccented(part)),
      )
}

/** « Université Claude Bernard Lyon 1 » -> `universite claude bernard lyon 1`, `claude bernard`; without small words. */
function establishmentKeys(name: string): string[] {
  const words = tokens(name.replace(/\(.*?\)/g, ''))
    .map(({ word }) => word)
    .filter(word => !functionWords.has(word))
  if (words.length === 0 || words.join('').length < 2) return []
  const keys = [words.join(' ')]
  if (words.length >= 3 && words[0] !== 'universite') keys.push(words.slice(0, -1).join(' '))
  const own = words.filter(word => word !== 'universite' && !/^\d+$/.test(word))
  if (words.includes('universite') && own.length >= 2) {
    keys.push(own.join(' '), ['universite', ...own].join(' '))
    if (own.length >= 3) keys.push(own.slice(0, -1).join(' '), ['universite', ...own.slice(0, -1)].join(' '))
    keys.push(['universite', ...own.slice(0, 1)].join(' '))
  }
  return keys
}

/** « UMR 9189 - CRISTAL - Centre de Recherche… », « Institut Carnot MICA (UAR 2003) »: acronyms that stand in the name only. */
function acronymsInName(name: string): string[] {
  const found: string[] = []
  for (const segment of name.split(/\s[-–—:]\s|\s?:\s|[()[\]]|,\s/)) {
    const word = segment.trim()
    if (/^[\p{Lu}][\p{L}\p{N}'’&-]{2,14}$/u.test(word) && /\p{Lu}.*[\p{Lu}\d]/u.test(word)) found.push(word)
    else if (/\p{Ll}{2}/u.test(name))
      found.push(...(word.match(/(?<![\p{L}\p{N}'’])\p{Lu}[\p{Lu}\p{N}]{2,9}(?![\p{L}\p{N}])/gu) ?? []))
  }
  return found.filter(word => {
    const key = unaccented(word)
    return (
      !notAcronyms.has(key) &&
      !genericWords.has(key) &&
      !functionWords.has(key) &&
      codesOf(word).length === 0 &&
      !/^[IVX]+$/.test(word)
    )
  })
}

/** Establishments, labels and programmes that names mention. */
const notAcronyms = new Set(
  (
    'cnrs inserm inrae inra ird cea cirad inria ifremer chu chru chr ch aphp hcl ens insa iut univ umr upr uar ums usr umrs ea ur us usc fre fr cic gdr fed sfr ifr ' +
    'ephe ehess mnhn psl cnam insee insep irsn onera upmc uvsq upec ubo uca uga enpc enpc cerema adn arn dna rna vih hiv france paris lyon lille'
  ).split(' '),
)

/** Everyday words of research, as they stand in `words`. */
export const genericStems: ReadonlySet<string> = new Set([...genericWords].map(stem))

/** « UMR 5319 PASSAGES » -> « PASSAGES ». */
function withoutCodes(name: string): string {
  const all = tokens(name)
  const labelled = labelledIn(all)
  return all
    .filter((_, at) => !labelled.has(at))
    .map(({ raw }) => raw)
    .join(' ')
}

const labelledIn = (all: readonly Token[]): ReadonlySet<number> =>
  new Set(findCodes(all).flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)))

/** The words of a name that can be compared: without function words, numbers and labels. */
function nameWords(name: string): string[] {
  const found: string[] = []
  const all = tokens(name)
  const labelled = labelledIn(all)
  for (const [at, { word }] of all.entries()) {
    if (labelled.has(at) || functionWords.has(word) || /^\d+$/.test(word) || word.length < 2) continue
    found.push(stem(word))
  }
  return [...new Set(found)]
}
