/** What a dialog keeps while it runs, under the names of its steps; and what of it a step is begun with. */
import type { FormValues, Outcome } from './actions.ts'
import type { ChoiceOptions } from './choicePrompt.ts'
import type { FormOptions } from './formInHand.ts'
import type { PromptOptions } from './stepPrompt.ts'
import type { Step } from './table.ts'

export interface TableState {
  /** The step that is waited at. */
  at: string
  answers: Record<string, string>
  last: string
  forms: Record<string, FormValues>
  /** Where each form was left. */
  places: Record<string, string>
  outcomes: Record<string, Outcome>
  /** What each look was asked, to look once more when the language changes. A conversation of an older version has none. */
  looked?: Record<string, unknown>
  locale: string
  /** The steps that waited for the person, in order: what "retour" goes back through. */
  trail: string[]
}

/** The state of a dialog that begins. @param begunBy the outcome because of which it begins, when an action came back late */
export const freshState = (first: string, locale: string, begunBy?: Outcome): TableState => ({
  at: first,
  answers: {},
  last: '',
  forms: {},
  places: {},
  outcomes: begunBy === undefined ? {} : { begunBy },
  looked: {},
  locale,
  trail: [],
})

/** Keeps an outcome as the last one: what a repeated look found goes before what was found earlier. */
export function keep(outcomes: Record<string, Outcome>, name: string, outcome: Outcome): void {
  delete outcomes[name]
  outcomes[name] = outcome
}

/** The variables of all outcomes, the last of each name. */
export const foundIn = (outcomes: Readonly<Record<string, Outcome>>): Record<string, string> =>
  Object.fromEntries(Object.values(outcomes).flatMap(({ variables }) => Object.entries(variables ?? {})))

/** What the words of a step may use: what was answered, the values of forms, and what actions found. */
export const variablesOf = ({ answers, forms, outcomes }: TableState): Record<string, string> => ({
  ...answers,
  ...Object.fromEntries(Object.values(forms).flatMap(values => Object.entries(values))),
  ...foundIn(outcomes),
})

/** What a form is begun with: what was filled in here before, or what an outcome brings back. */
function formOptions(state: TableState, name: string): Omit<FormOptions, 'variables'> {
  // What a request came back with goes before what another one of the conversation left.
  const { begunBy } = state.outcomes
  const outcomes = begunBy === undefined ? Object.values(state.outcomes) : [begunBy]
  const last = <K extends keyof Outcome>(key: K): Outcome[K] | undefined => outcomes.findLast(each => each[key] !== undefined)?.[key]
  const refused = last('refused')
  const place = state.places[name] ?? last('at')
  return {
    values: state.forms[name] ?? last('values') ?? {},
    ...(place === undefined ? {} : { at: place }),
    ...(refused === undefined ? {} : { refused }),
  }
}

/** What a step that asks is begun with. */
export function optionsFor(step: Step, name: string, state: TableState): PromptOptions | ChoiceOptions | FormOptions {
  const variables = variablesOf(state)
  switch (step.kind) {
    case 'pick': {
      const { from } = step.pick
      const sources: readonly string[] = typeof from === 'string' ? [from] : from
      const last = Object.keys(state.outcomes).findLast(each => sources.includes(each) && state.outcomes[each]?.choices !== undefined)
      return { variables, found: (last === undefined ? undefined : state.outcomes[last]?.choices) ?? [] }
    }
    case 'form':
      return { variables, ...formOptions(state, name) }
    case 'choose': {
      const rows = step.rows === undefined ? undefined : state.outcomes[step.rows]?.rows
      return { variables, ...(rows === undefined ? {} : { rows }) }
    }
    case 'ask':
    case 'act':
    case 'guide':
    case 'begin':
    case 'say':
      return { variables }
  }
}
