/** Counts how conversations go, inside the commits of their turns: none is lost with a process, and those of all add up. */
import { sql, type Kysely } from 'kysely'
import { prepareInsert } from './prepared.ts'
import type { Tables } from './tables.ts'
import type { CounterTable } from './tables/counterTables.ts'

/** Of fewer than this nothing is told: whoever knows one of them could know which it was. */
export const least = 5

/** One count more, or one less: of what was counted elsewhere meanwhile. */
export type Count = Readonly<CounterTable>

const columns = ['day', 'channel', 'subject', 'name', 'detail', 'times'] as const
const key = ['day', 'channel', 'subject', 'name', 'detail'] as const
const keyOf = (count: Count): string => key.map(name => count[name]).join('\n')

/** Makes the function that adds counts in a transaction. */
export function countingStatement(db: Kysely<Tables>): (transaction: Kysely<Tables>, counts: readonly Count[]) => Promise<void> {
  const add = prepareInsert<CounterTable>(columns, rows =>
    db.insertInto('counter').values(rows).onConflict(conflict =>
      conflict.columns([...key]).doUpdateSet({ times: sql<number>`counter.times + excluded.times` })))
  return async (transaction, counts) => {
    const sums = new Map<string, CounterTable>()
    for (const count of counts) {
      const before = sums.get(keyOf(count))
      sums.set(keyOf(count), { ...count, times: count.times + (before?.times ?? 0) })
    }
    // In one order, so that two processes never wait for each other's rows in a circle.
    const rows = [...sums.entries()].filter(([, { times }]) => times !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
    await add(transaction, rows.map(([, row]) => row))
  }
}

/** What was counted from a day on. @param day `2026-11-29` */
export const countedSince = (db: Kysely<Tables>, day: string): Promise<readonly Count[]> =>
  db.selectFrom('counter').selectAll().where('day', '>=', day).where('times', '>', 0).execute()

/** What was counted in all, without days. */
export const countedInAll = async (db: Kysely<Tables>): Promise<readonly Omit<Count, 'day'>[]> => {
  const rows = await db
    .selectFrom('counter')
    .select(['channel', 'subject', 'name', 'detail', row => row.fn.sum<number | string>('times').as('times')])
    .groupBy(['channel', 'subject', 'name', 'detail'])
    .execute()
  return rows.map(row => ({ ...row, times: Number(row.times) }))
}
