/**
 * `form`: the fields of a form file as questions, one at a time or all on one card, then a review in which each can be changed. A value
 * is kept under the field that asked for it and nowhere else; one that is refused never replaces a good one.
 */
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs'
import type { Field } from '../content/library.ts'
import { checkField, fold, type Remark } from './checks.ts'
import { checkCard, optionsOf, skipped, type Doubt } from './formCard.ts'
import { saidNames, type CardField, type Choice, type FlowTurn, type Input, type ReviewRow, type SaidName } from './port.ts'
import {
  chosen, humanHelp, keepProposed, keepsProposed, onceMore, patience, proposal, StepPrompt, textOf, type PromptOptions, type PromptState,
} from './prompts.ts'

export interface FormOptions extends PromptOptions {
  /** Values given before, when the form is begun again. */
  readonly values?: Readonly<Record<string, string>>
  /** The field at which it was left after three failures. */
  readonly at?: string
  /** Fields that the account service refused, with the codes of its reasons. */
  readonly refused?: readonly { readonly field: string; readonly code: string }[]
}

interface FormState extends PromptState {
  options: FormOptions
  values: Record<string, string>
  /** The field asked for; undefined: the review. */
  at?: string
  /** True when `at` was reached by "Modifier": its answer leads back to the review. */
  editing: boolean
  /** A question about a value that is good but looks unintended. */
  remark?: { readonly about: Remark; readonly value: string; readonly suggestion?: string }
  /** While all fields are shown on one card: what was typed into it that is not kept among the values, and what is wrong with that. */
  card?: { readonly typed: Readonly<Record<string, string>>; readonly faults: Readonly<Record<string, string>> }
  /** Questions about values of the card that are still to be asked, once nothing in it is wrong. */
  doubts?: Doubt[]
}

const isSaid = (name: string): name is SaidName => (saidNames as readonly string[]).includes(name)

/** Offered at the first question: all of them on one card … */
const wholeCard: Choice = { id: '_card', words: 'dialogs:bot.form.card.open' }
/** … from which a button leads back to one at a time. */
const oneByOne: Choice = { id: '_steps', words: 'dialogs:bot.form.card.steps' }

/** The number of a label in a list, or nothing. */
const rowNumber = (typed: string): number | undefined => {
  const digits = /^(?:modifier |changer |edit |change )?(\d{1,2})$/.exec(typed)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

export class FormPrompt extends StepPrompt<FormState> {
  readonly #form: string
  readonly #detours: readonly string[]

  constructor(dialog: string, step: string, form: string, detours: readonly string[]) {
    super(dialog, step)
    this.#form = form
    this.#detours = detours
  }

  #words(field: string, name: string): string {
    return `forms:${this.#form}.${field}.${name}`
  }

  #fields(turn: FlowTurn): readonly Field[] {
    return turn.form(this.#form).fields
  }

  #field(turn: FlowTurn, name: string): Field {
    const field = this.#fields(turn).find(each => each.name === name)
    // A field that an operator took out of the form while someone was filling it in: go on with the first.
    return field ?? this.#fields(turn)[0]!
  }

  protected override async start(_dc: DialogContext, turn: FlowTurn, state: FormState): Promise<DialogTurnResult> {
    const fields = this.#fields(turn)
    state.values = { ...state.options.values }
    const refused = state.options.refused?.find(each => fields.some(({ name }) => name === each.field))
    if (refused !== undefined) {
      state.at = refused.field
      state.editing = true
      // The service may know reasons for which there are no words.
      const known = this.#words(refused.field, `errors.${refused.code}`)
      await this.#askField(turn, state, [turn.phrase(known) === undefined ? this.#words(refused.field, 'errors.unexpected') : known])
      return Dialog.EndOfTurn
    }
    const at = state.options.at ?? this.#nextUnanswered(fields, state)
    // With all the others answered before, the one that is asked for leads to the review.
    state.editing = at !== undefined && fields.every(({ name }) => name === at || state.values[name] !== undefined)
    if (at !== undefined) state.at = at
    await this.ask(turn, state)
    return Dialog.EndOfTurn
  }

  /** The first field that was neither answered nor passed over: a field passed over has the empty value. */
  #nextUnanswered(fields: readonly Field[], state: FormState): string | undefined {
    return fields.find(({ name }) => state.values[name] === undefined)?.name
  }

  protected override why(state: FormState): string | undefined {
    if (state.card !== undefined && state.remark === undefined) return 'dialogs:bot.form.card.why'
    return state.at === undefined ? undefined : this.#words(state.at, 'why')
  }

  protected async ask(turn: FlowTurn, state: FormState): Promise<void> {
    if (state.remark !== undefined) await this.#askAboutRemark(turn, state)
    else if (state.card !== undefined) await this.#askCard(turn, state)
    else if (state.at === undefined) await this.#review(turn, state)
    else await this.#askField(turn, state)
  }

  #fieldChoices(turn: FlowTurn, state: FormState): Choice[] {
    const field = this.#field(turn, state.at!)
    const choices = this.#options(field)
    const given = state.values[field.name]
    if (given !== undefined && given !== '') choices.push({ id: '_keep', words: 'dialogs:bot.form.keep' })
    else if (this.#proposed(turn, field) !== undefined) choices.push(keepProposed)
    if (!field.required) choices.push({ id: skipped, words: 'dialogs:bot.form.skip' })
    if (field === this.#fields(turn)[0] && !state.editing) choices.push(wholeCard)
    return choices
  }

  #options(field: Field): Choice[] {
    return (optionsOf(field) ?? []).map(id => ({ id, words: this.#words(field.name, `options.${id}`) }))
  }

  /** What is known already under the field's own name and would be accepted in it. */
  #proposed(turn: FlowTurn, field: Field): string | undefined {
    const said = isSaid(field.name) ? turn.said[field.name] : undefined
    const checked = said === undefined || (field.kind !== 'text' && field.kind !== 'email') ? undefined : checkField(field, said)
    return checked?.ok === true ? checked.value : undefined
  }

  async #askField(turn: FlowTurn, state: FormState, fault?: readonly string[]): Promise<void> {
    const fields = this.#fields(turn)
    const field = this.#field(turn, state.at!)
    const given = state.values[field.name]
    const choices = this.#fieldChoices(turn, state)
    const proposed = given === undefined || given === '' ? this.#proposed(turn, field) : undefined
    const shown = given !== undefined && given !== '' && (field.kind === 'text' || field.kind === 'email' || field.kind === 'phone')
    await this.say(turn, {
      part: fault === undefined ? 'field' : 'field retry',
      words: fault ?? [
        this.#words(field.name, 'question'),
        ...(shown ? ['dialogs:bot.form.current'] : proposed === undefined ? [] : [proposal]),
        ...(turn.phrase(this.#words(field.name, 'why')) === undefined ? [] : [this.#words(field.name, 'why')]),
      ],
      variables: {
        ...state.options.variables,
        ...this.#limits(field),
        ...(shown ? { current: given } : {}),
        ...(proposed === undefined ? {} : { proposed }),
      },
      ...(choices.length === 0 ? {} : { choices }),
      ask: state.ask,
      field: { name: field.name, required: field.required, number: fields.indexOf(field) + 1, of: fields.length },
    })
  }

  #limits(field: Field): Record<string, number> {
    return {
      ...(field.maxLength === undefined ? {} : { maxLength: field.maxLength }),
      ...(field.minLength === undefined ? {} : { minLength: field.minLength }),
    }
  }

  protected async receive(dc: DialogContext, turn: FlowTurn, state: FormState, input: Input): Promise<DialogTurnResult> {
    if (state.remark !== undefined) return this.#receiveAboutRemark(dc, turn, state, input)
    if (state.card !== undefined) return this.#receiveCard(turn, state, input)
    if (state.at === undefined) return this.#receiveReview(dc, turn, state, input)
    return this.#receiveField(dc, turn, state, input)
  }

  async #receiveField(dc: DialogContext, turn: FlowTurn, state: FormState, input: Input): Promise<DialogTurnResult> {
    const field = this.#field(turn, state.at!)
    const choices = this.#fieldChoices(turn, state)
    // A button counts by its name; a typed text is a choice only where the field is one, or when it is exactly the label.
    const listed = field.kind === 'choice' || field.kind === 'consent'
    const typed = fold(textOf(input))
    const proposed = this.#proposed(turn, field)
    const offered = choices.includes(keepProposed)
    if (offered && proposed !== undefined && keepsProposed(turn, input)) return this.#take(dc, turn, state, field, proposed)
    const option =
      listed || input.kind === 'button'
        ? chosen(turn, input, choices)
        : choices.find(({ words }) => words !== undefined && fold(turn.phrase(words) ?? '') === typed)?.id
    if (option === wholeCard.id) return this.#showCard(turn, state)
    if (option === '_keep') return this.#accept(dc, turn, state, state.values[field.name] ?? '')
    if (option === skipped) return this.#accept(dc, turn, state, '')
    if (option === undefined && (await this.aside(turn, state, input, !listed))) return Dialog.EndOfTurn
    if (listed) {
      if (option === undefined) return this.#refuse(dc, turn, state, 'notAnOption')
      if (option === 'decline' && field.required) return this.#refuse(dc, turn, state, 'mustAccept')
      return this.#accept(dc, turn, state, option)
    }
    return this.#take(dc, turn, state, field, input.kind === 'text' ? input.text : '')
  }

  /** Takes a text for the field, if it is good; a remark on it comes first. */
  async #take(dc: DialogContext, turn: FlowTurn, state: FormState, field: Field, text: string): Promise<DialogTurnResult> {
    const checked = checkField(field, text)
    if (!checked.ok) return this.#refuse(dc, turn, state, checked.code)
    const { remark } = checked
    if (remark !== undefined && (checked.suggestion !== undefined || this.#detours.includes(remark))) {
      const { value, suggestion } = checked
      state.remark = { about: remark, value, ...(suggestion === undefined ? {} : { suggestion }) }
      state.ask = turn.nextAsk()
      await this.#askAboutRemark(turn, state)
      return Dialog.EndOfTurn
    }
    return this.#accept(dc, turn, state, checked.value)
  }

  async #refuse(dc: DialogContext, turn: FlowTurn, state: FormState, code: string): Promise<DialogTurnResult> {
    state.failures += 1
    if (state.failures >= patience) return this.#leave(dc, state, { kind: 'gaveUp' })
    await this.#askField(turn, state, [...onceMore(state.failures), this.#words(state.at!, `errors.${code}`)])
    return Dialog.EndOfTurn
  }

  /** Ends for now; the table keeps the values and the place for when the form is begun again. */
  #leave(dc: DialogContext, state: FormState, ending: { kind: 'gaveUp' } | { kind: 'back' } | { kind: 'detour'; remark: string }) {
    return dc.endDialog({ ...ending, values: state.values, ...(state.at === undefined ? {} : { at: state.at }) })
  }

  async #accept(_dc: DialogContext, turn: FlowTurn, state: FormState, value: string): Promise<DialogTurnResult> {
    const fields = this.#fields(turn)
    const index = fields.findIndex(({ name }) => name === state.at)
    state.values[state.at!] = value
    delete state.remark
    state.failures = 0
    state.ask = turn.nextAsk()
    const doubt = state.doubts?.shift()
    if (doubt !== undefined) return this.#doubt(turn, state, doubt)
    delete state.card
    const next = state.editing ? undefined : this.#nextUnanswered(fields.slice(index + 1), state)
    state.editing = false
    if (next === undefined) delete state.at
    else state.at = next
    await this.ask(turn, state)
    return Dialog.EndOfTurn
  }

  async #showCard(turn: FlowTurn, state: FormState, card: NonNullable<FormState['card']> = { typed: {}, faults: {} }): Promise<DialogTurnResult> {
    state.card = card
    state.failures = 0
    state.ask = turn.nextAsk()
    delete state.at
    await this.#askCard(turn, state)
    return Dialog.EndOfTurn
  }

  async #askCard(turn: FlowTurn, state: FormState): Promise<void> {
    const { typed, faults } = state.card!
    const count = Object.keys(faults).length
    const fields = this.#fields(turn).map((field): CardField => {
      const { name, kind, required } = field
      const value = typed[name] ?? state.values[name] ?? this.#proposed(turn, field)
      const listed = optionsOf(field) !== undefined
      const fault = faults[name]
      return {
        name, kind, required,
        words: this.#words(name, 'label'),
        empty: this.#words(name, `errors.${kind === 'consent' ? 'mustAccept' : listed ? 'notAnOption' : 'empty'}`),
        limits: this.#limits(field),
        ...(kind === 'consent' ? { question: this.#words(name, 'question') } : {}),
        ...(listed ? { options: this.#options(field) } : {}),
        ...(value === undefined || value === '' ? {} : { value }),
        ...(fault === undefined ? {} : { fault: this.#words(name, `errors.${fault}`) }),
      }
    })
    await this.say(turn, {
      part: 'card',
      words: [count === 0 ? 'dialogs:bot.form.card.text' : 'dialogs:bot.form.card.repair'],
      variables: { ...state.options.variables, count },
      choices: [{ id: 'submit', words: 'dialogs:bot.form.card.submit' }, oneByOne],
      card: fields,
      ask: state.ask,
    })
  }

  async #receiveCard(turn: FlowTurn, state: FormState, input: Input): Promise<DialogTurnResult> {
    if (chosen(turn, input, [oneByOne]) !== undefined) return this.#leaveCard(turn, state)
    if (input.kind === 'button' && input.value.option === 'submit') return this.#takeCard(turn, state, input.value.values ?? {})
    const met = input.kind === 'text' ? await turn.aside(input.text, false) : undefined
    if (met === 'left') return Dialog.EndOfTurn
    // Whoever goes on writing sees no card, or wants none.
    if (met === undefined && ++state.failures >= patience) return this.#leaveCard(turn, state)
    // The card still stands above, with what was typed into it: another one would be empty.
    const words = met === undefined && state.failures > 1 ? humanHelp(turn) : 'dialogs:bot.form.card.retry'
    await this.say(turn, { part: 'retry', words: [words], choices: [oneByOne], ask: state.ask })
    return Dialog.EndOfTurn
  }

  async #takeCard(turn: FlowTurn, state: FormState, given: Readonly<Record<string, string>>): Promise<DialogTurnResult> {
    const { values, faults, typed, doubts } = checkCard(this.#fields(turn), given, this.#detours)
    state.values = { ...state.values, ...values }
    if (Object.keys(faults).length > 0) return this.#showCard(turn, state, { typed, faults })
    const [first, ...others] = doubts
    state.failures = 0
    state.ask = turn.nextAsk()
    if (first !== undefined) {
      // What is doubted waits on the card, to which one step back leads.
      state.card = { typed, faults }
      state.doubts = others
      return this.#doubt(turn, state, first)
    }
    delete state.card
    delete state.at
    await this.ask(turn, state)
    return Dialog.EndOfTurn
  }

  /** Asks about a value of the card; its answer leads to the next doubt or to the review. */
  async #doubt(turn: FlowTurn, state: FormState, { field, ...remark }: Doubt): Promise<DialogTurnResult> {
    state.at = field
    state.editing = true
    state.remark = remark
    await this.#askAboutRemark(turn, state)
    return Dialog.EndOfTurn
  }

  /** Goes on question by question with what the card has not answered well. */
  async #leaveCard(turn: FlowTurn, state: FormState): Promise<DialogTurnResult> {
    const fields = this.#fields(turn)
    const wrong = state.card?.faults ?? {}
    state.values = Object.fromEntries(Object.entries(state.values).filter(([name]) => !Object.hasOwn(wrong, name)))
    delete state.card
    delete state.doubts
    state.failures = 0
    state.editing = false
    state.ask = turn.nextAsk()
    const at = this.#nextUnanswered(fields, state)
    if (at === undefined) delete state.at
    else state.at = at
    await this.ask(turn, state)
    return Dialog.EndOfTurn
  }

  #remarkChoices(state: FormState): Choice[] {
    return state.remark!.suggestion === undefined
      ? [
          { id: 'detour', words: this.key(`remarks.${state.remark!.about}.options.detour`) },
          { id: 'goOn', words: this.key(`remarks.${state.remark!.about}.options.goOn`) },
        ]
      : [
          { id: 'useSuggestion', words: 'dialogs:bot.form.didYouMean.options.useSuggestion' },
          { id: 'keepTyped', words: 'dialogs:bot.form.didYouMean.options.keepTyped' },
        ]
  }

  async #askAboutRemark(turn: FlowTurn, state: FormState, before: readonly string[] = []): Promise<void> {
    const { about, value, suggestion } = state.remark!
    await this.say(turn, {
      part: 'remark',
      words: [...before, suggestion === undefined ? this.key(`remarks.${about}.text`) : 'dialogs:bot.form.didYouMean.text'],
      variables: { ...state.options.variables, value, ...(suggestion === undefined ? {} : { suggestion }) },
      choices: this.#remarkChoices(state),
      ask: state.ask,
    })
  }

  async #receiveAboutRemark(dc: DialogContext, turn: FlowTurn, state: FormState, input: Input): Promise<DialogTurnResult> {
    const { about, value, suggestion } = state.remark!
    const option = chosen(turn, input, this.#remarkChoices(state))
    if (option === 'detour') return this.#leave(dc, state, { kind: 'detour', remark: about })
    if (option === 'useSuggestion') return this.#accept(dc, turn, state, suggestion!)
    if (option !== undefined) return this.#accept(dc, turn, state, value)
    // Whoever types another address instead of an answer means that one.
    const typed = checkField(this.#field(turn, state.at!), input.kind === 'text' ? input.text : '')
    if (typed.ok) {
      delete state.remark
      return this.#receiveField(dc, turn, state, input)
    }
    state.failures += 1
    await this.#askAboutRemark(turn, state, state.failures % 2 === 0 ? [humanHelp(turn)] : ['dialogs:bot.oneOfThese.text'])
    return Dialog.EndOfTurn
  }

  #rows(turn: FlowTurn, state: FormState): ReviewRow[] {
    return this.#fields(turn).map(field => {
      const value = state.values[field.name] ?? ''
      const listed = field.kind === 'choice' || field.kind === 'consent'
      return {
        field: field.name,
        words: this.#words(field.name, 'label'),
        ...(value === '' ? {} : listed ? { valueWords: this.#words(field.name, `options.${value}`) } : { value }),
      }
    })
  }

  #reviewChoices(turn: FlowTurn): Choice[] {
    return [
      { id: 'submit', words: this.key('submit') },
      ...this.#fields(turn).map(field => ({ id: 'edit', field: field.name, words: this.#words(field.name, 'label') })),
    ]
  }

  async #review(turn: FlowTurn, state: FormState, part: 'review' = 'review', words = this.key('review')): Promise<void> {
    await this.say(turn, {
      part,
      words: [words],
      variables: state.options.variables,
      review: this.#rows(turn, state),
      choices: this.#reviewChoices(turn),
      ask: state.ask,
    })
  }

  async #receiveReview(dc: DialogContext, turn: FlowTurn, state: FormState, input: Input): Promise<DialogTurnResult> {
    const numbered = input.kind === 'text' && rowNumber(fold(input.text)) !== undefined
    const agreed =
      !numbered &&
      chosen(turn, input, [{ id: 'submit', words: this.key('submit') }, { id: 'yes', words: 'dialogs:bot.form.yes' }]) !== undefined
    if (agreed) {
      // Every required field has its value, or it is asked for now: an operator may have added one meanwhile.
      const missing = this.#fields(turn).find(({ name, required }) => required && (state.values[name] ?? '') === '')
      if (missing === undefined) {
        for (const [name, value] of Object.entries(state.values)) if (isSaid(name) && value !== '') turn.remember(name, value)
        return this.end(dc, { kind: 'filled', values: state.values })
      }
      state.at = missing.name
      state.editing = true
      state.ask = turn.nextAsk()
      await this.#askField(turn, state)
      return Dialog.EndOfTurn
    }
    const edit = this.#fieldToEdit(turn, input)
    if (edit !== undefined) {
      state.at = edit
      state.editing = true
      state.ask = turn.nextAsk()
      await this.#askField(turn, state)
      return Dialog.EndOfTurn
    }
    if (await this.aside(turn, state, input, false)) return Dialog.EndOfTurn
    state.failures += 1
    await this.#review(turn, state, 'review', state.failures % 2 === 0 ? humanHelp(turn) : this.key('retry'))
    return Dialog.EndOfTurn
  }

  /** The field that is to be changed: by its button, its number, its name or its label, with or without "modifier". */
  #fieldToEdit(turn: FlowTurn, input: Input): string | undefined {
    const fields = this.#fields(turn)
    if (input.kind === 'button')
      return input.value.option === 'edit' ? fields.find(({ name }) => name === input.value.field)?.name : undefined
    const typed = fold(textOf(input))
    const number = rowNumber(typed)
    if (number !== undefined) return fields[number - 1]?.name
    const verb = fold(turn.phrase('dialogs:bot.form.edit') ?? '')
    const wanted = typed.startsWith(`${verb} `) ? typed.slice(verb.length + 1) : typed
    return chosen(
      turn,
      { kind: 'text', text: wanted },
      fields.map(({ name }) => ({ id: name, words: this.#words(name, 'label') })),
    )
  }

  protected override async goBack(dc: DialogContext, turn: FlowTurn, state: FormState): Promise<DialogTurnResult> {
    if (state.card !== undefined) {
      if (state.remark === undefined) return this.#leaveCard(turn, state)
      delete state.remark
      delete state.doubts
      state.editing = false
      return this.#showCard(turn, state, state.card)
    }
    const fields = this.#fields(turn)
    const index = state.at === undefined ? fields.length : fields.findIndex(({ name }) => name === state.at)
    if (state.remark !== undefined) delete state.remark
    else if (state.editing) {
      state.editing = false
      delete state.at
    } else if (index <= 0) return this.#leave(dc, state, { kind: 'back' })
    else state.at = fields[index - 1]!.name
    state.failures = 0
    state.ask = turn.nextAsk()
    await this.ask(turn, state)
    return Dialog.EndOfTurn
  }
}
