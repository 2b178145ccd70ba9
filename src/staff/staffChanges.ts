/** What changes who may work at the desk. Each is one transaction, with its line in the log. */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/tables.ts'
import { fold } from '../text/fold.ts'
import type { Audit } from './audit.ts'
import { longestName, type People } from './people.ts'
import { readRoles, writtenRoles } from './roles.ts'
import { hashOf, newSecret } from './secrets.ts'

/** So long an invitation is open, ms. */
const invitationLife = 24 * 3_600_000
const newId = (): string => randomBytes(12).toString('base64url')

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

/** Ends every way in that somebody has. */
async function end(transaction: Kysely<Tables>, member: string): Promise<void> {
  await transaction.deleteFrom('staff_session').where('member', '=', member).execute()
  await transaction.deleteFrom('staff_invitation').where('member', '=', member).execute()
}

/** @param now the time, ISO 8601 in UTC, so many ms ahead */
export function createChanges(
  db: Kysely<Tables>, audit: Audit, now: (ahead?: number) => string,
): Pick<People, 'invite' | 'revoke' | 'setRoles' | 'enter'> {
  return {
    invite: (name, roles, by) =>
      db.transaction().execute(async transaction => {
        const known = await transaction
          .selectFrom('staff_member')
          .select(['id', 'revoked_at'])
          .where('folded', '=', fold(name))
          .executeTakeFirst()
        if (known !== undefined && by !== undefined && !roles.includes('operator') && (await isLastOperator(transaction, known.id))) return 'lastOperator'
        const member = known?.id ?? newId()
        const wasRevoked = known !== undefined && known.revoked_at !== null
        // Whoever is taken back has not come in since, and is no operator to whom another may leave the desk.
        const row = { name, roles: writtenRoles(roles), invited_at: now(), revoked_at: null, ...(wasRevoked ? { signed_in_at: null } : {}) }
        await transaction
          .insertInto('staff_member')
          .values({ id: member, folded: fold(name), subject: null, signed_in_at: null, ...row })
          .onConflict(conflict => conflict.column('id').doUpdateSet(row))
          .execute()
        if (wasRevoked) await end(transaction, member)
        const token = newSecret()
        const expiresAt = now(invitationLife)
        await transaction.deleteFrom('staff_invitation').where('member', '=', member).execute()
        await transaction.insertInto('staff_invitation').values({ hash: hashOf(token), member, expires_at: expiresAt }).execute()
        await audit.note(by, 'invited', member, transaction)
        return { member, token, expiresAt, known: known !== undefined && !wasRevoked }
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
    setRoles: (member, roles, by) =>
      db.transaction().execute(async transaction => {
        if (by !== undefined && !roles.includes('operator') && (await isLastOperator(transaction, member))) return 'lastOperator'
        const { numUpdatedRows } = await transaction
          .updateTable('staff_member')
          .set({ roles: writtenRoles(roles) })
          .where('id', '=', member)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (Number(numUpdatedRows) === 0) return 'unknown'
        await audit.note(by, 'rolesChanged', member, transaction)
        return 'changed'
      }),
    enter: ({ subject, name, roles }) =>
      db.transaction().execute(async transaction => {
        const said = { ...(name === '' ? {} : { name }), ...(roles === undefined ? {} : { roles: writtenRoles(roles) }) }
        await transaction
          .insertInto('staff_member')
          .values({
            id: newId(), name: subject.slice(0, longestName), folded: subject, roles: '', subject, invited_at: now(), signed_in_at: null, revoked_at: null,
            ...said,
          })
          .onConflict(conflict => conflict.column('subject').doUpdateSet({ subject, ...said }))
          .execute()
        const row = await transaction.selectFrom('staff_member').selectAll().where('subject', '=', subject).executeTakeFirstOrThrow()
        if (row.revoked_at === null && row.roles !== '') return { id: row.id, name: row.name, roles: readRoles(row.roles) }
        await audit.note(row.id, 'refused', '', transaction)
        return row.revoked_at === null ? 'noRole' : 'revoked'
      }),
  }
}
