/**
 * The one place that knows the HTTP library. It mounts routes on restify, and holds for all of them what no route should have to
 * think of: sizes, times, headers, and answers that say nothing about the inside.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { pino } from 'pino'
import restify from 'restify'
import { errorDetails, type Log } from '../log.ts'
import { json } from './route.ts'
import type { Route, RouteRequest, RouteResponse } from './route.ts'
import { serveStatic } from './staticFiles.ts'
import type { Statics } from './staticFiles.ts'

/** What takes WebSocket connections. */
export interface Upgrades {
  /** Takes the connection and returns true, or leaves it untouched and returns false. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Ends its open connections (1001, going away). */
  stop(): void | Promise<void>
}

/** One answered request, for metrics. `route` is the route's pattern, never the address. */
export interface Answered {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export interface ServerOptions {
  readonly routes: readonly Route[]
  readonly statics?: readonly Statics[] | undefined
  readonly upgrades?: readonly Upgrades[] | undefined
  /** Believe X-Forwarded-For: only behind a reverse proxy that sets it. */
  readonly trustProxy: boolean
  readonly publicUrl?: string | undefined
  readonly log: Log
  readonly observe?: ((answered: Answered) => void) | undefined
  /** Milliseconds; for tests. */
  readonly times?: Partial<Times> | undefined
}

interface Times {
  /** Until the whole body of a request is there (default 10 s). */
  readonly body: number
  /** Until an answer is read to its end (default 120 s). */
  readonly answer: number
  /** Without a byte in either direction (default 60 s). */
  readonly idle: number
  /** For requests in flight when the server stops (default 10 s). */
  readonly grace: number
}

export interface GuideServer {
  /**
   * Begins to listen.
   * @param port 0 takes any free port
   * @returns the address (`http://127.0.0.1:3978`)
   * @throws {Error} with `code` (`EADDRINUSE`, `EACCES`, …) when it cannot
   */
  listen(port: number, host: string): Promise<string>
  /** The address it listens on, undefined before and after. */
  address(): string | undefined
  /** Takes no new connection, lets requests in flight end, closes WebSockets, then whatever is still open. */
  stop(): Promise<void>
}

const defaults: Times = { body: 10_000, answer: 120_000, idle: 60_000, grace: 10_000 }

const defaultMaxBody = 64 * 1024
const maxConnections = 12_000

const messages: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BadRequest', 'The request could not be understood.'],
  404: ['NotFound', 'There is nothing at this address.'],
  405: ['MethodNotAllowed', 'This address does not take this method.'],
  408: ['RequestTimeout', 'The request took too long to arrive.'],
  413: ['PayloadTooLarge', 'The request is too large.'],
  431: ['HeadersTooLarge', 'The headers of the request are too large.'],
  500: ['InternalError', 'Something went wrong on our side.'],
}

/** The fixed answer of a status. It repeats nothing of the request. */
function failure(status: number, headers: Record<string, string> = {}): RouteResponse {
  const [code, message] = messages[status] ?? messages[500]!
  return json(status, { error: { code, message } }, headers)
}

/** What every answer carries. A route that shows a page sets its own Content-Security-Policy. */
function securityHeaders(publicUrl: string | undefined): Readonly<Record<string, string>> {
  return {
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(publicUrl?.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}

const hostForm = /^(?:[\w.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/

/** An address that the router and URL can take. Others end with 400 before any of them sees it. */
const wellFormed = (req: IncomingMessage): boolean =>
  (req.headers.host === undefined || hostForm.test(req.headers.host)) &&
  (req.url?.startsWith('/') ?? false) &&
  URL.canParse(`http://${req.headers.host ?? 'localhost'}${req.url}`)

/** True for a Host header that names this machine. */
export function isLocalHost(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || name === '[::1]' || (name !== undefined && /^127(?:\.\d{1,3}){3}$/.test(name))
}

const plainAddress = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address)

/** The client's address: what the nearest proxy saw under `trustProxy`, else the socket's. */
export function clientAddress(req: IncomingMessage, trustProxy: boolean): string {
  const socket = plainAddress(req.socket.remoteAddress ?? '')
  if (!trustProxy) return socket
  const header = req.headers['x-forwarded-for']
  const last = plainAddress((Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').at(-1)!.trim())
  return isIP(last) === 0 ? socket : last
}

/** What proxies add: `Forwarded`, `Via`, `X-Forwarded-…`, and the names by which some pass on the address of the client. */
const forwarding = /^(?:forwarded|via|x-forwarded(?:-.+)?|x-(?:real|client|cluster-client|original-forwarded)-(?:ip|for)|(?:true-client|cf-connecting|fastly-client)-ip)$/

/** A page from elsewhere in a browser of this machine: its scripts reach the loopback, and say in `Origin` where they are from. */
const fromElsewhere = (origin: string | undefined): boolean =>
  origin !== undefined && !(URL.canParse(origin) && isLocalHost(new URL(origin).host))

/** True when the request truly comes from this machine: a local reverse proxy makes everyone loopback, and so does a browser. */
export function isLocal(req: IncomingMessage, publicUrl: string | undefined): boolean {
  const from = plainAddress(req.socket.remoteAddress ?? '')
  return (
    publicUrl === undefined &&
    (from === '::1' || from.startsWith('127.')) &&
    isLocalHost(req.headers.host) &&
    !fromElsewhere(req.headers.origin) &&
    !Object.keys(req.headers).some(name => forwarding.test(name))
  )
}

/** Why a body was not read: the status that says so, or undefined when the client has gone. */
class BodyError extends Error {
  readonly status: number | undefined
  constructor(status: number | undefined) {
    super('body not read')
    this.status = status
  }
}

/** Reads the body, with a bound of bytes and of time. */
function readBody(req: IncomingMessage, max: number, ms: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers['content-length'] ?? 0) > max) return reject(new BodyError(413))
    const chunks: Buffer[] = []
    let size = 0
    const settle = (end: () => void): void => {
      clearTimeout(timer)
      req.off('data', take).off('end', complete).off('error', broken).off('close', broken)
      // Once broken, a request may say so again.
      req.on('error', () => undefined)
      end()
    }
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size > max) settle(() => reject(new BodyError(413)))
      else chunks.push(chunk)
    }
    const complete = (): void => settle(() => resolve(Buffer.concat(chunks, size)))
    const broken = (): void => settle(() => reject(new BodyError(undefined)))
    const timer = setTimeout(() => settle(() => reject(new BodyError(408))), ms)
    req.on('data', take).on('end', complete).on('error', broken).on('close', broken)
  })
}

type Respond = (answer: RouteResponse) => void

/**
 * Creates the server; it listens to nothing until `listen`.
 * @throws {Error} when a folder of `statics` does not exist, or two routes have the same method and path
 */
export function createServer(options: ServerOptions): GuideServer {
  const { routes, statics = [], upgrades = [], trustProxy, publicUrl, log, observe } = options
  const times = { ...defaults, ...options.times }
  const common = securityHeaders(publicUrl)
  let stopping = false
  let inFlight = 0
  let idle: (() => void) | undefined

  // restify's own log would hold addresses and headers.
  const server = restify.createServer({ name: '', log: pino({ level: 'silent' }) as never })
  const http = server.server as HttpServer
  http.headersTimeout = 10_000
  http.requestTimeout = 30_000
  http.keepAliveTimeout = 20_000
  http.maxHeadersCount = 100
  http.maxConnections = maxConnections
  http.setTimeout(times.idle)

  /** Once per request, whatever becomes of it. */
  const begin = (res: ServerResponse): void => {
    inFlight++
    const late = setTimeout(() => res.destroy(), times.answer)
    res.once('close', () => {
      clearTimeout(late)
      if (--inFlight === 0) idle?.()
    })
  }

  /** `complete`: the body of the request was read to its end, so that the connection can serve another request. */
  const respond = (req: IncomingMessage, res: ServerResponse, complete: boolean): Respond => answer => {
    if (res.headersSent || res.destroyed) return void res.destroy()
    const body = answer.body ?? ''
    res.statusCode = answer.status
    for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value)
    if (answer.status !== 204 && answer.status !== 304) res.setHeader('content-length', Buffer.byteLength(body))
    if (stopping || !complete) res.setHeader('connection', 'close')
    if (req.method === 'HEAD' || body.length === 0) res.end()
    else res.end(body)
  }

  const mount = (method: Route['method'], path: string, handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>): void => {
    const verb = ({ GET: 'get', HEAD: 'head', POST: 'post', PUT: 'put', DELETE: 'del', OPTIONS: 'opts' } as const)[method]
    // restify tells async handlers from others by their kind: this one must be an async function of two parameters.
    server[verb](path, async (req: restify.Request, res: restify.Response) => {
      const began = process.hrtime.bigint()
      try {
        await handle(req, res)
      } catch (error) {
        // Whoever was answered so can say which line of the log it was.
        const request = randomUUID()
        log.error({ code: 'route_failed', request, route: path, error: errorDetails(error) }, 'A route failed')
        respond(req, res, false)(failure(500, { 'x-request-id': request }))
      }
      const seconds = Number(process.hrtime.bigint() - began) / 1e9
      observe?.({ method, route: path, status: res.statusCode, seconds })
    })
  }

  const mountRoute = (route: Route, method: Route['method']): void =>
    mount(method, route.path, async (req, res) => {
      const bodiless = method === 'GET' || method === 'HEAD'
      let body: Buffer
      try {
        body = bodiless ? Buffer.alloc(0) : await readBody(req, route.maxBody ?? defaultMaxBody, times.body)
      } catch (error) {
        if (!(error instanceof BodyError)) throw error
        if (error.status === undefined) return void res.destroy()
        return respond(req, res, false)(failure(error.status))
      }
      const url = (req as restify.Request).getUrl() as unknown as URL
      const request: RouteRequest = {
        method: req.method!,
        path: url.pathname,
        params: { ...((req as restify.Request).params as Record<string, string>) },
        query: url.searchParams,
        headers: req.headers,
        body,
        address: clientAddress(req, trustProxy),
        local: isLocal(req, publicUrl),
      }
      respond(req, res, true)(await route.handle(request))
    })

  // The types are of an older restify.
  const typed = server as unknown as { first(handler: (req: IncomingMessage, res: ServerResponse) => boolean): void }
  typed.first((req, res) => {
    for (const name in common) res.setHeader(name, common[name]!)
    begin(res)
    if (wellFormed(req)) return true
    respond(req, res, false)(failure(400))
    return false
  })

  const taken = new Set(routes.map(({ method, path }) => `${method} ${path}`))
  for (const route of routes) {
    mountRoute(route, route.method)
    if (route.method === 'GET' && !taken.has(`HEAD ${route.path}`)) mountRoute(route, 'HEAD')
  }
  for (const folder of statics) {
    const serve = serveStatic(folder)
    for (const method of ['GET', 'HEAD'] as const)
      mount(method, `${folder.prefix}/*`, (req, res) => serve(req, res, () => respond(req, res, true)(failure(404))))
  }

  // No route, or none for this method: restify's own errors would repeat the path.
  server.on('restifyError', (_req: unknown, res: restify.Response, error: { statusCode?: number }, done: () => void) => {
    const known = error.statusCode !== undefined && error.statusCode in messages ? error.statusCode : 500
    const { status, headers, body } = failure(known, { connection: 'close' })
    if (res.headersSent) res.destroy()
    else res.sendRaw(status, body as string, { ...headers })
    done()
  })

  // restify hands on what its server reports; `listen` hears of its own failures itself.
  server.on('error', (error: unknown) => {
    if (http.listening) log.error({ code: 'server_failed', error: errorDetails(error) }, 'The server reported an error')
  })

  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400
    const { headers, body } = failure(status) as { headers: object; body: string }
    const lines = Object.entries({ ...common, ...headers, 'content-length': String(body.length), connection: 'close' })
    socket.end(`HTTP/1.1 ${status} ${messages[status]![0]}\r\n${lines.map(line => line.join(': ')).join('\r\n')}\r\n\r\n${body}`)
  })

  http.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy())
    const taker = wellFormed(req) && !stopping && upgrades.some(each => each.upgrade(req, socket, head))
    if (!taker) socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })

  const address = (): string | undefined => {
    const at = http.address() as AddressInfo | null
    if (at === null) return undefined
    return `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`
  }

  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    stopping = true
    const closed = new Promise<void>(resolve => (http.listening ? http.close(() => resolve()) : resolve()))
    const patience = new Promise<void>(resolve => setTimeout(resolve, times.grace).unref())
    http.closeIdleConnections()
    if (inFlight > 0) await Promise.race([new Promise<void>(resolve => (idle = resolve)), patience])
    await Promise.all(upgrades.map(async each => each.stop()))
    // What is left has nothing in flight, or has had its time: browsers open connections that they may never use.
    http.closeAllConnections()
    await Promise.race([closed, patience])
  }

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        http.once('error', reject)
        http.listen(port, host, () => {
          http.off('error', reject)
          resolve(address()!)
        })
      }),
    address,
    stop: () => (stopped ??= stop()),
  }
}
