/**
 * Whether the clock can be believed before it decides what is old. A clock that is a month ahead, for one start, would have everything
 * erased that people rely on.
 */
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

const day = 86_400_000
/** What the clock may be away from the last time that it was believed, days. A service may well be shut for a week. */
const mostDays = 7
/** How long a clock that was doubted must go on before it is believed, days: an operator has seen the warning, or nobody minds. */
const holdDays = 3

export interface ClockGuard {
  /**
   * Asks whether the clock is to be believed, and remembers it when it is.
   * @param now ms since the epoch
   * @param retentionDays how long things are kept: the guard never keeps them longer than twice that
   * @returns undefined when it is; otherwise how far it is from the newest row, in days (ahead: positive), and until when nothing is erased
   */
  doubts(now: number, retentionDays: number): Promise<{ readonly days: number; readonly until: Date } | undefined>
}

/** Makes the guard. It keeps two notes in the database: when the clock was last believed, and since when it is doubted. */
export function clockGuard(db: Kysely<Tables>): ClockGuard {
  const note = async (name: 'clock' | 'doubt'): Promise<number | undefined> =>
    (await db.selectFrom('heartbeat').select('at').where('name', '=', name).executeTakeFirst())?.at
  const remember = (name: 'clock' | 'doubt', at: number) =>
    db
      .insertInto('heartbeat')
      .values({ name, value: '', at })
      .onConflict(conflict => conflict.column('name').doUpdateSet({ at }))
      .execute()
  /** Of a database that has no note yet: when something was last written in it for somebody, in whichever room. */
  const newestRow = async (): Promise<number | undefined> => {
    const rows = await Promise.all([
      db.selectFrom('conversation').select(({ fn }) => fn.max('updated_at').as('at')).executeTakeFirst(),
      db.selectFrom('outbox').select(({ fn }) => fn.max('created_at').as('at')).executeTakeFirst(),
      db.selectFrom('direct_line_conversation').select(({ fn }) => fn.max('seen_at').as('at')).executeTakeFirst(),
      db.selectFrom('page_session').select(({ fn }) => fn.max('seen_at').as('at')).executeTakeFirst(),
      db.selectFrom('kept_question').select(({ fn }) => fn.max('asked_at').as('at')).executeTakeFirst(),
      db.selectFrom('account').select(({ fn }) => fn.max('updated_at').as('at')).executeTakeFirst(),
      db.selectFrom('account_request').select(({ fn }) => fn.max('created_at').as('at')).executeTakeFirst(),
    ])
    // The aggregate of no rows is null, whatever the types say.
    const times = rows.map(row => Date.parse((row?.at as string | null | undefined) ?? '')).filter(at => !Number.isNaN(at))
    return times.length === 0 ? undefined : Math.max(...times)
  }

  return {
    doubts: async (now, retentionDays) => {
      const newest = (await note('clock')) ?? (await newestRow()) ?? now
      const far = Math.min(mostDays, retentionDays) * day
      const doubted = await note('doubt')
      const hold = Math.min(holdDays, retentionDays) * day
      const since = doubted !== undefined && doubted <= now ? doubted : now
      if (Math.abs(now - newest) <= far || now - since >= hold) {
        await remember('clock', now)
        if (doubted !== undefined) await db.deleteFrom('heartbeat').where('name', '=', 'doubt').execute()
        return undefined
      }
      if (since !== doubted) await remember('doubt', since)
      return { days: Math.round((now - newest) / day), until: new Date(since + hold) }
    },
  }
}
