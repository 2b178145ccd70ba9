/** What a route that could not do its work answers: the one place where faults become statuses. */
import type { IncomingMessage } from 'node:http'
import { json } from './route.ts'
import type { Route, RouteResponse } from './route.ts'
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

/** The answer that a refusal is. */
export const refusalAnswer = ({ status, code, message, headers }: Refusal): RouteResponse =>
  json(status, { error: { code, message } }, { ...headers })

/** A handler whose refusals, and whose faults of the database, are answered to a program. */
export const answering = (handle: Route['handle']): Route['handle'] => async request => {
  try {
    return await handle(request)
  } catch (error) {
    const refusal = error instanceof Refusal ? error : storageRefusal(error)
    if (refusal === undefined) throw error
    return refusalAnswer(refusal)
  }
}

/** The page for a person, by the browser's `Accept-Language`. */
export type Unavailable = (accepted: string | undefined, uncertain: boolean) => RouteResponse

/** The answer to a fault of the database, a page for whoever asked for one; undefined for a fault of ours. */
export function faultAnswer(error: unknown, { headers }: Pick<IncomingMessage, 'headers'>, page: Unavailable | undefined): RouteResponse | undefined {
  const refusal = storageRefusal(error)
  if (refusal === undefined) return undefined
  if (page === undefined || !/\btext\/html\b/.test(headers.accept ?? '')) return refusalAnswer(refusal)
  const shown = page(headers['accept-language'], error instanceof UncertainCommit)
  return { ...shown, headers: { ...shown.headers, ...refusal.headers } }
}
