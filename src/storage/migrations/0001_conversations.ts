import { PostgresAdapter } from 'kysely'
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('conversation')
    .addColumn('key', 'text', column => column.primaryKey())
    .addColumn('channel', 'text', column => column.notNull())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('version', 'bigint', column => column.notNull())
    .addColumn('watermark', 'bigint', column => column.notNull())
    .addColumn('locale', 'text', column => column.notNull())
    .addColumn('state', 'text', column => column.notNull())
    .addColumn('reference', 'text', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('updated_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('conversation_updated_at').on('conversation').column('updated_at').execute()

  await db.schema
    .createTable('activity')
    .addColumn('conversation', 'text', column => column.notNull())
    .addColumn('watermark', 'bigint', column => column.notNull())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('activity', 'text', column => column.notNull())
    .addColumn('from_bot', 'integer', column => column.notNull())
    .addPrimaryKeyConstraint('activity_key', ['conversation', 'watermark'])
    .execute()

  await db.schema
    .createTable('delivery')
    .addColumn('conversation', 'text', column => column.notNull())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('activity_id', 'text', column => column.notNull())
    .addColumn('watermark', 'bigint', column => column.notNull())
    .addColumn('last_watermark', 'bigint', column => column.notNull())
    .addPrimaryKeyConstraint('delivery_key', ['conversation', 'id'])
    .execute()

  // The one thing that the engines name differently: a number that grows by itself.
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter
  await db.schema
    .createTable('outbox')
    .addColumn('sequence', postgres ? 'bigserial' : 'integer', column =>
      postgres ? column.primaryKey() : column.primaryKey().autoIncrement(),
    )
    .addColumn('id', 'text', column => column.notNull().unique())
    .addColumn('kind', 'text', column => column.notNull())
    .addColumn('payload', 'text', column => column.notNull())
    .addColumn('conversation', 'text')
    .addColumn('lane', 'text')
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('due_at', 'bigint', column => column.notNull())
    .addColumn('attempt', 'integer', column => column.notNull().defaultTo(0))
    .addColumn('told', 'integer', column => column.notNull().defaultTo(0))
    .addColumn('code', 'text')
    .addColumn('reference', 'text')
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint', column => column.notNull().defaultTo(0))
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  await db.schema.createIndex('outbox_status').on('outbox').columns(['status', 'due_at']).execute()
  await db.schema.createIndex('outbox_lane').on('outbox').columns(['lane', 'status', 'sequence']).execute()
  await db.schema.createIndex('outbox_conversation').on('outbox').column('conversation').execute()
  await db.schema.createIndex('outbox_reference').on('outbox').column('reference').execute()

  await db.schema
    .createTable('secret')
    .addColumn('name', 'text', column => column.primaryKey())
    .addColumn('value', 'text', column => column.notNull())
    .execute()
}
