/**
 * The one place that knows the HTTP library. It mounts routes on restify, and holds for all of them what no route should have to
 * think of: sizes, times, headers, and answers that say nothing about the inside.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http'
import { pino } from 'pino'
import restify from 'restify'
import { errorDetails, type Log } from '../log.ts'
import { BodyError, readBody } from './boundedBody.ts'
import { clientAddress, isLocal, wellFormed } from './clientAddress.ts'
import { guardConnections, type Connections, type ConnectionTimes, type Upgrades } from './connections.ts'
import type { Bound, ConnectionLimits } from './crowd.ts'
import { knownStatus, securityHeaders } from './fixedAnswers.ts'
import { faultAnswer, refused, type ErrorPage } from './refusals.ts'
import { answerUnread } from './lastWord.ts'
import type { Route, RouteResponse } from './route.ts'
import { serveStatic } from './staticFiles.ts'
import { withoutSlash } from './trailingSlash.ts'
import { StorageFault, UncertainCommit } from '../storage/storageError.ts'
import type { Statics } from './staticFiles.ts'
import { cleanQuery, cleanText } from '../text/cleanText.ts'

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
  /** How many connections there may be. */
  readonly connections?: ConnectionLimits | undefined
  readonly observe?: ((answered: Answered) => void) | undefined
  /** Hears of each connection that had to go for another. */
  readonly madeWay?: ((bound: Bound) => void) | undefined
  /** What a person sees where there is nothing, or of a fault; without it, and for programs, it is JSON. */
  readonly errorPage?: ErrorPage | undefined
  /** Milliseconds; for tests. */
  readonly times?: Partial<Times> | undefined
}

interface Times extends ConnectionTimes {
  /** Until the whole body of a request is there (default 10 s). */
  readonly body: number
  /** Until a route has its answer (default 12 s): each thing that it waits for has a time of its own, and they add up. */
  readonly work: number
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
  /** Connections at present. */
  connections(): number
}

const defaultBodyTime = 10_000
const defaultWorkTime = 12_000
const defaultMaxBody = 64 * 1024

/**
 * What a route answers, or the fault that it has no answer in time. What it does goes on.
 * @param ms how long it may take
 * @param fault what is thrown when that is over
 */
async function inTime(work: Promise<RouteResponse> | RouteResponse, ms: number, fault: () => StorageFault): Promise<RouteResponse> {
  let late: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(fault()), ms)
  })
  try {
    return await Promise.race([work, over])
  } finally {
    clearTimeout(late)
  }
}

type Respond = (answer: RouteResponse) => void
type Handle = (req: restify.Request, res: restify.Response) => Promise<void>

/** What mounting needs of the server. */
interface Mounting {
  readonly server: restify.Server
  readonly connections: Connections
  readonly options: ServerOptions
}

/** `complete`: the body of the request was read to its end, so that the connection can serve another request. */
const responding = ({ connections }: Mounting, req: IncomingMessage, res: ServerResponse, complete: boolean): Respond => answer => {
  if (res.headersSent || res.destroyed) return void res.destroy()
  const body = answer.body ?? ''
  res.statusCode = answer.status
  for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value)
  if (answer.status !== 204 && answer.status !== 304) res.setHeader('content-length', Buffer.byteLength(body))
  if (connections.stopping() || !complete) res.setHeader('connection', 'close')
  // Whoever is too slow (408) gets no more time.
  if (!complete && !req.complete && answer.status !== 408) answerUnread(req, res, req.method === 'HEAD' ? '' : body)
  else if (req.method === 'HEAD' || body.length === 0) res.end()
  else res.end(body)
}

const verbs = { GET: 'get', HEAD: 'head', POST: 'post', PUT: 'put', DELETE: 'del', OPTIONS: 'opts' } as const

/** Mounts one handler, whose faults are answered and logged, and whose time is taken. */
function mount(mounting: Mounting, method: Route['method'], path: string, handle: Handle): void {
  const { log, observe } = mounting.options
  // restify tells async handlers from others by their kind: this one must be an async function of two parameters.
  mounting.server[verbs[method]](path, async (req: restify.Request, res: restify.Response) => {
    const began = process.hrtime.bigint()
    try {
      await handle(req, res)
    } catch (error) {
      // Whoever was answered so can say which line of the log it was.
      const request = randomUUID()
      log.error({ code: 'route_failed', request, route: path, error: errorDetails(error) }, 'A route failed')
      const answer = faultAnswer(error, req, mounting.options.errorPage) ?? refused(500, req, mounting.options.errorPage)
      responding(mounting, req, res, false)({ ...answer, headers: { ...answer.headers, 'x-request-id': request } })
    }
    const seconds = Number(process.hrtime.bigint() - began) / 1e9
    observe?.({ method, route: path, status: res.statusCode, seconds })
  })
}

function mountRoute(mounting: Mounting, route: Route, method: Route['method']): void {
  const { trustProxy, publicUrl, times } = mounting.options
  const bodiless = method === 'GET' || method === 'HEAD'
  mount(mounting, method, route.path, async (req, res) => {
    let body: Buffer
    try {
      body = bodiless ? Buffer.alloc(0) : await readBody(req, route.maxBody ?? defaultMaxBody, times?.body ?? defaultBodyTime)
    } catch (error) {
      if (!(error instanceof BodyError)) throw error
      if (error.status === undefined) return void res.destroy()
      return responding(mounting, req, res, false)(refused(error.status, req, mounting.options.errorPage))
    }
    // restify parses the address with the URL class; its types are of an older one that did not.
    const url = req.getUrl() as unknown as URL
    const work = route.handle({
      method: req.method ?? method,
      path: url.pathname,
      // What restify finds in the path is decoded text.
      params: Object.fromEntries(Object.entries(req.params as Record<string, string>).map(([name, value]) => [name, cleanText(value)])),
      query: cleanQuery(url.searchParams),
      headers: req.headers,
      body,
      address: clientAddress(req, trustProxy),
      local: isLocal(req, publicUrl),
    })
    // Who only looks stores nothing; of anything else nobody knows whether it will still be stored.
    const fault = (): StorageFault => (method === 'GET' || method === 'HEAD' ? new StorageFault('late') : new UncertainCommit('late'))
    responding(mounting, req, res, true)(await inTime(work, times?.work ?? defaultWorkTime, fault))
  })
}

function mountAll(mounting: Mounting): void {
  const { routes, statics = [] } = mounting.options
  const taken = new Set(routes.map(({ method, path }) => `${method} ${path}`))
  for (const route of routes) {
    mountRoute(mounting, route, route.method)
    if (route.method === 'GET' && !taken.has(`HEAD ${route.path}`)) mountRoute(mounting, route, 'HEAD')
  }
  for (const folder of statics) {
    const serve = serveStatic(folder)
    for (const method of ['GET', 'HEAD'] as const)
      mount(mounting, method, `${folder.prefix}/*`, (req, res) =>
        serve(req, res, () => responding(mounting, req, res, true)(refused(404, req, mounting.options.errorPage))))
  }
}

/** Answers what no route does, and before any of them what none could take. */
function answerTheRest(mounting: Mounting, common: Readonly<Record<string, string>>): void {
  const { server, connections } = mounting
  const elsewhere = withoutSlash(mounting.options.routes)
  // The types are of an older restify, which had no `first`.
  const typed = server as unknown as { first(handler: (req: IncomingMessage, res: ServerResponse) => boolean): void }
  typed.first((req, res) => {
    for (const [name, value] of Object.entries(common)) res.setHeader(name, value)
    connections.begin(res)
    if (!wellFormed(req)) responding(mounting, req, res, false)(refused(400, req, mounting.options.errorPage))
    else {
      const page = elsewhere(req)
      if (page === undefined) return true
      responding(mounting, req, res, true)(page)
    }
    return false
  })

  // No route, or none for this method: restify's own errors would repeat the path.
  server.on('restifyError', (req: IncomingMessage, res: restify.Response, error: { statusCode?: number }, done: () => void) => {
    const { status, headers, body } = refused(knownStatus(error.statusCode), req, mounting.options.errorPage)
    if (res.headersSent) res.destroy()
    else res.sendRaw(status, String(body ?? ''), { ...headers, connection: 'close' })
    done()
  })
}

function addressOf(http: HttpServer): string | undefined {
  const at = http.address()
  // A string is the path of a pipe, on which the guide never listens.
  if (at === null || typeof at === 'string') return undefined
  return `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`
}

/**
 * Creates the server; it listens to nothing until `listen`.
 * @throws {Error} when a folder of `statics` does not exist, or two routes have the same method and path
 */
export function createServer(options: ServerOptions): GuideServer {
  const { upgrades = [], publicUrl, trustProxy, connections: limits, log, times, madeWay } = options
  const common = securityHeaders(publicUrl)
  // restify's own log would hold addresses and headers. It wants a bunyan logger by its types, and calls what pino has as well.
  const server = restify.createServer({ name: '', log: pino({ level: 'silent' }) as never })
  // Without certificates it is no other kind of server.
  const http = server.server as HttpServer
  const connections = guardConnections(http, { upgrades, common, trustProxy, limits, times, log, madeWay })
  const mounting = { server, connections, options }
  answerTheRest(mounting, common)
  mountAll(mounting)

  // restify hands on what its server reports; `listen` hears of its own failures itself.
  server.on('error', (error: unknown) => {
    if (http.listening) log.error({ code: 'server_failed', error: errorDetails(error) }, 'The server reported an error')
  })

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        http.once('error', reject)
        http.listen(port, host, () => {
          http.off('error', reject)
          resolve(addressOf(http) ?? '')
        })
      }),
    address: () => addressOf(http),
    stop: () => connections.stop(),
    connections: () => connections.count(),
  }
}
