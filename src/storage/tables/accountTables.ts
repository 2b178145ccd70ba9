/** Tables of the embedded account service. Times are ISO 8601 in UTC, so that their order as text is their order in time. */
export interface AccountTable {
  id: string
  /** As compared: trimmed, in lower case. One account each. */
  email: string
  /** JSON of the form's fields, without the address: the first request's, and once it is active those of whoever's link was used. */
  fields: string
  status: 'pending' | 'active'
  /** scrypt in the PHC string format; null until the account is active. */
  password_hash: string | null
  locale: string
  created_at: string
  updated_at: string
  activated_at: string | null
}

/** Every request that was accepted, for an account or for another activation mail. */
export interface AccountRequestTable {
  request_id: string
  /** Null for a mail asked for on the activation page. */
  idempotency_key: string | null
  /** SHA-256 of the body, in hexadecimal: the same key with another body is a conflict. */
  body_hash: string
  email: string
  /** What the address leads to (`mailboxOf`): `marie@univ.fr` for `Marie+noa@univ.fr`. */
  mailbox: string
  /** Who asked, in the client's own word; empty when it did not say. For a mail asked for on the activation page, the link's. */
  sender: string
  /** JSON of the form's fields, until the account is active; null for another activation mail. */
  fields: string | null
  locale: string
  /** The account whose activation this request awaits. */
  account_id: string | null
  /** Domain of the mailbox; null when no mail goes out for this request. */
  mail_domain: string | null
  /** What the link of its mail is made of; null once the mail is out, and when none is to go. */
  mail_seed: string | null
  /** Its mail was held back, since too many were asked for; until then. */
  held_until: string | null
  created_at: string
}

export interface ActivationTokenTable {
  /** SHA-256 of the token, in hexadecimal: the token itself is in the mail alone. */
  hash: string
  account_id: string
  /** Of the request that it was mailed for. */
  sender: string
  created_at: string
  expires_at: string
  /** When it made the account active. */
  used_at: string | null
  /** When a newer mail for the same sender was out. */
  ended_at: string | null
}

export interface AccountTables {
  account: AccountTable
  account_request: AccountRequestTable
  activation_token: ActivationTokenTable
}
