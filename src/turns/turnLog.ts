/**
 * What is worth a line in the log, as JSON with a `code` each: what failed, what was slow, what an operator did. Lines of one
 * conversation carry the same `conversation`: a number that this process made up, which leads to nobody once it has ended.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { Turned } from './runTurns.ts'
import type { OutboxEntry, OutboxHandler } from '../storage/storage.ts'
import { errorDetails } from '../log.ts'
import type { Log } from '../log.ts'

/** One attempt at work outside. */
export interface Attempted {
  readonly kind: string
  readonly outcome: 'done' | 'retry' | 'failed'
  /** Why it did not succeed: a code, never a text. */
  readonly code?: string
  readonly seconds: number
}

export interface TurnLog {
  turned(turn: Turned): void
  attempted(entry: OutboxEntry, attempt: Attempted): void
}

/** A person notices it, s. */
const slow = 2

export function createTurnLog(log: Log): TurnLog {
  const key = randomBytes(32)
  const conversation = (name: string): string => createHmac('sha256', key).update(name).digest('hex').slice(0, 12)
  const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000

  return {
    turned: ({ key: name, outcome, steps, seconds, error }) => {
      if (outcome === 'failed')
        log.error({ code: 'turn_error', conversation: conversation(name), error: errorDetails(error) }, 'A turn stored nothing')
      else if (seconds >= slow)
        log.warn({ code: 'turn_slow', conversation: conversation(name), steps, seconds: rounded(seconds) }, 'A turn was slow')
    },
    attempted: ({ kind, attempt, conversation: name }, { outcome, code, seconds }) => {
      if (outcome === 'done') return
      const details = {
        code: outcome === 'failed' ? 'outbox_failed' : 'outbox_retry',
        kind,
        reason: code,
        attempt,
        seconds: rounded(seconds),
        ...(name === undefined ? {} : { conversation: conversation(name) }),
      }
      if (outcome === 'failed') log.error(details, 'Work outside failed for good')
      // A service may be away for a moment.
      else if (attempt < 3) log.info(details, 'Work outside did not succeed and is tried again')
      else log.warn(details, 'Work outside has not succeeded several times and is tried again')
    },
  }
}

/** Lets somebody hear of each attempt of these handlers. */
export const observed = (
  handlers: Readonly<Record<string, OutboxHandler>>,
  observe: (entry: OutboxEntry, attempt: Attempted) => void,
): Record<string, OutboxHandler> =>
  Object.fromEntries(
    Object.entries(handlers).map(([kind, handle]): [string, OutboxHandler] => [
      kind,
      async entry => {
        const began = performance.now()
        const ended = (outcome: Attempted['outcome'], code?: string): void => {
          const seconds = (performance.now() - began) / 1000
          // Some codes were made elsewhere.
          observe(entry, { kind, outcome, seconds, ...(code === undefined ? {} : { code: /^[\w.-]{1,40}$/.test(code) ? code : 'other' }) })
        }
        try {
          const outcome = await handle(entry)
          if ('failed' in outcome) ended('failed', outcome.failed.code)
          else if ('retry' in outcome) ended('retry', outcome.retry.code)
          else ended('done')
          return outcome
        } catch (error) {
          const { code, name } = errorDetails(error)
          ended('retry', code ?? name)
          throw error
        }
      },
    ]),
  )
