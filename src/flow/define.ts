/**
 * A conversation as a table of named steps. The table is all there is to a dialog: the compiler refuses an arrow to a step that does
 * not exist, `names.ts` tells which words it needs, `draw.ts` draws it, and `dialog.ts` turns it into a botbuilder `ComponentDialog`.
 */
import type { ActionName, Actions, FormValues, InputOf, ResultOf } from './actions.ts'
import type { CheckName, Remark } from './checks.ts'
import type { Known, Said, SaidName, TriedName } from './port.ts'

/** What is known so far, for the small pure functions of a table. */
export interface SoFar<S extends string> {
  /** What each step ended with: an option, a picked id, a text, an action's result, a begun dialog's result. */
  readonly answers: Readonly<Partial<Record<S, string>>>
  /** The answer that was given last, where several steps ask for the same thing. */
  readonly last: string
  /** Variables that actions found; the last one goes before an earlier one of the same name. */
  readonly found: Readonly<Record<string, string>>
  /** The values of each form that was filled in. */
  readonly forms: Readonly<Partial<Record<S, FormValues>>>
  /** Which settings an operator has set. */
  readonly known: Known
  /** What is known of the person already. */
  readonly said: Said
  readonly locale: string
}

/** The end of a dialog; `end:x` hands `x` to the dialog that began this one, `end` hands it `done`. */
export type End = 'end' | `end:${string}`

/** Where an arrow leads: a step, the end, or a small pure function that says which. */
export type Arrow<S extends string> = S | End | ((soFar: SoFar<S>) => S | End)

/** Asks to choose one of a few named options. */
export interface ChooseStep<S extends string> {
  readonly choose: Readonly<Record<string, Arrow<S>>>
  /** Keep the answer for later dialogs. */
  readonly as?: SaidName
  /** The question is how something went: its answer is kept among what was tried. */
  readonly tried?: TriedName
  /** Shows the rows that this earlier look found, to be read over. */
  readonly rows?: S
}
/** Asks to choose one of the things that the last of some earlier `act` steps found. `none` is always offered. */
export interface PickStep<S extends string> {
  readonly pick: { readonly from: S | readonly S[]; readonly next: Arrow<S>; readonly none: Arrow<S> }
  readonly as?: SaidName
}
/** Asks for a text that must pass a check; after three failures, `otherwise`. `offer`: buttons for those who have no such answer. */
export interface AskStep<S extends string> {
  readonly ask: CheckName
  /** What is known already is proposed, and the answer kept for later dialogs. */
  readonly as?: SaidName
  /** Whatever is typed is the answer, also what sounds like a question or another subject. */
  readonly verbatim?: true
  readonly offer?: Readonly<Record<string, Arrow<S>>>
  readonly next: Arrow<S>
  readonly otherwise: Arrow<S>
}
/** Asks the fields of a form one after the other, then shows a review where each can be changed. */
export interface FormStep<S extends string> {
  readonly form: string
  readonly next: Arrow<S>
  /** After three failures on one field. Coming back to the form goes on at that field. */
  readonly otherwise: Arrow<S>
  /** Where a remark on a value leads when the person follows it; it can always be passed over. */
  readonly detours?: Readonly<Partial<Record<Remark, Arrow<S>>>>
}
/** Shows a page of content: a fixed one, or the one of its kind that an earlier step's answer names. */
export interface GuideStep<S extends string> {
  /** `from`: the step that found its id; `section`: that part of the page only. */
  readonly guide: string | { readonly kind: 'browsers' | 'help'; readonly from: S; readonly section?: string }
  readonly next: Arrow<S>
}
/** Begins another dialog; its result is this step's answer. */
export interface BeginStep<S extends string> {
  readonly begin: string
  readonly next: Arrow<S>
}
type OneAct<S extends string, A extends ActionName> = {
  readonly act: A
  /** Keep the variable of this name that it found for later dialogs. */
  readonly as?: SaidName
  readonly results: Readonly<Record<ResultOf<A>, Arrow<S>>>
} & (InputOf<A> extends Record<string, never>
  ? object
  : { readonly with: (soFar: SoFar<S>) => InputOf<A> })
/** Has a named action done; each of its results has an arrow. */
export type ActStep<S extends string> = { [A in ActionName]: OneAct<S, A> }[keyof Actions]
/** Says something and goes on. */
export interface SayStep<S extends string> {
  readonly say: true
  readonly next: Arrow<S>
}

export type Step<S extends string> =
  | ChooseStep<S>
  | PickStep<S>
  | AskStep<S>
  | FormStep<S>
  | GuideStep<S>
  | BeginStep<S>
  | ActStep<S>
  | SayStep<S>

export type StepKind = 'choose' | 'pick' | 'ask' | 'form' | 'guide' | 'begin' | 'act' | 'say'
const kinds: readonly StepKind[] = ['choose', 'pick', 'ask', 'form', 'guide', 'begin', 'act', 'say']

/** A dialog as data. */
export interface DialogTable {
  readonly name: string
  /** The step with which it begins: the first of the table. */
  readonly first: string
  readonly steps: Readonly<Record<string, Step<string>>>
}

/**
 * Defines a dialog.
 * @param name the dialog's name: of its file, its words and its transcript
 * @param steps its steps by name, the first one first
 * @throws {Error} when the table is empty or a step's name is that of a kind of end
 */
export function defineDialog<S extends string>(name: string, steps: { readonly [K in S]: Step<NoInfer<S>> }): DialogTable {
  const first = Object.keys(steps)[0]
  if (first === undefined) throw new Error(`The dialog ${name} has no step`)
  return { name, first, steps }
}

/** The kind of a step: the one key that says what it does. */
export function kindOf(step: Step<string>): StepKind {
  const kind = kinds.find(each => each in step)
  if (kind === undefined) throw new Error('A step has none of the eight kinds')
  return kind
}

export const isEnd = (target: string): target is End => target === 'end' || target.startsWith('end:')

/** What a dialog that ended there hands to the one that began it. */
export const resultOfEnd = (end: End): string => (end === 'end' ? 'done' : end.slice('end:'.length))

/** Follows an arrow. */
export const follow = (arrow: Arrow<string>, soFar: SoFar<string>): string =>
  typeof arrow === 'function' ? arrow(soFar) : arrow

/** The arrows that leave a step, with what makes each be taken. */
export function arrowsOf(step: Step<string>): { readonly when: string; readonly arrow: Arrow<string> }[] {
  const named = (record: Readonly<Record<string, Arrow<string> | undefined>>): { when: string; arrow: Arrow<string> }[] =>
    Object.entries(record).flatMap(([when, arrow]) => (arrow === undefined ? [] : [{ when, arrow }]))
  if ('choose' in step) return named(step.choose)
  if ('pick' in step) return named({ picked: step.pick.next, none: step.pick.none })
  if ('ask' in step) return named({ next: step.next, otherwise: step.otherwise, ...step.offer })
  if ('form' in step) return named({ next: step.next, otherwise: step.otherwise, ...step.detours })
  if ('act' in step) return named(step.results)
  return named({ next: step.next })
}
