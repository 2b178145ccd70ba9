/** Which entries of the outbox are whose: taken for a while, so that a process that dies leaves them to be tried again. */
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { prepare } from './prepared.ts'
import type { OutboxEntry } from './storage.ts'
import type { Tables } from './tables.ts'

interface LeasedRow {
  sequence: number
  id: string
  kind: string
  payload: string
  conversation: string | null
  lane: string | null
  due_at: number
  attempt: number
  told: number
  created_at: string
}

export interface LeaseSource {
  readonly db: Kysely<Tables>
  /** Rows can be locked one by one. */
  readonly postgres: boolean
  readonly leaseMs: number
}

interface Lease {
  owner: string
  now: number
  until: number
  count: number
}

/** Takes due entries of some kinds for `owner`. Whoever else takes them at the same moment gets other ones. */
export function leasing({ db, postgres, leaseMs }: LeaseSource, kinds: readonly string[]) {
  const take = prepare<Lease, LeasedRow>(slot =>
    db
      .with('taken', taken =>
        taken
          .selectFrom('outbox as entry')
          .select('entry.sequence')
          .where('status', '=', 'waiting')
          .where('due_at', '<=', slot('now'))
          .where('lease_until', '<=', slot('now'))
          .where('kind', 'in', kinds)
          // Its conversation was erased while a process had it in hand that then died.
          .where('forgotten', '=', 0)
          .where(where =>
            where.or([
              where('lane', 'is', null),
              where.not(
                where.exists(
                  where
                    .selectFrom('outbox as earlier')
                    .select('earlier.sequence')
                    .whereRef('earlier.lane', '=', 'entry.lane')
                    .where('earlier.status', '=', 'waiting')
                    .whereRef('earlier.sequence', '<', 'entry.sequence'),
                ),
              ),
            ]),
          )
          .orderBy('sequence')
          .limit(slot('count'))
          .$if(postgres, query => query.forUpdate().skipLocked()),
      )
      .updateTable('outbox')
      .set(set => ({ lease_owner: slot('owner'), lease_until: slot('until'), attempt: set('attempt', '+', 1) }))
      .where('sequence', 'in', select => select.selectFrom('taken').select('taken.sequence'))
      .where('status', '=', 'waiting')
      .where('lease_until', '<=', slot('now'))
      .returning(['sequence', 'id', 'kind', 'payload', 'conversation', 'lane', 'due_at', 'attempt', 'told', 'created_at']),
  )
  return async (owner: string, count: number, now: number): Promise<OutboxEntry[]> => {
    const { rows } = await take(db, { owner, count, now, until: now + leaseMs })
    return rows
      .sort((a, b) => a.sequence - b.sequence)
      .map(row => ({
        id: row.id,
        kind: row.kind,
        payload: row.payload,
        ...(row.conversation === null ? {} : { conversation: row.conversation }),
        ...(row.lane === null ? {} : { lane: row.lane }),
        dueAt: row.due_at,
        attempt: row.attempt,
        told: row.told === 1,
        createdAt: row.created_at,
      }))
  }
}

/** When something of some kinds will become due that was not at `now`, ms. What waits for its lane is woken by the entry before it. */
export function nextDue({ db }: Pick<LeaseSource, 'db'>, kinds: readonly string[]) {
  const ready = sql<number>`case when lease_until > due_at then lease_until else due_at end`
  const next = prepare<{ now: number }, { next: number | null }>(slot =>
    db
      .selectFrom('outbox')
      .select(select => select.fn.min(ready).as('next'))
      .where('status', '=', 'waiting')
      .where('kind', 'in', kinds)
      .where(ready, '>', slot('now')),
  )
  return async (now: number): Promise<number | undefined> => (await next(db, { now })).rows[0]?.next ?? undefined
}
