/**
 * From what a person types to the units that are meant, and to the one question: is the CNRS their *tutelle*?
 *
 * Evidence is taken in the order of its strength: national number, label with number, acronym, name, near spelling. Towns and
 * establishments only choose between candidates. A careful « unknown » is better than a sure mistake.
 */
import { byAcronym } from './findAcronyms.ts'
import { byBareNumber, byLabel, byNationalNumber, byUnknownLabel } from './findNumbers.ts'
import { matchNames } from './matchNames.ts'
import { byNearSpelling } from './nearAcronyms.ts'
import { mostNamed, settle } from './settle.ts'
import { TypedText } from './typedText.ts'
import { nothing, type Candidate, type UnitAnswer } from './unitAnswer.ts'
import type { UnitIndex } from './unitIndex.ts'

export type { UnitAnswer, UnitFound } from './unitAnswer.ts'

/** The longest text that is read; people paste whole mails. */
const longestText = 600

/** One look-up. */
export function findUnits(index: UnitIndex, text: string): UnitAnswer {
  const typed = text.slice(0, longestText)
  return byNationalNumber(index, typed) ?? answer(index, new TypedText(index, typed))
}

function answer(index: UnitIndex, typed: TypedText): UnitAnswer {
  if (typed.words.length === 0) return nothing('notFound')
  const settled = (found: readonly Candidate[], certain = false): UnitAnswer => settle(index, typed, found, certain)
  const named = (isTaken: (at: number) => boolean): Candidate[] => matchNames(index, typed, isTaken)
  const { candidates: acronyms, at: spans, doubtful } = byAcronym(index, typed)
  const inAcronym = (at: number): boolean => spans.some(({ from, to }) => at >= from && at < to)
  // What is taken for the unit's acronym is not also the name of an establishment.
  typed.establishments = typed.establishments.filter(({ from }) => !inAcronym(from))
  const codes = byLabel(index, typed)
  if (typed.codes.length > 0) {
    if (codes.length > 0) {
      const both = codes.filter(code => acronyms.some(({ entry }) => entry.unit === code.entry.unit))
      if (both.length > 0) return settled(both)
      // A label and an acronym of two different units: which one is meant?
      const sure = acronyms.filter(({ score }) => score >= 0.9)
      return settled(sure.length > 0 && sure.length <= mostNamed ? [...codes, ...sure] : codes, sure.length === 0)
    }
    return byUnknownLabel(index, typed, acronyms.length > 0 ? acronyms : named(inAcronym))
  }
  if (acronyms.length === 0) {
    const numbers = byBareNumber(index, typed)
    if (numbers.length > 0) return settled(numbers)
  }
  if (acronyms.length > 0 && typed.content.some(at => !inAcronym(at))) {
    // A whole name that happens to hold an acronym.
    const whole = named(() => false).filter(({ score }) => score >= 0.99)
    if (whole.length > 0) {
      const both = whole.filter(({ entry }) => acronyms.some(acronym => acronym.entry.unit === entry.unit))
      return settled(both.length > 0 ? both : whole)
    }
  }
  const names = named(inAcronym)
  if (acronyms.length > 0) {
    const both = acronyms.filter(({ entry }) => names.some(name => name.entry.unit === entry.unit))
    if (both.length > 0) return settled(both)
    const full = names.filter(({ score }) => score >= 0.95)
    if (full.length > 0 && acronyms.every(({ score }) => score < 1)) return settled(full)
    return settled(acronyms)
  }
  if (names.length > 0) return settled(names)
  // « LIM - LABORATOIRE D'INFORMATIQUE… »: a word that is no acronym by itself is one beside its name.
  for (const { from, to, holders } of doubtful) {
    const both = named(at => at >= from && at < to).filter(({ entry }) => holders.some(holder => holder.unit === entry.unit))
    if (both.length > 0) return settled(both)
  }
  return byNearSpelling(index, typed)
}
