/** A form in hand: what is kept of it while it is filled in, and what the parts that ask (a field, the card, the review) need of it. */
import { buttonsOf, checkField, kindOf, optionsOf, type Field } from '../fields/kinds.ts'
import type { FormValues } from './actions.ts'
import { factNames, type FactName } from './facts.ts'
import { answerOptions } from './chosen.ts'
import type { Doubt } from './formCard.ts'
import type { CardField, Choice, FlowTurn } from './port.ts'
import type { PromptOptions, PromptState, SayPart } from './stepPrompt.ts'

export interface FormOptions extends PromptOptions {
  /** Values given before, when the form is begun again. */
  readonly values?: FormValues
  /** The field at which it was left after three failures. */
  readonly at?: string
  /** Fields that the account service refused, with the codes of its reasons. */
  readonly refused?: readonly { readonly field: string; readonly code: string }[]
}

/** What was typed into the card that is not kept among the values, and what is wrong with that. */
export interface CardState {
  readonly typed: Readonly<Record<string, string>>
  readonly faults: Readonly<Record<string, string>>
}

export interface FormState extends PromptState<FormOptions> {
  values: FormValues
  /** The field asked for; undefined: the review. */
  at?: string
  /** True when `at` was reached by "Modifier": its answer leads back to the review. */
  editing: boolean
  /** A field that was asked for when an earlier answer was corrected: it is asked again. */
  returnTo?: string
  /** A text that was taken for no answer: said again, it is one. */
  doubted?: string
  /** A question about a value that is good but looks unintended. */
  remark?: Omit<Doubt, 'field'>
  /** While all fields are shown on one card. */
  card?: CardState
  /** Questions about values of the card that are still to be asked, once nothing in it is wrong. */
  doubts?: Doubt[]
}

/** Whether a field has the name of something that may be known already. */
export const isFactName = (name: string): name is FactName => factNames.some(each => each === name)

/** Whether a field is answered by one of its options, and not by a text. */
export const isListed = (field: Field): boolean => optionsOf(field) !== undefined

/** What is known of a field wherever it is asked for. */
export const about = ({ name, kind, required, autocomplete }: Field): Pick<CardField, 'name' | 'kind' | 'required' | 'autocomplete'> =>
  ({ name, kind, required, ...(autocomplete === undefined ? {} : { autocomplete }) })

export class FormInHand {
  readonly turn: FlowTurn
  readonly state: FormState
  /** The key of words of the form's step. */
  readonly key: (name: string) => string
  readonly say: (saying: SayPart) => Promise<void>
  readonly #form: string

  constructor(form: string, { turn, state, key, say }: Pick<FormInHand, 'turn' | 'state' | 'key' | 'say'>) {
    this.#form = form
    this.turn = turn
    this.state = state
    this.key = key
    this.say = say
  }

  /** The key of words of one field. */
  words(field: string, name: string): string {
    return `forms:${this.#form}.${field}.${name}`
  }

  /** Where it is asked, for what people say there: `<dialog>.<step>.<part>`. */
  place(part: string): string {
    return this.key(part).replace(/^dialogs:/, '')
  }

  get fields(): readonly Field[] {
    return this.turn.form(this.#form).fields
  }

  /** Those that are asked for one after the other, up to the last that must be answered. The rest is offered by the review. */
  get inTurn(): readonly Field[] {
    const { fields } = this
    return fields.slice(0, fields.findLastIndex(({ required }) => required) + 1)
  }

  /** Those of them that this person is asked: what was answered before the form began is no question of it. */
  get counted(): readonly Field[] {
    const before = this.answeredBefore()
    return this.inTurn.filter(({ name }) => before[name] === undefined)
  }

  /** The field that is asked for. One that an operator took out of the form while someone was filling it in: the first. */
  get asked(): Field {
    const { fields } = this
    const field = fields.find(({ name }) => name === this.state.at) ?? fields[0]
    if (field === undefined) throw new Error(`The form ${this.#form} has no field`)
    return field
  }

  /** The first field that was neither answered nor passed over: a field passed over has the empty value. */
  nextUnanswered(fields: readonly Field[] = this.inTurn): string | undefined {
    return fields.find(({ name }) => this.state.values[name] === undefined)?.name
  }

  /** What kind of value a field asks for, for what stands around it. */
  valueKind(field: Field): string {
    return field.kind === 'text' ? field.name : field.kind
  }

  /** The answer that a text corrects: one that was given, and another than the one that is asked for now. */
  corrected(text: string, at?: string): { readonly field: Field; readonly value?: string } | undefined {
    // An address or a number alone, where something else is asked for, corrects nothing: it must be said that it does.
    if (at !== undefined && !/\p{L}/u.test(text.replace(/\S+@\S+/g, ''))) return undefined
    // Digits typed where another number than a telephone's is asked for are no telephone, unless they are called one.
    const ownDigits = at !== undefined && ['pattern', 'orcid'].includes(this.asked.kind)
    const given = this.fields.flatMap(({ name, kind: own }) => {
      const kind = ownDigits && own === 'phone' ? 'text' : own
      const value = this.state.values[name]
      const label = this.turn.phrase(this.words(name, 'label'))
      // The one that is asked for is named, too, where its own answer is given.
      return value === undefined && name !== at ? [] : [{ name, kind, value: name === at ? '' : (value ?? ''), names: label === undefined ? [] : [label] }]
    })
    const found = this.turn.corrects(text, given)
    const field = found?.field === at ? undefined : this.fields.find(({ name }) => name === found?.field)
    return field === undefined ? undefined : { field, ...(found?.value === undefined ? {} : { value: found.value }) }
  }

  /** The field before, where a text takes back what was answered there: « non pardon, je voulais dire Anne ». */
  takenBack(text: string): { readonly field: Field; readonly value: string } | undefined {
    const { asked, fields, state, turn } = this
    const before = state.editing ? undefined : fields[fields.indexOf(asked) - 1]
    const taken = turn.takenBack(text)
    if (before === undefined || taken === undefined || (state.values[before.name] ?? '') === '') return undefined
    const { rest, how } = taken
    if (how === 'perhaps' || !this.#fits(before, rest) || turn.hear(rest, []) !== undefined) return undefined
    // What fits here is meant here, unless it is said that something else was meant.
    return how === 'likely' && this.#fits(asked, rest) ? undefined : { field: before, value: rest }
  }

  #fits(field: Field, text: string): boolean {
    const { turn } = this
    if (isListed(field)) return turn.hear(text, answerOptions(turn, this.options(field)))?.kind === 'option'
    return !text.endsWith('?') && checkField(field, turn.value(text, this.valueKind(field))).ok
  }

  options(field: Field): Choice[] {
    return buttonsOf(field).map(id => ({ id, words: this.words(field.name, `options.${id}`) }))
  }

  /** What stands ready as an answer to a field that is typed. */
  ready(field: Field, option: string | undefined): string | undefined {
    return option !== undefined && field.offers?.includes(option) === true ? this.turn.phrase(this.words(field.name, `options.${option}`)) : undefined
  }

  /** Answers that were given before the form began, by one of their buttons' names. */
  answeredBefore(): FormValues {
    return Object.fromEntries(
      this.fields.flatMap(field => {
        const value = field.answeredBy === undefined ? undefined : this.ready(field, this.turn.facts[field.answeredBy])
        return value === undefined ? [] : [[field.name, value]]
      }),
    )
  }

  /** What is known already under the field's own name and would be accepted in it. */
  proposed(field: Field): string | undefined {
    const fact = isFactName(field.name) ? this.turn.facts[field.name] : undefined
    const checked = fact === undefined || !kindOf(field).proposes ? undefined : checkField(field, fact)
    return checked?.ok === true ? checked.value : undefined
  }

  /** Lengths that the words about a field may name. */
  limits({ maxLength, minLength }: Field): Record<string, number> {
    return { ...(maxLength === undefined ? {} : { maxLength }), ...(minLength === undefined ? {} : { minLength }) }
  }

  /** Puts a field into the place of the one that is asked for; undefined: the review. */
  goTo(field: string | undefined): void {
    if (field === undefined) delete this.state.at
    else this.state.at = field
  }
}
