/** The two requests of a message that joins them in words: « … et aussi … », « Deuxième chose, … ». Two sentences tell one story. */
import { clean, fold } from '../text/fold.ts'
import type { Understood } from '../understanding/index.ts'

/** A message may be cut in two at so many places, and have so many characters: a longer one is a story, not two requests. */
const mostCuts = 12
const longest = 600
/** Each of two requests in one message must be as clear as this. */
const clearRequest = 0.75

/** The places where a message may be cut, as the parts before and after. */
function cutsOf(text: string, joins: readonly string[]): [string, string][] {
  const cuts: [string, string][] = []
  const words = clean(text).split(' ')
  const folded = words.map(fold)
  for (let at = 1; at < words.length - 1 && cuts.length < mostCuts; at++)
    for (const join of joins) {
      const length = join.split(' ').length
      if (folded.slice(at, at + length).join(' ') === join) cuts.push([words.slice(0, at).join(' '), words.slice(at + length).join(' ')])
    }
  return cuts.slice(0, mostCuts)
}

/**
 * Finds two requests, each clear enough to be begun by itself.
 * @param joins what joins two requests, folded
 * @param isRequest whether a part begins a conversation
 */
export function twoRequests(
  text: string,
  { joins, understand, isRequest }: {
    readonly joins: readonly string[]
    readonly understand: (part: string) => Understood
    readonly isRequest: (understood: Understood) => boolean
  },
): readonly [Understood, Understood] | undefined {
  if (text.length > longest) return undefined
  let best: { both: readonly [Understood, Understood]; score: number } | undefined
  for (const [left, right] of cutsOf(text, joins)) {
    // What does not itself begin a subject is no request, whatever follows.
    const first = understand(left)
    if (!isRequest(first)) continue
    const both = [first, understand(right)] as const
    const score = Math.min(both[0].score, both[1].score)
    if (both.every(isRequest) && both[0].intent !== both[1].intent)
      if (score >= clearRequest && score > (best?.score ?? 0)) best = { both, score }
  }
  return best?.both
}
