/** Units whose acronym was misspelt. */
import { cueWords, wordLikeAcronyms } from './emptyWords.ts'
import { isSlip, stem } from './nameWords.ts'
import { narrow, unsure } from './settle.ts'
import type { TypedText } from './typedText.ts'
import { conclude, nothing, unique, type Candidate, type UnitAnswer } from './unitAnswer.ts'
import type { UnitIndex } from './unitIndex.ts'

/** Answers where nothing is spelt like what was typed: the acronyms that are one slip away. */
export function byNearSpelling(index: UnitIndex, typed: TypedText): UnitAnswer {
  const { words, roles, towns, establishments, shouted } = typed
  const tried: Candidate[] = []
  let sure = false
  for (const [at, { word, raw }] of words.entries()) {
    if (roles[at] !== 'content' || word.length < 4 || /^\d+$/.test(word)) continue
    const looksLike = !shouted && /\p{Lu}.*(?:\p{Lu}|\d)/u.test(raw)
    const cue = cueWords.has(typed.word(at - 1)) || ['au', 'du', 'le'].includes(typed.word(at - 1))
    const alone = roles.every((role, other) => other === at || role !== 'content')
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
    const here = narrow(index, typed, tried)
    if (here.outcome === 'elsewhere') return unsure(unique(tried))
    const placed = towns.length > 0 && here.outcome === 'here'
    if ((sure || placed) && !index.partial) return conclude(index, unique(here.kept))
    return unsure(unique(here.kept))
  }
  const content = words.filter((_, at) => roles[at] === 'content')
  if (content.length > 0)
    return nothing(content.every(({ word }) => index.vocabulary.has(stem(word))) ? 'tooVague' : 'notFound')
  return nothing(towns.length > 0 || establishments.length > 0 ? 'establishment' : 'notFound')
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
