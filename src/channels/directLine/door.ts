/**
 * The door of Direct Line: who is let in, and what a browser may read of the answers. The same whether the conversation is
 * held here or by another Direct Line.
 */
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import { readJson, Refusal } from '../../http/requestBody.ts'
import { refusalAnswer, storageRefusal } from '../../http/refusals.ts'
import type { JsonObject } from '../../http/requestBody.ts'
import { createOwnOrigin, type IsOwn, type OwnOriginOptions } from '../ownOrigin.ts'

export const base = '/v3/directline'

export const forbidden = (message: string): Refusal => new Refusal(403, 'Forbidden', message)
export const ended = (): Refusal => new Refusal(404, 'ConversationNotFound', 'The conversation does not exist any more.')

/** A JSON body that may be absent. */
export const readOptions = (body: Buffer): JsonObject => (body.length === 0 ? {} : readJson(body))

export type DoorOptions = OwnOriginOptions

export interface Door {
  /** True for the origin of the guide's own page. */
  readonly isOwn: IsOwn
  /** @throws {Refusal} 403 unless the guide's own page asks, or a program of this machine */
  readonly requireOwnPage: (request: RouteRequest) => void
  /** A route whose refusals are answers, readable by the own page only. */
  readonly route: (
    method: 'GET' | 'POST',
    path: string,
    handle: (request: RouteRequest) => Promise<RouteResponse>,
    maxBody?: number,
  ) => Route
  readonly preflight: Route
}

/** Makes the door. */
export function createDoor({ publicUrl, address }: DoorOptions): Door {
  const isOwn = createOwnOrigin({ publicUrl, address })

  /** @throws {Refusal} 403 unless the guide's own page asks, or a program of this machine */
  const requireOwnPage = ({ headers, local }: RouteRequest): void => {
    const { origin, host } = headers
    if (origin === undefined ? !local : !isOwn(origin, host))
      throw forbidden('Tokens are given to the page of the guide only.')
  }

  /** Only the guide's own page may read answers in a browser. */
  const shared = ({ headers }: RouteRequest): Record<string, string> =>
    headers.origin !== undefined && isOwn(headers.origin, headers.host)
      ? { 'access-control-allow-origin': headers.origin, 'access-control-expose-headers': 'retry-after', vary: 'origin' }
      : { vary: 'origin' }

  const preflight = (request: RouteRequest): RouteResponse => ({
    status: 204,
    headers: {
      ...shared(request),
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
      'access-control-max-age': '600',
    },
  })

  const answering =
    (handle: (request: RouteRequest) => Promise<RouteResponse>): Route['handle'] =>
    async request => {
      let answer: RouteResponse
      try {
        answer = await handle(request)
      } catch (error) {
        const refusal = error instanceof Refusal ? error : storageRefusal(error)
        if (refusal === undefined) throw error
        answer = refusalAnswer(refusal)
      }
      return { ...answer, headers: { ...answer.headers, ...shared(request) } }
    }

  return {
    isOwn,
    requireOwnPage,
    route: (method, path, handle, maxBody = 4096) => ({ method, path: base + path, maxBody, handle: answering(handle) }),
    preflight: { method: 'OPTIONS', path: `${base}/*`, handle: preflight },
  }
}
