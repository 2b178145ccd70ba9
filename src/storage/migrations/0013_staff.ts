import type { Kysely } from 'kysely'

/** Who may work at the desk, and what they did there (`../tables/staffTables.ts` says what is in them). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('staff_member')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('folded', 'text', column => column.notNull().unique())
    .addColumn('roles', 'text', column => column.notNull())
    .addColumn('subject', 'text', column => column.unique())
    .addColumn('invited_at', 'text', column => column.notNull())
    .addColumn('signed_in_at', 'text')
    .addColumn('revoked_at', 'text')
    .execute()
  await db.schema
    .createTable('staff_invitation')
    .addColumn('hash', 'text', column => column.primaryKey())
    .addColumn('member', 'text', column => column.notNull())
    .addColumn('expires_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('staff_invitation_member').on('staff_invitation').column('member').execute()
  await db.schema
    .createTable('staff_session')
    .addColumn('hash', 'text', column => column.primaryKey())
    .addColumn('member', 'text', column => column.notNull())
    .addColumn('way', 'text', column => column.notNull())
    .addColumn('locale', 'text')
    .addColumn('began_at', 'text', column => column.notNull())
    .addColumn('seen_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('staff_session_member').on('staff_session').column('member').execute()
  await db.schema
    .createTable('staff_act')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('at', 'text', column => column.notNull())
    .addColumn('who', 'text')
    .addColumn('act', 'text', column => column.notNull())
    .addColumn('about', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('staff_act_at').on('staff_act').column('at').execute()
}
