import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('counted_report')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('sender', 'text', column => column.notNull())
    .addColumn('counted_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('counted_report_sender').on('counted_report').column('sender').execute()
  await db.schema.createIndex('counted_report_counted_at').on('counted_report').column('counted_at').execute()
}
