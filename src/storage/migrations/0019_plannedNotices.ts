import type { Kysely } from 'kysely'

/** Notices of incidents that begin later, and are said to everybody or to whom they concern. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('incident_notice').addColumn('begins_at', 'bigint', column => column.notNull().defaultTo(0)).execute()
  await db.schema.alterTable('incident_notice').addColumn('place', 'text', column => column.notNull().defaultTo('diagnosis')).execute()
}
