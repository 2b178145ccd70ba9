/**
 * From what a person types to the units that are meant, and to the one question: is the CNRS their *tutelle*?
 *
 * Evidence is taken in the order of its strength: national number, label with number, acronym, name, near spelling. Towns and
 * establishments only choose between candidates. A careful « unknown » is better than a sure mistake.
 */
import { codeFit, findCodes, isOf, type FoundCode } from './codes.ts'
import { matchNames, type Role } from './matchNames.ts'
import { distance } from '../text/distance.ts'
import { isSlip, stem, tokens, type Token } from './nameWords.ts'
import { checkLetter } from './unit.ts'
import { conclude, mostShown, nothing, shown, unique, type Candidate, type UnitAnswer } from './unitAnswer.ts'
import { townWord, type Entry, type Grade, type UnitIndex } from './unitIndex.ts'
import { cueWords, functionWords, talkWords, wordLikeAcronyms } from './emptyWords.ts'

export type { UnitAnswer, UnitFound } from './unitAnswer.ts'

/** The longest text that is read; people paste whole mails. */
const longestText = 600
/** Above this, a name fits too many to ask which one. */
const mostNamed = 8

/** One look-up. */
export function findUnits(index: UnitIndex, text: string): UnitAnswer {
  const typed = text.slice(0, longestText)
  return byNumber(index, typed) ?? new Lookup(index, typed).answer()
}

function byNumber(index: UnitIndex, text: string): UnitAnswer | undefined {
  const numbers = [...text.matchAll(/(?<![\p{L}\d])(\d{4})[ .-]?(\d{5})[ .-]?([A-Za-z])?(?![\p{L}\d])/gu)].filter(
    match => match[3] !== undefined || /^(19|20)\d\d$/.test(match[1]!),
  )
  if (numbers.length === 0) return undefined
  const candidates: Candidate[] = []
  let bad = false
  for (const [, year, rest, letter] of numbers) {
    const digits = `${year}${rest}`
    const expected = checkLetter(digits)
    bad ||= letter !== undefined && letter.toUpperCase() !== expected
    const entry = index.byRnsr.get(digits + expected)
    if (entry !== undefined) candidates.push({ entry, by: 'number', grade: 3, score: 1 })
  }
  if (bad)
    return {
      answer: 'unknown',
      reason: 'badNumber',
      units: candidates.map(c => shown({ ...c, score: 0.3 })),
      successors: [],
    }
  return candidates.length === 0 ? nothing('notFound') : conclude(index, candidates)
}

/** Words that are an acronym, and may as well be everyday words. */
interface Doubtful {
  readonly from: number
  readonly to: number
  readonly holders: readonly Entry[]
}

class Lookup {
  readonly #index: UnitIndex
  readonly #words: readonly Token[]
  readonly #roles: Role[]
  readonly #codes: readonly FoundCode[]
  /** Towns named, folded. */
  readonly #towns: { town: string; from: number; to: number; ofEstablishment: boolean }[] = []
  #establishments: { key: string; from: number; to: number }[] = []
  /** Someone talks, rather than only naming. */
  readonly #sentence: boolean
  /** Nothing but single letters: « S P E ». */
  readonly #spelt: boolean
  /** Said in several parts: « Institut d'Optique, laboratoire Charles Fabry ». */
  readonly #parts: boolean
  /** All in capitals, so capitals say nothing. */
  readonly #shouted: boolean

  constructor(index: UnitIndex, text: string) {
    this.#index = index
    this.#words = tokens(text)
    this.#codes = findCodes(this.#words)
    this.#roles = this.#words.map(({ word }) =>
      functionWords.has(word) ? 'function' : talkWords.has(word) ? 'talk' : 'content',
    )
    for (const { from, to } of this.#codes) this.#roles.fill('code', from, to)
    this.#markPlaces()
    this.#sentence = this.#words.some(({ word }) => sentenceWords.has(word)) || this.#words.length > 12
    this.#parts = /\p{L}\s*[,;:()/–—]|\s-\s/u.test(text)
    this.#spelt = this.#words.every(({ word }) => word.length === 1)
    this.#shouted = !/\p{Ll}/u.test(text)
  }

  answer(): UnitAnswer {
    if (this.#words.length === 0) return nothing('notFound')
    const { candidates: acronyms, at: spans, doubtful } = this.#byAcronym()
    const inAcronym = (at: number): boolean => spans.some(({ from, to }) => at >= from && at < to)
    // What is taken for the unit's acronym is not also the name of an establishment.
    this.#establishments = this.#establishments.filter(({ from }) => !inAcronym(from))
    const codes = this.#byCode()
    if (this.#codes.length > 0) {
      if (codes.length > 0) {
        const both = codes.filter(code => acronyms.some(({ entry }) => entry.unit === code.entry.unit))
        if (both.length > 0) return this.#settle(both)
        // A label and an acronym of two different units: which one is meant?
        const sure = acronyms.filter(({ score }) => score >= 0.9)
        return this.#settle(
          sure.length > 0 && sure.length <= mostNamed ? [...codes, ...sure] : codes,
          sure.length === 0,
        )
      }
      return this.#unknownCode(acronyms, inAcronym)
    }
    if (acronyms.length === 0) {
      const numbers = this.#byBareNumber()
      if (numbers.length > 0) return this.#settle(numbers)
    }
    if (acronyms.length > 0 && this.#roles.some((role, at) => role === 'content' && !inAcronym(at))) {
      // A whole name that happens to hold an acronym.
      const whole = this.#named(() => false).filter(({ score }) => score >= 0.99)
      if (whole.length > 0) {
        const both = whole.filter(({ entry }) => acronyms.some(acronym => acronym.entry.unit === entry.unit))
        return this.#settle(both.length > 0 ? both : whole)
      }
    }
    const names = this.#named(inAcronym)
    if (acronyms.length > 0) {
      const both = acronyms.filter(({ entry }) => names.some(name => name.entry.unit === entry.unit))
      if (both.length > 0) return this.#settle(both)
      const full = names.filter(({ score }) => score >= 0.95)
      if (full.length > 0 && acronyms.every(({ score }) => score < 1)) return this.#settle(full)
      return this.#settle(acronyms)
    }
    if (names.length > 0) return this.#settle(names)
    // « LIM - LABORATOIRE D'INFORMATIQUE… »: a word that is no acronym by itself is one beside its name.
    for (const { from, to, holders } of doubtful) {
      const both = this.#named(at => at >= from && at < to).filter(({ entry }) =>
        holders.some(holder => holder.unit === entry.unit),
      )
      if (both.length > 0) return this.#settle(both)
    }
    return this.#byNearSpelling()
  }

  /** Marks towns and establishments, which choose between units and never name one. */
  #markPlaces(): void {
    const { establishments, towns, townSpellings } = this.#index
    const keys = this.#words.map(({ word }) => word)
    const townWords = keys.map(townWord)
    // Small words are left out on both sides: « université de Lyon » is « Université Lyon ».
    const said = keys.map((_, at) => at).filter(at => !functionWords.has(keys[at]!) && this.#roles[at] !== 'code')
    for (let from = 0; from < said.length; from++)
      for (let to = Math.min(said.length, from + 8); to > from; to--) {
        const key = said
          .slice(from, to)
          .map(at => keys[at]!)
          .join(' ')
        const first = said[from]!
        if (!establishments.has(key) || (key.length <= 2 && !/^[A-Z]{2}$/.test(this.#words[first]!.raw))) continue
        this.#establishments.push({ key, from: first, to: said[to - 1]! + 1 })
        from = to - 1
        break
      }
    for (let from = 0; from < keys.length; from++) {
      if (this.#roles[from] === 'code') continue
      for (let to = Math.min(keys.length, from + 6); to > from; to--) {
        const town = townWords.slice(from, to).join(' ')
        if (town === '' || !towns.has(town) || (to === from + 1 && this.#roles[from] !== 'content')) continue
        // « Tours », « Nice », « Sens » are words too: in small letters only where a place is expected.
        const place =
          !wordTowns.has(town) ||
          from === 0 ||
          /\p{Lu}/u.test(this.#words[from]!.raw) ||
          placeBefore.has(keys[from - 1]!) ||
          keys.length <= 3
        if (!place) break
        this.#addTown(town, from, to)
        from = to - 1
        break
      }
    }
    if (this.#towns.length === 0)
      for (const [at, key] of keys.entries()) {
        if (this.#roles[at] !== 'content' || key.length < 6 || !placeBefore.has(keys[at - 1] ?? '')) continue
        if (this.#index.vocabulary.has(stem(key)) || this.#index.acronyms.has(key)) continue
        const { words } = townSpellings.nearest(key, 1)
        if (words.length === 1) this.#addTown(words[0]!, at, at + 1)
      }
    // « université de Lyon », « Lyon 1 », « univ. Paris-Saclay »
    for (const { from, to, ofEstablishment } of this.#towns) {
      this.#roles.fill('town', from, to)
      if (ofEstablishment && /^(\d{1,2}|i{1,3}|iv|v|vi{0,3})$/.test(keys[to] ?? '')) this.#roles[to] = 'establishment'
    }
    for (const { from, to } of this.#establishments)
      for (let at = from; at < to; at++) if (this.#roles[at] === 'content') this.#roles[at] = 'establishment'
    for (const [at, key] of keys.entries())
      if (establishmentWords.has(key) && this.#roles[at] === 'content') this.#roles[at] = 'establishment'
  }

  #addTown(town: string, from: number, to: number): void {
    const words = this.#words
    let before = from - 1
    while (before >= 0 && functionWords.has(words[before]!.word) && !['a', 'in', 'sur'].includes(words[before]!.word))
      before--
    const ofEstablishment =
      establishmentWords.has(words[before]?.word ?? '') ||
      /^\d$/.test(words[to]?.word ?? '') ||
      this.#establishments.some(each => each.from <= from && to <= each.to && each.to - each.from > to - from)
    this.#towns.push({ town, from, to, ofEstablishment })
  }

  #byCode(): Candidate[] {
    const candidates: Candidate[] = []
    for (const typed of this.#codes) {
      const all = (this.#index.codes.get(typed.number) ?? [])
        .map(({ entry, grade, key }) => ({ entry, grade, fit: codeFit(typed, key, entry.unit) }))
        .filter(({ fit }) => fit > 0)
      // « Inserm UMR 1163 » is the Inserm's, whatever other UMR has this number.
      const theirs = all.filter(({ entry }) => typed.organisation !== '' && isOf(entry.unit, typed.organisation))
      const fits = theirs.length > 0 ? theirs : all
      // The present label before the old one, and the label as written before its other dresses.
      const best = Math.max(0, ...fits.map(rank))
      for (const found of fits)
        if (rank(found) === best && !candidates.some(({ entry }) => entry === found.entry))
          candidates.push({
            entry: found.entry,
            by: 'code',
            grade: found.grade,
            score: found.grade === 1 ? 0.8 : found.fit === 2 ? 1 : 0.95,
          })
    }
    return candidates
  }

  /** A label that no unit bears: what else was said may name the unit, to be confirmed. */
  #unknownCode(acronyms: readonly Candidate[], inAcronym: (at: number) => boolean): UnitAnswer {
    const names = acronyms.length > 0 ? acronyms : this.#named(inAcronym)
    const near = names.filter(({ entry }) =>
      this.#codes.some(typed =>
        entry.unit.codes.some(own => {
          const number = /\d+/.exec(own)?.[0] ?? ''
          return number !== '' && distance(number.replace(/^0+/, ''), typed.number, 1) <= 1
        }),
      ),
    )
    // « LIRIS UMR 5250 »: the acronym is right and the number has a slip.
    if (near.length > 0) return this.#settle(near)
    return {
      answer: 'unknown',
      reason: names.length > 0 ? 'unsure' : 'notFound',
      units: names.slice(0, mostShown).map(c => shown({ ...c, score: 0.4 })),
      successors: [],
    }
  }

  /** « 5205 », « mon labo est le 5205 »: a number and nothing else that names something. */
  #byBareNumber(): Candidate[] {
    const candidates: Candidate[] = []
    const others = this.#roles.some((role, at) => role === 'content' && !/^\d+$/.test(this.#words[at]!.word))
    if (others) return []
    for (const [at, { word }] of this.#words.entries()) {
      if (this.#roles[at] !== 'content' || !/^\d{3,4}$/.test(word)) continue
      if (
        /^(19|20)\d\d$/.test(word) &&
        /^(en|depuis|in|since|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)$/.test(
          this.#words[at - 1]?.word ?? '',
        )
      )
        continue
      const found = (this.#index.codes.get(word.replace(/^0+(?=\d)/, '')) ?? []).filter(({ grade }) => grade > 1)
      for (const { entry, grade } of found)
        if (!candidates.some(candidate => candidate.entry === entry))
          candidates.push({ entry, by: 'code', grade, score: 0.9 })
    }
    return candidates
  }

  #byAcronym(): { candidates: Candidate[]; at: { from: number; to: number }[]; doubtful: Doubtful[] } {
    const { acronyms, oddCodes } = this.#index
    const words = this.#words
    const content = this.#roles.map((role, at) => (role === 'content' ? at : -1)).filter(at => at >= 0)
    let best: Candidate[] = []
    let spans: { from: number; to: number }[] = []
    const doubtful: Doubtful[] = []
    let bestScore = 0
    let bestLength = 0
    for (let from = 0; from < words.length; from++)
      for (let to = from + 1; to <= Math.min(words.length, from + 5); to++) {
        if (this.#roles[from] === 'code' || this.#roles[to - 1] === 'code') break
        const key = words
          .slice(from, to)
          .map(({ word }) => word)
          .join('')
        if (key.length < 2 || key.length > 30) continue
        // « LPP à » is not LPPA: small words join only where they are written as letters of an acronym.
        if (
          to - from > 1 &&
          words
            .slice(from, to)
            .some(
              ({ word, raw }) => functionWords.has(word) && (this.#shouted || !/^\p{Lu}/u.test(raw)) && !this.#spelt,
            )
        )
          continue
        const holders = [...(acronyms.get(key) ?? []), ...(oddCodes.get(key) ?? [])]
        if (holders.length === 0) continue
        const alone = this.#trust(key, from, to, content)
        // « ODE-UL » before « ODE ».
        const trust = to - from > 1 && alone > 0 ? Math.min(1, alone + 0.03) : alone
        if (trust === 0) doubtful.push({ from, to, holders: holders.map(({ entry }) => entry) })
        if (trust === 0 || trust < bestScore || (trust === bestScore && key.length < bestLength)) continue
        const top = Math.max(...holders.map(({ entry, grade }) => (entry.gone ? 0 : grade)))
        const found: Candidate[] = holders
          .filter(({ entry, grade }) => (entry.gone ? 0 : grade) === top)
          .map(({ entry, grade }) => ({
            entry,
            grade,
            by: 'acronym',
            score: trust * (grade === 3 ? 1 : grade === 2 ? 0.94 : 0.9),
          }))
        // Two acronyms in one sentence (« le LIP et le LIRIS ») both stand.
        const another = trust === bestScore && trust < 1 && key.length === bestLength
        best = another ? [...best, ...found] : found
        spans = another ? [...spans, { from, to }] : [{ from, to }]
        bestScore = trust
        bestLength = key.length
      }
    return { candidates: best, at: spans, doubtful }
  }

  /** How likely these words are meant as an acronym: 1 sure, 0 not at all. */
  #trust(key: string, from: number, to: number, content: readonly number[]): number {
    const words = this.#words
    const raw = words.slice(from, to).map(({ raw }) => raw)
    const inside = (at: number): boolean => at >= from && at < to
    const roles = this.#roles.slice(from, to)
    const wordLike = wordLikeAcronyms.has(key)
    const allowed = wordLike ? articles : functionWords
    const wholeQuery = words.every(({ word }, at) => inside(at) || allowed.has(word))
    if (wholeQuery && !(words.length === 1 && functionWords.has(key))) return 1
    if (roles.every(role => role === 'function' || role === 'talk')) {
      // « le CE », « au LA »: in capitals within small letters, and nothing else is named.
      if (this.#shouted || to - from > 1 || content.length > 0 || key.length < 3 || !/^\p{Lu}{3,}$/u.test(raw[0]!))
        return 0
      return roles[0] === 'talk' ? 0 : 0.85
    }
    // « LIP 6 »: several words make one acronym only when at least one looks like it.
    const alone = content.every(inside)
    const capitals = !this.#shouted && /\p{Lu}.*(?:\p{Lu}|\d)|\d.*\p{Lu}/u.test(raw.join(''))
    const cue = cueWords.has(words[from - 1]?.word ?? '')
    const place = roles.some(role => role === 'town' || role === 'establishment')
    if (place && roles.every(role => role !== 'content')) {
      // « SOLEIL » is an establishment and a unit, « Tours » a town: only as the acronym is written.
      if (roles.includes('town') && !raw.every(each => /^\p{Lu}{2,}$/u.test(each))) return 0
      const establishment = this.#establishments.find(each => each.from <= from && to <= each.to)
      if (establishment === undefined) return capitals ? 0.85 : 0
      // One of few units: the establishment and its laboratory go by one name.
      const few = (this.#index.establishments.get(establishment.key)?.size ?? 0) <= 3
      return few && content.length === 0 && key.length >= 4 && (capitals || !this.#sentence) ? 0.85 : 0
    }
    if (to - from > 1 && !capitals && !alone) return 0
    if (key.length <= 2) return capitals && (cue || alone) ? 0.85 : 0
    if (wordLike) {
      if (capitals) return 0.97
      if (cue) return alone ? 0.95 : 0.9
      return alone && !this.#sentence ? 0.95 : 0
    }
    if (alone) return capitals ? 0.99 : 0.97
    if (capitals) return 0.95
    const known = this.#index.vocabulary.get(stem(key))?.length ?? 0
    if (
      cue ||
      /^(au|du|le|the|at)$/.test(words[from - 1]?.word ?? '') ||
      (words[from - 1]?.word === 'l' && this.#sentence)
    )
      return known < 3 ? 0.92 : cue ? 0.85 : 0
    if (known > 1) return 0
    // « mio luminy »
    if (key.length === 3 && from === 0 && words.length <= 3 && !this.#sentence) return 0.85
    return key.length >= 4 || /\d/.test(key) ? 0.88 : this.#shouted ? 0.85 : 0
  }

  /** Nothing is spelt like this: the acronyms that are one slip away. */
  #byNearSpelling(): UnitAnswer {
    const index = this.#index
    const tried: Candidate[] = []
    let sure = false
    for (const [at, { word, raw }] of this.#words.entries()) {
      if (this.#roles[at] !== 'content' || word.length < 4 || /^\d+$/.test(word)) continue
      const looksLike = !this.#shouted && /\p{Lu}.*(?:\p{Lu}|\d)/u.test(raw)
      const cue =
        cueWords.has(this.#words[at - 1]?.word ?? '') || ['au', 'du', 'le'].includes(this.#words[at - 1]?.word ?? '')
      const alone = this.#roles.every((role, other) => other === at || role !== 'content')
      if (!looksLike && !cue && !alone) continue
      if (index.vocabulary.has(stem(word))) continue
      const near = index.acronymSpellings
        .nearest(word, word.length >= 9 ? 2 : 1)
        .words.filter(key => /\d/.test(word) || !/\d/.test(key))
      if (near.length === 0) continue
      const slips = near.filter(other => isSlip(word, other))
      const chosen = slips.length > 0 ? slips : near
      const best = Math.max(...chosen.flatMap(key => (index.acronyms.get(key) ?? []).map(({ grade }) => grade)))
      for (const key of chosen) {
        if (wordLikeAcronyms.has(key) && !looksLike && !cue && !alone) continue
        for (const { entry, grade } of index.acronyms.get(key) ?? [])
          if (!entry.gone && grade > 1 && grade === best)
            tried.push({ entry, by: 'spelling', grade, score: slips.length > 0 ? 0.75 : 0.65 })
      }
      sure = chosen.every(key => surely(word, key)) && (chosen.length === 1 || word.length > 6)
      if (tried.length > 0) break
    }
    if (tried.length > 0) {
      const here = this.#narrow(tried)
      if (here.outcome === 'elsewhere')
        return {
          answer: 'unknown',
          reason: 'unsure',
          units: unique(tried).slice(0, mostShown).map(shown),
          successors: [],
        }
      const placed = this.#towns.length > 0 && here.outcome === 'here'
      if ((sure || placed) && !index.partial) return conclude(index, unique(here.kept))
      return {
        answer: 'unknown',
        reason: 'unsure',
        units: unique(here.kept).slice(0, mostShown).map(shown),
        successors: [],
      }
    }
    const content = this.#words.filter((_, at) => this.#roles[at] === 'content')
    if (content.length > 0)
      return nothing(content.every(({ word }) => index.vocabulary.has(stem(word))) ? 'tooVague' : 'notFound')
    return nothing(this.#towns.length > 0 || this.#establishments.length > 0 ? 'establishment' : 'notFound')
  }

  #named(inAcronym: (at: number) => boolean): Candidate[] {
    const typed = {
      words: this.#words,
      roles: this.#roles,
      sentence: this.#sentence,
      parts: this.#parts,
      shouted: this.#shouted,
    }
    return matchNames(this.#index, typed, inAcronym)
  }

  /** Chooses by town and establishment, then answers. */
  #settle(found: readonly Candidate[], certain = false): UnitAnswer {
    const candidates = unique(found)
    const { kept, outcome } = this.#narrow(candidates)
    // In a directory that is not whole, others may bear the same words or the same number.
    if (
      this.#index.partial &&
      kept.every(
        ({ by, score }) => (by === 'name' && score < 0.99) || by === 'spelling' || (by === 'code' && score === 0.9),
      )
    )
      return {
        answer: 'unknown',
        reason: 'unsure',
        units: kept.slice(0, mostShown).map(c => shown({ ...c, score: Math.min(c.score, 0.6) })),
        successors: [],
      }
    const shaky = candidates.every(({ by }) => by !== 'code' && by !== 'number')
    if (outcome === 'elsewhere' && shaky && !certain)
      return {
        answer: 'unknown',
        reason: 'unsure',
        units: candidates.slice(0, mostShown).map(c => shown({ ...c, score: 0.4 })),
        successors: [],
      }
    if (kept.length > mostNamed && kept.every(({ by }) => by === 'name'))
      return {
        answer: 'unknown',
        reason: 'tooVague',
        units: kept.slice(0, mostShown).map(c => shown({ ...c, score: 0.2 })),
        successors: [],
      }
    return conclude(this.#index, kept)
  }

  #narrow(candidates: readonly Candidate[]): { kept: readonly Candidate[]; outcome: 'here' | 'elsewhere' | 'nowhere' } {
    let kept = candidates
    let outcome: 'here' | 'elsewhere' | 'nowhere' = 'nowhere'
    if (this.#towns.length > 0) {
      const graded = kept.map(candidate => ({
        candidate,
        grade: Math.max(...this.#towns.map(({ town }) => this.#inTown(candidate.entry, town))),
      }))
      const best = Math.max(...graded.map(({ grade }) => grade))
      const unknownTown = graded.some(({ candidate }) => candidate.entry.town === '')
      if (best > 0) {
        kept = graded.filter(({ grade }) => grade === best).map(({ candidate }) => candidate)
        outcome = 'here'
      } else if (!unknownTown && this.#towns.some(({ ofEstablishment }) => !ofEstablishment)) outcome = 'elsewhere'
    }
    const named = this.#establishments.filter(
      ({ key }) => !['cnrs', 'centre national de la recherche scientifique'].includes(key),
    )
    if (kept.length > 1 && named.length > 0) {
      const theirs = kept.filter(({ entry }) =>
        named.some(({ key }) => this.#index.establishments.get(key)?.has(entry)),
      )
      if (theirs.length > 0) kept = theirs
    }
    return { kept, outcome }
  }

  /** 3 in this very town, 2 in its département or of an establishment that bears its name, 1 around Paris, 0 elsewhere. */
  #inTown(entry: Entry, town: string): 0 | 1 | 2 | 3 {
    if (entry.town === town || entry.town.startsWith(`${town} `)) return 3
    if (entry.surroundings.includes(` ${town} `)) return 2
    const areas = this.#index.towns.get(town)
    if (entry.area === '' || areas?.has(entry.area) !== true) return 0
    return entry.area === 'paris' ? 1 : 2
  }
}

/**
 * Whether a spelling is so near that nothing else can be meant. Short acronyms have too many neighbours, and one letter more or
 * less at an end makes another acronym as often as a mistake.
 */
function surely(typed: string, acronym: string): boolean {
  const shorter = Math.min(typed.length, acronym.length)
  if (isSlip(typed, acronym)) return shorter >= 5
  if (typed.length === acronym.length) return shorter >= 8
  return (
    shorter >= 6 &&
    !typed.startsWith(acronym) &&
    !acronym.startsWith(typed) &&
    !typed.endsWith(acronym) &&
    !acronym.endsWith(typed)
  )
}

const rank = ({ entry, grade, fit }: { entry: Entry; grade: Grade; fit: 0 | 1 | 2 }): number =>
  entry.gone
    ? 0.5
    : fit === 2 && grade === 3
      ? 5
      : fit === 1 && grade === 3
        ? 4
        : fit === 2 && grade === 2
          ? 4.5
          : grade === 2
            ? 3
            : fit === 2
              ? 2
              : 1

const sentenceWords = new Set(
  'je j suis suis travaille travaillons bosse bossons mon notre my i am work is est-ce nous est dans chez do does our fait depend appartient appartiens rattache rattachee working works thesard thesarde doctorant doctorante postdoc chercheur chercheuse ingenieur ingenieure enseignant enseignante stagiaire student researcher'.split(
    ' ',
  ),
)
const articles = new Set('le la l les au aux du a the at in'.split(' '))
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
