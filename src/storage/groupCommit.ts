/** Turns that end at the same moment share one transaction: a disk, or a network, is waited for once. */
import type { Kysely } from 'kysely'
import type { Announcements } from './announcements.ts'
import { Collision, lastWatermark } from './storeTurns.ts'
import { codeOf } from './storageError.ts'
import type { TurnCommit } from './storage.ts'
import type { Tables } from './tables.ts'

type Committed = 'committed' | 'conflict'

interface Asked {
  readonly turn: TurnCommit
  resolve(outcome: Committed): void
  reject(error: unknown): void
}

/** Faults that one turn brings into its group. A lost connection or a full disk, in contrast, is shared by all. */
const ofOneTurn = (error: unknown): boolean =>
  error instanceof Collision ||
  error instanceof TypeError ||
  /^(22|23|40|54|SQLITE_CONSTRAINT|SQLITE_TOOBIG|SQLITE_MISMATCH)/.test(codeOf(error))

/** Turns in one transaction at most, so that none waits long for the others. */
const groupLimit = 64

export interface GroupCommit {
  readonly commit: (turn: TurnCommit) => Promise<Committed>
  /** Waits for the commits under way. */
  readonly settle: () => Promise<void>
}

/** @param store stores turns in a transaction and returns those whose version still held */
export function groupCommit(
  db: Kysely<Tables>,
  announce: Announcements,
  store: (transaction: Kysely<Tables>, turns: readonly TurnCommit[]) => Promise<ReadonlySet<TurnCommit>>,
): GroupCommit {
  const waiting: Asked[] = []
  let working: Promise<void> | undefined

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
    commit: turn =>
      new Promise((resolve, reject) => {
        waiting.push({ turn, resolve, reject })
        working ??= work()
      }),
    settle: async () => {
      while (working !== undefined) await working
    },
  }
}
