import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('direct_line_conversation')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('user_id', 'text', column => column.notNull())
    .addColumn('resume_hash', 'text', column => column.notNull())
    .addColumn('locale', 'text')
    .addColumn('seen_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('direct_line_conversation_seen_at').on('direct_line_conversation').column('seen_at').execute()
}
