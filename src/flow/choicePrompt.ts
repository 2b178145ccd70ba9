/** The steps whose answer is one of a few. */
import { Dialog, type DialogContext, type DialogTurnResult } from '../sdk.ts'
import type { Outcome, Row } from './actions.ts'
import { heardAmong, plainAnswer, textOf } from './chosen.ts'
import { howToAnswer, humanHelp, isThatIt, notKnowing, patience, takeYourTime, whichOfThese } from './humanHelp.ts'
import type { FactName } from './facts.ts'
import type { Choice, FlowTurn, HeardAnswer, Input, ReviewRow } from './port.ts'
import { StepPrompt, type Ending, type PromptOptions, type PromptState } from './stepPrompt.ts'

const reviewRow = ({ name, words, value }: Row): ReviewRow => ({ field: name, words, value })

/** What a table hands over beside what it hands to every prompt: to a `pick`, what was found to choose from. */
export interface ChoiceOptions extends PromptOptions {
  readonly found?: readonly { readonly id: string; readonly label: string }[]
}
interface ChoiceState extends PromptState<ChoiceOptions> {
  /** The choices that were asked back, when several fitted. */
  among?: readonly string[]
  /** What sends or consents and was said among other things: it waits for a yes. */
  sure?: string
}

/** How what is typed instead of an answer is looked up. */
export interface LookedUp {
  readonly lookUp: (turn: FlowTurn, text: string) => Promise<Outcome>
  /** The option that says it is another. */
  readonly of?: string
}

/** What is offered. */
export interface Offered {
  /** The options' names; undefined for `pick`, which gets its choices when it begins. */
  readonly options?: readonly string[]
  /** Those that are taken only by their button or when nothing else is said. */
  readonly wholly?: readonly string[]
  readonly instead?: LookedUp
  /** The option that leads back to a form: what is typed may be the answer that was asked for there. */
  readonly form?: string
  /** Under which name the answer is kept of the person. */
  readonly as?: FactName
}

/** `choose`: one of a few options of the table. `pick`: one of the things that an action found, or none of them. */
export class ChoicePrompt extends StepPrompt<ChoiceState> {
  readonly #options: readonly string[] | undefined
  readonly #wholly: readonly string[]
  readonly #instead: LookedUp | undefined
  readonly #form: string | undefined
  readonly #as: FactName | undefined

  constructor(
    dialog: string, step: string,
    { options, wholly = [], instead, form, as }: Offered,
  ) {
    super(dialog, step)
    this.#options = options
    this.#wholly = wholly
    this.#instead = instead
    this.#form = form
    this.#as = as
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

  /** Never the same sentence twice in a row: what is asked, then how it can be answered, then who can help, and again. */
  #retry(turn: FlowTurn, failures: number): string {
    const round = ((failures - 1) % patience) + 1
    return round === patience ? humanHelp(turn) : round === 2 ? howToAnswer : this.key('retry')
  }

  /** What of the choices an example of an answer may name. */
  #examples(turn: FlowTurn, state: ChoiceState): Record<string, string> {
    const said = (words: string | undefined): string | undefined => (words === undefined ? undefined : turn.phrase(words))
    const [first, ...others] = this.#choices(state).map(({ id, label, words }) => label ?? said(words) ?? id)
    return { first: first ?? '', second: others.at(-1) ?? first ?? '' }
  }

  protected async receive(dc: DialogContext, turn: FlowTurn, state: ChoiceState, input: Input): Promise<DialogTurnResult> {
    const choices = this.#choices(state)
    const { sure } = state
    delete state.sure
    const confirmed = sure === undefined ? undefined : plainAnswer(turn, input)
    if (sure !== undefined && confirmed === 'yes') return this.end(dc, { kind: 'answer', answer: sure })
    if (confirmed === 'no') return this.askAgain(turn, state)
    const heard = heardAmong(turn, input, among(choices, state), this.id, this.#wholly)
    // « En fait non, je suis au SYMME » names what can be looked up here, before it takes back what was answered there.
    const instead = await this.#lookedUp(turn, state, textOf(input), heard)
    if (instead !== undefined) return this.end(dc, instead)
    if (input.kind === 'text' && turn.revises(input.text, this.id, heard)) return Dialog.EndOfTurn
    // What tells a fact of the person tells more beside it: « une erreur, la 503 ».
    if (heard?.kind === 'option' && this.#as !== undefined && input.kind === 'text') turn.passing(input.text)
    if (heard?.kind === 'option') {
      if (!heard.surely && turn.elsewhere(textOf(input))) return Dialog.EndOfTurn
      turn.answered(this.id, choices, heard.id)
      return this.end(dc, { kind: 'answer', answer: heard.id })
    }
    if (heard !== undefined && (await this.#askBack(turn, state, heard))) return Dialog.EndOfTurn
    if (heard === undefined && (await this.aside(turn, state, input))) return Dialog.EndOfTurn
    if (heard === undefined && (await this.#finds(turn, textOf(input))) !== undefined) return this.end(dc, { kind: 'instead', text: textOf(input) })
    if (heard === undefined && this.#form !== undefined && input.kind === 'text' && turn.through(this.#form, input.text)) return Dialog.EndOfTurn
    state.failures += 1
    const words = heard?.kind === 'unknown' && this.isNew(state, notKnowing) ? [notKnowing, this.key('why')] : [this.#retry(turn, state.failures)]
    await this.#sayAgain(turn, state, words, undefined, this.#examples(turn, state))
    return Dialog.EndOfTurn
  }

  async #sayAgain(
    turn: FlowTurn, state: ChoiceState, words: readonly string[], choices = this.#choices(state), more?: Record<string, string>,
  ): Promise<void> {
    const variables = { ...state.options.variables, ...more }
    await this.say(turn, { part: 'retry', words: words.filter(key => turn.phrase(key) !== undefined), variables, choices, ask: state.ask })
  }

  /** Meets what was understood and settles nothing; no patience is used up. False: it was met so just before. */
  async #askBack(turn: FlowTurn, state: ChoiceState, heard: Exclude<HeardAnswer, { kind: 'option' }>): Promise<boolean> {
    const choices = this.#choices(state)
    switch (heard.kind) {
      case 'wait':
        if (this.isNew(state, takeYourTime)) await this.#sayAgain(turn, state, [takeYourTime])
        else await this.ask(turn, state)
        return true
      case 'partly': {
        const choice = choices.find(({ id }) => id === heard.id)
        if (choice?.words === undefined || !this.isNew(state, isThatIt)) return false
        state.sure = heard.id
        await this.#sayAgain(turn, state, [isThatIt], choices, { answer: turn.phrase(choice.words) ?? '' })
        return true
      }
      case 'either':
        if (!this.isNew(state, whichOfThese)) return false
        state.among = heard.ids
        await this.#sayAgain(turn, state, [whichOfThese], choices.filter(({ id }) => heard.ids.includes(id)))
        return true
      case 'unknown':
        return false
    }
  }

  /** What looking up finds; undefined: nothing. */
  async #finds(turn: FlowTurn, text: string): Promise<Outcome | undefined> {
    const outcome = /[\p{L}\p{N}]/u.test(text) ? await this.#instead?.lookUp(turn, text) : undefined
    return outcome?.result === 'nothing' ? undefined : outcome
  }

  /** What was surely named instead of an answer, or beside one: « non, moi c’est le LIP », « oui, au CETHIL ». */
  async #lookedUp(turn: FlowTurn, state: ChoiceState, text: string, heard: HeardAnswer | undefined): Promise<Ending | undefined> {
    if (this.#instead === undefined) return undefined
    const isOther = heard?.kind === 'option' && heard.id === this.#instead.of
    const isSure = turn.surelyValue(text, 'place') || turn.surelyValue(text, 'email')
    if (!isSure && (!isOther || heard.wholly)) return undefined
    if (this.#options === undefined && heard?.kind === 'option' && heard.wholly) return undefined
    const found = await this.#finds(turn, text)
    // Who confirms a laboratory by its name names no other.
    const isSame = !isOther && (found?.variables?.unit === state.options.variables.unit || (heard?.kind === 'option' && found?.choices !== undefined))
    return found === undefined || isSame ? undefined : { kind: 'instead', text }
  }
}

/** The choices in the order in which they were shown last: « le premier » is the first of these. */
const among = (choices: readonly Choice[], { among: shown }: ChoiceState): Choice[] =>
  shown === undefined ? [...choices] : choices.toSorted((a, b) => Number(shown.includes(b.id)) - Number(shown.includes(a.id)))
