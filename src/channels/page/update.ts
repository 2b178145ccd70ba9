/** What the server says to the script of the page. Types alone: both sides import it. */

/** What a script is told: on a stream, and as the answer to what it posts. */
export interface Update {
  /** Number of the last activity; a script says it when it comes back. */
  readonly watermark: number
  readonly locale: string
  /** Of the page. */
  readonly title: string
  /** All of what is asked now, in the place of what was. */
  readonly now: string
  /** What has been said before that, and was not drawn there yet: oldest first. */
  readonly earlier: readonly { readonly id: string; readonly html: string }[]
  /** What a script has drawn of before is no more: it was erased, or is too far back. `earlier` takes its place. */
  readonly anew?: true
  /** Something is asked; otherwise the guide is at work, or has ended. */
  readonly asks: boolean
  /** Something is awaited from outside. */
  readonly waits: boolean
  /** An asking of the guide to look around, which a script answers with the event `noa/looked`. */
  readonly look?: string
}
