import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** Conversations in one transaction at most: others write between two of them. */
const batch = 200

/**
 * Erases conversations that nobody touched since `before`, with their log and deliveries, and outbox entries that ended, or were
 * asked for and never succeeded, before it. An entry that is being handled stays.
 * @param now ms since the epoch
 * @returns rows erased
 */
export async function expire(db: Kysely<Tables>, before: Date, now: number): Promise<number> {
  const time = before.toISOString()
  let erased = 0
  for (;;) {
    const idle = await db.selectFrom('conversation').select('key').where('updated_at', '<', time).limit(batch).execute()
    if (idle.length === 0) break
    erased += await db.transaction().execute(async transaction => {
      // Asked again here: a turn may have come in between.
      const gone = await transaction
        .deleteFrom('conversation')
        .where('key', 'in', idle.map(each => each.key))
        .where('updated_at', '<', time)
        .returning('key')
        .execute()
      const keys = gone.map(each => each.key)
      if (keys.length === 0) return 0
      const log = await transaction.deleteFrom('activity').where('conversation', 'in', keys).executeTakeFirst()
      const deliveries = await transaction.deleteFrom('delivery').where('conversation', 'in', keys).executeTakeFirst()
      return keys.length + Number(log.numDeletedRows) + Number(deliveries.numDeletedRows)
    })
  }
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
