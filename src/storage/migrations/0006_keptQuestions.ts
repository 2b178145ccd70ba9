import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('kept_question')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('conversation', 'text', column => column.notNull())
    .addColumn('locale', 'text', column => column.notNull())
    .addColumn('question', 'text', column => column.notNull())
    .addColumn('asked_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('kept_question_conversation').on('kept_question').column('conversation').execute()
  await db.schema.createIndex('kept_question_asked_at').on('kept_question').column('asked_at').execute()
}
