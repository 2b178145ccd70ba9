/** All fields of a form on one card, and the way back from it to one question at a time. */
import { kindOf } from '../fields/kinds.ts'
import { about, isListed, type CardState, type FormInHand } from './formInHand.ts'
import type { CardField, Choice } from './port.ts'

/** The button that leads back to one question at a time. */
export const oneByOne: Choice = { id: '_steps', words: 'dialogs:bot.form.card.steps' }

/** Shows the card, with what is known already, and with what was wrong in it. */
export async function askCard(form: FormInHand, { typed, faults }: CardState): Promise<void> {
  const { state } = form
  const count = Object.keys(faults).length
  const card = form.fields.map((field): CardField => {
    const { name, kind } = field
    const value = typed[name] ?? state.values[name] ?? form.proposed(field)
    const listed = isListed(field)
    const fault = faults[name]
    return {
      ...about(field),
      words: form.words(name, 'label'),
      empty: form.words(name, `errors.${kindOf(field).missing}`),
      limits: form.limits(field),
      ...(kind === 'consent' ? { question: form.words(name, 'question') } : {}),
      ...(listed ? { options: form.options(field) } : {}),
      ...(value === undefined || value === '' ? {} : { value }),
      ...(fault === undefined ? {} : { fault: form.words(name, `errors.${fault}`) }),
    }
  })
  await form.say({
    part: 'card',
    words: [count === 0 ? 'dialogs:bot.form.card.text' : 'dialogs:bot.form.card.repair'],
    variables: { ...state.options.variables, count },
    choices: [{ id: 'submit', words: 'dialogs:bot.form.card.submit' }, oneByOne],
    card,
    ask: state.ask,
  })
}
