/** A text as it was typed, word by word: which may name a unit, and which say where it is. */
import { findCodes, type FoundCode } from './codes.ts'
import { functionWords, talkWords } from './emptyWords.ts'
import type { Role, Typed } from './matchNames.ts'
import { stem, tokens, type Token } from './nameWords.ts'
import { townWord, type UnitIndex } from './unitIndex.ts'

/** Words from one to another, the last excluded. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A town that is named, folded. */
export interface NamedTown extends Span {
  readonly town: string
  /** « université de Lyon »: it says whose, not where. */
  readonly ofEstablishment: boolean
}

export interface NamedEstablishment extends Span {
  readonly key: string
}

export class TypedText implements Typed {
  readonly words: readonly Token[]
  readonly roles: Role[]
  /** Places of the words that may name a unit. */
  readonly content: readonly number[]
  readonly codes: readonly FoundCode[]
  readonly towns: NamedTown[] = []
  establishments: readonly NamedEstablishment[] = []
  /** Someone talks, rather than only naming. */
  readonly sentence: boolean
  /** Nothing but single letters: « S P E ». */
  readonly spelt: boolean
  readonly parts: boolean
  readonly shouted: boolean
  readonly #index: UnitIndex

  constructor(index: UnitIndex, text: string) {
    this.#index = index
    this.words = tokens(text)
    this.codes = findCodes(this.words)
    this.roles = this.words.map(({ word }) => (functionWords.has(word) ? 'function' : talkWords.has(word) ? 'talk' : 'content'))
    for (const { from, to } of this.codes) this.roles.fill('code', from, to)
    this.#markEstablishments()
    this.#markTowns()
    if (this.towns.length === 0) this.#markMisspeltTowns()
    this.#giveRoles()
    this.content = this.roles.flatMap((role, at) => (role === 'content' ? [at] : []))
    this.sentence = this.words.some(({ word }) => sentenceWords.has(word)) || this.words.length > 12
    this.parts = /\p{L}\s*[,;:()/–—]|\s-\s/u.test(text)
    this.spelt = this.words.every(({ word }) => word.length === 1)
    this.shouted = !/\p{Ll}/u.test(text)
  }

  /** The word at a place, folded; empty beyond the text. */
  word(at: number): string {
    return this.words[at]?.word ?? ''
  }

  /** The word at a place, as typed; empty beyond the text. */
  raw(at: number): string {
    return this.words[at]?.raw ?? ''
  }

  #markEstablishments(): void {
    const found: NamedEstablishment[] = []
    // Small words are left out on both sides: « université de Lyon » is « Université Lyon ».
    const said = this.words.flatMap(({ word }, at) => (functionWords.has(word) || this.roles[at] === 'code' ? [] : [{ word, at }]))
    for (let from = 0; from < said.length; from++)
      for (let to = Math.min(said.length, from + 8); to > from; to--) {
        const span = said.slice(from, to)
        const key = span.map(({ word }) => word).join(' ')
        const first = span[0]?.at ?? 0
        const last = span.at(-1)?.at ?? first
        if (!this.#index.establishments.has(key) || (key.length <= 2 && !/^[A-Z]{2}$/.test(this.raw(first)))) continue
        found.push({ key, from: first, to: last + 1 })
        from = to - 1
        break
      }
    this.establishments = found
  }

  #markTowns(): void {
    const townWords = this.words.map(({ word }) => townWord(word))
    const { length } = this.words
    for (let from = 0; from < length; from++) {
      if (this.roles[from] === 'code') continue
      for (let to = Math.min(length, from + 6); to > from; to--) {
        const town = townWords.slice(from, to).join(' ')
        if (town === '' || !this.#index.towns.has(town) || (to === from + 1 && this.roles[from] !== 'content')) continue
        // « Tours », « Nice », « Sens » are words too: in small letters only where a place is expected.
        const place = !wordTowns.has(town) || from === 0 || /\p{Lu}/u.test(this.raw(from)) || placeBefore.has(this.word(from - 1)) || length <= 3
        if (!place) break
        this.#addTown(town, from, to)
        from = to - 1
        break
      }
    }
  }

  #markMisspeltTowns(): void {
    for (const [at, { word }] of this.words.entries()) {
      if (this.roles[at] !== 'content' || word.length < 6 || !placeBefore.has(this.word(at - 1))) continue
      if (this.#index.vocabulary.has(stem(word)) || this.#index.acronyms.has(word)) continue
      const { words: [town, ...others] } = this.#index.townSpellings.nearest(word, 1)
      if (town !== undefined && others.length === 0) this.#addTown(town, at, at + 1)
    }
  }

  #addTown(town: string, from: number, to: number): void {
    let before = from - 1
    while (before >= 0 && functionWords.has(this.word(before)) && !['a', 'in', 'sur'].includes(this.word(before))) before--
    const ofEstablishment =
      establishmentWords.has(this.word(before)) ||
      /^\d$/.test(this.word(to)) ||
      this.establishments.some(each => each.from <= from && to <= each.to && each.to - each.from > to - from)
    this.towns.push({ town, from, to, ofEstablishment })
  }

  #giveRoles(): void {
    // « université de Lyon », « Lyon 1 », « univ. Paris-Saclay »
    for (const { from, to, ofEstablishment } of this.towns) {
      this.roles.fill('town', from, to)
      if (ofEstablishment && /^(\d{1,2}|i{1,3}|iv|v|vi{0,3})$/.test(this.word(to))) this.roles[to] = 'establishment'
    }
    for (const { from, to } of this.establishments)
      for (let at = from; at < to; at++) if (this.roles[at] === 'content') this.roles[at] = 'establishment'
    for (const [at, { word }] of this.words.entries())
      if (establishmentWords.has(word) && this.roles[at] === 'content') this.roles[at] = 'establishment'
  }
}

const sentenceWords = new Set(
  'je j suis suis travaille travaillons bosse bossons mon notre my i am work is est-ce nous est dans chez do does our fait depend appartient appartiens rattache rattachee working works thesard thesarde doctorant doctorante postdoc chercheur chercheuse ingenieur ingenieure enseignant enseignante stagiaire student researcher'.split(
    ' ',
  ),
)
/** Towns that are everyday words: in small letters they count only where a place is expected. */
const wordTowns = new Set(
  'tours nice sens lens gap die pau orange grasse bron foix dole port saintes cannes vannes albi auch sete'.split(' '),
)
const placeBefore = new Set(['a', 'de', 'd', 'in', 'sur', 'at', 'en', 'from', 'of', 'vers'])
const establishmentWords = new Set(
  'universite universites univ university fac faculte comue insa ens iut chu chru ehpad polytech centrale mines polytechnique ecole sorbonne inserm inrae inra inria ird cea cirad cnes ifremer sciencespo ehess ephe mnhn museum aphp psl upmc amu uca uga ucbl ubo uvsq upec upem unistra cnam inp inalco irsn inrap hcl uspn usmb ubfc umontpellier onera ensam imt enpc espci agroparistech centralesupelec sorbonne'.split(
    ' ',
  ),
)
