/** Units by their numbers: the national one, the label's (« UMR 5205 »), a number alone. */
import { distance } from '../text/distance.ts'
import { codeFit, isOf } from './codes.ts'
import { settle, unsure } from './settle.ts'
import type { TypedText } from './typedText.ts'
import { checkLetter } from './unit.ts'
import { conclude, nothing, type Candidate, type UnitAnswer } from './unitAnswer.ts'
import type { Entry, Grade, UnitIndex } from './unitIndex.ts'

/** By national number; undefined: there is none in the text. */
export function byNationalNumber(index: UnitIndex, text: string): UnitAnswer | undefined {
  const numbers = [...text.matchAll(/(?<![\p{L}\d])(\d{4})[ .-]?(\d{5})[ .-]?([A-Za-z])?(?![\p{L}\d])/gu)].filter(
    ([, year = '', , letter]) => letter !== undefined || /^(19|20)\d\d$/.test(year),
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
  if (bad) return { ...unsure(candidates, () => 0.3), reason: 'badNumber' }
  return candidates.length === 0 ? nothing('notFound') : conclude(index, candidates)
}

/** By the labels that were typed. */
export function byLabel(index: UnitIndex, { codes }: TypedText): Candidate[] {
  const candidates: Candidate[] = []
  for (const typed of codes) {
    const all = (index.codes.get(typed.number) ?? [])
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

/**
 * Answers to a label that no unit bears: what else was said may name the unit, to be confirmed.
 * @param named the units that the rest of the text may name
 */
export function byUnknownLabel(index: UnitIndex, typed: TypedText, named: readonly Candidate[]): UnitAnswer {
  const near = named.filter(({ entry }) =>
    typed.codes.some(code =>
      entry.unit.codes.some(own => {
        const number = /\d+/.exec(own)?.[0] ?? ''
        return number !== '' && distance(number.replace(/^0+/, ''), code.number, 1) <= 1
      }),
    ),
  )
  // « LIRIS UMR 5250 »: the acronym is right and the number has a slip.
  if (near.length > 0) return settle(index, typed, near)
  return named.length > 0 ? unsure(named, () => 0.4) : nothing('notFound')
}

const months = 'janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre'
const beforeYear = new RegExp(`^(en|depuis|in|since|${months})$`)

/** « 5205 », « mon labo est le 5205 »: a number and nothing else that names something. */
export function byBareNumber(index: UnitIndex, typed: TypedText): Candidate[] {
  const candidates: Candidate[] = []
  if (typed.content.some(at => !/^\d+$/.test(typed.word(at)))) return []
  for (const at of typed.content) {
    const word = typed.word(at)
    if (!/^\d{3,4}$/.test(word) || (/^(19|20)\d\d$/.test(word) && beforeYear.test(typed.word(at - 1)))) continue
    const found = (index.codes.get(word.replace(/^0+(?=\d)/, '')) ?? []).filter(({ grade }) => grade > 1)
    for (const { entry, grade } of found)
      if (!candidates.some(candidate => candidate.entry === entry)) candidates.push({ entry, by: 'code', grade, score: 0.9 })
  }
  return candidates
}

const rank = ({ entry, grade, fit }: { entry: Entry; grade: Grade; fit: 0 | 1 | 2 }): number =>
  entry.gone ? 0.5
  : fit === 2 && grade === 3 ? 5
  : fit === 1 && grade === 3 ? 4
  : fit === 2 && grade === 2 ? 4.5
  : grade === 2 ? 3
  : fit === 2 ? 2
  : 1
