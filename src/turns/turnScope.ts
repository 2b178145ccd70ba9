/** What a turn's logic may use besides the SDK's context. */
import type { TurnContext } from '../sdk.ts'
import type { NewOutboxEntry, TurnCommit } from '../storage/storage.ts'
import type { BotState } from './conversationState.ts'
import type { Counting } from './counting.ts'

export interface TurnScope {
  readonly key: string
  readonly channel: string
  readonly state: BotState
  /** Erases all that was said and kept: state, log and what was not begun yet. The turn's own replies remain. */
  readonly forget: () => void
  readonly counting: Counting
  /** Stores work for outside with this turn. */
  readonly entrust: (entry: NewOutboxEntry) => void
  /** Marks what this turn settles or tells in the outbox. */
  readonly internal?: InternalTurn
}

/** A turn that no person began: an action's outcome or an announcement. */
export interface InternalTurn {
  /** The conversation's key. */
  readonly key: string
  readonly event: { readonly name: string; readonly value: unknown }
  /** Recognises a repetition of the same event. */
  readonly deliveryId: string
  readonly settles?: TurnCommit['settles']
  readonly tells?: string
}

/** What the bot does in a turn. */
export type TurnLogic = (context: TurnContext, scope: TurnScope) => Promise<void>

const scopeKey = Symbol('turn scope')
export const scopeOf = (context: TurnContext): TurnScope => context.turnState.get<TurnScope>(scopeKey)
/** Lets the logic of a turn find its scope. */
export const setScope = (context: TurnContext, scope: TurnScope): void => void context.turnState.set(scopeKey, scope)
