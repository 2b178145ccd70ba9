/** One of the answers that a step can have, with all ways to say it. */
export interface AnswerOption {
  readonly id: string
  /** As it is shown. */
  readonly label: string
  /** Other ways to say it; `=yes` stands for all that means yes. */
  readonly names: readonly string[]
  /** Taken only when it is said and nothing else: consent, a request, an erasure. */
  readonly wholly?: boolean
  /** A thing of a list: each word that no other one has tells it. */
  readonly listed?: boolean
}
