/** Takes work outside away, whatever it waits for. */
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * Erases entries of the outbox in a transaction. One that is in hand at this very moment ends, is not tried again, and is then forgotten.
 * @param now ms since the epoch
 */
export async function eraseEntries(
  transaction: Kysely<Tables>,
  which: (entry: ExpressionBuilder<Tables, 'outbox'>) => Expression<SqlBool>,
  now: number,
): Promise<void> {
  await transaction
    .deleteFrom('outbox')
    .where(which)
    .where(where => where.or([where('status', '<>', 'waiting'), where('lease_until', '<=', now)]))
    .execute()
  await transaction.updateTable('outbox').set({ forgotten: 1 }).where(which).execute()
}
