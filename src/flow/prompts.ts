/**
 * The steps that wait for a person, as small botbuilder dialogs of our own: the stock ChoicePrompt drops its buttons when a label is
 * longer than 20 characters and recognises other things than the guide promises.
 *
 * A prompt asks when it begins, and ends with what was answered. Buttons carry the number of the asking, so that an old one is known.
 */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs'
import type { Outcome, Row } from './actions.ts'
import { checks, clean, fold, type CheckName } from './checks.ts'
import { recogniseChoice, type Candidate } from './recognise.ts'
import type { Choice, FlowTurn, Input, ReviewRow, SaidName, Saying } from './port.ts'

const turnKey = Symbol('flow turn')

/** Gives a turn to the dialogs that will run in it. */
export const giveTurn = (context: DialogContext['context'], turn: FlowTurn): void => {
  context.turnState.set(turnKey, turn)
}
/** The turn that a dialog runs in. */
export const turnOf = (context: DialogContext['context']): FlowTurn => context.turnState.get<FlowTurn>(turnKey)

/** How a waiting step ended. */
export type Ending =
  | { readonly kind: 'answer'; readonly answer: string; readonly found?: Readonly<Record<string, string>> }
  | { readonly kind: 'filled'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** A button of an `ask` step: the arrow of that offer. */
  | { readonly kind: 'offered'; readonly option: string }
  /** Three failures: the arrow `otherwise`. */
  | { readonly kind: 'gaveUp' }
  /** A remark was followed: the arrow of that detour. */
  | { readonly kind: 'detour'; readonly remark: string }
  | { readonly kind: 'back' }

/** After how many failures a person is told how to reach a human. */
export const patience = 3

export interface PromptState {
  /** Number of the present asking. */
  ask: number
  failures: number
}

/** What a table hands to its prompt when it begins. */
export interface PromptOptions {
  readonly variables: Readonly<Record<string, string>>
  /** What is to be read over beside the question. */
  readonly rows?: readonly Row[]
}

type SayPart = Omit<Saying, 'dialog' | 'step'>

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

  override async beginDialog(dc: DialogContext, options: object = {}): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    const state = dc.activeDialog!.state as State & { options: PromptOptions }
    state.options = options as PromptOptions
    state.ask = turn.nextAsk()
    state.failures = 0
    return this.start(dc, turn, state)
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    const state = dc.activeDialog!.state as State & { options: PromptOptions }
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
  protected async explain(turn: FlowTurn, state: State & { options: PromptOptions }): Promise<void> {
    const why = this.why(state)
    if (why !== undefined && turn.phrase(why) !== undefined)
      await this.say(turn, { part: 'text', words: [why], variables: state.options.variables })
    else await this.remark(turn, 'noReason')
  }

  protected why(_state: State): string | undefined {
    return this.key('why')
  }

  protected start(_dc: DialogContext, turn: FlowTurn, state: State & { options: PromptOptions }): Promise<DialogTurnResult> {
    return this.ask(turn, state).then(() => Dialog.EndOfTurn)
  }

  protected goBack(dc: DialogContext, _turn: FlowTurn, _state: State): Promise<DialogTurnResult> {
    return this.end(dc, { kind: 'back' })
  }

  /** Whether the text was about something else, and was met; then the present question is asked again, or another one is. */
  protected async aside(turn: FlowTurn, state: State & { options: PromptOptions }, input: Input, free: boolean): Promise<boolean> {
    const met = input.kind === 'text' ? await turn.aside(input.text, free) : undefined
    if (met === 'answered') await this.ask(turn, state)
    return met !== undefined
  }

  protected end(dc: DialogContext, ending: Ending): Promise<DialogTurnResult> {
    return dc.endDialog(ending)
  }

  /** Says the present question. */
  protected abstract ask(turn: FlowTurn, state: State & { options: PromptOptions }): Promise<void>
  /** Takes what was answered to it. */
  protected abstract receive(
    dc: DialogContext,
    turn: FlowTurn,
    state: State & { options: PromptOptions },
    input: Input,
  ): Promise<DialogTurnResult>
}

/** How a human is reached, in the words that fit what is known of one. */
export const humanHelp = (turn: FlowTurn): string =>
  `dialogs:bot.${turn.known.helpdeskEmail ? 'stuckWithContact' : 'stuckWithoutContact'}.text`

/** Before the words that were said of the last answer, too: never the same sentence twice in a row. */
export const onceMore = (failures: number): readonly string[] => (failures > 1 ? ['dialogs:bot.stillNot.text'] : [])

/** What is known already is proposed under the question … */
export const proposal = 'dialogs:bot.proposed.text'
/** … with this button. */
export const keepProposed: Choice = { id: '_proposed', words: 'dialogs:bot.proposed.keep' }

/** Whether a proposal is taken: by its button, its label, or a plain yes. */
export const keepsProposed = (turn: FlowTurn, input: Input): boolean =>
  input.kind === 'button'
    ? input.value.option === keepProposed.id
    : ['dialogs:bot.proposed.keep', 'dialogs:bot.form.yes'].some(words => textOf(input) !== '' && fold(textOf(input)) === fold(turn.phrase(words) ?? ''))

/** The ways in which a choice may be typed. */
const candidates = (turn: FlowTurn, choices: readonly Choice[]): Candidate[] =>
  choices.map(({ id, label, words }) => {
    const phrase = label ?? (words === undefined ? undefined : turn.phrase(words))
    return { id, phrases: [...(phrase === undefined ? [] : [phrase]), ...(label === undefined ? turn.synonyms(id) : [])] }
  })

/** Whether a text is a choice's name or its label, letter for letter but for case, accents and punctuation. */
const isExactly = (turn: FlowTurn, text: string, id: string, words: string): boolean =>
  text !== '' && (fold(text) === fold(id) || fold(text) === fold(turn.phrase(words) ?? id))

/** The choice that an input means, if it means one of them. */
export function chosen(turn: FlowTurn, input: Input, choices: readonly Choice[]): string | undefined {
  if (input.kind === 'button') return choices.some(each => each.id === input.value.option) ? input.value.option : undefined
  return input.kind === 'text' ? recogniseChoice(input.text, candidates(turn, choices)) : undefined
}

const reviewRow = ({ name, words, value }: Row): ReviewRow => ({ field: name, words, value })

/** `choose`: one of a few options of the table. `pick`: one of the things that an action found, or none of them. */
export class ChoicePrompt extends StepPrompt<PromptState & { found?: { id: string; label: string }[] }> {
  readonly #options: readonly string[] | undefined

  /** @param options the options' names; undefined for `pick`, which gets its choices when it begins */
  constructor(dialog: string, step: string, options?: readonly string[]) {
    super(dialog, step)
    this.#options = options
  }

  #choices(state: { options: PromptOptions & { found?: readonly { id: string; label: string }[] } }): Choice[] {
    if (this.#options !== undefined) return this.#options.map(id => ({ id, words: this.key(`options.${id}`) }))
    return [...(state.options.found ?? []), { id: 'none', words: this.key('options.none') }]
  }

  protected async ask(turn: FlowTurn, state: PromptState & { options: PromptOptions }): Promise<void> {
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

  protected async receive(
    dc: DialogContext,
    turn: FlowTurn,
    state: PromptState & { options: PromptOptions },
    input: Input,
  ): Promise<DialogTurnResult> {
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

  protected async ask(turn: FlowTurn, state: PromptState & { options: PromptOptions }): Promise<void> {
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

  protected async receive(
    dc: DialogContext,
    turn: FlowTurn,
    state: PromptState & { options: PromptOptions },
    input: Input,
  ): Promise<DialogTurnResult> {
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

/** Waits for an action that is done outside. Whatever is said meanwhile is answered, and changes nothing. */
export class OutcomePrompt extends StepPrompt<PromptState> {
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

  protected async receive(
    dc: DialogContext,
    turn: FlowTurn,
    state: PromptState & { options: PromptOptions & { entry?: string } },
    input: Input,
  ): Promise<DialogTurnResult> {
    if (input.kind === 'outcome' && input.entry === state.options.entry) return this.end(dc, { kind: 'outcome', outcome: input.outcome })
    await this.remark(turn, 'pending')
    return Dialog.EndOfTurn
  }
}

/** Waits for the person's page. Whoever writes or presses something meanwhile has waited long enough. */
export class PagePrompt extends StepPrompt<PromptState> {
  protected async ask(turn: FlowTurn): Promise<void> {
    await this.remark(turn, 'looking')
  }

  protected async receive(
    dc: DialogContext,
    _turn: FlowTurn,
    state: PromptState & { options: PromptOptions & { entry?: string } },
    input: Input,
  ): Promise<DialogTurnResult> {
    if (input.kind === 'outcome' && input.entry !== state.options.entry) return Dialog.EndOfTurn
    return this.end(dc, { kind: 'outcome', outcome: input.kind === 'outcome' ? input.outcome : { result: 'silent' } })
  }
}

/** Trimmed text of an input, empty for anything else. */
export const textOf = (input: Input): string => (input.kind === 'text' ? clean(input.text) : '')
