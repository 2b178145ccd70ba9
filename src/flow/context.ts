/**
 * The SDK's dialog context without what nobody here uses and every turn would pay for.
 */
import type { TurnContext } from 'botbuilder'
import { DialogContext, type DialogSet, type DialogState, type DialogStateManagerConfiguration, type DialogTurnResult } from 'botbuilder-dialogs'

/** Where the SDK looks for the memory scopes and path resolvers that it found before. */
const configurationKey = 'DialogStateManagerConfiguration'
let configuration: DialogStateManagerConfiguration | undefined

class PlainContext extends DialogContext {
  /**
   * The SDK first builds a chain of contexts down to the innermost dialog and tells it, and then each one above, that an activity has
   * come. No dialog of a table listens to that.
   */
  override continueDialog(): Promise<DialogTurnResult> {
    const instance = this.activeDialog
    const dialog = instance === undefined ? undefined : this.findDialog(instance.id)
    // What is not there is the SDK's to tell.
    return dialog === undefined ? super.continueDialog() : dialog.continueDialog(this)
  }
}

/** The context of the dialogs that a turn begins with. */
export function beginContext(dialogs: DialogSet, context: TurnContext, state: DialogState): DialogContext {
  // The same for every turn, and ten times as long in the making as the rest of a context.
  if (configuration !== undefined) context.turnState.set(configurationKey, configuration)
  const made = new PlainContext(dialogs, context, state)
  configuration ??= made.state.configuration
  return made
}

/** The context of the dialogs inside a component, whose state is kept where the SDK keeps it. */
export function innerContext(dialogs: DialogSet, outer: DialogContext): DialogContext {
  const state = outer.activeDialog!.state as { dialogs?: DialogState }
  return new PlainContext(dialogs, outer, (state.dialogs ??= { dialogStack: [] }))
}
