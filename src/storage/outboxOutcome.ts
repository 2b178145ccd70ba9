/** What became of an attempt, as the outbox keeps it. */
import type { Kysely } from 'kysely'
import type { OutboxEntry, Outcome } from './storage.ts'
import type { Tables } from './tables.ts'

const free = { lease_owner: null, lease_until: 0 }

/**
 * Makes the function that writes down an outcome.
 * @param clock milliseconds since the epoch
 * @param owner whose lease it was
 */
export function outcomeStore(
  db: Kysely<Tables>,
  clock: () => number,
  owner: string,
): (entry: OutboxEntry, outcome: Outcome) => Promise<void> {
  const waiting = (id: string) => db.updateTable('outbox').where('id', '=', id).where('status', '=', 'waiting')

  /** An entry whose attempt ended. Of a conversation that was erased meanwhile nothing is kept, and nothing tried again. */
  async function ended(id: string, update: Promise<{ forgotten: number }[]>): Promise<void> {
    const [entry] = await update
    if (entry?.forgotten === 1) await db.deleteFrom('outbox').where('id', '=', id).execute()
  }

  return async ({ id, attempt }, outcome) => {
    if ('settled' in outcome) return
    const now = clock()
    // What was done is done, even when the lease was lost meanwhile. The rest is for the present holder to say.
    if ('done' in outcome) {
      const done = { ...free, status: 'settled', reference: outcome.reference ?? null, ended_at: now, code: null } as const
      return ended(id, waiting(id).set(done).returning('forgotten').execute())
    }
    const held = waiting(id).where('lease_owner', '=', owner)
    if ('failed' in outcome) {
      const failed = { ...free, status: 'failed', code: outcome.failed.code, ended_at: now } as const
      return ended(id, held.set(failed).returning('forgotten').execute())
    }
    const { inMs, code, told } = outcome.retry
    const later = { ...free, due_at: Math.round(now + Math.max(0, inMs)), code, ...(told === true ? { told: 1 } : {}) }
    await ended(id, held.where('attempt', '=', attempt).set(later).returning('forgotten').execute())
  }
}
