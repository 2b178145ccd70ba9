/** Which of the guide's sentences say that it did not understand, and what is noted of that. */
import { isThatIt, notKnowing, takeYourTime, whichOfThese } from '../flow/humanHelp.ts'
import type { FlowTurn, Saying } from '../flow/port.ts'
import type { Counting } from '../turns/counting.ts'
import type { Conversations } from './beginnings.ts'

/** The turn in which it was said. */
interface MissedIn extends Pick<FlowTurn, 'input' | 'locale' | 'entrust'> {
  readonly counting: Counting
  readonly with: { readonly conversations: Pick<Conversations, 'all'> }
}

/** The guide's own words for what it does not understand. */
const atALoss = new Set(['notUnderstood', 'stillNotUnderstood', 'lost'])
/** Said where a question is asked once more to whoever was understood. */
const understood: readonly string[] = [takeYourTime, whichOfThese, isThatIt, notKnowing]

/** Whether this says that an answer was not understood. */
export const isMiss = ({ part, dialog, step, words }: Saying): boolean =>
  (/retry$/.test(part) && !words.some(key => understood.includes(key))) || (dialog === 'bot' && atALoss.has(step))

/**
 * Counts that an answer was not understood. One that was typed where something is to be chosen is kept for the editors as well, masked
 * like a question; one that tells something of the person (an address, a name) is asked for otherwise, and never is.
 */
export function missed(turn: MissedIn, { dialog, step }: Saying): void {
  const at = `${dialog}.${step}`
  turn.counting.missed(at)
  const { input, with: { conversations: { all } }, locale } = turn
  const kind = all.find(({ name }) => name === dialog)?.steps[step]?.kind
  if (input.kind === 'text' && (kind === 'choose' || kind === 'pick')) turn.entrust('keepQuestion', { question: input.text, locale, step: at })
}
