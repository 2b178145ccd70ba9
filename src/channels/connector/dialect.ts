/** What is particular to one of the channels that are reached through the Bot Connector service. */
import type { Activity } from '../../sdk.ts'

export interface Dialect {
  /** An activity as the turn gets it; undefined for one that means nothing. */
  readonly meaning: (activity: Partial<Activity>) => Partial<Activity> | undefined
  /**
   * For a conversation that is none of the guide's own, which no turn and no storage ever sees: what is said to the activity there and
   * then, in Markdown, or nothing. Undefined: it is one of the guide's own.
   */
  readonly aside?: (activity: Partial<Activity>) => { readonly say?: string } | undefined
  /** Whether everybody who writes through it is of a tenant: one that is not named is then not allowed. */
  readonly ofTenants: boolean
}

/** By the channel's name. */
export type Dialects = Readonly<Partial<Record<string, Dialect>>>
