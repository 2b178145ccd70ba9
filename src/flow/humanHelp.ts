/** What is said to whoever is not understood: other words each time, and soon how a human is reached. */
import type { FlowTurn } from './port.ts'

/** After how many failures a person is told how to reach a human. */
export const patience = 3

/** How a human is reached, in the words that fit what is known of one. */
export const humanHelp = (turn: Pick<FlowTurn, 'configured'>): string =>
  `dialogs:bot.${turn.configured.helpdeskEmail ? 'stuckWithContact' : 'stuckWithoutContact'}.text`

/** Before the words that were said of the last answer, too: never the same sentence twice in a row. */
export const onceMore = (failures: number): readonly string[] => (failures > 1 ? ['dialogs:bot.stillNot.text'] : [])

/** Said to whoever will answer later: no patience is used up. */
export const takeYourTime = 'dialogs:bot.takeYourTime.text'
/** Said over the choices that fit, when several do. */
export const whichOfThese = 'dialogs:bot.whichOfThese.text'
/** Asked before what is requested or consented to, where it was said among other things. */
export const isThatIt = 'dialogs:bot.isThatIt.text'
/** Said to whoever does not know, before what helps to know. */
export const notKnowing = 'dialogs:bot.notKnowing.text'
/** Said to a question that nothing answers, before why the present one is asked. */
export const cannotAnswer = 'dialogs:bot.cannotAnswer.text'
/** Said the second time to whoever is not understood: two of the answers that there are, as examples. */
export const howToAnswer = 'dialogs:bot.howToAnswer.text'
