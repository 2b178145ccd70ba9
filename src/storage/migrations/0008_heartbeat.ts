import type { Kysely } from 'kysely'

/** What the guide notes of itself, and which work outside belongs to a conversation that was erased meanwhile. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('heartbeat')
    .addColumn('name', 'text', column => column.primaryKey())
    .addColumn('value', 'text', column => column.notNull())
    .addColumn('at', 'bigint', column => column.notNull())
    .execute()
  await db.schema
    .alterTable('outbox')
    .addColumn('forgotten', 'integer', column => column.notNull().defaultTo(0))
    .execute()
}
