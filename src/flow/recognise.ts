/**
 * Which of a few choices a typed answer means: its name, its label, its number, the one label that its words stand in, or a near
 * spelling. Two that fit equally are none: a question is better than a guess.
 */
import Fuse from 'fuse.js'
import { fold } from '../text/fold.ts'
import { distance } from '../text/distance.ts'

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
  const joined = typed.replaceAll(' ', '')
  const written = candidates.filter(each => each.phrases.some(phrase => fold(phrase).replaceAll(' ', '') === joined))
  if (written.length > 0) return only(written)?.id

  const beginning = candidates.filter(each => each.phrases.some(phrase => fold(phrase).startsWith(`${typed} `)))
  if (beginning.length > 0) return only(beginning)?.id

  const labels = candidates.map(({ id, phrases }) => ({ id, words: new Set(phrases.flatMap(phrase => fold(phrase).split(' '))) }))
  const holding = (words: readonly string[]): string[] =>
    words.some(word => word.length > 2) ? labels.filter(each => words.every(word => each.words.has(word))).map(({ id }) => id) : []
  const words = typed.split(' ')
  const exact = holding(words)
  if (exact.length > 0) return only(exact)

  // fuse.js repairs the spelling of each word; a short one has too many neighbours to be repaired.
  const vocabulary = [...new Set(labels.flatMap(each => [...each.words]))].filter(word => word.length > 3)
  const speller = new Fuse(vocabulary, { threshold: 0.3, distance: 12, minMatchCharLength: 2 })
  const respelt = (word: string): string =>
    word.length < 4 || vocabulary.includes(word) ? word : (speller.search(word, { limit: 1 })[0]?.item ?? word)
  const repaired = holding(words.map(respelt))
  if (repaired.length > 0) return only(repaired)
  const allowed = Math.floor(typed.length / 6)
  return only(candidates.filter(each => each.phrases.some(phrase => distance(typed, fold(phrase), allowed) <= allowed)))?.id
}
