/** The step whose answer is a text. */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs'
import { checks, type CheckName } from './checks.ts'
import { isExactly, keepProposed, keepsProposed, proposal, textOf } from './chosen.ts'
import { onceMore, patience } from './humanHelp.ts'
import type { Choice, FlowTurn, Input, SaidName } from './port.ts'
import { StepPrompt, type PromptState } from './stepPrompt.ts'

/** `ask`: a text that must pass a check. */
export class TextPrompt extends StepPrompt {
  readonly #check: CheckName
  readonly #offer: readonly string[]
  readonly #as: SaidName | undefined
  readonly #verbatim: boolean

  /**
   * @param offer names of the buttons for those who have no such answer
   * @param as under which name the answer may be known already
   * @param verbatim whether a text is the answer whatever it is about
   */
  constructor(dialog: string, step: string, check: CheckName, offer: readonly string[], as?: SaidName, verbatim = false) {
    super(dialog, step)
    this.#check = check
    this.#offer = offer
    this.#as = as
    this.#verbatim = verbatim
  }

  /** What is known already and would be accepted here. */
  #proposed(turn: FlowTurn): string | undefined {
    const checked = checks[this.#check](this.#as === undefined ? '' : (turn.said[this.#as] ?? ''))
    return checked.ok ? checked.value : undefined
  }

  #choices(turn: FlowTurn): Choice[] {
    const proposed = this.#proposed(turn) === undefined ? [] : [keepProposed]
    return [...proposed, ...this.#offer.map(id => ({ id, words: this.key(`options.${id}`) }))]
  }

  protected async ask(turn: FlowTurn, state: PromptState): Promise<void> {
    const proposed = this.#proposed(turn)
    const choices = this.#choices(turn)
    await this.say(turn, {
      part: 'text',
      words: [this.key('text'), ...(proposed === undefined ? [] : [proposal])],
      variables: { ...state.options.variables, ...(proposed === undefined ? {} : { proposed }) },
      ask: state.ask,
      ...(choices.length === 0 ? {} : { choices }),
    })
  }

  protected async receive(dc: DialogContext, turn: FlowTurn, state: PromptState, input: Input): Promise<DialogTurnResult> {
    // Only the very label is a button's: whatever else is typed here is the answer.
    const offered = this.#offer.find(id =>
      input.kind === 'button' ? input.value.option === id : isExactly(turn, textOf(input), id, this.key(`options.${id}`)),
    )
    if (offered !== undefined) return this.end(dc, { kind: 'offered', option: offered })
    const proposed = this.#proposed(turn)
    if (proposed !== undefined && keepsProposed(turn, input)) return this.end(dc, { kind: 'answer', answer: proposed })
    if (!this.#verbatim && (await this.aside(turn, state, input, true))) return Dialog.EndOfTurn
    const checked = checks[this.#check](input.kind === 'text' ? input.text : '')
    if (checked.ok) return this.end(dc, { kind: 'answer', answer: checked.value })
    state.failures += 1
    if (state.failures >= patience) return this.end(dc, { kind: 'gaveUp' })
    await this.say(turn, {
      part: 'retry',
      words: [...onceMore(state.failures), this.key(`errors.${checked.code}`)],
      variables: state.options.variables,
      ask: state.ask,
      ...(this.#choices(turn).length === 0 ? {} : { choices: this.#choices(turn) }),
    })
    return Dialog.EndOfTurn
  }
}
