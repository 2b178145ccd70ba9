/** Which of the guide's sentences say that it did not understand. */
import { isThatIt, notKnowing, takeYourTime, whichOfThese } from '../flow/humanHelp.ts'
import type { Saying } from '../flow/port.ts'

/** The guide's own words for what it does not understand. */
const atALoss = new Set(['notUnderstood', 'stillNotUnderstood', 'lost'])
/** Said where a question is asked once more to whoever was understood. */
const understood: readonly string[] = [takeYourTime, whichOfThese, isThatIt, notKnowing]

/** Whether this says that an answer was not understood. */
export const isMiss = ({ part, dialog, step, words }: Saying): boolean =>
  (/retry$/.test(part) && !words.some(key => understood.includes(key))) || (dialog === 'bot' && atALoss.has(step))
