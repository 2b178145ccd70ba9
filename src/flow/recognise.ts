/**
 * Which of a few choices a typed answer means: its name, its label, its number, the one label that its words stand in, or a near
 * spelling. Two that fit equally are none: a question is better than a guess.
 */
import Fuse from 'fuse.js'
import { fold } from './checks.ts'

export interface Candidate {
  readonly id: string
  /** The label as shown, and other ways to say it. */
  readonly phrases: readonly string[]
}

const only = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined)

/**
 * Recognises a typed choice.
 * @param text what was typed
 * @param candidates in the order in which they are shown: "2" is the second
 */
export function recogniseChoice(text: string, candidates: readonly Candidate[]): string | undefined {
  const typed = fold(text)
  if (typed === '' || typed.length > 200) return undefined
  const number = /^(?:n|no|numero|number|le|la|option|choix)?\s*(\d{1,2})$/.exec(typed)?.[1]
  if (number !== undefined) return candidates[Number(number) - 1]?.id
  const named = candidates.find(each => fold(each.id) === typed || each.phrases.some(phrase => fold(phrase) === typed))
  if (named !== undefined) return named.id

  const words = typed.split(' ')
  const holding = candidates.filter(each =>
    each.phrases.some(phrase => {
      const has = fold(phrase).split(' ')
      return words.every(word => has.includes(word)) && words.some(word => word.length > 2)
    }),
  )
  if (holding.length > 0) return only(holding)?.id

  if (typed.length < 3) return undefined
  const fuse = new Fuse(
    candidates.flatMap(each => each.phrases.map(phrase => ({ id: each.id, phrase: fold(phrase) }))),
    { keys: ['phrase'], includeScore: true, threshold: 0.34, ignoreLocation: true, minMatchCharLength: 2 },
  )
  // fuse.js cuts patterns over 32 characters into pieces of which one suffices: too generous for an answer.
  if (typed.length > 32) return undefined
  const ranked = fuse.search(typed)
  const best = ranked[0]
  if (best === undefined) return undefined
  const rival = ranked.find(each => each.item.id !== best.item.id)
  return rival !== undefined && (rival.score ?? 1) - (best.score ?? 1) < 0.1 ? undefined : best.item.id
}
