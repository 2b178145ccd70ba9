import { sql, type Kysely } from 'kysely'

/** Answers that were not understood are kept beside the questions, with their step; and what editors make of either. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('kept_question').addColumn('step', 'text', column => column.notNull().defaultTo(sql`''`)).execute()
  await db.schema.alterTable('kept_question').addColumn('state', 'text', column => column.notNull().defaultTo(sql`''`)).execute()
}
