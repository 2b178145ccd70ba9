/**
 * What a route is: a function of a request. Routes know no server; `src/app.ts` hands them to the one that mounts them
 * (`src/http/server.ts`), so that the HTTP library can be replaced without touching a single route.
 */
import type { IncomingHttpHeaders } from 'node:http'

/** A request as a route sees it. Nothing in it is trusted. */
export interface RouteRequest {
  readonly method: string
  /** Path without the query string, percent-decoding not applied. */
  readonly path: string
  /** Decoded path parameters, by the names in the route's pattern. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** The raw body, bounded by the route's `maxBody`. */
  readonly body: Buffer
  /** Address of the client; honours X-Forwarded-For only under TRUST_PROXY. */
  readonly address: string
  /** True when the request truly comes from this machine: loopback socket, local Host and Origin, no forwarding header, no PUBLIC_URL. */
  readonly local: boolean
}

/** What a route answers. `body` undefined sends no body. */
export interface RouteResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** One route. `path` may hold parameters (`/conversations/:id`). */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS'
  readonly path: string
  /** Largest body accepted, in bytes (default 64 KiB); more is answered 413 before the route runs. */
  readonly maxBody?: number
  readonly handle: (request: RouteRequest) => Promise<RouteResponse> | RouteResponse
}

/** Answers with JSON. */
export const json = (status: number, value: unknown, headers: Record<string, string> = {}): RouteResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
})

/** Answers with a page that must not be cached. */
export const page = (status: number, html: string, headers: Record<string, string> = {}): RouteResponse => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: html,
})
