/** Who may work at the desk: invited with roles, and revoked. */
import { clean } from '../text/fold.ts'
import type { Role } from './roles.ts'

/** Who works at the desk. */
export interface StaffPerson {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
}

/** A member of the staff as operators see them. */
export interface Member extends StaffPerson {
  /** ISO 8601, UTC, like the others. */
  readonly invitedAt: string
  readonly signedInAt: string | undefined
  readonly revokedAt: string | undefined
  /** Until when a link is open that was not used yet. */
  readonly openUntil: string | undefined
  /** Signs in by a provider. */
  readonly provided: boolean
}

/** Somebody as the provider tells of them. */
export interface ProvidedPerson {
  /** `<issuer> <sub>`. */
  readonly subject: string
  readonly name: string
  /** Undefined: the list of staff says them. */
  readonly roles: readonly Role[] | undefined
}

/** Who does something: a member's id, or nobody but the command line, which may do everything. */
export type Actor = string | undefined

export interface Invitation {
  readonly member: string
  /** Good once, until `expiresAt`. */
  readonly token: string
  readonly expiresAt: string
  /** Somebody of that name was at the desk before, and has these roles from now on. */
  readonly known: boolean
}

export interface People {
  /** Whether there is anybody for whom there is a desk. */
  anybody(): Promise<boolean>
  /** Those that were not revoked first, by name. */
  list(): Promise<readonly Member[]>
  /**
   * Makes a link that signs somebody in once, with these roles. A link of the same name that was not used yet ends; whoever was revoked
   * is taken back.
   * @returns `lastOperator`: at the desk, the last one who signs in as operator must stay one
   */
  invite(name: string, roles: readonly Role[], by: Actor): Promise<Invitation | 'lastOperator'>
  /**
   * Gives somebody other roles, from their next request on.
   * @returns `lastOperator`: at the desk, the last one who signs in as operator must stay one
   */
  setRoles(member: string, roles: readonly Role[], by: Actor): Promise<'changed' | 'unknown' | 'lastOperator'>
  /**
   * Whoever a provider has proved to be themselves, with the roles that it or the list says. Somebody unknown is put on the list, with no
   * role, for an operator to see.
   */
  enter(person: ProvidedPerson): Promise<StaffPerson | 'noRole' | 'revoked'>
  /** Ends what somebody may do, at once and in every process. */
  revoke(member: string, by: Actor): Promise<'revoked' | 'unknown' | 'lastOperator'>
  /**
   * Forgets whoever was revoked before, and whoever a provider knows and nobody ever gave a role. Returns how many they were.
   * @param unasked those without a role who came before this
   */
  expire(before: Date, unasked: Date): Promise<number>
}

/** Longest name, in characters. */
export const longestName = 80

/** A name as it is kept: one line, not too long; empty for what is none. */
export const nameOf = (text: string): string => [...clean(text)].slice(0, longestName).join('').trim()
