/** Who may work at the desk: invited with roles, and revoked. */
import { createHash, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/tables.ts'
import { clean, fold } from '../text/fold.ts'
import type { Audit } from './audit.ts'
import { readRoles, writtenRoles, type Role } from './roles.ts'

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

/** Who does something: a member's id, or nobody but the command line, which may do everything. */
export type Actor = string | undefined

export interface Invitation {
  readonly member: string
  /** Good once, until `expiresAt`. */
  readonly token: string
  readonly expiresAt: string
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
  /** Ends what somebody may do, at once and in every process. */
  revoke(member: string, by: Actor): Promise<'revoked' | 'unknown' | 'lastOperator'>
  /** Forgets whoever was revoked before. Returns how many they were. */
  expire(before: Date): Promise<number>
}

/** So long an invitation is open, ms. */
const invitationLife = 24 * 3_600_000
/** Longest name, in characters. */
export const longestName = 80

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
/** 256 bits, as an address and a cookie take them. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** A name as it is kept: one line, not too long; empty for what is none. */
export const nameOf = (text: string): string => clean(text).slice(0, longestName).trim()

/**
 * Whether somebody else could still sign in as operator. Two who end each other at the same moment wait for one another here.
 * @param transaction holds the rows of all operators until its end
 */
async function isLastOperator(transaction: Kysely<Tables>, member: string): Promise<boolean> {
  const held = await transaction
    .updateTable('staff_member')
    .set(row => ({ roles: row.ref('roles') }))
    .where('roles', 'like', '%operator%')
    .where('revoked_at', 'is', null)
    .where('signed_in_at', 'is not', null)
    .returning('id')
    .execute()
  return held.length === 1 && held[0]?.id === member
}

/** @param clock ms since the epoch */
export function createPeople(db: Kysely<Tables>, audit: Audit, clock: () => number): People {
  const now = (ahead = 0): string => new Date(clock() + ahead).toISOString()

  /** Ends every way in that somebody has. */
  async function end(transaction: Kysely<Tables>, member: string): Promise<void> {
    await transaction.deleteFrom('staff_session').where('member', '=', member).execute()
    await transaction.deleteFrom('staff_invitation').where('member', '=', member).execute()
  }

  return {
    anybody: async () =>
      (await db.selectFrom('staff_member').select('id').where('revoked_at', 'is', null).limit(1).executeTakeFirst()) !== undefined,
    list: async () => {
      const rows = await db
        .selectFrom('staff_member as m')
        .leftJoin('staff_invitation as i', join => join.onRef('i.member', '=', 'm.id').on('i.expires_at', '>', now()))
        .selectAll('m')
        .select('i.expires_at')
        .execute()
      const members = rows.map(row => ({
        id: row.id,
        name: row.name,
        roles: readRoles(row.roles),
        invitedAt: row.invited_at,
        signedInAt: row.signed_in_at ?? undefined,
        revokedAt: row.revoked_at ?? undefined,
        openUntil: row.expires_at ?? undefined,
        provided: row.subject !== null,
      }))
      const gone = ({ revokedAt }: Member): number => (revokedAt === undefined ? 0 : 1)
      return members.sort((a, b) => gone(a) - gone(b) || a.name.localeCompare(b.name))
    },
    invite: (name, roles, by) =>
      db.transaction().execute(async transaction => {
        const known = await transaction
          .selectFrom('staff_member')
          .select(['id', 'revoked_at'])
          .where('folded', '=', fold(name))
          .executeTakeFirst()
        if (known !== undefined && by !== undefined && !roles.includes('operator') && (await isLastOperator(transaction, known.id))) return 'lastOperator'
        const member = known?.id ?? randomBytes(12).toString('base64url')
        const row = { name, roles: writtenRoles(roles), invited_at: now(), revoked_at: null }
        await transaction
          .insertInto('staff_member')
          .values({ id: member, folded: fold(name), subject: null, signed_in_at: null, ...row })
          .onConflict(conflict => conflict.column('id').doUpdateSet(row))
          .execute()
        if (known?.revoked_at != null) await end(transaction, member)
        const token = newSecret()
        const expiresAt = now(invitationLife)
        await transaction.deleteFrom('staff_invitation').where('member', '=', member).execute()
        await transaction.insertInto('staff_invitation').values({ hash: hashOf(token), member, expires_at: expiresAt }).execute()
        await audit.note(by, 'invited', member, transaction)
        return { member, token, expiresAt }
      }),
    revoke: (member, by) =>
      db.transaction().execute(async transaction => {
        if (by !== undefined && (await isLastOperator(transaction, member))) return 'lastOperator'
        const { numUpdatedRows } = await transaction
          .updateTable('staff_member')
          .set({ revoked_at: now() })
          .where('id', '=', member)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (Number(numUpdatedRows) === 0) return 'unknown'
        await end(transaction, member)
        await audit.note(by, 'revoked', member, transaction)
        return 'revoked'
      }),
    expire: async before => {
      const { numDeletedRows } = await db.deleteFrom('staff_member').where('revoked_at', '<', before.toISOString()).executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
