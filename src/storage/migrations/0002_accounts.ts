import type { Kysely } from 'kysely'

/** The tables of the embedded account service (`../tables/accounts.ts` says what is in them). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('account')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('email', 'text', column => column.notNull().unique())
    .addColumn('fields', 'text', column => column.notNull())
    .addColumn('status', 'text', column => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('locale', 'text', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('updated_at', 'text', column => column.notNull())
    .addColumn('activated_at', 'text')
    .execute()
  await db.schema
    .createTable('account_request')
    .addColumn('request_id', 'text', column => column.primaryKey())
    .addColumn('idempotency_key', 'text', column => column.unique())
    .addColumn('body_hash', 'text', column => column.notNull())
    .addColumn('email', 'text', column => column.notNull())
    .addColumn('fields', 'text')
    .addColumn('locale', 'text', column => column.notNull())
    .addColumn('account_id', 'text')
    .addColumn('created_at', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('account_request_by_email').on('account_request').columns(['email', 'created_at']).execute()
  await db.schema.createIndex('account_request_by_account').on('account_request').column('account_id').execute()
  await db.schema
    .createTable('activation_token')
    .addColumn('hash', 'text', column => column.primaryKey())
    .addColumn('account_id', 'text', column => column.notNull())
    .addColumn('created_at', 'text', column => column.notNull())
    .addColumn('expires_at', 'text', column => column.notNull())
    .addColumn('used_at', 'text')
    .addColumn('ended_at', 'text')
    .execute()
  await db.schema.createIndex('activation_token_by_account').on('activation_token').column('account_id').execute()
}
