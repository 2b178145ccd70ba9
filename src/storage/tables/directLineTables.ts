/** Conversations of the embedded Direct Line: who may resume them. What was said is in the conversation log. */

export interface DirectLineConversationTable {
  /** Conversation id within the channel. */
  id: string
  /** Id that every activity of the person carries, whatever the client says. */
  user_id: string
  /** SHA-256 (hex) of the secret that resumes the conversation after its token has expired. */
  resume_hash: string
  /** Language asked for with the first token (BCP 47). */
  locale: string | null
  /** When a token was last given for it; ISO 8601, UTC. */
  seen_at: string
}

export interface DirectLineTables {
  direct_line_conversation: DirectLineConversationTable
}
