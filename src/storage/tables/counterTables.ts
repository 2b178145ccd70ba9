/** How conversations go, by day: numbers of conversations, and nothing of any of them. */
export interface CounterTable {
  /** On which the conversation began (`2026-11-29`, UTC); of what was not understood, on which it was said. */
  day: string
  channel: string
  /** The dialog that it began with; empty where there was none. */
  subject: string
  /**
   * `begun`, and then where it is: `standing` (at a step: left there, or still going on), or what it came to: `solved`, `handedOver`.
   * `minutes`: how long it took to come to that. `notUnderstood`: an answer at a step.
   */
  name: string
  /** The step, `<dialog>.<step>`; of `minutes`, the most that it took. */
  detail: string
  times: number
}

export interface CounterTables {
  counter: CounterTable
}
