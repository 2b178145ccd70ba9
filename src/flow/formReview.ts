/** The review of a form, in which each field can be changed. */
import type { FormValues } from './actions.ts'
import { fold } from '../text/fold.ts'
import { chosen, heardAmong, textOf } from './chosen.ts'
import { isListed, type FormInHand } from './formInHand.ts'
import type { Choice, Input, ReviewRow } from './port.ts'

/** What was answered to the review: send it, or change this field. */
export type ReviewAnswer =
  | { readonly kind: 'submit' }
  | { readonly kind: 'edit'; readonly field: string }
  /** They read it over. */
  | { readonly kind: 'wait' }
  /** Something is wrong, and it was not said what. */
  | { readonly kind: 'unclear' }

/** The number of a label in a list, or nothing. */
function rowNumber(typed: string): number | undefined {
  const digits = /^(?:modifier |changer |ajouter |edit |change |add )?(\d{1,2})$/.exec(typed)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const rows = (form: FormInHand, values: FormValues): ReviewRow[] =>
  form.fields.map(field => {
    const value = values[field.name] ?? ''
    return {
      field: field.name,
      words: form.words(field.name, 'label'),
      ...(value === '' ? {} : isListed(field) ? { valueWords: form.words(field.name, `options.${value}`) } : { value }),
    }
  })

const submit = (form: FormInHand): Choice => ({ id: 'submit', words: form.key('submit') })

/** Shows the review. @param words what is said over it */
export async function askReview(form: FormInHand, words = form.key('review')): Promise<void> {
  const { state } = form
  await form.say({
    part: 'review',
    words: [words],
    variables: state.options.variables,
    review: rows(form, state.values),
    choices: [submit(form), ...form.fields.map(({ name }) => ({ id: 'edit', field: name, words: form.words(name, 'label') }))],
    ask: state.ask,
  })
}

/** What an input answers to the review. The request goes out only by its button, or when that is said and nothing else. */
export function readReview(form: FormInHand, input: Input): ReviewAnswer | undefined {
  const numbered = rowNumber(fold(textOf(input))) !== undefined
  const no: Choice = { id: 'no', words: 'dialogs:bot.choices.stay' }
  const heard = numbered ? undefined : heardAmong(form.turn, input, [submit(form), no], form.place('review'), ['submit', 'no'])
  if (heard?.kind === 'wait') return { kind: 'wait' }
  if (heard?.kind === 'option') return { kind: heard.id === 'submit' ? 'submit' : 'unclear' }
  const field = fieldToEdit(form, input)
  return field === undefined ? undefined : { kind: 'edit', field }
}

/** The field that is to be changed: by its button, its number, its name or its label, with or without "modifier". */
function fieldToEdit(form: FormInHand, input: Input): string | undefined {
  const { fields, turn } = form
  if (input.kind === 'button') {
    const { option, field } = input.value
    return option === 'edit' ? fields.find(({ name }) => name === field)?.name : undefined
  }
  const typed = fold(textOf(input))
  const number = rowNumber(typed)
  if (number !== undefined) return fields[number - 1]?.name
  const verb = ['edit', 'add'].map(name => fold(turn.phrase(`dialogs:bot.form.${name}`) ?? '')).find(each => typed.startsWith(`${each} `))
  const text = verb === undefined ? typed : typed.slice(verb.length + 1)
  return chosen(turn, { kind: 'text', text }, fields.map(({ name }) => ({ id: name, words: form.words(name, 'label') })))
}
