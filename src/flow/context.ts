/**
 * The SDK's dialog context without what nobody here uses and every turn would pay for.
 */
import {
  DialogContext, DialogContextError, type DialogSet, type DialogState, type DialogStateManagerConfiguration, type DialogTurnResult,
  type TurnContext,
} from '../sdk.ts'
import { StepGone } from './dialogStack.ts'

/** Where the SDK looks for the memory scopes and path resolvers that it found before. */
const configurationKey = 'DialogStateManagerConfiguration'
/** What it found for a set of dialogs: the same for every turn, and ten times as long in the making as the rest of a context. */
const configurations = new WeakMap<DialogSet, DialogStateManagerConfiguration>()

/** What went wrong as it was thrown: the SDK adds the whole stack to it, and so what a person typed. */
async function bare<T>(running: Promise<T>): Promise<T> {
  try {
    return await running
  } catch (error) {
    throw error instanceof DialogContextError && error.error instanceof Error ? error.error : error
  }
}

/** @throws {StepGone} wherever the SDK would say, in words, that a dialog is not there */
class PlainContext extends DialogContext {
  #there(id: string): void {
    if (this.findDialog(id) === undefined) throw new StepGone(id)
  }

  override async beginDialog(id: string, options?: object): Promise<DialogTurnResult> {
    this.#there(id)
    return bare(super.beginDialog(id, options))
  }

  /**
   * The SDK first builds a chain of contexts down to the innermost dialog and tells it, and then each one above, that an activity has
   * come. No dialog of a table listens to that.
   */
  override async continueDialog(): Promise<DialogTurnResult> {
    const instance = this.activeDialog
    if (instance === undefined) return super.continueDialog()
    const dialog = this.findDialog(instance.id)
    if (dialog === undefined) throw new StepGone(instance.id)
    return dialog.continueDialog(this)
  }

  /** The one below goes on. */
  override async endDialog(result?: unknown): Promise<DialogTurnResult> {
    const below = this.stack.at(-2)
    if (below !== undefined) this.#there(below.id)
    return bare(super.endDialog(result))
  }
}

/** The context of the dialogs that a turn begins with. */
export function beginContext(dialogs: DialogSet, context: TurnContext, state: DialogState): DialogContext {
  const found = configurations.get(dialogs)
  if (found !== undefined) context.turnState.set(configurationKey, found)
  const made = new PlainContext(dialogs, context, state)
  if (found === undefined) configurations.set(dialogs, made.state.configuration)
  return made
}

/** The context of the dialogs inside a component, whose state is kept where the SDK keeps it. */
export function innerContext(dialogs: DialogSet, outer: DialogContext): DialogContext {
  // A component is asked for its inner context while it is the active dialog, whose state is an object from its beginning.
  const state = outer.activeDialog?.state as { dialogs?: DialogState }
  return new PlainContext(dialogs, outer, (state.dialogs ??= { dialogStack: [] }))
}
