/** The steps that wait for what is done elsewhere: by a worker, or by the person's page. */
import { Dialog, type DialogContext, type DialogTurnResult } from '../sdk.ts'
import type { FlowTurn, Input } from './port.ts'
import { StepPrompt, type PromptOptions, type PromptState } from './stepPrompt.ts'

/** `entry`: what the outcome that is waited for will carry. */
type WaitState = PromptState<PromptOptions & { readonly entry?: string }>

/** Waits for an action that is done outside. Whatever is said meanwhile is answered, and changes nothing. */
export class OutcomePrompt extends StepPrompt<WaitState> {
  protected async ask(turn: FlowTurn): Promise<void> {
    await this.remark(turn, 'pending')
  }

  protected override start(): Promise<DialogTurnResult> {
    return Promise.resolve(Dialog.EndOfTurn)
  }

  /** What was asked for is on its way and cannot be taken back by a word. */
  protected override async goBack(_dc: DialogContext, turn: FlowTurn): Promise<DialogTurnResult> {
    await this.remark(turn, 'pending')
    return Dialog.EndOfTurn
  }

  protected async receive(dc: DialogContext, turn: FlowTurn, state: WaitState, input: Input): Promise<DialogTurnResult> {
    if (input.kind === 'outcome' && input.entry === state.options.entry) return this.end(dc, { kind: 'outcome', outcome: input.outcome })
    await this.remark(turn, 'pending')
    return Dialog.EndOfTurn
  }
}

/** Waits for the person's page. Whoever writes or presses something meanwhile has waited long enough. */
export class PagePrompt extends StepPrompt<WaitState> {
  protected async ask(turn: FlowTurn): Promise<void> {
    await this.remark(turn, 'looking')
  }

  protected async receive(dc: DialogContext, _turn: FlowTurn, state: WaitState, input: Input): Promise<DialogTurnResult> {
    if (input.kind === 'outcome' && input.entry !== state.options.entry) return Dialog.EndOfTurn
    return this.end(dc, { kind: 'outcome', outcome: input.kind === 'outcome' ? input.outcome : { result: 'silent' } })
  }
}
