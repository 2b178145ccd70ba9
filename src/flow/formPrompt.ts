/**
 * `form`: the fields of a form file as questions, one at a time or all on one card, then a review in which each can be changed. A value
 * is kept under the field that asked for it and nowhere else; one that is refused never replaces a good one.
 *
 * Here is where a form goes from one of its parts to the next; each part knows how it asks and what an answer to it is.
 */
import type { Refusal, Remark } from '../fields/field.ts'
import { checkField, kindOf } from '../fields/kinds.ts'
import { Dialog, type DialogContext, type DialogTurnResult } from '../sdk.ts'
import { fold } from '../text/fold.ts'
import { chosen, heardAmong } from './chosen.ts'
import { askCard, oneByOne } from './formAsCard.ts'
import { checkCard, type Doubt } from './formCard.ts'
import { askField, readAsText, readField, type FieldAnswer } from './formField.ts'
import { FormInHand, isFactName, isListed, type CardState, type FormState } from './formInHand.ts'
import { askAboutRemark, readAboutRemark } from './formRemark.ts'
import { askReview, readReview } from './formReview.ts'
import { humanHelp, notKnowing, onceMore, patience, takeYourTime } from './humanHelp.ts'
import type { FlowTurn, Input } from './port.ts'
import { StepPrompt } from './stepPrompt.ts'

type Left = { readonly kind: 'gaveUp' } | { readonly kind: 'back' } | { readonly kind: 'detour'; readonly remark: Remark }

export class FormPrompt extends StepPrompt<FormState> {
  readonly #form: string
  readonly #detours: readonly string[]

  /** @param detours the remarks on a value that lead somewhere else */
  constructor(dialog: string, step: string, form: string, detours: readonly string[]) {
    super(dialog, step)
    this.#form = form
    this.#detours = detours
  }

  #inHand(turn: FlowTurn, state: FormState): FormInHand {
    return new FormInHand(this.#form, { turn, state, key: name => this.key(name), say: saying => this.say(turn, saying) })
  }

  protected override async start(_dc: DialogContext, turn: FlowTurn, state: FormState): Promise<DialogTurnResult> {
    const form = this.#inHand(turn, state)
    const { fields } = form
    state.values = { ...form.answeredBefore(), ...state.options.values }
    const refused = state.options.refused?.find(each => fields.some(({ name }) => name === each.field))
    if (refused !== undefined) {
      state.at = refused.field
      state.editing = true
      // The service may know reasons for which there are no words.
      const known = form.words(refused.field, `errors.${refused.code}`)
      await askField(form, [turn.phrase(known) === undefined ? form.words(refused.field, 'errors.unexpected') : known])
      return Dialog.EndOfTurn
    }
    const at = state.options.at ?? form.nextUnanswered()
    // With all the others answered before, the one that is asked for leads to the review.
    state.editing = at !== undefined && form.inTurn.every(({ name }) => name === at || state.values[name] !== undefined)
    form.goTo(at)
    await this.ask(turn, state)
    return Dialog.EndOfTurn
  }

  protected override why(state: FormState): string | undefined {
    if (state.card !== undefined && state.remark === undefined) return 'dialogs:bot.form.card.why'
    return state.at === undefined ? undefined : `forms:${this.#form}.${state.at}.why`
  }

  protected async ask(turn: FlowTurn, state: FormState): Promise<void> {
    const form = this.#inHand(turn, state)
    if (state.remark !== undefined) await askAboutRemark(form, state.remark)
    else if (state.card !== undefined) await askCard(form, state.card)
    else if (state.at === undefined) await askReview(form)
    else await askField(form)
  }

  protected async receive(dc: DialogContext, turn: FlowTurn, state: FormState, input: Input): Promise<DialogTurnResult> {
    const form = this.#inHand(turn, state)
    if (state.remark !== undefined) return this.#receiveAboutRemark(dc, form, state.remark, input)
    if (state.card !== undefined) return this.#receiveCard(form, input)
    if (state.at === undefined) return this.#receiveReview(dc, form, input)
    return this.#receiveField(dc, form, input)
  }

  /** Asks anew: what was shown before is answered. */
  async #askNext({ turn, state }: FormInHand): Promise<DialogTurnResult> {
    state.ask = turn.nextAsk()
    await this.ask(turn, state)
    return Dialog.EndOfTurn
  }

  async #receiveField(dc: DialogContext, form: FormInHand, typed: Input): Promise<DialogTurnResult> {
    const { turn, state, asked } = form
    if (typed.kind === 'text' && state.doubted !== fold(typed.text)) {
      if (turn.signature(typed.text, form.valueKind(asked))) return this.#again(form, ['dialogs:bot.form.read'])
      const corrected = form.corrected(typed.text, asked.name)
      if (corrected !== undefined) return this.#correct(dc, form, corrected, asked.name)
      const taken = form.takenBack(typed.text)
      if (taken !== undefined) return this.#correct(dc, form, taken, asked.name)
    }
    // « le LIP, euh non, le LIRIS » passes over nothing: what was taken back is not heard.
    const input: Input = typed.kind === 'text' && !isListed(asked) ? { ...typed, text: turn.lastSaid(typed.text) } : typed
    const answer = readField(form, input)
    if (answer !== undefined) return this.#settleField(dc, form, answer)
    if (await this.aside(turn, state, input, isListed(asked) ? undefined : 'field')) return Dialog.EndOfTurn
    return this.#settleField(dc, form, readAsText(form, input))
  }

  /** Corrects an answer that was given: at once, where it is said to what, else by asking for it. */
  async #correct(
    dc: DialogContext, form: FormInHand, { field, value }: NonNullable<ReturnType<FormInHand['corrected']>>, from?: string,
  ): Promise<DialogTurnResult> {
    const { state, turn } = form
    form.goTo(field.name)
    state.editing = true
    if (from !== undefined) state.returnTo = from
    if (value === undefined) return this.#askNext(form)
    if (isListed(field)) {
      const option = heardAmong(turn, { kind: 'text', text: value }, form.options(field))
      return option?.kind === 'option' && field.kind === 'choice' ? this.#accept(form, option.id, true) : this.#askNext(form)
    }
    return this.#take(dc, form, turn.value(value, form.valueKind(field)), true)
  }

  /** Says something that uses up no patience, then the field again. */
  async #again(form: FormInHand, words: readonly string[]): Promise<DialogTurnResult> {
    const { turn, state } = form
    const known = words.filter(key => turn.phrase(key) !== undefined)
    await form.say({ part: 'text', words: known, variables: { ...state.options.variables, ...form.limits(form.asked) } })
    await askField(form)
    return Dialog.EndOfTurn
  }

  #settleField(dc: DialogContext, form: FormInHand, answer: FieldAnswer): Promise<DialogTurnResult> {
    switch (answer.kind) {
      case 'card':
        return this.#showCard(form, { typed: {}, faults: {} })
      case 'value':
        return this.#accept(form, answer.value)
      case 'refused':
        return this.#refuse(dc, form, answer.code)
      case 'text':
        return this.#take(dc, form, answer.text)
      case 'wait':
        return this.#takeYourTime(form)
      case 'unknown': {
        // Who does not know is told how to answer: a kind with options has no words for an empty answer.
        const code = isListed(form.asked) ? 'notAnOption' : kindOf(form.asked).missing
        if (!this.isNew(form.state, notKnowing)) return this.#refuse(dc, form, code)
        return this.#again(form, [notKnowing, form.words(form.asked.name, 'why'), form.words(form.asked.name, `errors.${code}`)])
      }
    }
  }

  async #takeYourTime({ turn, state, say }: FormInHand): Promise<DialogTurnResult> {
    if (!this.isNew(state, takeYourTime)) return this.askAgain(turn, state)
    await say({ part: 'retry', words: [takeYourTime], ask: state.ask })
    return Dialog.EndOfTurn
  }

  /** Takes a text for the field, if it is good; a remark on it comes first. `tells`: says what is kept now. */
  async #take(dc: DialogContext, form: FormInHand, text: string, tells = false): Promise<DialogTurnResult> {
    const checked = checkField(form.asked, text)
    if (!checked.ok) return this.#refuse(dc, form, checked.code)
    const { remark: about, value, suggestion } = checked
    if (about === undefined || (suggestion === undefined && !this.#detours.includes(about))) return this.#accept(form, value, tells)
    form.state.remark = { about, value, ...(suggestion === undefined ? {} : { suggestion }) }
    return this.#askNext(form)
  }

  async #refuse(dc: DialogContext, form: FormInHand, code: Refusal): Promise<DialogTurnResult> {
    const { state } = form
    state.failures += 1
    if (state.failures >= patience) return this.#leave(dc, state, { kind: 'gaveUp' })
    await askField(form, [...onceMore(state.failures), form.words(form.asked.name, `errors.${code}`)])
    return Dialog.EndOfTurn
  }

  /** Ends for now; the table keeps the values and the place for when the form is begun again. */
  #leave(dc: DialogContext, { values, at }: FormState, left: Left): Promise<DialogTurnResult> {
    return this.end(dc, { ...left, values, ...(at === undefined ? {} : { at }) })
  }

  async #accept(form: FormInHand, value: string, tells = false): Promise<DialogTurnResult> {
    const { state, inTurn, asked } = form
    if (tells && !isListed(asked)) await form.say({ part: 'text', words: ['dialogs:bot.form.corrected'], variables: { value } })
    const { returnTo } = state
    delete state.returnTo
    delete state.doubted
    state.values = { ...state.values, [asked.name]: value }
    delete state.remark
    state.failures = 0
    const doubt = state.doubts?.shift()
    if (doubt !== undefined) return this.#doubt(form, doubt)
    delete state.card
    form.goTo(returnTo ?? (state.editing ? undefined : form.nextUnanswered(inTurn.slice(inTurn.indexOf(asked) + 1))))
    state.editing = false
    return this.#askNext(form)
  }

  #showCard(form: FormInHand, card: CardState): Promise<DialogTurnResult> {
    form.state.card = card
    form.state.failures = 0
    form.goTo(undefined)
    return this.#askNext(form)
  }

  async #receiveCard(form: FormInHand, input: Input): Promise<DialogTurnResult> {
    const { turn, state } = form
    if (chosen(turn, input, [oneByOne]) !== undefined) return this.#leaveCard(form)
    if (input.kind === 'button' && input.value.option === 'submit') return this.#takeCard(form, input.value.values ?? {})
    const met = input.kind === 'text' ? await turn.aside(input.text, undefined) : undefined
    if (met === 'left') return Dialog.EndOfTurn
    // Whoever goes on writing sees no card, or wants none.
    if (met === undefined && ++state.failures >= patience) return this.#leaveCard(form)
    // The card still stands above, with what was typed into it: another one would be empty.
    const words = met === undefined && state.failures > 1 ? humanHelp(turn) : 'dialogs:bot.form.card.retry'
    await this.say(turn, { part: 'retry', words: [words], choices: [oneByOne], ask: state.ask })
    return Dialog.EndOfTurn
  }

  #takeCard(form: FormInHand, given: Readonly<Record<string, string>>): Promise<DialogTurnResult> {
    const { state } = form
    const { values, faults, typed, doubts } = checkCard(form.fields, given, this.#detours)
    state.values = { ...state.values, ...values }
    if (Object.keys(faults).length > 0) return this.#showCard(form, { typed, faults })
    const [first, ...others] = doubts
    state.failures = 0
    if (first !== undefined) {
      // What is doubted waits on the card, to which one step back leads.
      state.card = { typed, faults }
      state.doubts = others
      return this.#doubt(form, first)
    }
    delete state.card
    form.goTo(undefined)
    return this.#askNext(form)
  }

  /** Asks about a value of the card; its answer leads to the next doubt or to the review. */
  #doubt(form: FormInHand, { field, ...remark }: Doubt): Promise<DialogTurnResult> {
    form.goTo(field)
    form.state.editing = true
    form.state.remark = remark
    return this.#askNext(form)
  }

  /** Goes on question by question with what the card has not answered well. */
  #leaveCard(form: FormInHand): Promise<DialogTurnResult> {
    const { state } = form
    const wrong = state.card?.faults ?? {}
    state.values = Object.fromEntries(Object.entries(state.values).filter(([name]) => !Object.hasOwn(wrong, name)))
    delete state.card
    delete state.doubts
    state.failures = 0
    state.editing = false
    form.goTo(form.nextUnanswered())
    return this.#askNext(form)
  }

  async #receiveAboutRemark(dc: DialogContext, form: FormInHand, remark: Omit<Doubt, 'field'>, input: Input): Promise<DialogTurnResult> {
    const { state, turn } = form
    const answer = readAboutRemark(form, remark, input)
    if (answer === 'detour') return this.#leave(dc, state, { kind: 'detour', remark: remark.about })
    if (answer !== undefined) return this.#accept(form, answer.value)
    if (answer === undefined && input.kind === 'text') {
      const other = heardAmong(turn, input, [])
      if (other?.kind === 'wait') return this.#takeYourTime(form)
    }
    // Whoever types another address instead of an answer means that one.
    const typed = checkField(form.asked, input.kind === 'text' ? turn.value(input.text, form.valueKind(form.asked)) : '')
    if (typed.ok) {
      delete state.remark
      return this.#receiveField(dc, form, input)
    }
    if (await this.aside(turn, state, input)) return Dialog.EndOfTurn
    state.failures += 1
    await askAboutRemark(form, remark, state.failures % 2 === 0 ? [humanHelp(turn)] : ['dialogs:bot.oneOfThese.text'])
    return Dialog.EndOfTurn
  }

  async #receiveReview(dc: DialogContext, form: FormInHand, input: Input): Promise<DialogTurnResult> {
    const { state, turn } = form
    const answer = readReview(form, input)
    if (answer?.kind === 'edit') return this.#edit(form, answer.field)
    if (answer?.kind === 'submit') {
      // Every required field has its value, or it is asked for now: an operator may have added one meanwhile.
      const missing = form.fields.find(({ name, required }) => required && (state.values[name] ?? '') === '')
      if (missing !== undefined) return this.#edit(form, missing.name)
      for (const [name, value] of Object.entries(state.values)) if (isFactName(name) && value !== '') turn.remember(name, value)
      return this.end(dc, { kind: 'filled', values: state.values })
    }
    if (answer?.kind === 'wait') return this.#takeYourTime(form)
    const corrected = input.kind === 'text' ? form.corrected(input.text) : undefined
    if (corrected !== undefined) return this.#correct(dc, form, corrected)
    if (answer?.kind !== 'unclear' && (await this.aside(turn, state, input))) return Dialog.EndOfTurn
    state.failures += 1
    await askReview(form, state.failures % 2 === 0 ? humanHelp(turn) : this.key('retry'))
    return Dialog.EndOfTurn
  }

  #edit(form: FormInHand, field: string): Promise<DialogTurnResult> {
    form.goTo(field)
    form.state.editing = true
    return this.#askNext(form)
  }

  protected override async goBack(dc: DialogContext, turn: FlowTurn, state: FormState): Promise<DialogTurnResult> {
    const form = this.#inHand(turn, state)
    if (state.card !== undefined) {
      if (state.remark === undefined) return this.#leaveCard(form)
      delete state.remark
      delete state.doubts
      state.editing = false
      return this.#showCard(form, state.card)
    }
    const { inTurn } = form
    const index = state.at === undefined ? inTurn.length : inTurn.findIndex(({ name }) => name === state.at)
    const before = inTurn[index - 1]
    if (state.remark !== undefined) delete state.remark
    else if (state.editing) {
      state.editing = false
      form.goTo(undefined)
    } else if (before === undefined) return this.#leave(dc, state, { kind: 'back' })
    else form.goTo(before.name)
    state.failures = 0
    return this.#askNext(form)
  }
}
