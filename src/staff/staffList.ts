/** Everybody who was invited, as the database has them. */
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/tables.ts'
import type { Audit } from './audit.ts'
import type { Member, People } from './people.ts'
import { readRoles } from './roles.ts'
import { createChanges } from './staffChanges.ts'

/** @param clock ms since the epoch */
export function createPeople(db: Kysely<Tables>, audit: Audit, clock: () => number): People {
  const now = (ahead = 0): string => new Date(clock() + ahead).toISOString()

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
    ...createChanges(db, audit, now),
    expire: async (before, unasked) => {
      const { numDeletedRows } = await db
        .deleteFrom('staff_member')
        .where(where =>
          where.or([
            where('revoked_at', '<', before.toISOString()),
            where.and([where('roles', '=', ''), where('signed_in_at', 'is', null), where('invited_at', '<', unasked.toISOString())]),
          ]),
        )
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
