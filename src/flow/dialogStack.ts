/**
 * What lies in the stack of dialogs that the SDK keeps with a conversation, and what it waits for. Whoever needs to look into it looks
 * here: a component keeps the stack of its inner dialogs in its own state.
 */
import type { DialogState } from '../sdk.ts'
import { isActionName, isPage } from './actions.ts'

/** A dialog that waits: one of the conversation, or a step of one. */
export interface Frame {
  readonly id: string
  /** The ids of those that it lies in, and its own. */
  readonly path: string
  readonly state: Readonly<Record<string, unknown>>
}

/** A step that an upgrade took away, in a conversation that was at it: its dialog cannot go on. */
export class StepGone extends Error {
  override readonly name = 'StepGone'

  /** @param what the name of the dialog, or of the step with its dialog's */
  constructor(what: string) {
    super(`There is no ${what} any more`)
  }
}

/** The dialogs that wait, from the outermost to the innermost. */
export function framesOf({ dialogStack }: DialogState, above = ''): Frame[] {
  return dialogStack.flatMap(({ id, state: kept }) => {
    // The SDK keeps any state; one that it has just put there may still be undefined.
    const state = (kept ?? {}) as Readonly<Record<string, unknown>> & { readonly dialogs?: DialogState }
    const path = `${above}/${id}`
    return [{ id, path, state }, ...(state.dialogs === undefined ? [] : framesOf(state.dialogs, path))]
  })
}

/** The names of the dialogs and steps that wait. */
export const running = (dialogs: DialogState): readonly string[] => framesOf(dialogs).map(({ id }) => id)

/** Where a person is asked, `<dialog>.<step>`; in a form with the field, `review` or `remark`. Undefined where nobody is. */
export function askedAt(dialogs: DialogState): string | undefined {
  const asked = framesOf(dialogs).at(-1)
  if (asked === undefined || asked.state.values === undefined) return asked?.id
  const { at, remark } = asked.state
  return `${asked.id}.${remark !== undefined ? 'remark' : typeof at === 'string' ? at : 'review'}`
}

/** Whether a dialog waits for the outcome of something that is done outside. `which` is asked of its entry; of any without it. */
export const waits = (dialogs: DialogState, which: (entry: string) => boolean = () => true): boolean =>
  framesOf(dialogs).some(({ state: { options } }) => {
    // What a step was begun with, where the frame is a step.
    const { entry } = (options ?? {}) as { readonly entry?: string }
    return entry !== undefined && which(entry)
  })

/** The numbers of the questions that are open. */
export const openAsks = (dialogs: DialogState): readonly number[] =>
  framesOf(dialogs).flatMap(({ state: { ask } }) => (typeof ask === 'number' ? [ask] : []))

/** Gives up whatever waits. */
export function giveUp(dialogs: DialogState): void {
  dialogs.dialogStack.length = 0
}

/** Whether an entry is something that the person's page was asked to do. */
export function isPages(entry: string): boolean {
  const name = entry.slice(0, entry.indexOf(':'))
  return isActionName(name) && isPage(name)
}
