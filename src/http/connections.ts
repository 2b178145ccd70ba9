/**
 * What holds for every connection, before and beside any route: how many there are, how long they may take, who takes those that become
 * WebSockets, and how all of them end.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { addressKey, wellFormed } from './clientAddress.ts'
import { createCrowd } from './crowd.ts'
import type { Bound, ConnectionLimits, Crowd } from './crowd.ts'
import { failure, messageOf } from './fixedAnswers.ts'
import { lastWord } from './lastWord.ts'
import type { Log } from '../log.ts'

/** What takes WebSocket connections. */
export interface Upgrades {
  /**
   * Takes the connection and returns true, or leaves it untouched and returns false.
   * @param opened to be called once it is a WebSocket
   */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, opened: () => void): boolean
  /** Ends its open connections (1001, going away). */
  stop(): void | Promise<void>
}

/** Milliseconds. */
export interface ConnectionTimes {
  /** Until an answer is read to its end (default 120 s). */
  readonly answer: number
  /** Without a byte in either direction (default 60 s). */
  readonly idle: number
  /** Until the headers of a request are there, and a connection says something at all (default 10 s). */
  readonly headers: number
  /** Without a byte of an answer being taken (default 20 s). */
  readonly unread: number
  /** For requests in flight when the server stops (default 10 s). */
  readonly grace: number
}

export interface Connections {
  /** To be told of each request, once, whatever becomes of it. */
  begin(res: ServerResponse): void
  /** True once the end has begun: connections are then kept for no further request. */
  stopping(): boolean
  /** Takes no new connection, lets requests in flight end, closes WebSockets, then whatever is still open. */
  stop(): Promise<void>
  /** Connections at present. */
  count(): number
}

const defaults: ConnectionTimes = { answer: 120_000, idle: 60_000, headers: 10_000, unread: 20_000, grace: 10_000 }
const defaultLimits: ConnectionLimits = { ofAddress: 2000, all: 12_000 }
/** How often Node looks for requests that are late, ms: half a minute by default, three times what headers may take. */
const lookForLate = 1000

/** Bounds what a connection may take of our time and memory. */
function bound(http: Server, { idle, headers }: ConnectionTimes): void {
  http.headersTimeout = headers
  http.requestTimeout = 30_000
  http.keepAliveTimeout = 20_000
  http.maxHeadersCount = 100
  http.setTimeout(idle)
  // An option of Node's createServer, which restify calls without any; the server reads it when it begins to listen.
  Object.assign(http, { connectionsCheckingInterval: Math.min(lookForLate, headers) })
}

/** Calls back when the whole request is there. */
function whenComplete(req: IncomingMessage, then: () => void): void {
  const bodiless = req.headers['transfer-encoding'] === undefined && Number(req.headers['content-length'] ?? 0) === 0
  if (bodiless) then()
  else req.once('end', then)
}

/** Tells the crowd whose turn it is on the connection of a request. */
function follow(crowd: Crowd, res: ServerResponse, unread: number): void {
  const { req } = res
  const { socket } = req
  let answered = false
  whenComplete(req, () => answered || crowd.serve(socket))
  const answer = (): void => {
    answered = true
    crowd.wait(socket)
    // Node sets it again for the next request. A socket notices by itself that some of what waits in it was taken.
    if (!socket.destroyed) socket.setTimeout(unread)
  }
  // The answer is handed over: at once, or a file piece by piece.
  res.once('prefinish', answer).once('pipe', answer)
}

/** Statuses of what Node could not read; 400 for anything else. */
const unreadable: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** Answers what is no request at all. */
function answerUnreadable(http: Server, common: Readonly<Record<string, string>>): void {
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const status = unreadable[error.code ?? ''] ?? 400
    const { headers, body } = failure(status)
    const lines = Object.entries({ ...common, ...headers, 'content-length': String(body.length), connection: 'close' })
    lastWord(socket, `HTTP/1.1 ${status} ${messageOf(status)[0]}\r\n${lines.map(line => line.join(': ')).join('\r\n')}\r\n\r\n${body}`)
  })
}

/** Hands a connection that wants to be a WebSocket to whoever takes it. */
function offerUpgrades(http: Server, upgrades: readonly Upgrades[], crowd: Crowd, stopping: () => boolean): void {
  http.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy())
    // Until it is one it may make way: whoever is refused stays for a moment.
    crowd.wait(req.socket)
    const opened = (): void => crowd.stream(req.socket)
    const taken = wellFormed(req) && !stopping() && upgrades.some(each => each.upgrade(req, socket, head, opened))
    if (!taken) lastWord(socket, 'HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
}

/** An operator hears of a crowd once in this time, ms. */
const gathered = 10_000

/** Says that connections made way, and how many. Whose they were is nobody's business. */
function tellCrowds(log: Pick<Log, 'warn'>): (bound: Bound) => void {
  const since = { ofAddress: 0, all: 0 }
  let timer: NodeJS.Timeout | undefined
  const tell = (): void => {
    timer = undefined
    log.warn({ code: 'connections_crowded', ...since }, 'There were too many connections: those that waited longest for their clients made way')
    Object.assign(since, { ofAddress: 0, all: 0 })
  }
  return bound => {
    since[bound]++
    timer ??= setTimeout(tell, gathered).unref()
  }
}

/**
 * Watches over the connections of a server.
 * @param common headers of every answer
 * @param madeWay hears of each connection that had to go for another
 */
export function guardConnections(
  http: Server,
  { upgrades, common, trustProxy, log, limits = defaultLimits, times: given = {}, madeWay = () => undefined }: {
    readonly upgrades: readonly Upgrades[]
    readonly common: Readonly<Record<string, string>>
    /** Every connection is the proxy's: to count those of an address is its work. */
    readonly trustProxy: boolean
    readonly limits?: ConnectionLimits | undefined
    readonly times?: Partial<ConnectionTimes> | undefined
    readonly log: Pick<Log, 'warn'>
    readonly madeWay?: ((bound: Bound) => void) | undefined
  },
): Connections {
  const times = { ...defaults, ...given }
  let stopping = false
  let inFlight = 0
  let idle: (() => void) | undefined
  const tell = tellCrowds(log)
  const crowd = createCrowd(trustProxy ? { ...limits, ofAddress: limits.all } : limits, bound => {
    madeWay(bound)
    tell(bound)
  })
  bound(http, times)
  http.on('connection', socket => crowd.enter(socket, addressKey(socket.remoteAddress ?? '')))
  answerUnreadable(http, common)
  offerUpgrades(http, upgrades, crowd, () => stopping)

  const end = async (): Promise<void> => {
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
  let ended: Promise<void> | undefined

  return {
    begin: res => {
      inFlight++
      follow(crowd, res, times.unread)
      const late = setTimeout(() => res.destroy(), times.answer)
      res.once('close', () => {
        clearTimeout(late)
        if (--inFlight === 0) idle?.()
      })
    },
    stopping: () => stopping,
    stop: () => (ended ??= end()),
    count: () => crowd.count(),
  }
}
