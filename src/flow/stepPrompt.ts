/**
 * The steps that wait for a person, as small botbuilder dialogs of our own: the stock ChoicePrompt drops its buttons when a label is
 * longer than 20 characters and recognises other things than the guide promises.
 *
 * A prompt asks when it begins, and ends with what was answered. Buttons carry the number of the asking, so that an old one is known.
 */
import { Dialog, type DialogContext, type DialogTurnResult } from '../sdk.ts'
import type { FormValues, Outcome, Row } from './actions.ts'
import type { Remark } from '../fields/field.ts'
import { cannotAnswer, humanHelp } from './humanHelp.ts'
import type { FlowTurn, Free, Input, Saying } from './port.ts'

const turnKey = Symbol('flow turn')

/** Gives a turn to the dialogs that will run in it. */
export const giveTurn = (context: DialogContext['context'], turn: FlowTurn): void => {
  context.turnState.set(turnKey, turn)
}
/** The turn that a dialog runs in. */
export const turnOf = (context: DialogContext['context']): FlowTurn => context.turnState.get<FlowTurn>(turnKey)

/** A form that was left for now: what was filled in, and the field at which to go on. */
export interface LeftForm {
  readonly values?: FormValues
  readonly at?: string
}

/** How a waiting step ended. */
export type Ending =
  | { readonly kind: 'answer'; readonly answer: string; readonly found?: Readonly<Record<string, string>> }
  | { readonly kind: 'filled'; readonly values: FormValues }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** A button of an `ask` step: the arrow of that offer. */
  | { readonly kind: 'offered'; readonly option: string }
  /** Something else was typed, and can be looked up: the step that does. */
  | { readonly kind: 'instead'; readonly text: string }
  /** Three failures: the arrow `otherwise`. */
  | ({ readonly kind: 'gaveUp' } & LeftForm)
  /** A remark was followed: the arrow of that detour. */
  | ({ readonly kind: 'detour'; readonly remark: Remark } & LeftForm)
  | ({ readonly kind: 'back' } & LeftForm)

/** What a table hands to its prompt when it begins. */
export interface PromptOptions {
  readonly variables: Readonly<Record<string, string>>
  /** What is to be read over beside the question. */
  readonly rows?: readonly Row[]
}

/** What a prompt keeps while it waits. */
export interface PromptState<Options extends PromptOptions = PromptOptions> {
  options: Options
  /** Number of the present asking. */
  ask: number
  failures: number
  /** What was said last that uses up no patience: it is not said twice in a row. */
  quiet?: string | undefined
}

/** What a step says: where it stands is known. */
export type SayPart = Omit<Saying, 'dialog' | 'step'>

export abstract class StepPrompt<State extends PromptState = PromptState> extends Dialog {
  readonly #dialog: string
  readonly #step: string

  constructor(dialog: string, step: string) {
    super(`${dialog}.${step}`)
    this.#dialog = dialog
    this.#step = step
  }

  /** The key of this step's words. */
  protected key(name: string): string {
    return `dialogs:${this.#dialog}.${this.#step}.${name}`
  }

  protected async say(turn: FlowTurn, saying: SayPart): Promise<void> {
    await turn.present({ dialog: this.#dialog, step: this.#step, ...saying })
  }

  /** Says a sentence of the bot's own, apart from the step's. */
  protected async remark(turn: FlowTurn, name: string): Promise<void> {
    await turn.present({ dialog: 'bot', step: name, part: 'text', words: [`dialogs:bot.${name}.text`] })
  }

  #state(dc: DialogContext): State {
    // Whoever begins or goes on is the active dialog, and its state what it put there itself.
    return dc.activeDialog?.state as State
  }

  /** @param options what its table hands over, which alone begins it */
  override async beginDialog(dc: DialogContext, options?: State['options']): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    const state = this.#state(dc)
    state.options = options ?? { variables: {} }
    state.ask = turn.nextAsk()
    state.failures = 0
    return this.start(dc, turn, state)
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    const state = this.#state(dc)
    const { input } = turn
    if (input.kind === 'back') return this.goBack(dc, turn, state)
    if (input.kind === 'again' || input.kind === 'why') {
      if (input.kind === 'why') await this.explain(turn, state)
      await this.ask(turn, state)
      return Dialog.EndOfTurn
    }
    if (input.kind === 'button' && (input.value.step !== this.id || input.value.ask !== state.ask)) {
      await this.remark(turn, 'oldButton')
      await this.ask(turn, state)
      return Dialog.EndOfTurn
    }
    return this.receive(dc, turn, state, input)
  }

  /** Says why the present question is asked, where the words tell. */
  protected async explain(turn: FlowTurn, state: State): Promise<void> {
    const why = this.why(state)
    if (why !== undefined && turn.phrase(why) !== undefined)
      await this.say(turn, { part: 'text', words: [why], variables: state.options.variables })
    else await this.remark(turn, 'noReason')
  }

  protected why(_state: State): string | undefined {
    return this.key('why')
  }

  protected start(_dc: DialogContext, turn: FlowTurn, state: State): Promise<DialogTurnResult> {
    return this.ask(turn, state).then(() => Dialog.EndOfTurn)
  }

  protected goBack(dc: DialogContext, _turn: FlowTurn, _state: State): Promise<DialogTurnResult> {
    return this.end(dc, { kind: 'back' })
  }

  /** Whether the text was about something else, and was met; then the present question is asked again, or another one is. */
  protected async aside(turn: FlowTurn, state: State, input: Input, free?: Free): Promise<boolean> {
    const met = input.kind === 'text' ? await turn.aside(input.text, free) : undefined
    if (met === 'asked') {
      const why = this.why(state)
      const first = this.isNew(state, cannotAnswer) ? cannotAnswer : humanHelp(turn)
      const words = [first, ...(why === undefined ? [] : [why])].filter(key => turn.phrase(key) !== undefined)
      await this.say(turn, { part: 'text', words, variables: state.options.variables })
    }
    if (met === 'answered' || met === 'asked') await this.ask(turn, state)
    return met !== undefined
  }

  /** Whether something that uses up no patience was not said just before. */
  protected isNew(state: State, words: string): boolean {
    const isNew = state.quiet !== words
    state.quiet = isNew ? words : undefined
    return isNew
  }

  /** Says the present question once more. */
  protected async askAgain(turn: FlowTurn, state: State): Promise<DialogTurnResult> {
    await this.ask(turn, state)
    return Dialog.EndOfTurn
  }

  protected end(dc: DialogContext, ending: Ending): Promise<DialogTurnResult> {
    return dc.endDialog(ending)
  }

  /** Says the present question. */
  protected abstract ask(turn: FlowTurn, state: State): Promise<void>
  /** Takes what was answered to it. */
  protected abstract receive(dc: DialogContext, turn: FlowTurn, state: State, input: Input): Promise<DialogTurnResult>
}
