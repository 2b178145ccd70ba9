import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Conversations in one transaction at most: others write between two of them. */
const batch = 200

/** Keys of the conversations that wait for an answer: whoever comes back for it finds them. What is closed keeps nothing. */
export const openRequests = (db: Kysely<Tables>) =>
  db
    .selectFrom('help_request')
    .select(select => select.ref('conversation').$castTo<string>().as('key'))
    .where('conversation', 'is not', null)
    .where('state', '<>', 'closed')

/**
 * Erases conversations that nobody touched since `before` and that wait for no answer, with their log and deliveries; what was said
 * before it in those that go on; and outbox entries that ended, or were asked for and never succeeded, before it. An entry that is being
 * handled stays.
 * @param now ms since the epoch
 * @returns rows erased
 */
export async function expire(db: Kysely<Tables>, before: Date, now: number): Promise<number> {
  const time = before.toISOString()
  let erased = 0
  for (;;) {
    const idle = await db
      .selectFrom('conversation')
      .select('key')
      .where('updated_at', '<', time)
      .where('key', 'not in', openRequests(db))
      .limit(batch)
      .execute()
    if (idle.length === 0) break
    erased += await db.transaction().execute(async transaction => {
      // Asked again here: a turn may have come in between.
      const gone = await transaction
        .deleteFrom('conversation')
        .where('key', 'in', idle.map(each => each.key))
        .where('updated_at', '<', time)
        .where('key', 'not in', openRequests(transaction))
        .returning('key')
        .execute()
      const keys = gone.map(each => each.key)
      if (keys.length === 0) return 0
      const log = await transaction.deleteFrom('activity').where('conversation', 'in', keys).executeTakeFirst()
      const deliveries = await transaction.deleteFrom('delivery').where('conversation', 'in', keys).executeTakeFirst()
      return keys.length + Number(log.numDeletedRows) + Number(deliveries.numDeletedRows)
    })
  }
  const living = await db.selectFrom('conversation').select('key').where('created_at', '<', time).execute()
  for (const { key } of living) erased += await expireLog(db, key, time)
  const entries = await db
    .deleteFrom('outbox')
    .where(where =>
      where.or([
        where('ended_at', '<', before.getTime()),
        where.and([where('status', '=', 'waiting'), where('created_at', '<', time), where('lease_until', '<=', now)]),
      ]),
    )
    .executeTakeFirst()
  return erased + Number(entries.numDeletedRows)
}

/** Erases the beginning of a log: in Teams a conversation can go on for years. */
async function expireLog(db: Kysely<Tables>, key: string, time: string): Promise<number> {
  let erased = 0
  for (;;) {
    const rows = await db
      .selectFrom('activity')
      .select(['watermark', 'activity'])
      .where('conversation', '=', key)
      .orderBy('watermark')
      .limit(batch)
      .execute()
    const old = rows.filter(({ activity }) => saidAt(activity) < time)
    const last = old.at(-1)?.watermark
    if (last === undefined) return erased
    const beginning = (table: 'activity' | 'delivery') =>
      db.deleteFrom(table).where('conversation', '=', key).where('watermark', '<=', last).executeTakeFirst()
    for (const { numDeletedRows } of [await beginning('activity'), await beginning('delivery')]) erased += Number(numDeletedRows)
    if (old.length < batch) return erased
  }
}

/** When an activity was logged, ISO 8601; after every time for one that does not say. */
// An activity of our own log.
const saidAt = (activity: string): string => (JSON.parse(activity) as { timestamp?: string }).timestamp ?? '~'
