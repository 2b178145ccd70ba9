/** The statements of conversations, compiled once. */
import type { Kysely } from 'kysely'
import { prepare, prepareInsert } from './prepared.ts'
import type { Delivery, LoggedActivity, StoredConversation } from './storage.ts'
import type { ActivityTable, DeliveryTable } from './tables/conversationTables.ts'
import type { Tables } from './tables.ts'

interface LoadedRow extends StoredConversation {
  activityId: string | null
  deliveredAt: number | null
  deliveredLast: number | null
}

/** How a conversation is read. */
export const readingStatements = (db: Kysely<Tables>) => ({
  load: prepare<{ key: string }, StoredConversation>(slot =>
    db
      .selectFrom('conversation')
      .select(['key', 'channel', 'id', 'version', 'watermark', 'locale', 'state', 'reference'])
      .select(['created_at as createdAt', 'updated_at as updatedAt'])
      .where('key', '=', slot('key')),
  ),
  delivery: prepare<{ key: string; id: string }, Delivery>(slot =>
    db
      .selectFrom('delivery')
      .select(['activity_id as activityId', 'watermark', 'last_watermark as lastWatermark'])
      .where('conversation', '=', slot('key'))
      .where('id', '=', slot('id')),
  ),
  loadWithDelivery: prepare<{ key: string; delivery: string }, LoadedRow>(slot =>
    db
      .selectFrom('conversation as c')
      .leftJoin('delivery as d', join => join.onRef('d.conversation', '=', 'c.key').on('d.id', '=', slot('delivery')))
      .select(['c.key', 'c.channel', 'c.id', 'c.version', 'c.watermark', 'c.locale', 'c.state', 'c.reference'])
      .select(['c.created_at as createdAt', 'c.updated_at as updatedAt'])
      .select(['d.activity_id as activityId', 'd.watermark as deliveredAt', 'd.last_watermark as deliveredLast'])
      .where('c.key', '=', slot('key')),
  ),
  log: prepare<{ key: string; after: number; limit: number }, LoggedActivity>(slot =>
    db
      .selectFrom('activity')
      .select(['watermark', 'id', 'activity'])
      .where('conversation', '=', slot('key'))
      .where('watermark', '>', slot('after'))
      .orderBy('watermark')
      .limit(slot('limit')),
  ),
})

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

/** How a conversation's row begins, and how it goes on while nobody else has changed it. */
export const advancingStatements = (db: Kysely<Tables>) => ({
  begin: prepare<Advance, unknown>(slot =>
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
  ),
  advance: prepare<Advance, unknown>(slot =>
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
  ),
})

/** What a turn adds to its conversation, and what it says of the outbox. */
export const addingStatements = (db: Kysely<Tables>) => ({
  insertActivities: prepareInsert<ActivityTable>(['conversation', 'watermark', 'id', 'activity', 'from_bot'], rows =>
    db.insertInto('activity').values(rows),
  ),
  insertDeliveries: prepareInsert<DeliveryTable>(['conversation', 'id', 'activity_id', 'watermark', 'last_watermark'], rows =>
    db
      .insertInto('delivery')
      .values(rows)
      .onConflict(conflict => conflict.doNothing()),
  ),
  settle: prepare<{ id: string; reference: string | null; code: string | null; now: number }, { forgotten: number }>(slot =>
    db
      .updateTable('outbox')
      .set({ status: 'settled', reference: slot('reference'), ended_at: slot('now') })
      .set({ lease_owner: null, lease_until: 0, code: slot('code') })
      .where('id', '=', slot('id'))
      .where('status', '=', 'waiting')
      .returning('forgotten'),
  ),
  forget: prepare<{ id: string }, unknown>(slot => db.deleteFrom('outbox').where('id', '=', slot('id'))),
  tell: prepare<{ id: string }, unknown>(slot => db.updateTable('outbox').set({ told: 1 }).where('id', '=', slot('id'))),
})
