import { PostgresAdapter, sql, type Kysely } from 'kysely'

/** What several processes count together. On SQLite there is one process, which counts in memory. A crash may begin anew: unlogged. */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (db.getExecutor().adapter instanceof PostgresAdapter)
    await sql`create unlogged table rate_limit (key text primary key, points integer not null default 0, expire bigint)`.execute(db)
}
