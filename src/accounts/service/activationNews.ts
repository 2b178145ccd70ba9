/** Tells the guide that an account is active: once for each request, again until it is heard. */
import { backoff, type Backoff } from '../../backoff.ts'
import type { NewOutboxEntry, Outcome, OutboxHandler } from '../../storage/storage.ts'
import { signWebhook, type AccountEvent } from '../events.ts'

/** Kind of the outbox entries that announce an activation. */
export const eventKind = 'accountEvent'

/** The outbox entry that tells the guide; once for each request. */
export const announcement = (requestId: string, at: string): NewOutboxEntry => ({
  id: `${eventKind}:${requestId}`,
  kind: eventKind,
  payload: JSON.stringify({ type: 'account.activated', requestId, at } satisfies AccountEvent),
})

/** For an answer of the guide to an announcement, ms. */
const patience = 5000
/** For a request that the guide does not know, ms. */
const patienceForUnknown = 3_600_000
/** 1 s, 2 s, 4 s … 5 minutes. */
const pauses: Backoff = { first: 1000, most: 300_000 }

/**
 * The handler of these entries.
 * @param options.url where activations are announced, known once the server listens
 * @param options.secret signs what is announced
 */
export function announcementHandler(options: { url: () => string; secret: string; clock: () => number }): OutboxHandler {
  const { url, secret, clock } = options
  return async (entry): Promise<Outcome> => {
    const later = (code: string): Outcome => ({ retry: { inMs: backoff(entry.attempt, pauses), code } })
    try {
      const response = await fetch(url(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signWebhook(secret, entry.id, entry.payload, clock()) },
        body: entry.payload,
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      })
      await response.body?.cancel()
      if (response.ok) return { done: true }
      // The guide may learn of a request after its activation, but not days after; its conversation was erased then.
      const age = clock() - Date.parse(entry.createdAt)
      return response.status === 404 && age > patienceForUnknown ? { failed: { code: 'http404' } } : later(`http${response.status}`)
    } catch {
      return later('network')
    }
  }
}
