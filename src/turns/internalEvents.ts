/** What comes into a conversation from inside: an action's outcome, or something that happened elsewhere. */
import type { ActionName, Outcome } from '../flow/actions.ts'

/** Names of the events that the guide itself sends into a conversation. Clients cannot send them: the channels refuse them. */
export const internalEvents = { outcome: 'noa/outcome', announcement: 'noa/announcement' } as const

/** An action came back. */
export interface OutcomeEvent {
  readonly entry: string
  readonly action: ActionName
  readonly outcome: Outcome
}
/** Something happened outside that concerns this conversation. */
export interface AnnouncementEvent {
  /** Key under `dialogs:bot.announcements`. */
  readonly name: string
  readonly variables?: Readonly<Record<string, string>>
  /** What somebody has written, shown below it. */
  readonly quote?: string
  /** The request to the helpdesk that it answers: what follows is about that one. */
  readonly request?: string
}
