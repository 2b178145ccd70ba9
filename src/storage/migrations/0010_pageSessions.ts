import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('page_session')
    .addColumn('secret_hash', 'text', column => column.primaryKey())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('user_id', 'text', column => column.notNull())
    .addColumn('locale', 'text', column => column.notNull())
    .addColumn('seen_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('page_session_seen_at').on('page_session').column('seen_at').execute()
}
