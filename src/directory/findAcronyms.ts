/** Units by their acronyms: as they are written, among everyday words that look like them. */
import { cueWords, functionWords, wordLikeAcronyms } from './emptyWords.ts'
import { stem, type Token } from './nameWords.ts'
import type { Span, TypedText } from './typedText.ts'
import type { Candidate } from './unitAnswer.ts'
import type { Entry, UnitIndex } from './unitIndex.ts'

/** Words that are an acronym, and may as well be everyday words. */
interface Doubtful extends Span {
  readonly holders: readonly Entry[]
}

/** The units whose acronym is in the text, with the words that were taken for it. */
export function byAcronym(index: UnitIndex, typed: TypedText): { candidates: Candidate[]; at: Span[]; doubtful: Doubtful[] } {
  const { acronyms, oddCodes } = index
  const { words, roles, shouted, spelt } = typed
  let best: Candidate[] = []
  let spans: Span[] = []
  const doubtful: Doubtful[] = []
  let bestScore = 0
  let bestLength = 0
  for (let from = 0; from < words.length; from++)
    for (let to = from + 1; to <= Math.min(words.length, from + 5); to++) {
      if (roles[from] === 'code' || roles[to - 1] === 'code') break
      const key = words.slice(from, to).map(({ word }) => word).join('')
      if (key.length < 2 || key.length > 30) continue
      // « LPP à » is not LPPA: small words join only where they are written as letters of an acronym.
      const isSmall = ({ word, raw }: Token): boolean => functionWords.has(word) && (shouted || !/^\p{Lu}/u.test(raw)) && !spelt
      if (to - from > 1 && words.slice(from, to).some(isSmall)) continue
      const holders = [...(acronyms.get(key) ?? []), ...(oddCodes.get(key) ?? [])]
      if (holders.length === 0) continue
      const alone = trustIn(index, typed, key, { from, to })
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

const articles = new Set('le la l les au aux du a the at in'.split(' '))

/** How likely these words are meant as an acronym: 1 sure, 0 not at all. */
function trustIn(index: UnitIndex, typed: TypedText, key: string, { from, to }: Span): number {
  const { words, content, sentence, shouted } = typed
  const raw = words.slice(from, to).map(({ raw }) => raw)
  const inside = (at: number): boolean => at >= from && at < to
  const roles = typed.roles.slice(from, to)
  const wordLike = wordLikeAcronyms.has(key)
  const allowed = wordLike ? articles : functionWords
  const wholeQuery = words.every(({ word }, at) => inside(at) || allowed.has(word))
  if (wholeQuery && !(words.length === 1 && functionWords.has(key))) return 1
  if (roles.every(role => role === 'function' || role === 'talk')) {
    // « le CE », « au LA »: in capitals within small letters, and nothing else is named.
    if (shouted || to - from > 1 || content.length > 0 || key.length < 3 || !/^\p{Lu}{3,}$/u.test(typed.raw(from)))
      return 0
    return roles[0] === 'talk' ? 0 : 0.85
  }
  // « LIP 6 »: several words make one acronym only when at least one looks like it.
  const alone = content.every(inside)
  const capitals = !shouted && /\p{Lu}.*(?:\p{Lu}|\d)|\d.*\p{Lu}/u.test(raw.join(''))
  const cue = cueWords.has(typed.word(from - 1))
  const place = roles.some(role => role === 'town' || role === 'establishment')
  if (place && roles.every(role => role !== 'content')) {
    // « SOLEIL » is an establishment and a unit, « Tours » a town: only as the acronym is written.
    if (roles.includes('town') && !raw.every(each => /^\p{Lu}{2,}$/u.test(each))) return 0
    const establishment = typed.establishments.find(each => each.from <= from && to <= each.to)
    if (establishment === undefined) return capitals ? 0.85 : 0
    // One of few units: the establishment and its laboratory go by one name.
    const few = (index.establishments.get(establishment.key)?.size ?? 0) <= 3
    return few && content.length === 0 && key.length >= 4 && (capitals || !sentence) ? 0.85 : 0
  }
  if (to - from > 1 && !capitals && !alone) return 0
  if (key.length <= 2) return capitals && (cue || alone) ? 0.85 : 0
  if (wordLike) {
    if (capitals) return 0.97
    if (cue) return alone ? 0.95 : 0.9
    return alone && !sentence ? 0.95 : 0
  }
  if (alone) return capitals ? 0.99 : 0.97
  if (capitals) return 0.95
  const names = index.vocabulary.get(stem(key))?.length ?? 0
  if (cue || /^(au|du|le|the|at)$/.test(typed.word(from - 1)) || (typed.word(from - 1) === 'l' && sentence))
    return names < 3 ? 0.92 : cue ? 0.85 : 0
  if (names > 1) return 0
  // « mio luminy »
  if (key.length === 3 && from === 0 && words.length <= 3 && !sentence) return 0.85
  return key.length >= 4 || /\d/.test(key) ? 0.88 : shouted ? 0.85 : 0
}
