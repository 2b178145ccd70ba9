/** What people asked the helpdesk, what became of it, and what brings them back to where they asked. */

/** Not handed over yet; new; taken up by somebody; answered; settled. Whoever says so is in its events. */
export const requestStates = ['draft', 'new', 'inHand', 'answered', 'closed'] as const
export type RequestState = (typeof requestStates)[number]

/** Longest text of an event (an answer, a reply or a note), in characters. */
export const longestWords = 4000

export interface HelpRequestTable {
  /** `NOA-7K3M9Q`. */
  reference: string
  /** Key of the conversation in which it was written; null once that was erased. */
  conversation: string | null
  /** BCP 47. */
  locale: string
  subject: string
  /** What requests of one cause share (`errorMessage:503`); empty when nothing was seen. */
  likeness: string
  /** The helpdesk's own reference, which its link carried. */
  ticket: string | null
  /** JSON: the lines that the person agreed to send, `{ name, label, value }` each. */
  agreed: string
  /** What was said, where the person wanted it sent along. */
  transcript: string | null
  /** Where the person wants to be answered. */
  email: string | null
  state: RequestState
  /** Who has it in hand. */
  agent: string | null
  /** Grows with each change: of two agents who saw the same one, the second is told. */
  version: number
  /** ms since the epoch. */
  created_at: number
  changed_at: number
}

/** What happened to a request: by an agent, or by the person (`reply`, `solved`, `reopened`). */
export const requestEventKinds = ['taken', 'answer', 'note', 'closed', 'reply', 'solved', 'reopened'] as const
export type RequestEventKind = (typeof requestEventKinds)[number]

export interface RequestEventTable {
  /** The same for every attempt to write it down. */
  id: string
  reference: string
  kind: RequestEventKind
  /** The agent's name; null: the person who asked. */
  author: string | null
  words: string
  /** ms since the epoch. */
  happened_at: number
}

export interface ReturnCodeTable {
  /** SHA-256 (hex) of the code. */
  code_hash: string
  reference: string
  /** Key of the conversation that it brings back. */
  conversation: string
  /** ms since the epoch. */
  made_at: number
}

/** What proves that a mail answers one that the helpdesk was sent of a request. */
export interface ReplyProofTable {
  reference: string
  /** It goes out again with each mail of the request, so it is kept as it is. */
  secret: string
}

/**
 * Whom a notice of an incident is told: who meets trouble of that kind (before anything is tried), or everybody who begins a conversation
 * as well.
 */
export const noticePlaces = ['diagnosis', 'greeting'] as const
export type NoticePlace = (typeof noticePlaces)[number]

/** What the helpdesk tells people of an incident. */
export interface IncidentNoticeTable {
  /** `current`: the one that was announced from a request. */
  id: string
  /** JSON: the sentence, by locale. */
  words: string
  /** The likeness of the requests that it speaks of; empty: it was written. */
  likeness: string
  /** The agent's name. */
  author: string
  /** ms since the epoch. */
  made_at: number
  begins_at: number
  ends_at: number
  /** One of `noticePlaces`. */
  place: string
}

export interface RequestTables {
  incident_notice: IncidentNoticeTable
  help_request: HelpRequestTable
  request_event: RequestEventTable
  return_code: ReturnCodeTable
  reply_proof: ReplyProofTable
}
