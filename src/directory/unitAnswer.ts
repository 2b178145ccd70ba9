/** What is answered about units, and how candidates that fit equally well become one answer. */
import { codesOf } from './codes.ts'
import { townName, type Unit } from './unit.ts'
import type { Entry, Grade, UnitIndex } from './unitIndex.ts'

/** `true`: the CNRS is *tutelle*; `false`: neither tutelle nor participant; see `Reason` for the others. */
export type Answer = 'true' | 'false' | 'unknown' | 'ambiguous'

export type Reason =
  | 'tutelle'
  | 'noTutelle'
  /** Several units fit, and they differ. */
  | 'several'
  /** The CNRS takes part without being tutelle. */
  | 'participant'
  /** A team, a federation, a GDR…: the laboratory is needed. */
  | 'notLaboratory'
  /** No longer in the directory; `successors` may hold what became of it. */
  | 'closed'
  | 'notFound'
  /** Too many units fit. */
  | 'tooVague'
  /** Only an establishment or a town was named. */
  | 'establishment'
  /** A national number whose letter does not fit its digits. */
  | 'badNumber'
  /** Something resembles, but not enough to be sure: to be confirmed. */
  | 'unsure'

/** What the unit was recognised by. */
export type MatchedBy = 'number' | 'code' | 'acronym' | 'name' | 'spelling'

export interface UnitFound {
  readonly rnsr: string
  /** `UMR 5205`; `''` when it has none. */
  readonly label: string
  readonly acronym: string
  readonly name: string
  /** As in running text: « Villeurbanne »; `''` when not known. */
  readonly city: string
  /** `undefined` when it is no longer in the directory. */
  readonly cnrs: Unit['cnrs'] | undefined
  readonly level: 1 | 2 | 3
  readonly closed: boolean
  /** Year of closure, when it is known. */
  readonly closedIn?: number
  /** From 0 to 1. */
  readonly confidence: number
  readonly by: MatchedBy
}

export interface UnitAnswer {
  readonly answer: Answer
  readonly reason: Reason
  /** Best first, five at most. */
  readonly units: readonly UnitFound[]
  /** What succeeded a closed unit. */
  readonly successors: readonly UnitFound[]
}

/** A unit that may be meant. */
export interface Candidate {
  readonly entry: Entry
  readonly by: MatchedBy
  readonly grade: Grade
  /** From 0 to 1. */
  readonly score: number
}

/** Most units that an answer lists. */
export const mostShown = 5

/** An answer without a unit. */
export const nothing = (reason: Reason): UnitAnswer => ({ answer: 'unknown', reason, units: [], successors: [] })

/** What one unit says about the question. */
function answerOf({ unit, gone }: Entry): { answer: Answer; reason: Reason } {
  if (gone) return { answer: 'unknown', reason: 'closed' }
  if (unit.level !== 2) return { answer: 'unknown', reason: 'notLaboratory' }
  if (unit.cnrs === 'participant') return { answer: 'unknown', reason: 'participant' }
  if (unit.cnrs === 'unclear') return { answer: 'unknown', reason: 'unsure' }
  return unit.cnrs === 'tutelle' ? { answer: 'true', reason: 'tutelle' } : { answer: 'false', reason: 'noTutelle' }
}

export function shown({ entry, by, score }: Candidate): UnitFound {
  const { unit, gone, closed } = entry
  return {
    rnsr: unit.rnsr,
    label: unit.codes.find(code => code !== '') ?? '',
    acronym: unit.acronym,
    name: unit.name,
    city: townName(unit.town),
    cnrs: gone ? undefined : unit.cnrs,
    level: unit.level,
    closed: gone,
    ...(closed === undefined ? {} : { closedIn: closed }),
    confidence: Math.round(score * 100) / 100,
    by,
  }
}

/** The answer of candidates that fit equally well. */
export function conclude(index: UnitIndex, all: readonly Candidate[]): UnitAnswer {
  const present = all.some(({ entry }) => !entry.gone) ? all.filter(({ entry }) => !entry.gone) : all
  // A team of a unit that fits too is a part of it; so is the federation that a unit bears.
  const numbers = new Set(present.map(({ entry }) => entry.unit.rnsr))
  const laboratories = present.filter(({ entry }) => entry.unit.level === 2)
  const parentsOfThese = new Set(laboratories.flatMap(({ entry }) => entry.unit.parents))
  const wholes = present.filter(
    ({ entry: { unit } }) =>
      unit.level === 2 ||
      !(
        unit.parents.some(parent => parent !== unit.rnsr && numbers.has(parent)) ||
        (unit.level === 3 && parentsOfThese.has(unit.rnsr))
      ),
  )
  const kept = (wholes.length > 0 ? wholes : present).toSorted(
    (a, b) =>
      b.score - a.score || b.grade - a.grade || Number(b.entry.unit.level === 2) - Number(a.entry.unit.level === 2),
  )
  const units = kept.slice(0, mostShown).map(shown)
  const [first, ...others] = kept.map(({ entry }) => answerOf(entry))
  if (first === undefined) return nothing('notFound')
  if (others.some(({ answer }) => answer !== first.answer))
    return { answer: 'ambiguous', reason: 'several', units, successors: [] }
  const successors =
    first.reason === 'closed'
      ? [
          ...new Set(
            kept.flatMap(({ entry }) => [...successorsOf(index, entry.unit.rnsr), ...heirsOfCode(index, entry)]),
          ),
        ].map(entry => shown({ entry, by: 'number', grade: 1, score: 0.5 }))
      : []
  return { answer: first.answer, reason: first.reason, units, successors: successors.slice(0, mostShown) }
}

/** Follows successions to units that still exist. */
function successorsOf(index: UnitIndex, number: string, depth = 0): Entry[] {
  const next = index.successors.get(number) ?? []
  return [
    ...new Set(
      next.flatMap(entry => (entry.gone && depth < 5 ? successorsOf(index, entry.unit.rnsr, depth + 1) : [entry])),
    ),
  ]
}

/** Units that bear the very label of a closed one. */
function heirsOfCode(index: UnitIndex, gone: Entry): Entry[] {
  return gone.unit.codes
    .flatMap(codesOf)
    .filter(({ number }) => number.length >= 3)
    .flatMap(code =>
      (index.codes.get(code.number) ?? [])
        .filter(
          ({ entry, grade, key }) =>
            grade === 3 && !entry.gone && key.label === code.label && key.variant === code.variant,
        )
        .map(({ entry }) => entry),
    )
}

/** Each unit once, with its best score. */
export function unique(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<Unit, Candidate>()
  for (const candidate of candidates) {
    const other = best.get(candidate.entry.unit)
    if (other === undefined || candidate.score > other.score) best.set(candidate.entry.unit, candidate)
  }
  return [...best.values()]
}
