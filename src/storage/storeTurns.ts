/** Stores what turns decided, inside a transaction that several of them share. */
import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { addingStatements, advancingStatements } from './conversationStatements.ts'
import { countingStatement } from './counters.ts'
import type { InsertEntries } from './outbox.ts'
import type { TurnCommit } from './storage.ts'
import type { ActivityTable, DeliveryTable } from './tables/conversationTables.ts'
import type { Tables } from './tables.ts'

/** A turn turned out to conflict after a part of its group was written: the transaction is undone and each turn goes alone. */
export class Collision extends Error {}

/** What another program chose may be of any length; an index takes only so much. */
export const bounded = (id: string): string =>
  id.length <= 200 ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`

/** The watermark of the conversation once the turn is committed. */
export const lastWatermark = ({ conversation, activities }: TurnCommit): number => conversation.watermark + activities.length

const activityRows = ({ conversation, activities }: TurnCommit): ActivityTable[] =>
  activities.map((each, n) => ({
    conversation: conversation.key,
    watermark: conversation.watermark + n + 1,
    id: each.id,
    activity: each.activity,
    from_bot: each.fromBot ? 1 : 0,
  }))

function deliveryRow(turn: TurnCommit): DeliveryTable[] {
  const { conversation, delivery, activities } = turn
  if (delivery === undefined) return []
  // An activity that is not logged has the place before its replies: -1 + 1.
  const place = activities.findIndex(each => each.id === delivery.activityId && !each.fromBot)
  return [
    {
      conversation: conversation.key,
      id: bounded(delivery.id),
      activity_id: delivery.activityId,
      watermark: conversation.watermark + place + 1,
      last_watermark: lastWatermark(turn),
    },
  ]
}

/**
 * Makes the function that stores the turns whose version still holds, and returns them.
 * @param clock milliseconds since the epoch
 * @param notify tells other processes, inside the transaction; undefined on SQLite
 * @throws {Collision} when a turn of the group was stored before, or what it settles waits no more
 */
export function storingTurns(
  db: Kysely<Tables>,
  clock: () => number,
  insertEntries: InsertEntries,
  notify: ((transaction: Kysely<Tables>, turns: readonly TurnCommit[]) => Promise<void>) | undefined,
): (transaction: Kysely<Tables>, turns: readonly TurnCommit[]) => Promise<ReadonlySet<TurnCommit>> {
  const { begin, advance } = advancingStatements(db)
  const count = countingStatement(db)
  const { insertActivities, insertDeliveries, settle, forget, tell } = addingStatements(db)

  async function endEntries(transaction: Kysely<Tables>, { settles, tells }: TurnCommit, now: number): Promise<void> {
    if (settles !== undefined) {
      const { id, reference = null, code = null } = settles
      const [settled] = (await settle(transaction, { id, reference, code, now })).rows
      if (settled === undefined) throw new Collision()
      if (settled.forgotten === 1) await forget(transaction, { id })
    }
    if (tells !== undefined) await tell(transaction, { id: tells })
  }

  return async (transaction, turns) => {
    const now = clock()
    const updated = new Date(now).toISOString()
    const kept: TurnCommit[] = []
    // In the order of keys, so that two processes never wait for each other's rows in a circle.
    for (const turn of [...turns].sort((a, b) => (a.conversation.key < b.conversation.key ? -1 : 1))) {
      const { conversation } = turn
      const write = conversation.version === 0 ? begin : advance
      const row = { ...conversation, next: conversation.version + 1, watermark: lastWatermark(turn), now: updated }
      const { numAffectedRows } = await write(transaction, row)
      if (numAffectedRows === 1n) kept.push(turn)
    }
    const deliveries = kept.flatMap(deliveryRow)
    if ((await insertDeliveries(transaction, deliveries)) < deliveries.length) throw new Collision()
    for (const turn of kept) await endEntries(transaction, turn, now)
    await insertActivities(transaction, kept.flatMap(activityRows))
    await insertEntries(transaction, kept.flatMap(turn => turn.outbox), now)
    // The last rows that are taken, since several conversations share them.
    await count(transaction, kept.flatMap(({ counts = [] }) => counts))
    if (kept.length > 0) await notify?.(transaction, kept)
    return new Set(kept)
  }
}
