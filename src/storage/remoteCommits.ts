/** What other processes commit over PostgreSQL: told in the transaction itself, heard on a connection of its own. */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Announcements } from './announcements.ts'
import { listen, notifyChannel } from './postgresListener.ts'
import type { Listener } from './postgresListener.ts'
import { lastWatermark } from './storeTurns.ts'
import type { TurnCommit } from './storage.ts'
import type { Tables } from './tables.ts'

/** How far the clocks of two processes may differ, ms, when one asks what it may have missed. */
const clockSkew = 60_000

/** Longest notification that PostgreSQL takes, bytes. */
const longest = 8000

export interface RemoteCommits {
  /** Tells of turns, inside their transaction. */
  readonly notifyTurns: (transaction: Kysely<Tables>, turns: readonly TurnCommit[]) => Promise<void>
  /** Tells that there is work in the outbox. */
  readonly notifyWork: (transaction: Kysely<Tables>) => Promise<void>
  /** Begins to listen when somebody first wants to know. */
  listen(): void
  close(): Promise<void>
}

/**
 * A notification is `<who> <watermark> <key>` for a turn, `<who>` alone for one whose key is too long for it, or `work` for the outbox.
 * @param clock milliseconds since the epoch
 */
export function remoteCommits(
  db: Kysely<Tables>,
  url: string,
  { clock, announce, onError }: { clock: () => number; announce: Announcements; onError: (error: Error) => void },
): RemoteCommits {
  const self = randomUUID()
  let listener: Listener | undefined

  const notify = async (transaction: Kysely<Tables>, payloads: readonly string[]): Promise<void> => {
    const each = payloads.map(payload => sql`pg_notify(${notifyChannel}, ${payload})`)
    await sql`select ${sql.join(each)}`.execute(transaction)
  }
  const catchUp = (since: number): void => {
    announce.work()
    db.selectFrom('conversation')
      .select(['key', 'watermark'])
      .where('updated_at', '>=', new Date(since - clockSkew).toISOString())
      .execute()
      .then(rows => {
        for (const { key, watermark } of rows) announce.conversation(key, watermark)
      })
      .catch((error: unknown) => {
        onError(error instanceof Error ? error : new Error('Catching up failed'))
      })
  }
  const hear = (payload: string): void => {
    if (payload === 'work') return announce.work()
    const [who, watermark, ...key] = payload.split(' ')
    // Own commits were announced when they were made.
    if (who === self) return
    if (key.length === 0) catchUp(clock())
    else announce.conversation(key.join(' '), Number(watermark))
  }
  return {
    notifyTurns: async (transaction, turns) => {
      const payloads = turns.map(turn => {
        const payload = `${self} ${lastWatermark(turn)} ${turn.conversation.key}`
        return Buffer.byteLength(payload) < longest ? payload : self
      })
      if (turns.some(turn => turn.outbox.length > 0 || turn.settles !== undefined)) payloads.push('work')
      await notify(transaction, payloads)
    },
    notifyWork: transaction => notify(transaction, ['work']),
    listen: () => {
      listener ??= listen(url, clock, { payload: hear, gap: catchUp, error: onError })
    },
    close: async () => {
      await listener?.close()
    },
  }
}
