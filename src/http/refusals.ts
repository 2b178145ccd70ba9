/** What a route that could not do its work answers: the one place where faults become statuses. */
import { json } from './route.ts'
import type { RouteResponse } from './route.ts'
import { Refusal } from './requestBody.ts'
import { StorageFault, UncertainCommit } from '../storage/storageError.ts'

/**
 * A fault of the database as a refusal: 503, and when it is worth while to ask again. Undefined for what is no such fault.
 * The sentence is for developers; it claims no more than is known.
 */
export function storageRefusal(error: unknown): Refusal | undefined {
  if (!(error instanceof StorageFault)) return undefined
  const headers = { 'retry-after': String(error.retrySeconds) }
  return error instanceof UncertainCommit
    ? new Refusal(503, 'Uncertain', 'It is not known whether this was stored. Repeated under the same id it is stored once.', headers)
    : new Refusal(503, 'ServiceUnavailable', 'Nothing was stored. Try again.', headers)
}

/** The answer for what a route threw on purpose, or for a fault of the database; undefined for a fault of ours. */
export function refusalAnswer(error: unknown): RouteResponse | undefined {
  const refusal = error instanceof Refusal ? error : storageRefusal(error)
  return refusal && json(refusal.status, { error: { code: refusal.code, message: refusal.message } }, { ...refusal.headers })
}
