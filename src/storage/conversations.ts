import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Announcements } from './announcements.ts'
import type { InsertEntries } from './outbox.ts'
import { prepare, prepareInsert } from './prepared.ts'
import type { Conversations, Delivery, LoggedActivity, StoredConversation, TurnCommit } from './storage.ts'
import type { ActivityTable, DeliveryTable } from './tables/conversationTables.ts'
import type { Tables } from './tables.ts'

type Committed = 'committed' | 'conflict'

interface Asked {
  readonly turn: TurnCommit
  resolve(outcome: Committed): void
  reject(error: unknown): void
}

/** A turn turned out to conflict after a part of its group was written: the transaction is undone and each turn goes alone. */
class Collision extends Error {}

/** Faults that one turn brings into its group. A lost connection or a full disk, in contrast, is shared by all. */
const ofOneTurn = (error: unknown): boolean =>
  error instanceof Collision ||
  error instanceof TypeError ||
  /^(22|23|40|54|SQLITE_CONSTRAINT|SQLITE_TOOBIG|SQLITE_MISMATCH)/.test((error as { code?: string }).code ?? '')

/** Turns in one transaction at most, so that none waits long for the others. */
const groupLimit = 64

/** Keys are indexed: beyond this PostgreSQL refuses the row. */
const keyLimit = 1000

/** What another program chose may be of any length; an index takes only so much. */
const bounded = (id: string): string =>
  id.length <= 200 ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`

export interface ConversationStore extends Conversations {
  /** Waits for the commits under way. */
  settle(): Promise<void>
}

/**
 * @param notify announces commits to other processes, inside the transaction; undefined on SQLite
 */
export function conversationStore(
  db: Kysely<Tables>,
  clock: () => number,
  announce: Announcements,
  insertEntries: InsertEntries,
  notify: ((transaction: Kysely<Tables>, turns: readonly TurnCommit[]) => Promise<void>) | undefined,
): ConversationStore {
  const load = prepare<{ key: string }, StoredConversation>(slot =>
    db
      .selectFrom('conversation')
      .select(['key', 'channel', 'id', 'version', 'watermark', 'locale', 'state', 'reference'])
      .select(['created_at as createdAt', 'updated_at as updatedAt'])
      .where('key', '=', slot('key')),
  )
  const delivery = prepare<{ key: string; id: string }, Delivery>(slot =>
    db
      .selectFrom('delivery')
      .select(['activity_id as activityId', 'watermark', 'last_watermark as lastWatermark'])
      .where('conversation', '=', slot('key'))
      .where('id', '=', slot('id')),
  )
  interface LoadedRow extends StoredConversation {
    activityId: string | null
    deliveredAt: number | null
    deliveredLast: number | null
  }
  const loadWithDelivery = prepare<{ key: string; delivery: string }, LoadedRow>(slot =>
    db
      .selectFrom('conversation as c')
      .leftJoin('delivery as d', join => join.onRef('d.conversation', '=', 'c.key').on('d.id', '=', slot('delivery')))
      .select(['c.key', 'c.channel', 'c.id', 'c.version', 'c.watermark', 'c.locale', 'c.state', 'c.reference'])
      .select(['c.created_at as createdAt', 'c.updated_at as updatedAt'])
      .select(['d.activity_id as activityId', 'd.watermark as deliveredAt', 'd.last_watermark as deliveredLast'])
      .where('c.key', '=', slot('key')),
  )
  const log = prepare<{ key: string; after: number; limit: number }, LoggedActivity>(slot =>
    db
      .selectFrom('activity')
      .select(['watermark', 'id', 'activity'])
      .where('conversation', '=', slot('key'))
      .where('watermark', '>', slot('after'))
      .orderBy('watermark')
      .limit(slot('limit')),
  )

  interface Advance {
    key: string
    channel: string
    id: string
    version: number
    next: number
    watermark: number
    locale: string
    state: string
    reference: string
    now: string
  }
  const begin = prepare<Advance, unknown>(slot =>
    db
      .insertInto('conversation')
      .values({
        key: slot('key'),
        channel: slot('channel'),
        id: slot('id'),
        version: slot('next'),
        watermark: slot('watermark'),
        locale: slot('locale'),
        state: slot('state'),
        reference: slot('reference'),
        created_at: slot('now'),
        updated_at: slot('now'),
      })
      .onConflict(conflict => conflict.doNothing()),
  )
  const advance = prepare<Advance, unknown>(slot =>
    db
      .updateTable('conversation')
      .set({
        version: slot('next'),
        watermark: slot('watermark'),
        locale: slot('locale'),
        state: slot('state'),
        reference: slot('reference'),
        updated_at: slot('now'),
      })
      .where('key', '=', slot('key'))
      .where('version', '=', slot('version')),
  )
  const insertActivities = prepareInsert<ActivityTable>(
    ['conversation', 'watermark', 'id', 'activity', 'from_bot'],
    rows => db.insertInto('activity').values(rows),
  )
  const insertDeliveries = prepareInsert<DeliveryTable>(
    ['conversation', 'id', 'activity_id', 'watermark', 'last_watermark'],
    rows =>
      db
        .insertInto('delivery')
        .values(rows)
        .onConflict(conflict => conflict.doNothing()),
  )
  const settle = prepare<{ id: string; reference: string | null; now: number }, unknown>(slot =>
    db
      .updateTable('outbox')
      .set({ status: 'settled', reference: slot('reference'), ended_at: slot('now') })
      .set({ lease_owner: null, lease_until: 0, code: null })
      .where('id', '=', slot('id'))
      .where('status', '=', 'waiting'),
  )
  const tell = prepare<{ id: string }, unknown>(slot =>
    db.updateTable('outbox').set({ told: 1 }).where('id', '=', slot('id')),
  )

  const waiting: Asked[] = []
  let working: Promise<void> | undefined

  /** Stores the turns whose version still holds; returns them. */
  async function store(transaction: Kysely<Tables>, turns: readonly TurnCommit[]): Promise<Set<TurnCommit>> {
    const now = clock()
    const updated = new Date(now).toISOString()
    const kept = new Set<TurnCommit>()
    // In the order of keys, so that two processes never wait for each other's rows in a circle.
    for (const turn of [...turns].sort((a, b) => (a.conversation.key < b.conversation.key ? -1 : 1))) {
      const { conversation } = turn
      const write = conversation.version === 0 ? begin : advance
      const row = { ...conversation, next: conversation.version + 1, watermark: lastWatermark(turn), now: updated }
      const { numAffectedRows } = await write(transaction, row)
      if (numAffectedRows === 1n) kept.add(turn)
    }
    const turnsKept = [...kept]
    const deliveries = turnsKept.flatMap(deliveryRow)
    if ((await insertDeliveries(transaction, deliveries)) < deliveries.length) throw new Collision()
    for (const { settles, tells } of turnsKept) {
      if (settles !== undefined) {
        const { numAffectedRows } = await settle(transaction, { id: settles.id, reference: settles.reference ?? null, now })
        if (numAffectedRows !== 1n) throw new Collision()
      }
      if (tells !== undefined) await tell(transaction, { id: tells })
    }
    await insertActivities(transaction, turnsKept.flatMap(activityRows))
    await insertEntries(transaction, turnsKept.flatMap(turn => turn.outbox), now)
    if (turnsKept.length > 0) await notify?.(transaction, turnsKept)
    return kept
  }

  async function group(asked: readonly Asked[]): Promise<void> {
    let stored = false
    try {
      const kept = await db.transaction().execute(async transaction => {
        const turns = await store(transaction, asked.map(each => each.turn))
        stored = true
        return turns
      })
      for (const turn of kept) announce.conversation(turn.conversation.key, lastWatermark(turn))
      // A settled entry lets the next one of its lane begin.
      if ([...kept].some(turn => turn.outbox.length > 0 || turn.settles !== undefined)) announce.work()
      for (const each of asked) each.resolve(kept.has(each.turn) ? 'committed' : 'conflict')
    } catch (error) {
      // When the commit itself failed nobody knows whether it is stored, and a second try could call it a conflict.
      if (!stored && asked.length > 1 && ofOneTurn(error)) for (const each of asked) await group([each])
      else if (error instanceof Collision) for (const each of asked) each.resolve('conflict')
      else for (const each of asked) each.reject(error)
    }
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      // Every turn that this round of the event loop brings to its end shares the transaction.
      await new Promise(resolve => setImmediate(resolve))
      await group(waiting.splice(0, groupLimit))
    }
    working = undefined
  }

  return {
    load: async (key, deliveryId) => {
      if (deliveryId === undefined) return (await load(db, { key })).rows[0]
      const row = (await loadWithDelivery(db, { key, delivery: bounded(deliveryId) })).rows[0]
      if (row === undefined) return undefined
      const { activityId, deliveredAt, deliveredLast, ...stored } = row
      if (activityId === null) return stored
      return { ...stored, delivered: { activityId, watermark: deliveredAt!, lastWatermark: deliveredLast! } }
    },
    delivery: async (key, deliveryId) => (await delivery(db, { key, id: bounded(deliveryId) })).rows[0],
    commit: turn =>
      new Promise((resolve, reject) => {
        if (turn.conversation.key.length > keyLimit) {
          reject(new RangeError(`A conversation's key has at most ${keyLimit} characters`))
          return
        }
        waiting.push({ turn, resolve, reject })
        working ??= work()
      }),
    log: async (key, after, limit = 1000) => (await log(db, { key, after, limit })).rows,
    erase: key =>
      db.transaction().execute(async transaction => {
        // The conversation first: a turn under way elsewhere then waits for this, and finds that its version is gone.
        await transaction.deleteFrom('conversation').where('key', '=', key).execute()
        await transaction.deleteFrom('activity').where('conversation', '=', key).execute()
        await transaction.deleteFrom('delivery').where('conversation', '=', key).execute()
        await transaction.deleteFrom('kept_question').where('conversation', '=', digestOf(key)).execute()
        await transaction
          .deleteFrom('outbox')
          .where('conversation', '=', key)
          .where(where => where.or([where('status', '<>', 'waiting'), where('attempt', '=', 0)]))
          .execute()
      }),
    watch: listener => announce.watch(listener),
    settle: async () => {
      while (working !== undefined) await working
    },
  }
}

/** What stands for a conversation in what is kept without it. */
export const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex')

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
