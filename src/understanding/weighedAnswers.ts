/**
 * What the phrases of a step say, weighed against what people said there before. Alone neither is right often enough: the phrases know
 * only what somebody thought of, the judge is never quite sure. What was heard makes an answer likelier; one that is likely enough is
 * taken, of two that are left it is asked which, and of a bare guess nothing is made.
 */
import type { AnswerOption } from '../text/answerOption.ts'
import type { LikelyAnswer } from './answerJudge.ts'
import type { Heard } from './answers.ts'

/** By how much a phrase makes likelier what it says, as a logarithm of odds. Found on a sheet of answers of which nothing was learned. */
const evidence = { surely: 2, named: 1, either: 1, not: -6, waits: 2, knowsNot: 2, wholly: 4 }

/** From these scores on … */
const from = {
  /** … it is the answer, */
  taken: 0.6,
  /** … surely, whatever other subject it resembles, */
  surely: 0.75,
  /** … or, of less, the two likeliest are asked back. */
  asked: 0.35,
  /** … or, of what was denied, nothing can be said of the others. */
  ruledOut: 0.8,
}

/** More are not asked back. */
const mostAsked = 3
const among = (options: readonly AnswerOption[]): Told | undefined =>
  options.length > 1 && options.length <= mostAsked ? { kind: 'either', ids: options.map(({ id }) => id) } : undefined

/** What an answer is in the end. */
type Told = Exclude<Heard, { kind: 'not' }>

/** What was heard by phrases, once it is known how likely each answer is. What the step itself must hear in full stays as it was heard. */
export function weighed(
  heard: Heard | undefined, likely: readonly LikelyAnswer[] | undefined, options: readonly AnswerOption[],
): Told | undefined {
  if (heard !== undefined && heard.kind !== 'not' && (likely === undefined || isSettled(heard))) return heard
  if (likely === undefined) return undefined
  const [first, second] = raised(heard, likely, options)
  if (first === undefined || second === undefined) return undefined
  const option = options.find(({ id }) => id === first.answer)
  // What is denied was all that was likely: of the rest nothing is known.
  const ruledOut = heard?.kind === 'not' ? likely.filter(({ answer }) => heard.ids.includes(answer)) : []
  if (ruledOut.reduce((sum, { score }) => sum + score, 0) > from.ruledOut)
    return among(options.filter(({ id }) => !ruledOut.some(({ answer }) => answer === id)))
  if (first.score >= from.taken) {
    if (option === undefined) return said(first, heard)
    if (option.wholly === true) return { kind: 'partly', id: option.id }
    const surely = first.score >= from.surely || (heard?.kind === 'option' && heard.id === option.id && heard.surely)
    return { kind: 'option', id: option.id, wholly: false, surely }
  }
  const ids = options.filter(({ id }) => id === first.answer || id === second.answer).map(({ id }) => id)
  if (first.score >= from.asked && ids.length === 2) return { kind: 'either', ids }
  return heard?.kind === 'either' ? heard : undefined
}

/** What no likelihood changes. */
const isSettled = (heard: Told): boolean =>
  heard.kind === 'partly' || (heard.kind === 'option' && heard.wholly) || ((heard.kind === 'either' || heard.kind === 'unknown') && heard.surely === true)

/** How likely each answer is after what was heard, likeliest first. */
function raised(heard: Heard | undefined, likely: readonly LikelyAnswer[], options: readonly AnswerOption[]): LikelyAnswer[] {
  const isListed = new Set(options.filter(({ listed }) => listed === true).map(({ id }) => id))
  const named = heard?.kind === 'option' ? [heard.id] : heard?.kind === 'either' ? heard.ids : []
  const inList = named.filter(id => isListed.has(id))
  const listed = likely.find(({ answer }) => answer === 'aListed')?.score ?? 0
  const by = (answer: string): number => {
    switch (heard?.kind) {
      case 'option':
        return heard.id !== answer ? 0 : heard.surely ? evidence.surely : evidence.named
      case 'either':
        return heard.ids.includes(answer) ? evidence.either : 0
      case 'not':
        return heard.ids.includes(answer) ? evidence.not : 0
      case 'wait':
        return answer !== 'aWait' ? 0 : heard.wholly ? evidence.wholly : evidence.waits
      case 'unknown':
        return answer !== 'notKnown' ? 0 : heard.wholly ? evidence.wholly : evidence.knowsNot
      case 'partly':
      case undefined:
        return 0
    }
  }
  const weight = ({ answer, score }: LikelyAnswer): number => {
    // Which of a list was meant is told by its words alone, and how likely it is that one of them was by what is learned.
    if (isListed.has(answer)) return inList.includes(answer) ? (listed / inList.length) * Math.exp(by(answer)) : 0
    return answer === 'aListed' && inList.length > 0 ? 0 : score * Math.exp(by(answer))
  }
  const weights = likely.map(weight)
  const all = weights.reduce((sum, each) => sum + each, 0)
  return likely.map(({ answer }, i) => ({ answer, score: (weights[i] ?? 0) / all })).sort((a, b) => b.score - a.score)
}

/** What is none of a step's answers. */
function said({ answer }: LikelyAnswer, heard: Heard | undefined): Told | undefined {
  if (answer === 'aWait') return { kind: 'wait', wholly: heard?.kind === 'wait' && heard.wholly }
  return answer === 'notKnown' ? { kind: 'unknown', wholly: heard?.kind === 'unknown' && heard.wholly } : undefined
}
