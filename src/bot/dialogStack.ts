/** What lies in the SDK's stack of dialogs, and what it waits for. */
import type { DialogState } from 'botbuilder-dialogs'
import { pageNames } from '../flow/actions.ts'

/** The dialogs that wait inside another one. */
export function within(state: unknown): string[] {
  // The SDK keeps a component's own stack in its state, untyped.
  const stack = (state as { dialogs?: DialogState } | undefined)?.dialogs?.dialogStack ?? []
  return stack.flatMap(({ id, state: inner }) => [id, ...within(inner)])
}

/** Whether a dialog waits for the outcome of something that is done outside. `which` is asked of its entry; of any without it. */
export function waits(state: DialogState, which: (entry: string) => boolean = () => true): boolean {
  return state.dialogStack.some(({ state: inner }) => {
    // The SDK keeps any state; ours holds what a prompt was begun with.
    const { options, dialogs } = (inner ?? {}) as { options?: { entry?: string }; dialogs?: DialogState }
    const awaited = options?.entry
    return (awaited !== undefined && which(awaited)) || (dialogs !== undefined && waits(dialogs, which))
  })
}

/** Whether an entry is something that the person's page was asked to do. */
export const isPages = (entry: string): boolean => pageNames.some(name => entry.startsWith(`${name}:`))
