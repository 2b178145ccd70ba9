/**
 * Requests are handed over to a program of the helpdesk, signed as Standard Webhooks 1.0.0 says (https://www.standardwebhooks.com), the
 * way in which `/account-events` is. `openapi.yaml` beside it says what comes.
 */
import { signWebhook } from '../../accounts/events.ts'
import { backoff, type Backoff } from '../../backoff.ts'
import type { Outcome } from '../../storage/storage.ts'
import { handedType, requestAsData, type HandedOver, type HandoverWay } from './handOver.ts'

/** For an answer, ms. */
const patience = 10_000
/** 2 s, 4 s, 8 s … 5 minutes, until it is taken. */
const pauses: Backoff = { first: 2000, most: 300_000 }

/** What is posted. */
const webhookBody = (handed: HandedOver): string => JSON.stringify({ type: handedType(handed), data: requestAsData(handed) })

/** @param now ms since the epoch */
export const byWebhook = ({ url, secret, now = Date.now }: { url: string; secret: string; now?: () => number }): HandoverWay => ({
  name: 'webhook',
  deliver: async (handed, attempt) => {
    const later = (code: string): Outcome => ({ retry: { inMs: backoff(attempt, pauses), code } })
    const body = webhookBody(handed)
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signWebhook(secret, handed.id, body, now()) },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      })
      await response.body?.cancel()
      if (response.ok) return { done: true }
      // Gone: whoever listened there says that it is for good.
      return response.status === 410 ? { failed: { code: 'http410' } } : later(`http${response.status}`)
    } catch {
      return later('network')
    }
  },
})
