/** What the bot keeps of a conversation between turns. One JSON value in the conversation's row. */
import { giveUp } from '../flow/dialogStack.ts'
import type { FactName } from '../flow/facts.ts'
import type { Choice } from '../flow/port.ts'
import type { DialogState } from '../sdk.ts'

/** A choice that was answered. */
export interface GivenChoice {
  /** `<dialog>.<step>` */
  readonly step: string
  readonly choices: readonly Choice[]
  readonly option: string
}

/** A conversation about one subject, from its first step until it came to something. */
export interface Episode {
  /** The dialog that it began with. */
  readonly subject: string
  /** On which it began, `2026-11-29` (UTC). */
  readonly day: string
  /** ms since the epoch. */
  readonly began: number
  /** The step at which it stands, `<dialog>.<step>`; empty before the first. */
  at: string
}

export interface BotState {
  readonly dialogs: DialogState
  locale: string
  /** Number of the last asking. */
  asks: number
  greeted: boolean
  /** The question of the guide's own that is open now, with or without a dialog that waits beneath it. */
  menu?: { ask: number; offered: string[]; yesNo?: boolean }
  /** How often in a row nothing was understood. */
  lost: number
  /** What the guide knows of the person. */
  facts: { [K in FactName]?: string }
  /** When the person last said something, ms since the epoch. */
  at?: number
  /** What is counted of the subject that is talked about. */
  episode?: Episode
  /** A topic that was asked for beside the one that began. */
  later?: string
  /** The last choices of the dialogs that wait, the latest last: « non pardon, je voulais dire … » answers the latest anew. */
  given?: readonly GivenChoice[]
  /** A text that waits until the person has said where to go with it. */
  held?: string
  /** A courtesy typed where it could be the answer: typed once more, it is. */
  doubted?: string
}

export const freshState = (locale: string): BotState => ({
  dialogs: { dialogStack: [] },
  locale,
  asks: 0,
  greeted: false,
  lost: 0,
  facts: {},
})

/** Reads a stored state; one that cannot be read (damaged, or of a later version) begins anew rather than failing every turn. */
export function readState(json: string, locale: string): BotState {
  try {
    // As a turn committed it, or a later version of this very type; what 0.1 committed has its facts under `said`.
    const { said, ...state } = JSON.parse(json) as Partial<BotState> & { said?: BotState['facts'] }
    if (Array.isArray(state.dialogs?.dialogStack)) return { ...freshState(locale), ...(said && { facts: said }), ...state }
  } catch {
    // Falls through to a fresh state.
  }
  return freshState(locale)
}

/** Takes out what a person said, and what of it is counted no more. Which page they come from was not said. */
export function forgetSaid(state: BotState): void {
  giveUp(state.dialogs)
  state.facts = state.facts.page === undefined ? {} : { page: state.facts.page }
  delete state.episode
  delete state.menu
  delete state.later
  delete state.held
  delete state.doubted
}
