import { sql, type Kysely } from 'kysely'

/** Whose an activation mail is, and whether it is out: for quotas, for links that survive strangers, for mails that are sent once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const texts = async (table: string, column: string, initial?: string): Promise<void> =>
    db.schema
      .alterTable(table)
      .addColumn(column, 'text', text => (initial === undefined ? text : text.notNull().defaultTo(initial)))
      .execute()
  await texts('account_request', 'mailbox', '')
  await texts('account_request', 'sender', '')
  await texts('account_request', 'mail_domain')
  await texts('account_request', 'mail_seed')
  await texts('account_request', 'held_until')
  await texts('activation_token', 'sender', '')
  await sql`update account_request set mailbox = email`.execute(db)
  // Mails that were asked for and are not out: each still has to be sent. Of the seed it is only asked that no two are the same.
  await sql`update account_request set mail_seed = request_id where request_id in
    (select substr(id, 13) from outbox where kind = 'accountMail' and status = 'waiting')`.execute(db)
  const index = (columns: string[]): Promise<void> =>
    db.schema.createIndex(`account_request_by_${columns[0] ?? ''}`).on('account_request').columns(columns).execute()
  await index(['mailbox', 'created_at'])
  await index(['sender', 'created_at'])
  await index(['mail_domain', 'created_at'])
}
