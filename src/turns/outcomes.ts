/** How an action that was done outside comes back: as a turn of its own, which settles its outbox entry in the same commit. */
import type { DoName, Outcome } from '../flow/actions.ts'
import type { OutboxEntry, Outcome as EntryOutcome } from '../storage/storage.ts'
import { internalEvents, type OutcomeEvent } from './internalEvents.ts'
import type { InternalTurns } from './runTurns.ts'

/** When it is tried again, and why it must be. */
interface Retry {
  readonly inMs: number
  readonly code: string
}

interface Found {
  readonly reference?: string
  readonly code?: string
}

export interface Outcomes {
  /**
   * Tells a conversation how an action ended.
   * @param found.reference finds the entry again
   * @param found.code says why what was done came to nothing yet
   */
  ended(entry: OutboxEntry, action: DoName, outcome: Outcome, found?: Found): Promise<EntryOutcome>
  /** Tells it, and leaves the entry to the operator with its code: it will not be tried again. */
  failed(entry: OutboxEntry, action: DoName, outcome: Outcome, code: string): Promise<EntryOutcome>
  /** Tells once that it takes longer; the entry stays, under the same key. */
  delayed(entry: OutboxEntry, action: DoName, outcome: Outcome, retry: Retry): Promise<EntryOutcome>
}

export function createOutcomes(turns: InternalTurns): Outcomes {
  const turnOf = (entry: OutboxEntry, action: DoName, outcome: Outcome, kind: 'outcome' | 'delayed') => ({
    key: entry.conversation ?? '',
    event: { name: internalEvents.outcome, value: { entry: entry.id, action, outcome } satisfies OutcomeEvent },
    deliveryId: `${kind}:${entry.id}`,
  })
  return {
    ended: async (entry, action, outcome, found = {}) => {
      const told = await turns.tell({ ...turnOf(entry, action, outcome, 'outcome'), settles: { id: entry.id, ...found } })
      // The conversation was erased meanwhile, or the outcome is told already: the entry is done all the same.
      return told ? { settled: true } : { done: true, ...(found.reference === undefined ? {} : { reference: found.reference }) }
    },
    failed: async (entry, action, outcome, code) => {
      await turns.tell(turnOf(entry, action, outcome, 'outcome'))
      return { failed: { code } }
    },
    delayed: async (entry, action, outcome, { inMs, code }) => {
      if (!entry.told) await turns.tell({ ...turnOf(entry, action, outcome, 'delayed'), tells: entry.id })
      return { retry: { inMs, code, told: true } }
    },
  }
}
