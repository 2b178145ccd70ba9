/** Who may work at the desk, and what they did there. Times are ISO 8601 in UTC, so that their order as text is their order in time. */

export interface StaffMemberTable {
  id: string
  /** As it was given. */
  name: string
  /** As compared: one member to a name. That of who comes by a provider is their subject there, since two may have one name. */
  folded: string
  /** Names of roles, with a space between. */
  roles: string
  /** `<issuer> <sub>` of whoever signs in by a provider. */
  subject: string | null
  invited_at: string
  signed_in_at: string | null
  revoked_at: string | null
}

/** A link that signs in once. One that was used, or that another replaced, is gone. */
export interface StaffInvitationTable {
  /** SHA-256 of its token, in hexadecimal: the token itself is in the link alone. */
  hash: string
  member: string
  expires_at: string
}

export interface StaffSessionTable {
  /** SHA-256 of the browser's secret, in hexadecimal. */
  hash: string
  member: string
  way: 'invitation' | 'provider'
  /** The language that was chosen at the desk; null: the browser's. */
  locale: string | null
  began_at: string
  seen_at: string
}

/** What somebody did at the desk: never a word of a person who talks with the guide. */
export interface StaffActTable {
  /** In the order in which they were noted: of two processes at one moment, as their clocks say. */
  id: string
  at: string
  /** A member; null: the command line. */
  who: string | null
  act: string
  /** An id or a number: whom or what it was done to. Empty: nothing but the act. */
  about: string
}

export interface StaffTables {
  staff_member: StaffMemberTable
  staff_invitation: StaffInvitationTable
  staff_session: StaffSessionTable
  staff_act: StaffActTable
}
