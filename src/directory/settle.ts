/** From candidates to an answer: the town and the establishment that were named choose between them. */
import type { TypedText } from './typedText.ts'
import { conclude, mostShown, shown, unique, type Candidate, type UnitAnswer } from './unitAnswer.ts'
import type { Entry, UnitIndex } from './unitIndex.ts'

/** Above this, a name fits too many to ask which one. */
export const mostNamed = 8

/** No answer, and the units that it might be. @param score how likely each is, where that is not its own score */
export const unsure = (candidates: readonly Candidate[], score?: (own: number) => number, reason: 'unsure' | 'tooVague' = 'unsure'): UnitAnswer => ({
  answer: 'unknown',
  reason,
  units: candidates.slice(0, mostShown).map(candidate => shown({ ...candidate, score: score?.(candidate.score) ?? candidate.score })),
  successors: [],
})

/**
 * Chooses by town and establishment, then answers.
 * @param certain a place that contradicts is then of no account
 */
export function settle(index: UnitIndex, typed: TypedText, found: readonly Candidate[], certain = false): UnitAnswer {
  const candidates = unique(found)
  const { kept, outcome } = narrow(index, typed, candidates)
  // In a directory that is not whole, others may bear the same words or the same number.
  const shared = ({ by, score }: Candidate): boolean => (by === 'name' && score < 0.99) || by === 'spelling' || (by === 'code' && score === 0.9)
  if (index.partial && kept.every(shared)) return unsure(kept, own => Math.min(own, 0.6))
  const shaky = candidates.every(({ by }) => by !== 'code' && by !== 'number')
  if (outcome === 'elsewhere' && shaky && !certain) return unsure(candidates, () => 0.4)
  if (kept.length > mostNamed && kept.every(({ by }) => by === 'name')) return unsure(kept, () => 0.2, 'tooVague')
  return conclude(index, kept)
}

/** What is left of candidates where a place is named: `here` some are there, `elsewhere` none is, `nowhere` no place is named. */
export function narrow(
  index: UnitIndex,
  { towns, establishments }: TypedText,
  candidates: readonly Candidate[],
): { kept: readonly Candidate[]; outcome: 'here' | 'elsewhere' | 'nowhere' } {
  let kept = candidates
  let outcome: 'here' | 'elsewhere' | 'nowhere' = 'nowhere'
  if (towns.length > 0) {
    const graded = kept.map(candidate => ({
      candidate,
      grade: Math.max(...towns.map(({ town }) => inTown(index, candidate.entry, town))),
    }))
    const best = Math.max(...graded.map(({ grade }) => grade))
    const unknownTown = graded.some(({ candidate }) => candidate.entry.town === '')
    if (best > 0) {
      kept = graded.filter(({ grade }) => grade === best).map(({ candidate }) => candidate)
      outcome = 'here'
    } else if (!unknownTown && towns.some(({ ofEstablishment }) => !ofEstablishment)) outcome = 'elsewhere'
  }
  const named = establishments.filter(({ key }) => !['cnrs', 'centre national de la recherche scientifique'].includes(key))
  if (kept.length > 1 && named.length > 0) {
    const theirs = kept.filter(({ entry }) => named.some(({ key }) => index.establishments.get(key)?.has(entry)))
    if (theirs.length > 0) kept = theirs
  }
  return { kept, outcome }
}

/** 3 in this very town, 2 in its département or of an establishment that bears its name, 1 around Paris, 0 elsewhere. */
function inTown(index: UnitIndex, entry: Entry, town: string): 0 | 1 | 2 | 3 {
  if (entry.town === town || entry.town.startsWith(`${town} `)) return 3
  if (entry.surroundings.includes(` ${town} `)) return 2
  const areas = index.towns.get(town)
  if (entry.area === '' || areas?.has(entry.area) !== true) return 0
  return entry.area === 'paris' ? 1 : 2
}
