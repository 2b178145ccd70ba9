import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('content_version')
    .addColumn('number', 'integer', column => column.primaryKey())
    .addColumn('published_at', 'text', column => column.notNull())
    .addColumn('published_by', 'text', column => column.notNull())
    .addColumn('why', 'text', column => column.notNull())
    .addColumn('undo_of', 'integer')
    .addColumn('digest', 'text', column => column.notNull())
    .execute()
  await db.schema
    .createTable('content_change')
    .addColumn('version', 'integer', column => column.notNull())
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('locale', 'text', column => column.notNull())
    .addColumn('text_before', 'text')
    .addColumn('text_after', 'text')
    .addPrimaryKeyConstraint('content_change_key', ['version', 'key', 'locale'])
    .execute()
  await db.schema
    .createTable('content_edit')
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('locale', 'text', column => column.notNull())
    .addColumn('text', 'text', column => column.notNull())
    .addColumn('replaced', 'text')
    .addColumn('version', 'integer', column => column.notNull())
    .addColumn('edited_by', 'text', column => column.notNull())
    .addColumn('edited_at', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('content_edit_key', ['key', 'locale'])
    .execute()
  await db.schema
    .createTable('content_draft')
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('locale', 'text', column => column.notNull())
    .addColumn('text', 'text')
    .addColumn('revision', 'text', column => column.notNull())
    .addColumn('edited_by', 'text', column => column.notNull())
    .addColumn('edited_at', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('content_draft_key', ['key', 'locale'])
    .execute()
  await db.schema
    .createTable('content_reload')
    .addColumn('name', 'text', column => column.primaryKey())
    .addColumn('asked', 'integer', column => column.notNull())
    .execute()
}
