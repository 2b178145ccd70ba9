/** Which of the choices that are offered an input means. */
import { clean, fold } from '../text/fold.ts'
import type { Choice, FlowTurn, Input } from './port.ts'
import { recogniseChoice, type Candidate } from './recognise.ts'

/** Trimmed text of an input, empty for anything else. */
export const textOf = (input: Input): string => (input.kind === 'text' ? clean(input.text) : '')

/** What is known already is proposed under the question … */
export const proposal = 'dialogs:bot.proposed.text'
/** … with this button. */
export const keepProposed: Choice = { id: '_proposed', words: 'dialogs:bot.proposed.keep' }

/** Whether a proposal is taken: by its button, its label, or a plain yes. */
export const keepsProposed = (turn: FlowTurn, input: Input): boolean =>
  input.kind === 'button'
    ? input.value.option === keepProposed.id
    : ['dialogs:bot.proposed.keep', 'dialogs:bot.form.yes'].some(words => textOf(input) !== '' && fold(textOf(input)) === fold(turn.phrase(words) ?? ''))

/** The ways in which a choice may be typed. */
const candidates = (turn: FlowTurn, choices: readonly Choice[]): Candidate[] =>
  choices.map(({ id, label, words }) => {
    const phrase = label ?? (words === undefined ? undefined : turn.phrase(words))
    return { id, phrases: [...(phrase === undefined ? [] : [phrase]), ...(label === undefined ? turn.synonyms(id) : [])] }
  })

/** Whether a text is a choice's name or its label, letter for letter but for case, accents and punctuation. */
export const isExactly = (turn: FlowTurn, text: string, id: string, words: string): boolean =>
  text !== '' && (fold(text) === fold(id) || fold(text) === fold(turn.phrase(words) ?? id))

/** The choice that an input means, if it means one of them. */
export function chosen(turn: FlowTurn, input: Input, choices: readonly Choice[]): string | undefined {
  if (input.kind === 'button') return choices.some(each => each.id === input.value.option) ? input.value.option : undefined
  return input.kind === 'text' ? recogniseChoice(input.text, candidates(turn, choices)) : undefined
}
