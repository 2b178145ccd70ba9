/** One field of a form as a question: how it is asked, and what an answer to it is. */
import type { Refusal } from '../fields/field.ts'
import { fold } from '../text/fold.ts'
import { chosen, keepProposed, keepsProposed, proposal, textOf } from './chosen.ts'
import { skipped } from './formCard.ts'
import { isListed, type FormInHand } from './formInHand.ts'
import type { Choice, Input } from './port.ts'

/** Offered at the first question: all of them on one card. */
const wholeCard: Choice = { id: '_card', words: 'dialogs:bot.form.card.open' }
const keepGiven: Choice = { id: '_keep', words: 'dialogs:bot.form.keep' }
const skip: Choice = { id: skipped, words: 'dialogs:bot.form.skip' }

/** What was answered: a value, a text that is still to be checked, the wish for the card, or something that can be no answer. */
export type FieldAnswer =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'card' }
  | { readonly kind: 'refused'; readonly code: Refusal }

function fieldChoices(form: FormInHand): Choice[] {
  const field = form.asked
  const isGiven = (form.state.values[field.name] ?? '') !== ''
  return [
    ...form.options(field),
    ...(isGiven ? [keepGiven] : form.proposed(field) !== undefined ? [keepProposed] : []),
    ...(field.required ? [] : [skip]),
    ...(field === form.fields[0] && !form.state.editing ? [wholeCard] : []),
  ]
}

/** Asks for the field. @param fault the words that say what was wrong with the last answer, instead of the question */
export async function askField(form: FormInHand, fault?: readonly string[]): Promise<void> {
  const { fields, asked: field, state } = form
  const given = state.values[field.name] ?? ''
  const choices = fieldChoices(form)
  const proposed = given === '' ? form.proposed(field) : undefined
  const current = given !== '' && !isListed(field) ? given : undefined
  const why = form.words(field.name, 'why')
  await form.say({
    part: fault === undefined ? 'field' : 'field retry',
    words: fault ?? [
      form.words(field.name, 'question'),
      ...(current !== undefined ? ['dialogs:bot.form.current'] : proposed === undefined ? [] : [proposal]),
      ...(form.turn.phrase(why) === undefined ? [] : [why]),
    ],
    variables: {
      ...state.options.variables,
      ...form.limits(field),
      ...(current === undefined ? {} : { current }),
      ...(proposed === undefined ? {} : { proposed }),
    },
    ...(choices.length === 0 ? {} : { choices }),
    ask: state.ask,
    field: { name: field.name, required: field.required, number: fields.indexOf(field) + 1, of: fields.length },
  })
}

/** What an input answers to the field by one of its choices; undefined: none of them, so it may be about something else. */
export function readField(form: FormInHand, input: Input): FieldAnswer | undefined {
  const { asked: field, turn } = form
  const choices = fieldChoices(form)
  const proposed = choices.includes(keepProposed) ? form.proposed(field) : undefined
  if (proposed !== undefined && keepsProposed(turn, input)) return { kind: 'text', text: proposed }
  // A button counts by its name; a typed text is a choice only where the field is one, or when it is exactly the label.
  const typed = fold(textOf(input))
  const option =
    isListed(field) || input.kind === 'button'
      ? chosen(turn, input, choices)
      : choices.find(({ words }) => words !== undefined && fold(turn.phrase(words) ?? '') === typed)?.id
  switch (option) {
    case undefined:
      return undefined
    case wholeCard.id:
      return { kind: 'card' }
    case keepGiven.id:
      return { kind: 'value', value: form.state.values[field.name] ?? '' }
    case skip.id:
      return { kind: 'value', value: '' }
    case 'decline':
      return field.required ? { kind: 'refused', code: 'mustAccept' } : { kind: 'value', value: option }
    default:
      // A button of a typed field that is none of the above stands for nothing that was typed.
      return isListed(field) ? { kind: 'value', value: option } : readAsText(form, input)
  }
}

/** What an input is that is neither one of the choices nor about something else. */
export const readAsText = (form: FormInHand, input: Input): FieldAnswer =>
  isListed(form.asked) ? { kind: 'refused', code: 'notAnOption' } : { kind: 'text', text: input.kind === 'text' ? input.text : '' }
