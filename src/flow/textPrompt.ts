/** The step whose answer is a text. */
import { Dialog, type DialogContext, type DialogTurnResult } from '../sdk.ts'
import { checks, type CheckName } from './checks.ts'
import { chosen, heardAmong, keepProposed, keepsProposed, plainAnswer, proposal, textOf } from './chosen.ts'
import { notKnowing, onceMore, patience, takeYourTime } from './humanHelp.ts'
import type { FactName } from './facts.ts'
import type { Choice, FlowTurn, Input } from './port.ts'
import { StepPrompt, type PromptState } from './stepPrompt.ts'

type TextState = PromptState

/** What is asked for. */
export interface Asked {
  readonly check: CheckName
  /** Names of the buttons for those who have no such answer. */
  readonly offer?: readonly string[]
  /** Under which name the answer may be known already. */
  readonly as?: FactName
  /** Whether a text is the answer whatever it is about. */
  readonly verbatim?: boolean
  /** What is said instead of an answer and has a reply of its own. */
  readonly replies?: readonly string[]
}

/** `ask`: a text that must pass a check. */
export class TextPrompt extends StepPrompt {
  readonly #check: CheckName
  readonly #offer: readonly string[]
  readonly #as: FactName | undefined
  readonly #verbatim: boolean
  readonly #replies: readonly string[]

  constructor(dialog: string, step: string, { check, offer = [], as, verbatim = false, replies = [] }: Asked) {
    super(dialog, step)
    this.#check = check
    this.#offer = offer
    this.#as = as
    this.#verbatim = verbatim
    this.#replies = replies
  }

  /** What is known already and would be accepted here. */
  #proposed(turn: FlowTurn): string | undefined {
    const checked = checks[this.#check](this.#as === undefined ? '' : (turn.facts[this.#as] ?? ''))
    return checked.ok ? checked.value : undefined
  }

  #choices(turn: FlowTurn): Choice[] {
    const proposed = this.#proposed(turn) === undefined ? [] : [keepProposed]
    return [...proposed, ...this.#offered()]
  }

  #offered(): Choice[] {
    return this.#offer.map(id => ({ id, words: this.key(`options.${id}`) }))
  }

  /** What the value is that is asked for: where a person works, unless the check says more. */
  get #kind(): string {
    if (this.#verbatim || this.#check === 'text') return 'any'
    return this.#check === 'anything' ? 'place' : this.#check
  }

  protected async ask(turn: FlowTurn, state: TextState): Promise<void> {
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

  protected async receive(dc: DialogContext, turn: FlowTurn, state: TextState, input: Input): Promise<DialogTurnResult> {
    const offered = input.kind === 'button' ? this.#offer.find(id => input.value.option === id) : this.#numbered(turn, input)
    if (offered !== undefined) return this.end(dc, { kind: 'offered', option: offered })
    const proposed = this.#proposed(turn)
    if (proposed !== undefined && keepsProposed(turn, input)) return this.end(dc, { kind: 'answer', answer: proposed })
    const isPlace = this.#kind === 'place' && !this.#verbatim
    if (isPlace && input.kind === 'text' && turn.fact(input.text)) return Dialog.EndOfTurn
    if (input.kind === 'text' && turn.surelyValue(input.text, this.#kind)) return this.#take(dc, turn, state, input)
    // A number is no place among buttons where a text is asked for; nor does an address say « aucun ».
    const beside = isPlace ? textOf(input).replace(/\S*@\S*/g, ' ') : textOf(input)
    const heard = /\p{L}/u.test(beside)
      ? heardAmong(turn, { kind: 'text', text: beside }, this.#offered(), this.id, this.#verbatim ? this.#offer : [])
      : undefined
    const reply = this.#reply(turn, beside)
    // « Je suis étudiante » has its own reply: what it is likely to mean besides is asked.
    if (reply?.wholly === true && !(heard?.kind === 'option' && heard.wholly) && this.isNew(state, reply.words)) return this.#answer(turn, state, [reply.words])
    switch (heard?.kind) {
      case 'option':
        // Beside « je n’ai pas de labo », something may be said that shows the way.
        if (!heard.surely && beside === textOf(input)) break
        if (!heard.wholly && turn.fact(textOf(input))) return Dialog.EndOfTurn
        if (beside !== textOf(input) || !heard.wholly) turn.passing(textOf(input))
        return this.end(dc, { kind: 'offered', option: heard.id })
      case 'wait':
        if (this.#kind !== 'place' && !heard.wholly) break
        return this.isNew(state, takeYourTime) ? this.#answer(turn, state, [takeYourTime]) : this.askAgain(turn, state)
      case 'unknown':
        if (this.#verbatim && !heard.wholly) break
        if (this.isNew(state, notKnowing)) return this.#answer(turn, state, [notKnowing, this.key('why'), this.key('errors.empty')])
        state.failures += 1
        return state.failures >= patience ? this.end(dc, { kind: 'gaveUp' }) : this.askAgain(turn, state)
      case 'partly':
      case 'either':
      case undefined:
    }
    if (isPlace && (turn.surelyValue(textOf(input), 'email') || turn.surelyValue(textOf(input), 'employer'))) return this.#take(dc, turn, state, input)
    // « oui » is the name of no place.
    if (isPlace && plainAnswer(turn, input) === 'yes') return this.#refuse(dc, turn, state, 'empty')
    if (reply !== undefined && this.isNew(state, reply.words)) return this.#answer(turn, state, [reply.words])
    const free = !this.#verbatim ? 'text' : this.#as === 'question' ? 'question' : 'story'
    if (await this.aside(turn, state, input, free)) return Dialog.EndOfTurn
    return this.#take(dc, turn, state, input)
  }

  /** The key of what is replied to a text that is no answer. `wholly`: nothing else is said. */
  #reply(turn: FlowTurn, text: string): { readonly words: string; readonly wholly: boolean } | undefined {
    if (this.#replies.length === 0 || text === '') return undefined
    const heard = turn.hear(text, this.#replies.map(id => ({ id, label: id, names: turn.synonyms(id, this.id) })))
    return heard?.kind === 'option' ? { words: this.key(`replies.${heard.id}`), wholly: heard.wholly } : undefined
  }

  /** The offer whose number was typed, as the buttons are counted, where a number can be no answer. */
  #numbered(turn: FlowTurn, input: Input): string | undefined {
    const text = textOf(input)
    if (!/^\P{L}*\d\P{L}*$/u.test(text) || checks[this.#check](turn.value(text, this.#kind)).ok) return undefined
    const id = chosen(turn, input, this.#choices(turn), this.id)
    return this.#offer.find(offer => offer === id)
  }

  /** Says something that uses up no patience. */
  async #answer(turn: FlowTurn, state: TextState, words: readonly string[]): Promise<DialogTurnResult> {
    const choices = this.#choices(turn)
    await this.say(turn, {
      part: 'retry',
      words: words.filter(key => turn.phrase(key) !== undefined),
      variables: state.options.variables,
      ask: state.ask,
      ...(choices.length === 0 ? {} : { choices }),
    })
    return Dialog.EndOfTurn
  }

  async #take(dc: DialogContext, turn: FlowTurn, state: TextState, input: Input): Promise<DialogTurnResult> {
    const text = input.kind === 'text' ? input.text : ''
    const kind = this.#as === 'question' ? 'question' : this.#kind
    const checked = checks[this.#check](this.#verbatim && kind !== 'question' ? text : turn.value(text, kind))
    if (checked.ok) return this.end(dc, { kind: 'answer', answer: checked.value })
    return this.#refuse(dc, turn, state, checked.code)
  }

  async #refuse(dc: DialogContext, turn: FlowTurn, state: TextState, code: string): Promise<DialogTurnResult> {
    state.failures += 1
    if (state.failures >= patience) return this.end(dc, { kind: 'gaveUp' })
    return this.#answer(turn, state, [...onceMore(state.failures), this.key(`errors.${code}`)])
  }
}
