/** Questions that no help article answered, and answers that were not understood, masked, for the editors. */
import type { Generated } from 'kysely'

export interface KeptQuestionTable {
  /** SHA-256 (hex) of the outbox entry's id: a repetition is kept once. */
  id: string
  /** SHA-256 (hex) of the conversation's key, so that whoever erases the conversation erases this. */
  conversation: string
  locale: string
  /** Without names, addresses and numbers; 300 characters at most. */
  question: string
  /** ISO 8601, UTC. */
  asked_at: string
  /** `<dialog>.<step>` at which it was not understood; empty: a question. */
  step: Generated<string>
  /** What an editor made of it: `inHand`, `answered`, `ignored`; empty: nothing yet. */
  state: Generated<string>
}

export interface KeptQuestionTables {
  kept_question: KeptQuestionTable
}
