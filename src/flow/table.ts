/**
 * A conversation as a table of named steps, as it runs: `define.ts` makes it of what a dialog's file says, `neededWords.ts` tells which
 * words it needs, `draw.ts` draws it, and `dialog.ts` turns it into a botbuilder `ComponentDialog`.
 */
import type { ActionName, FormValues } from './actions.ts'
import type { Remark } from '../fields/field.ts'
import type { CheckName } from './checks.ts'
import { StepGone } from './dialogStack.ts'
import type { FactName, Facts, TriedName } from './facts.ts'
import type { Configured } from './port.ts'

/** What is known so far, for the small pure functions of a table. */
export interface SoFar<Answers = Readonly<Partial<Record<string, string>>>, Name extends string = string> {
  /** What each step ended with: an option, a picked id, a text, an action's result, a begun dialog's end. */
  readonly answers: Answers
  /** The answer that was given last, where several steps ask for the same thing. */
  readonly last: string
  /** Variables that actions found; the last one goes before an earlier one of the same name. */
  readonly found: Readonly<Record<string, string>>
  /** The values of each form that was filled in. */
  readonly forms: Readonly<Partial<Record<Name, FormValues>>>
  /** Which settings an operator has set. */
  readonly configured: Configured
  /** What is known of the person already. */
  readonly facts: Facts
  readonly locale: string
}

/** The end of a dialog; `end:x` hands `x` to the dialog that began this one, `end` hands it `done`. */
export type End = 'end' | `end:${string}`

/** Where an arrow leads: a step, the end, or a small pure function that says which. */
export type Arrow = string | ((soFar: SoFar) => string)

/** What is typed instead of an answer is handed to an `act` step that looks it up; where that finds something, it goes on there. */
export interface Instead<Name, Option = string> {
  readonly lookUp: Name
  /** The option that says it is another: what is said beside it may be which. */
  readonly of?: Option
}

/** Asks to choose one of a few named options. */
export interface ChooseStep<Name, To, Options = Readonly<Record<string, To>>> {
  readonly choose: Options
  /** Keep the answer for later dialogs. */
  readonly as?: FactName
  /** The question is how something went: its answer is kept among what was tried. */
  readonly tried?: TriedName
  /** Shows the rows that this earlier look found, to be read over. */
  readonly rows?: Name
  /** Options that are taken only by their button or when nothing else is said: a consent, a request, an erasure. */
  readonly wholly?: readonly (keyof Options & string)[]
  readonly instead?: Instead<Name, keyof Options & string>
}
/** Asks to choose one of the things that the last of some earlier `act` steps found. `none` is always offered. */
export interface PickStep<Name, To> {
  readonly pick: { readonly from: Name | readonly Name[]; readonly next: To; readonly none: To }
  readonly as?: FactName
  readonly instead?: Instead<Name, 'none'>
}
/** Asks for a text that must pass a check; after three failures, `otherwise`. `offer`: buttons for those who have no such answer. */
export interface AskStep<To> {
  readonly ask: CheckName
  /** What is known already is proposed, and the answer kept for later dialogs. */
  readonly as?: FactName
  /** Whatever is typed is the answer, also what sounds like a question or another subject. */
  readonly verbatim?: true
  readonly offer?: Readonly<Record<string, To>>
  /** Buttons of these that say something for later dialogs, with what it is said of. */
  readonly keeps?: Readonly<Record<string, FactName>>
  /** What is said instead of an answer and has a reply of its own, by name; then the question stands. */
  readonly replies?: readonly string[]
  readonly next: To
  readonly otherwise: To
}
/** Asks the fields of a form one after the other, then shows a review where each can be changed. */
export interface FormStep<To> {
  readonly form: string
  readonly next: To
  /** After three failures on one field. Coming back to the form goes on at that field. */
  readonly otherwise: To
  /** Where a remark on a value leads when the person follows it; it can always be passed over. */
  readonly detours?: Readonly<Partial<Record<Remark, To>>>
}
/** Shows a page of content: a fixed one, or the one of its kind that an earlier step's answer names. */
export interface GuideStep<Name, To> {
  /** `from`: the step that found its id; `section`: that part of the page only. */
  readonly guide: string | { readonly kind: 'browsers' | 'help'; readonly from: Name; readonly section?: string }
  readonly next: To
}
/** Says something and goes on. */
export interface SayStep<To> {
  readonly say: true
  readonly next: To
}

type Arrows = Readonly<Record<string, Arrow>>

/** A step as it runs, known by its kind. */
export type Step =
  | ({ readonly kind: 'choose' } & ChooseStep<string, Arrow>)
  | ({ readonly kind: 'pick' } & PickStep<string, Arrow>)
  | ({ readonly kind: 'ask' } & AskStep<Arrow>)
  | ({ readonly kind: 'form' } & FormStep<Arrow>)
  | ({ readonly kind: 'guide' } & GuideStep<string, Arrow>)
  /** Begins another dialog, whose end is this step's answer. */
  | { readonly kind: 'begin'; readonly begin: DialogTable; readonly ends?: Arrows; readonly passOn?: true; readonly next?: Arrow }
  /** Has a named action done. */
  | { readonly kind: 'act'; readonly act: ActionName; readonly as?: FactName | readonly FactName[]; readonly with?: (soFar: SoFar) => unknown; readonly results: Arrows }
  | ({ readonly kind: 'say' } & SayStep<Arrow>)

export type StepKind = Step['kind']

/** A dialog as data. */
export interface DialogTable {
  readonly name: string
  /** The step with which it begins: the first of the table. */
  readonly first: string
  readonly steps: Readonly<Record<string, Step>>
}

export const isEnd = (target: string): target is End => target === 'end' || target.startsWith('end:')

/** What a dialog that ended there hands to the one that began it. */
export const resultOfEnd = (end: End): string => (end === 'end' ? 'done' : end.slice('end:'.length))

/** Follows an arrow. */
export const follow = (arrow: Arrow, soFar: SoFar): string => (typeof arrow === 'function' ? arrow(soFar) : arrow)

/** The step of this name. @throws {StepGone} */
export function stepOf({ name, steps }: DialogTable, at: string): Step {
  const step = steps[at]
  if (step === undefined) throw new StepGone(`${name}.${at}`)
  return step
}

/** The arrows that leave a step, with what makes each be taken. */
export function arrowsOf(step: Step): { readonly when: string; readonly arrow: Arrow }[] {
  const named = (record: Readonly<Record<string, Arrow | undefined>>): { when: string; arrow: Arrow }[] =>
    Object.entries(record).flatMap(([when, arrow]) => (arrow === undefined ? [] : [{ when, arrow }]))
  switch (step.kind) {
    case 'choose':
      return named({ ...step.choose, instead: step.instead?.lookUp })
    case 'pick':
      return named({ picked: step.pick.next, none: step.pick.none, instead: step.instead?.lookUp })
    case 'ask':
      return named({ next: step.next, otherwise: step.otherwise, ...step.offer })
    case 'form':
      return named({ next: step.next, otherwise: step.otherwise, ...step.detours })
    case 'act':
      return named(step.results)
    case 'begin':
      return named({ ...step.ends, next: step.next })
    case 'guide':
    case 'say':
      return named({ next: step.next })
  }
}

/** The arrow that an answer takes; undefined: there is none, or there is none any more. */
export function arrowFor(step: Step, answer: string): Arrow | undefined {
  switch (step.kind) {
    case 'choose':
      return step.choose[answer]
    case 'pick':
      return answer === 'none' ? step.pick.none : step.pick.next
    case 'act':
      return step.results[answer]
    case 'begin':
      return step.ends?.[answer] ?? step.next ?? (step.passOn === true ? `end:${answer}` : undefined)
    case 'ask':
    case 'form':
    case 'guide':
    case 'say':
      return step.next
  }
}
