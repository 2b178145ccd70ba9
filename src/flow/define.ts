/**
 * What a dialog's file says, and what the compiler makes of it: an arrow leads to a step that there is, an answer is compared with one
 * that can be given, every result of an action and every end of a begun dialog has its arrow, and how a dialog can end is part of its
 * type. See `.github/decisions/0020-ends-are-types.md`.
 */
import type { ActionName, InputOf, ResultOf } from './actions.ts'
import type { FactName } from './facts.ts'
import type {
  AskStep, ChooseStep, DialogTable, End, FormStep, GuideStep, PickStep, SayStep, SoFar as SoFarOf, Step, StepKind,
} from './table.ts'

declare const endsWith: unique symbol

/** A dialog, with the names of its ends (`done` for a plain `end`); `string` where they are data, as an id that was picked. */
export interface Dialog<Ends extends string> extends DialogTable {
  /** For the compiler only. Both ways, so that one whose ends have names never stands for one whose ends are data. */
  readonly [endsWith]?: (end: Ends) => Ends
}

/** The names of a dialog's ends. */
export type EndsOf<D> = D extends Dialog<infer Ends> ? Ends : never

/** What a step was found to answer with: the record whose keys are its answers, the dialog whose ends are, or neither. */
type AnswerOf<Found> = Found extends Dialog<infer Ends> ? Ends : Found extends object ? keyof Found & string : string

/** Where the answers of a step stand: `Found` is inferred here, step by step. */
interface Answering<Found> {
  readonly choose?: { readonly [Option in keyof Found]: unknown }
  readonly results?: { readonly [Result in keyof Found]: unknown }
  readonly begin?: Found
}

type Name<Table> = keyof Table & string
type SoFar<Table> = SoFarOf<{ readonly [K in keyof Table]?: AnswerOf<Table[K]> }, Name<Table>>

/** Where an arrow leads: a step, the end, or a small pure function that says which. */
type To<Table> = Name<Table> | End | ((soFar: SoFar<Table>) => Name<Table> | End)

/**
 * Begins another dialog. Each of its ends has an arrow, or is passed on as an end of this one's (`passOn`); one whose ends are data has
 * one arrow for all of them.
 */
type BeginStep<Table, Ends extends string> =
  | (string extends Ends ? { readonly begin: DialogTable; readonly next: To<Table> } : never)
  | { readonly begin: DialogTable; readonly passOn: true; readonly ends?: { readonly [E in Ends]?: To<Table> } }
  // Last, for it is what the compiler's message is about.
  | { readonly begin: DialogTable; readonly ends: { readonly [E in Ends]: To<Table> } }

type OneAct<Table, A extends ActionName> = {
  readonly act: A
  /** Keep the variables of these names that it found for later dialogs. */
  readonly as?: FactName | readonly FactName[]
  readonly results: { readonly [R in ResultOf<A>]: To<Table> }
} & (InputOf<A> extends Record<string, never> ? object : { readonly with: (soFar: SoFar<Table>) => InputOf<A> })
/** Has a named action done; each of its results has an arrow. */
type ActStep<Table> = { [A in ActionName]: OneAct<Table, A> }[ActionName]

/**
 * A step as a dialog's file says it: the one key that says what it does stands for its kind. What begins a dialog is held against nothing
 * else, so that the compiler names the end that has no arrow.
 */
type Written<Table, Found> = Found extends Dialog<infer Ends> ? BeginStep<Table, Ends> : OtherStep<Table, Found>

type OtherStep<Table, Found> =
  | ChooseStep<Name<Table>, To<Table>, { readonly [Option in keyof Found]: To<Table> }>
  | PickStep<Name<Table>, To<Table>>
  | AskStep<To<Table>>
  | FormStep<To<Table>>
  | GuideStep<Name<Table>, To<Table>>
  | ActStep<Table>
  | SayStep<To<Table>>

type ValuesOf<Record> = Record[keyof Record]
/** What the arrows of a step are, as they are written. */
type ArrowsIn<Step> =
  | (Step extends { readonly choose: infer Arrows } ? ValuesOf<Arrows> : never)
  | (Step extends { readonly results: infer Arrows } ? ValuesOf<Arrows> : never)
  | (Step extends { readonly ends: infer Arrows } ? ValuesOf<Arrows> : never)
  | (Step extends { readonly offer: infer Arrows } ? ValuesOf<Arrows> : never)
  | (Step extends { readonly detours: infer Arrows } ? ValuesOf<Arrows> : never)
  | (Step extends { readonly pick: { readonly next: infer Next; readonly none: infer None } } ? Next | None : never)
  | (Step extends { readonly next: infer Next } ? Next : never)
  | (Step extends { readonly otherwise: infer Otherwise } ? Otherwise : never)
/** The ends among them. */
type EndsIn<Arrow> =
  Arrow extends (...soFar: never[]) => infer Target ? EndsIn<Target>
  : Arrow extends 'end' ? 'done'
  : Arrow extends `end:${infer End}` ? End
  : never
/** The ends of a begun dialog that become this one's. */
type PassedOn<Step> =
  Step extends { readonly passOn: true; readonly begin: Dialog<infer Ends> }
    ? Step extends { readonly ends: infer Answered } ? Exclude<Ends, keyof Answered> : Ends
    : never

/** A kind for each key that says what a step does. */
const kinds: readonly StepKind[] = ['choose', 'pick', 'ask', 'form', 'guide', 'begin', 'act', 'say']

/** Tags a step with its kind. */
function tagged(dialog: string, name: string, written: object): Step {
  const kind = kinds.find(each => each in written)
  if (kind === undefined) throw new Error(`The step ${dialog}.${name} has none of the eight kinds`)
  // The compiler has held what is written against its kind; it runs with the answers of any step, where each function knows its own.
  return { ...written, kind } as Step
}

/**
 * Defines a dialog.
 * @param name the dialog's name: of its file, its words and its transcript
 * @param steps its steps by name, the first one first
 * @throws {Error} when the table is empty
 */
export function defineDialog<Table, const Steps>(
  name: string,
  steps: { readonly [K in keyof Table]: Answering<Table[K]> & Written<NoInfer<Table>, Table[K]> } & Steps,
): Dialog<{ [K in keyof Steps]: EndsIn<ArrowsIn<Steps[K]>> | PassedOn<Steps[K]> }[keyof Steps] & string> {
  const entries = Object.entries<object>(steps)
  const first = entries[0]?.[0]
  if (first === undefined) throw new Error(`The dialog ${name} has no step`)
  return { name, first, steps: Object.fromEntries(entries.map(([step, written]) => [step, tagged(name, step, written)])) }
}
