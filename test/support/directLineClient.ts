/** The real botframework-directlinejs in Node: what a browser gives it, and a line to the server that can be cut. */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { DirectLine } from 'botframework-directlinejs'
import type { Activity, ConnectionStatus } from 'botframework-directlinejs'
import { async } from 'rxjs/scheduler/async.js'
import { WebSocket } from 'ws'

/** As much of XMLHttpRequest as rxjs uses, on fetch. */
class XMLHttpRequest {
  readyState = 0
  status = 0
  response: unknown = null
  responseType = ''
  timeout = 0
  withCredentials = false
  readonly upload = {}
  onreadystatechange: (() => void) | undefined
  ontimeout: (() => void) | undefined
  onerror: (() => void) | undefined
  #method = 'GET'
  #url = ''
  #answer: Headers | undefined
  readonly #headers = new Headers()
  readonly #end = new AbortController()

  open(method: string, url: string): void {
    this.#method = method
    this.#url = url
  }
  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value)
  }
  getResponseHeader(name: string): string | null {
    return this.#answer?.get(name) ?? null
  }
  abort(): void {
    this.#end.abort()
  }
  send(body?: string | FormData): void {
    void this.#send(body)
  }
  async #send(body: string | FormData | undefined): Promise<void> {
    const late = this.timeout > 0 ? setTimeout(() => this.#end.abort('late'), this.timeout) : undefined
    try {
      const init = { method: this.#method, headers: this.#headers, signal: this.#end.signal, ...(body === undefined ? {} : { body }) }
      const answer = await fetch(this.#url, init)
      this.#answer = answer.headers
      const raw = await answer.arrayBuffer()
      this.response = this.responseType === 'arraybuffer' ? raw : jsonOrNull(Buffer.from(raw).toString())
      this.status = answer.status
    } catch {
      if (this.#end.signal.aborted) return this.#end.signal.reason === 'late' ? this.ontimeout?.() : undefined
    } finally {
      clearTimeout(late)
    }
    this.readyState = 4
    this.onreadystatechange?.call(this)
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

Object.assign(globalThis, { XMLHttpRequest, WebSocket })

/** Times of the client that are waits before it tries again (3 s, 20 s), a tenth as long. */
const hurried = {
  now: () => Date.now() * 10,
  schedule: (work: never, delay = 0, state: never) => async.schedule(work, delay / 10, state),
}

export interface Client {
  readonly line: DirectLine
  /** Activities as they came, in order. */
  readonly activities: Activity[]
  readonly statuses: ConnectionStatus[]
  texts(): string[]
  /** Posts a message and returns its id (`retry` when it did not arrive). Rejects when it was refused. */
  say(text: string, clientActivityID?: string): Promise<string>
  post(activity: object): Promise<string>
  end(): void
}

/** Opens a client as Web Chat would. */
export function openClient(options: ConstructorParameters<typeof DirectLine>[0]): Client {
  const line = new DirectLine({ ...options, scheduler: hurried, random: () => 0 })
  const activities: Activity[] = []
  const statuses: ConnectionStatus[] = []
  line.connectionStatus$.subscribe(status => statuses.push(status))
  const subscription = line.activity$.subscribe(
    activity => activities.push(activity),
    () => undefined,
  )
  const post = (activity: object): Promise<string> =>
    new Promise((resolve, reject) => line.postActivity(activity as Activity).subscribe(resolve, reject))
  return {
    line,
    activities,
    statuses,
    texts: () => activities.map(activity => (activity.type === 'message' ? (activity.text ?? '') : activity.type)),
    say: (text, clientActivityID) =>
      post({ type: 'message', text, from: { id: 'me' }, ...(clientActivityID === undefined ? {} : { channelData: { clientActivityID } }) }),
    post,
    end: () => {
      subscription.unsubscribe()
      line.end()
    },
  }
}

export interface Line {
  readonly address: string
  /** Cuts every connection that is open, once so many more bytes have come from the server. */
  cutAfter(bytes: number): void
  /** Goes on to another server from now on, or to none. */
  lead(address: string | undefined): void
  /** Connections that were made until now. */
  made(): number
  close(): Promise<void>
}

/** A line to a server, for all that can happen to one. */
export async function openLine(target: string | undefined): Promise<Line> {
  let to = target
  let made = 0
  let left = Infinity
  const sockets = new Set<Socket>()
  const cut = (): void => {
    left = Infinity
    sockets.forEach(socket => socket.resetAndDestroy())
  }
  const server = createServer(near => {
    if (to === undefined) return void near.destroy()
    made++
    const { hostname, port } = new URL(to)
    const far = connect(Number(port), hostname)
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => into.destroy())
      from.on('close', () => (sockets.delete(from), into.destroy()))
      from.pipe(into)
    }
    far.on('data', chunk => {
      left -= chunk.length
      if (left < 0) cut()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: bytes => (left = bytes),
    lead: address => (to = address),
    made: () => made,
    close: () => {
      cut()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean, what: string, ms = 10_000): Promise<void> {
  const end = Date.now() + ms
  while (!holds()) {
    if (Date.now() > end) throw new Error(`It never came: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
