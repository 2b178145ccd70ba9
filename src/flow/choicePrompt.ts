/** The steps whose answer is one of a few. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs'
import type { Row } from './actions.ts'
import { chosen } from './chosen.ts'
import { humanHelp, patience } from './humanHelp.ts'
import type { Choice, FlowTurn, Input, ReviewRow } from './port.ts'
import { StepPrompt, type PromptOptions, type PromptState } from './stepPrompt.ts'

const reviewRow = ({ name, words, value }: Row): ReviewRow => ({ field: name, words, value })

/** What a table hands over beside what it hands to every prompt: to a `pick`, what was found to choose from. */
export interface ChoiceOptions extends PromptOptions {
  readonly found?: readonly { readonly id: string; readonly label: string }[]
}
type ChoiceState = PromptState<ChoiceOptions>

/** `choose`: one of a few options of the table. `pick`: one of the things that an action found, or none of them. */
export class ChoicePrompt extends StepPrompt<ChoiceState> {
  readonly #options: readonly string[] | undefined

  /** @param options the options' names; undefined for `pick`, which gets its choices when it begins */
  constructor(dialog: string, step: string, options?: readonly string[]) {
    super(dialog, step)
    this.#options = options
  }

  #choices(state: ChoiceState): Choice[] {
    if (this.#options !== undefined) return this.#options.map(id => ({ id, words: this.key(`options.${id}`) }))
    return [...(state.options.found ?? []), { id: 'none', words: this.key('options.none') }]
  }

  protected async ask(turn: FlowTurn, state: ChoiceState): Promise<void> {
    const { variables, rows } = state.options
    await this.say(turn, {
      words: [this.key('text')],
      variables,
      choices: this.#choices(state),
      ask: state.ask,
      ...(rows === undefined ? { part: 'text' } : { part: 'review', review: rows.map(reviewRow) }),
    })
  }

  /** Never the same sentence twice in a row: how to answer, then why it is asked, then who can help, and again. */
  #retry(turn: FlowTurn, failures: number): string {
    const round = ((failures - 1) % patience) + 1
    if (round === patience) return humanHelp(turn)
    const why = this.key('why')
    return round === 2 && turn.phrase(why) !== undefined ? why : this.key('retry')
  }

  protected async receive(dc: DialogContext, turn: FlowTurn, state: ChoiceState, input: Input): Promise<DialogTurnResult> {
    const choices = this.#choices(state)
    const option = chosen(turn, input, choices)
    if (option !== undefined) return this.end(dc, { kind: 'answer', answer: option })
    if (await this.aside(turn, state, input, false)) return Dialog.EndOfTurn
    state.failures += 1
    await this.say(turn, {
      part: 'retry',
      words: [this.#retry(turn, state.failures)],
      variables: state.options.variables,
      choices,
      ask: state.ask,
    })
    return Dialog.EndOfTurn
  }
}
