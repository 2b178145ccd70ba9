/** Which of the choices that are offered an input means. */
import { clean } from '../text/fold.ts'
import type { AnswerOption } from '../text/answerOption.ts'
import type { Choice, FlowTurn, HeardAnswer, Input } from './port.ts'

/** Trimmed text of an input, empty for anything else. */
export const textOf = (input: Input): string => (input.kind === 'text' ? clean(input.text) : '')

/** What is known already is proposed under the question … */
export const proposal = 'dialogs:bot.proposed.text'
/** … with this button. */
export const keepProposed: Choice = { id: '_proposed', words: 'dialogs:bot.proposed.keep' }

/** Whether a proposal is taken: by its button, its label, or a plain yes. */
export const keepsProposed = (turn: FlowTurn, input: Input): boolean => chosen(turn, input, [keepProposed]) !== undefined

/** The ways in which the choices of a step may be typed. `wholly`: those that are taken only when nothing else is said. */
export const answerOptions = (turn: FlowTurn, choices: readonly Choice[], step?: string, wholly: readonly string[] = []): AnswerOption[] =>
  choices.map(({ id, label, words }) => ({
    id,
    label: label ?? (words === undefined ? undefined : turn.phrase(words)) ?? id,
    names: label === undefined ? turn.synonyms(id, step) : [],
    ...(label === undefined ? {} : { listed: true }),
    ...(wholly.includes(id) ? { wholly: true } : {}),
  }))

/**
 * What an input is among the choices of a step.
 * @param step `<dialog>.<step>`, for the words of its own
 * @param wholly choices that are taken only by their button or when nothing else is said
 */
export function heardAmong(
  turn: FlowTurn, input: Input, choices: readonly Choice[], step?: string, wholly?: readonly string[],
): HeardAnswer | undefined {
  if (input.kind === 'text') return turn.hear(input.text, answerOptions(turn, choices, step, wholly), step)
  const option = input.kind === 'button' ? choices.find(({ id }) => id === input.value.option) : undefined
  return option === undefined ? undefined : { kind: 'option', id: option.id, wholly: true, surely: true }
}

/** Yes and no, as they are said anywhere. */
const plainAnswers: readonly AnswerOption[] = ['yes', 'no'].map(id => ({ id, label: id, names: [`=${id}`], wholly: true }))

/** A plain yes or no that is the whole message. */
export function plainAnswer(turn: FlowTurn, input: Input): 'yes' | 'no' | undefined {
  const heard = input.kind === 'text' ? turn.hear(input.text, plainAnswers) : undefined
  return heard?.kind !== 'option' ? undefined : heard.id === 'yes' ? 'yes' : 'no'
}

/**
 * The choice that an input means and nothing else; a part of what it is called will do.
 * @param step `<dialog>.<step>`, for the words of its own
 * @param inFull choices for which it will not: what loses something
 */
export function chosen(
  turn: FlowTurn, input: Input, choices: readonly Choice[], step?: string, inFull: readonly string[] = [],
): string | undefined {
  const heard = heardAmong(turn, input, choices, step, inFull)
  return heard?.kind === 'option' && heard.wholly ? heard.id : undefined
}
