/** Tables of the embedded account service. Times are ISO 8601 in UTC, so that their order as text is their order in time. */
export interface AccountTable {
  id: string
  /** As compared: trimmed, in lower case. One account each. */
  email: string
  /** JSON of the form's fields, without the address. */
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
  /** JSON of the form's fields, until they are the account's; null for another activation mail. */
  fields: string | null
  locale: string
  /** The account whose activation this request awaits. */
  account_id: string | null
  created_at: string
}

export interface ActivationTokenTable {
  /** SHA-256 of the token, in hexadecimal: the token itself is in the mail alone. */
  hash: string
  account_id: string
  created_at: string
  expires_at: string
  /** When it made the account active. */
  used_at: string | null
  /** When a newer mail took its place. */
  ended_at: string | null
}

export interface AccountTables {
  account: AccountTable
  account_request: AccountRequestTable
  activation_token: ActivationTokenTable
}
