/** What opens the conversations of the page. What was said is in the conversation log. */

export interface PageSessionTable {
  /** SHA-256 (hex) of the secret that a browser holds. */
  secret_hash: string
  /** Conversation id within the channel. */
  id: string
  /** Id that every activity of the person carries. */
  user_id: string
  /** Language in which it began (BCP 47). */
  locale: string
  /** When something was last asked with it; ISO 8601, UTC. */
  seen_at: string
}

export interface PageTables {
  page_session: PageSessionTable
}
