/**
 * What a dialog may touch while it runs: the turn's input, the words to recognise, and the ways out (say, look, do).
 * The bot gives it for each turn; a test gives one that prints names.
 */
import type { ActionName, DoName, InputOf, LookName, Outcome, PageName } from './actions.ts'
import type { Form } from '../content/library.ts'
import type { Field } from '../fields/kinds.ts'
import type { AnswerOption } from '../text/answerOption.ts'
import type { FactName, Facts } from './facts.ts'

/** Names of the settings that a dialog may ask after: whether an operator has set one, never what it is. */
export type SettingName =
  | 'portalUrl'
  | 'federationLoginUrl'
  | 'federationAccessUrl'
  | 'termsUrl'
  | 'privacyUrl'
  | 'localPasswordUrl'
  | 'accessibilityUrl'
  | 'helpdeskEmail'
export type Configured = Readonly<Record<SettingName, boolean>>

/** What a button carries. It is accepted only while its question is the present one. */
export interface ButtonValue {
  /** `<dialog>.<step>` that asked. */
  readonly step: string
  /** Which asking of it: a button of an earlier asking is old. */
  readonly ask: number
  /** Option, command of a card (`edit`, `submit`), or picked id. */
  readonly option: string
  /** The field that `edit` names. */
  readonly field?: string
  /** What was filled into the card that the button stands on, by field: as it came, unchecked, and not only of fields that there are. */
  readonly values?: Readonly<Record<string, string>>
}

/** What came in, already told apart by the bot. Commands (cancel, help, …) are handled before a dialog sees anything. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'button'; readonly value: ButtonValue }
  /** One step back. */
  | { readonly kind: 'back' }
  /** Say the present step again (after an announcement, help, a change of language). */
  | { readonly kind: 'again' }
  /** Why the present question is asked. */
  | { readonly kind: 'why' }
  /** An action that was done outside has come back. */
  | { readonly kind: 'outcome'; readonly entry: string; readonly action: ActionName; readonly outcome: Outcome }

/** A choice that a person is offered. Its label comes from the words, or is data (`label`). */
export interface Choice {
  readonly id: string
  /** Key of the words. */
  readonly words?: string
  /** Data, shown as it is. */
  readonly label?: string
  /** For a card: the field that this button edits. */
  readonly field?: string
}

export interface ReviewRow {
  readonly field: string
  /** Key of the field's label. */
  readonly words: string
  /** What was given; undefined when nothing was. */
  readonly value?: string
  /** Key of the words for the value (an option's label), instead of `value`. */
  readonly valueWords?: string
}

/** A field of a form that is shown as one card. */
export interface CardField {
  readonly name: string
  readonly kind: Field['kind']
  readonly required: boolean
  /** Key of the field's label. */
  readonly words: string
  /** Key of its question, where the label alone does not ask it: a consent. */
  readonly question?: string
  readonly options?: readonly Choice[]
  /** What stands in it: given before, known already, or refused and to be repaired. */
  readonly value?: string
  /** Key of what is said when nothing stands in it. */
  readonly empty: string
  /** Key of what is wrong with it. */
  readonly fault?: string
  /** What a browser may fill in by itself. */
  readonly autocomplete?: Field['autocomplete']
  /** Lengths that the words about it may name. */
  readonly limits: Readonly<Record<string, number>>
}

/** One thing that the guide says. Names and data only: the bot turns it into words, cards and buttons for the channel. */
export interface Saying {
  readonly dialog: string
  readonly step: string
  /** What of the step: `text`, `retry`, `guide`, `review`, or `field`, `field retry` and `card` (all fields at once) of a form. */
  readonly part: 'text' | 'retry' | 'guide' | 'review' | 'field' | 'field retry' | 'card' | 'remark'
  /** Keys of the words, said one after the other as one message. */
  readonly words: readonly string[]
  readonly variables?: Readonly<Record<string, string | number>>
  /** What somebody else has written, shown below in their own lines. */
  readonly quote?: string
  readonly choices?: readonly Choice[]
  /** Number of this asking; buttons carry it. Absent when nothing is asked. */
  readonly ask?: number
  /** The page of content that is shown (`guides/login/federation-cnrs`). */
  readonly article?: { readonly kind: 'guides' | 'browsers' | 'help'; readonly id: string; readonly section?: string }
  readonly review?: readonly ReviewRow[]
  /** All fields of a form, to be filled in at once. */
  readonly card?: readonly CardField[]
  /** A form's field that is asked for, with its place. */
  readonly field?: Pick<CardField, 'name' | 'kind' | 'required' | 'autocomplete'> & { readonly number?: number; readonly of?: number }
}

/** An answer that was given, as it can be named. */
export interface GivenAnswer {
  readonly name: string
  readonly kind: string
  readonly names: readonly string[]
  readonly value: string
}

/** What a text is among the answers of a step. */
export type HeardAnswer =
  /** `wholly`: it was said, and nothing else. `surely`: by a phrase of its own, not by a bare yes or by some of its words. */
  | { readonly kind: 'option'; readonly id: string; readonly wholly: boolean; readonly surely: boolean }
  /** An option that counts only when nothing else is said, in what says more. */
  | { readonly kind: 'partly'; readonly id: string }
  /** Several fit. */
  | { readonly kind: 'either'; readonly ids: readonly string[] }
  /** The answer will come later. */
  | { readonly kind: 'wait'; readonly wholly: boolean }
  /** Says that they do not know, where no option says so. */
  | { readonly kind: 'unknown'; readonly wholly: boolean }

/**
 * Whether any text is an answer: to a question for a text, to a field of a form, where a story is told in the person's own words, where a
 * question is asked for; or not.
 */
export type Free = 'text' | 'field' | 'story' | 'question' | undefined

/**
 * What became of a text that was about something else. `answered`: say the present question again. `asked`: a question that nothing
 * answers, so say why the present one is asked. `left`: something else is asked now.
 */
export type Aside = 'answered' | 'asked' | 'left'

export interface FlowTurn {
  readonly locale: string
  readonly configured: Configured
  readonly facts: Facts
  readonly input: Input
  /** Keeps an answer for later dialogs. */
  remember(name: FactName, value: string): void
  /** Hears that a dialog came to an end, also one that another began. */
  came(dialog: string, end: string): void
  present(saying: Saying): Promise<void>
  /** The words under a key as a person would type them (option labels), for recognition. */
  phrase(key: string): string | undefined
  /**
   * Other ways to type an option: « ouais » for `yes`.
   * @param step `<dialog>.<step>` that asks, where words of its own may go before those that hold everywhere
   */
  synonyms(option: string, step?: string): readonly string[]
  /**
   * What a text is among these answers; undefined: none of them.
   * @param place `<dialog>.<step>` that asks, of a form with its field behind it: what people say there is known
   */
  hear(text: string, options: readonly AnswerOption[], place?: string): HeardAnswer | undefined
  /**
   * What of a text is the value that was asked for: « c’est Durand, merci ».
   * @param kind `email`, `phone`, a kind that the editors describe, or the name of a field of one
   */
  value(text: string, kind: string): string
  /** What of a text holds once it corrects itself: « le LIP, euh non, le LIRIS ». */
  lastSaid(text: string): string
  /** Whether a text holds what can only be a value of this kind: an address (`email`), a unit (`place`), who employs (`employer`). */
  surelyValue(text: string, kind: string): boolean
  /**
   * What follows where a text begins by taking back what was said before: « non pardon, … ». `surely`: it says that something else was
   * meant (« je voulais dire »), and not only that something is wrong; `perhaps`: it may not even say that (« en fait »).
   */
  takenBack(text: string): { readonly rest: string; readonly how: 'perhaps' | 'likely' | 'surely' } | undefined
  /** Takes a text as the answer to the question that an option leads to; then that is tried after this turn. False: it was. */
  through(option: string, text: string): boolean
  /** Keeps that a choice was answered. */
  answered(step: string, choices: readonly Choice[], option: string): void
  /**
   * Whether a text answers the choice before anew; then that is done after this turn.
   * @param heard what it is among the answers of the present step
   */
  revises(text: string, step: string, heard: HeardAnswer | undefined): boolean
  /** Which of the answers that were given a text corrects, and to what; undefined: none. */
  corrects(text: string, given: readonly GivenAnswer[]): { readonly field: string; readonly value?: string } | undefined
  /**
   * Whether a text is a pasted signature, or both names where one is asked for; then what it tells of the person is proposed where it
   * is asked for.
   * @param kind of what is asked for
   */
  signature(text: string, kind: string): boolean
  /** Whether a text is clearly another subject, although a word of it would be an answer; then it is offered after this turn. */
  elsewhere(text: string): boolean
  /** Keeps what a text says of the person in passing. */
  passing(text: string): void
  /** Whether a text says something that changes the way; then that way is gone after this turn. */
  fact(text: string): boolean
  form(id: string): Form
  /** A number that no other asking of this conversation has. */
  nextAsk(): number
  look<A extends LookName>(action: A, input: InputOf<A>): Promise<Outcome>
  /** Commits the work with this turn and returns its id; the outcome comes as an input later. */
  entrust<A extends DoName>(action: A, input: InputOf<A>): string
  /** Has the person's page do something and returns the asking's id; what it answers comes as an input later. */
  askPage<A extends PageName>(action: A, input: InputOf<A>): Promise<string>
  /**
   * A text that may be about something else than the present question: a question of the person's own, another subject.
   * @param free what any text is an answer to here: then only what is clearly something else is taken
   * @returns undefined: it was no aside
   */
  aside(text: string, free: Free): Promise<Aside | undefined>
}
