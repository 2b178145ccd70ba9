/**
 * How many reports one person may send within an hour. The count stands apart from the conversation, or erasing it would begin it
 * anew; under a keyed digest, so that it leads to nobody.
 */
import { createHmac } from 'node:crypto'
import type { Keeper } from '../storage/retentionJob.ts'
import type { Storage } from '../storage/storage.ts'

/** Whoever writes faster than any helpdesk reads waits. */
const mostPerHour = 6
const hour = 3_600_000

export interface ReportQuota extends Keeper {
  /**
   * Counts a report, once however often it comes.
   * @param entry id of the outbox entry that sends it
   * @param conversation key of the one in which it was written
   * @returns false when too many went out already; then it is not counted
   */
  take(entry: string, conversation: string): Promise<boolean>
  /** It did not go out after all. */
  giveBack(entry: string): Promise<void>
}

export function createReportQuota({ db, secret }: Pick<Storage, 'db' | 'secret'>, now: () => number = Date.now): ReportQuota {
  const digest = async (text: string): Promise<string> => createHmac('sha256', await secret('reports')).update(text).digest('hex')
  const uncount = async (id: string): Promise<void> => {
    await db.deleteFrom('counted_report').where('id', '=', id).execute()
  }
  const erase = async (before: number): Promise<number> => {
    const erased = await db.deleteFrom('counted_report').where('counted_at', '<=', before).executeTakeFirst()
    return Number(erased.numDeletedRows)
  }

  return {
    take: async (entry, conversation) => {
      const [id, sender] = [await digest(`report ${entry}`), await digest(`sender ${conversation}`)]
      await erase(now() - hour)
      // Written before it is looked at the others: of two at the same moment at least one sees the other.
      await db
        .insertInto('counted_report')
        .values({ id, sender, counted_at: now() })
        .onConflict(conflict => conflict.column('id').doNothing())
        .execute()
      const others = await db
        .selectFrom('counted_report')
        .select('id')
        .where('sender', '=', sender)
        .where('id', '<>', id)
        .limit(mostPerHour)
        .execute()
      if (others.length < mostPerHour) return true
      await uncount(id)
      return false
    },
    giveBack: async entry => uncount(await digest(`report ${entry}`)),
    expire: () => erase(now() - hour),
  }
}
