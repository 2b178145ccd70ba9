import type { Kysely } from 'kysely'

/** The secret of each request by which an answer by mail is known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('reply_proof')
    .addColumn('reference', 'text', column => column.primaryKey())
    .addColumn('secret', 'text', column => column.notNull())
    .execute()
}
