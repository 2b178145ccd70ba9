import type { Kysely } from 'kysely'

/** How conversations go, counted: nothing in it is of a person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('counter')
    .addColumn('day', 'text', column => column.notNull())
    .addColumn('channel', 'text', column => column.notNull())
    .addColumn('subject', 'text', column => column.notNull())
    .addColumn('name', 'text', column => column.notNull())
    .addColumn('detail', 'text', column => column.notNull())
    .addColumn('times', 'integer', column => column.notNull())
    .addPrimaryKeyConstraint('counter_key', ['day', 'channel', 'subject', 'name', 'detail'])
    .execute()
}
