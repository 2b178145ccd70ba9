/** A value that is good but looks unintended: what is asked about it, and what was answered. */
import { heardAmong } from './chosen.ts'
import type { FormInHand, FormState } from './formInHand.ts'
import type { Choice, Input } from './port.ts'

type Remarked = NonNullable<FormState['remark']>

const remarkChoices = (form: FormInHand, { about, suggestion }: Remarked): Choice[] =>
  suggestion === undefined
    ? ['detour', 'goOn'].map(id => ({ id, words: form.key(`remarks.${about}.options.${id}`) }))
    : ['useSuggestion', 'keepTyped'].map(id => ({ id, words: `dialogs:bot.form.didYouMean.options.${id}` }))

/** Asks about a value. @param before words that are said before the question */
export async function askAboutRemark(form: FormInHand, remark: Remarked, before: readonly string[] = []): Promise<void> {
  const { about, value, suggestion } = remark
  await form.say({
    part: 'remark',
    words: [...before, suggestion === undefined ? form.key(`remarks.${about}.text`) : 'dialogs:bot.form.didYouMean.text'],
    variables: { ...form.state.options.variables, value, ...(suggestion === undefined ? {} : { suggestion }) },
    choices: remarkChoices(form, remark),
    ask: form.state.ask,
  })
}

/** What was answered: the way that the remark leads, or the value that is meant. */
export function readAboutRemark(form: FormInHand, remark: Remarked, input: Input): 'detour' | { readonly value: string } | undefined {
  const heard = heardAmong(form.turn, input, remarkChoices(form, remark), form.place('remark'))
  const option = heard?.kind === 'option' ? heard.id : undefined
  if (option === undefined || option === 'detour') return option
  return { value: (option === 'useSuggestion' ? remark.suggestion : undefined) ?? remark.value }
}
