/** The steps whose answer is one of a few. */
import { Dialog, type DialogContext, type DialogTurnResult } from '../sdk.ts'
import type { Row } from './actions.ts'
import { heardAmong, textOf } from './chosen.ts'
import { humanHelp, notKnowing, patience, takeYourTime, whichOfThese } from './humanHelp.ts'
import type { Choice, FlowTurn, Input, ReviewRow } from './port.ts'
import { StepPrompt, type PromptOptions, type PromptState } from './stepPrompt.ts'

const reviewRow = ({ name, words, value }: Row): ReviewRow => ({ field: name, words, value })

/** What a table hands over beside what it hands to every prompt: to a `pick`, what was found to choose from. */
export interface ChoiceOptions extends PromptOptions {
  readonly found?: readonly { readonly id: string; readonly label: string }[]
}
interface ChoiceState extends PromptState<ChoiceOptions> {
  /** The choices that were asked back, when several fitted. */
  among?: readonly string[]
}

/** `choose`: one of a few options of the table. `pick`: one of the things that an action found, or none of them. */
export class ChoicePrompt extends StepPrompt<ChoiceState> {
  readonly #options: readonly string[] | undefined
  readonly #wholly: readonly string[]

  /**
   * @param options the options' names; undefined for `pick`, which gets its choices when it begins
   * @param wholly those that are taken only by their button or when nothing else is said
   */
  constructor(dialog: string, step: string, options?: readonly string[], wholly: readonly string[] = []) {
    super(dialog, step)
    this.#options = options
    this.#wholly = wholly
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
    const heard = heardAmong(turn, input, among(choices, state), this.id, this.#wholly)
    if (heard?.kind === 'option')
      return !heard.surely && turn.elsewhere(textOf(input)) ? Dialog.EndOfTurn : this.end(dc, { kind: 'answer', answer: heard.id })
    const { variables } = state.options
    if (heard?.kind === 'wait') {
      if (!this.isNew(state, takeYourTime)) return this.askAgain(turn, state)
      await this.say(turn, { part: 'retry', words: [takeYourTime], choices, ask: state.ask })
      return Dialog.EndOfTurn
    }
    if (heard?.kind === 'either' && this.isNew(state, whichOfThese)) {
      const offered = choices.filter(({ id }) => heard.ids.includes(id))
      state.among = heard.ids
      await this.say(turn, { part: 'retry', words: [whichOfThese], choices: offered, ask: state.ask })
      return Dialog.EndOfTurn
    }
    if (heard === undefined && (await this.aside(turn, state, input))) return Dialog.EndOfTurn
    state.failures += 1
    const words = heard?.kind === 'unknown' && this.isNew(state, notKnowing) ? [notKnowing, this.key('why')] : [this.#retry(turn, state.failures)]
    await this.say(turn, { part: 'retry', words: words.filter(key => turn.phrase(key) !== undefined), variables, choices, ask: state.ask })
    return Dialog.EndOfTurn
  }
}

/** The choices in the order in which they were shown last: « le premier » is the first of these. */
const among = (choices: readonly Choice[], { among: shown }: ChoiceState): Choice[] =>
  shown === undefined ? [...choices] : choices.toSorted((a, b) => Number(shown.includes(b.id)) - Number(shown.includes(a.id)))
