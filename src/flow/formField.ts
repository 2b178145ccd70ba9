/** One field of a form as a question: how it is asked, and what an answer to it is. */
import type { Refusal } from '../fields/field.ts'
import { checkField } from '../fields/kinds.ts'
import { fold } from '../text/fold.ts'
import { heardAmong, keepProposed, keepsProposed, proposal } from './chosen.ts'
import { skipped } from './formCard.ts'
import { about, isListed, type FormInHand } from './formInHand.ts'
import type { Choice, HeardAnswer, Input } from './port.ts'

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
  /** The answer will come later, or is not known: no patience is used up. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'unknown' }

function fieldChoices(form: FormInHand): Choice[] {
  const field = form.asked
  const isGiven = (form.state.values[field.name] ?? '') !== ''
  return [
    ...form.options(field),
    ...(isGiven ? [keepGiven] : form.proposed(field) !== undefined ? [keepProposed] : []),
    ...(field.required ? [] : [skip]),
    ...(field === form.inTurn[0] && !form.state.editing ? [wholeCard] : []),
  ]
}

/** Asks for the field. @param fault the words that say what was wrong with the last answer, instead of the question */
export async function askField(form: FormInHand, fault?: readonly string[]): Promise<void> {
  const { counted, asked: field, state } = form
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
    field: { ...about(field), ...(counted.includes(field) ? { number: counted.indexOf(field) + 1, of: counted.length } : {}) },
  })
}

/** Nothing but figures and signs: a number is no place in a list where a text is asked for. */
const isWithoutWord = (input: Input): boolean => input.kind === 'text' && !/\p{L}/u.test(fold(input.text))

/** What an input answers to the field by one of its choices; undefined: none of them, so it may be about something else. */
export function readField(form: FormInHand, input: Input): FieldAnswer | undefined {
  const { asked: field, turn } = form
  const choices = fieldChoices(form)
  const proposed = choices.includes(keepProposed) ? form.proposed(field) : undefined
  if (proposed !== undefined && !isWithoutWord(input) && keepsProposed(turn, input)) return { kind: 'text', text: proposed }
  if (input.kind === 'text' && !isListed(field)) return readTyped(form, input, choices)
  const heard = heardAmong(turn, input, choices, form.place(field.name), field.kind === 'consent' ? ['accept'] : [])
  return heard?.kind === 'option' ? readChoice(form, input, heard.id) : heard?.kind === 'wait' || heard?.kind === 'unknown' ? { kind: heard.kind } : undefined
}

function readChoice(form: FormInHand, input: Input, option: string): FieldAnswer {
  const { asked: field } = form
  switch (option) {
    case wholeCard.id:
      return { kind: 'card' }
    case keepGiven.id:
      return { kind: 'value', value: form.state.values[field.name] ?? '' }
    case skip.id:
      return { kind: 'value', value: '' }
    case 'decline':
      return field.required ? { kind: 'refused', code: 'mustAccept' } : { kind: 'value', value: option }
    default: {
      // A button of a typed field that is none of them stands for nothing that was typed.
      const value = isListed(field) ? option : form.ready(field, option)
      return value === undefined ? readAsText(form, input) : { kind: 'value', value }
    }
  }
}

/** « Aucun » is an answer before it refuses one, where it can be both. */
function besideRefusal(heard: HeardAnswer | undefined): HeardAnswer | undefined {
  const [only, ...others] = heard?.kind === 'either' ? heard.ids.filter(id => id !== skip.id) : []
  return only === undefined || others.length > 0 ? heard : { kind: 'option', id: only, wholly: false, surely: true }
}

/**
 * A typed text where a text is asked for. A name may be any word: whoever repeats what was taken for something else means it. An
 * address and a number cannot be mistaken.
 */
function readTyped(form: FormInHand, input: Input & { readonly kind: 'text' }, choices: readonly Choice[]): FieldAnswer | undefined {
  const { asked: field, turn, state } = form
  const said = fold(input.text)
  // An address names no button.
  if (isWithoutWord({ ...input, text: input.text.replace(/\S*@\S*/g, ' ') })) return undefined
  if (state.doubted === said || checkField(field, turn.value(input.text, form.valueKind(field))).ok && field.kind !== 'text')
    return undefined
  // Refusing an answer, where it cannot be passed over, is as not knowing it.
  const heard = besideRefusal(heardAmong(turn, input, field.required ? [...choices, skip] : choices, form.place(field.name)))
  // « j’ai oublié … » is no name, unless it is said once more.
  if (heard === undefined && !/\?\s*$/.test(input.text) && turn.value(input.text, form.valueKind(field)) === '') {
    state.doubted = said
    return { kind: 'unknown' }
  }
  if (heard === undefined || heard.kind === 'either' || heard.kind === 'partly') return undefined
  if (heard.kind === 'option' && heard.id !== skip.id) return heard.wholly || heard.surely ? readChoice(form, input, heard.id) : undefined
  // « UMS… non pardon, UAR 3608 » says something.
  if (heard.kind === 'option' && !field.required && !/\d/.test(said)) return { kind: 'value', value: '' }
  if (heard.kind === 'option' && !heard.wholly && !heard.surely) return undefined
  state.doubted = said
  return heard.kind === 'wait' ? { kind: 'wait' } : { kind: 'unknown' }
}

/** What an input is that is neither one of the choices nor about something else. */
export const readAsText = (form: FormInHand, input: Input): FieldAnswer =>
  isListed(form.asked)
    ? { kind: 'refused', code: 'notAnOption' }
    : { kind: 'text', text: input.kind === 'text' ? form.turn.value(input.text, form.valueKind(form.asked)) : '' }
