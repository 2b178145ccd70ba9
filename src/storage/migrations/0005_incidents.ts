import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('service_side')
    .addColumn('conversation', 'text', column => column.primaryKey())
    .addColumn('noted_at', 'bigint', column => column.notNull())
    .execute()
  await db.schema.createIndex('service_side_noted_at').on('service_side').column('noted_at').execute()
}
