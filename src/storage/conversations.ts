import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Announcements } from './announcements.ts'
import { readingStatements } from './conversationStatements.ts'
import { eraseEntries } from './eraseEntries.ts'
import { groupCommit } from './groupCommit.ts'
import type { InsertEntries } from './outbox.ts'
import { bounded, storingTurns } from './storeTurns.ts'
import type { Conversations, TurnCommit } from './storage.ts'
import type { Tables } from './tables.ts'

/** Keys are indexed: beyond this PostgreSQL refuses the row. */
const keyLimit = 1000

/** What stands for a conversation in what is kept without it. */
export const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex')

export interface ConversationStore extends Conversations {
  /** Waits for the commits under way. */
  settle(): Promise<void>
}

/**
 * Erases a conversation in a transaction. What is being done outside at this very moment ends, is not tried again, and is then
 * forgotten, too.
 * @param now ms since the epoch
 */
export async function eraseConversation(transaction: Kysely<Tables>, key: string, now: number): Promise<void> {
  // The conversation first: a turn under way elsewhere then waits for this, and finds that its version is gone.
  await transaction.deleteFrom('conversation').where('key', '=', key).execute()
  await transaction.deleteFrom('activity').where('conversation', '=', key).execute()
  await transaction.deleteFrom('delivery').where('conversation', '=', key).execute()
  await transaction.deleteFrom('kept_question').where('conversation', '=', digestOf(key)).execute()
  // What was sent to the helpdesk is there; it leads here no more. What was not will not be.
  await transaction.deleteFrom('help_request').where('conversation', '=', key).where('state', '=', 'draft').execute()
  await transaction.updateTable('help_request').set({ conversation: null }).where('conversation', '=', key).execute()
  await transaction.deleteFrom('return_code').where('conversation', '=', key).execute()
  await eraseEntries(transaction, entry => entry('conversation', '=', key), now)
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
  const { load, delivery, loadWithDelivery, log } = readingStatements(db)
  const { commit, settle } = groupCommit(db, announce, storingTurns(db, clock, insertEntries, notify))

  return {
    load: async (key, deliveryId) => {
      if (deliveryId === undefined) return (await load(db, { key })).rows[0]
      const row = (await loadWithDelivery(db, { key, delivery: bounded(deliveryId) })).rows[0]
      if (row === undefined) return undefined
      const { activityId, deliveredAt, deliveredLast, ...stored } = row
      if (activityId === null || deliveredAt === null || deliveredLast === null) return stored
      return { ...stored, delivered: { activityId, watermark: deliveredAt, lastWatermark: deliveredLast } }
    },
    delivery: async (key, deliveryId) => (await delivery(db, { key, id: bounded(deliveryId) })).rows[0],
    commit: turn =>
      turn.conversation.key.length > keyLimit
        ? Promise.reject(new RangeError(`A conversation's key has at most ${keyLimit} characters`))
        : commit(turn),
    log: async (key, after, limit = 1000) => (await log(db, { key, after, limit })).rows,
    erase: key => db.transaction().execute(transaction => eraseConversation(transaction, key, clock())),
    watch: listener => announce.watch(listener),
    settle,
  }
}
