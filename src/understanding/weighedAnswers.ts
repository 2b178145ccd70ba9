/**
 * What the phrases of a step say, weighed against what people said there before. Alone neither is right often enough: the phrases know
 * only what somebody thought of, the judge is never quite sure. Where they contradict each other, it is asked back.
 */
import type { AnswerOption } from '../text/answerOption.ts'
import type { LikelyAnswer } from './answerJudge.ts'
import type { Heard } from './answers.ts'

/** From these scores on: found with what was learned from two sheets of answers, on a third sheet by another hand. */
const from = {
  /** Nothing was heard: what is as likely is the answer, … */
  taken: 0.58,
  /** … surely, whatever other subject it resembles, … */
  surely: 0.75,
  /** … and of what is less likely the two likeliest are asked back. */
  asked: 0.4,
  /** Two options were heard: the one that is as likely is meant. */
  chosen: 0.75,
  /** By some of its words, or a bare yes, an option was heard: another one that is as likely makes it doubtful, … */
  doubted: 0.6,
  /** … and where it was heard by a phrase of its own, only this. */
  refuted: 0.85,
  /** "Wait" was heard, and is said beside an answer. */
  answered: 0.8,
}

/** What was heard by phrases, once it is known how likely each answer is. */
export function weighed(
  heard: Heard | undefined, likely: readonly LikelyAnswer[] | undefined, options: readonly AnswerOption[],
): Heard | undefined {
  const [first, second] = likely ?? []
  if (first === undefined || second === undefined) return heard
  const option = options.find(({ id }) => id === first.answer)
  const meant = (): Heard | undefined =>
    option === undefined ? undefined
    : option.wholly === true ? { kind: 'partly', id: option.id }
    : { kind: 'option', id: option.id, wholly: false, surely: first.score >= from.surely }
  switch (heard?.kind) {
    case undefined: {
      if (first.score >= from.taken) return meant() ?? said(first)
      const both = options.filter(({ id }) => id === first.answer || id === second.answer).map(({ id }) => id)
      return first.score >= from.asked && both.length === 2 ? { kind: 'either', ids: both } : undefined
    }
    case 'option': {
      const isListed = options.some(({ id, listed }) => id === heard.id && listed === true)
      if (heard.wholly || heard.id === first.answer || (isListed && first.answer === 'aListed')) return heard
      if (first.score < (heard.surely || isListed ? from.refuted : from.doubted)) return heard
      return option === undefined ? said(first) : { kind: 'either', ids: [heard.id, option.id] }
    }
    case 'either':
      return first.score >= from.chosen && heard.ids.includes(first.answer) ? meant() : heard
    case 'wait':
      return !heard.wholly && first.score >= from.answered ? (meant() ?? heard) : heard
    case 'partly':
    case 'unknown':
      return heard
  }
}

/** What is none of a step's answers. */
function said({ answer }: LikelyAnswer): Heard | undefined {
  if (answer === 'aWait') return { kind: 'wait', wholly: false }
  return answer === 'notKnown' ? { kind: 'unknown', wholly: false } : undefined
}
