/** What a route that could not do its work answers: the one place where faults become statuses. */
import type { IncomingMessage } from 'node:http'
import { failure } from './fixedAnswers.ts'
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

/** The page that a person sees in the place of a refusal. @param accepted the browser's `Accept-Language` */
export type ErrorPage = (status: number, accepted: string | undefined, uncertain?: boolean) => RouteResponse

/** Whether the answer is for a person: programs ask for no HTML. */
const isForPerson = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean => /\btext\/html\b/.test(headers.accept ?? '')

/** The fixed answer of a status: a page for whoever asked for one. */
export function refused(status: number, request: Pick<IncomingMessage, 'headers'>, page: ErrorPage | undefined): RouteResponse {
  return page === undefined || !isForPerson(request) ? failure(status) : page(status, request.headers['accept-language'])
}

/** The answer to a fault of the database, a page for whoever asked for one; undefined for a fault of ours. */
export function faultAnswer(error: unknown, request: Pick<IncomingMessage, 'headers'>, page: ErrorPage | undefined): RouteResponse | undefined {
  const refusal = storageRefusal(error)
  if (refusal === undefined) return undefined
  if (page === undefined || !isForPerson(request)) return refusalAnswer(refusal)
  const shown = page(503, request.headers['accept-language'], error instanceof UncertainCommit)
  return { ...shown, headers: { ...shown.headers, ...refusal.headers } }
}
