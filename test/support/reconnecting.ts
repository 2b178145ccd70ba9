/** A page's stream of activities: it comes back with the same token, to whoever answers, when its socket ends. */
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'

interface Seen {
  readonly id: string
  readonly replyToId?: string
}

export class ReconnectingStream {
  /** Activities as they came, with the time (`performance.now`). */
  readonly seen: (Seen & { readonly at: number })[] = []
  /** Sockets that ended unasked. */
  ended = 0
  readonly #address: () => string
  readonly #origin: string
  readonly #conversation: string
  readonly #token: string
  #watermark = '0'
  #socket: WebSocket | undefined
  #closed = false
  #waiting: (() => void)[] = []

  /** @param address of the process to connect to; asked before each attempt */
  constructor(address: () => string, origin: string, { conversation, token }: { conversation: string; token: string }) {
    this.#address = address
    this.#origin = origin
    this.#conversation = conversation
    this.#token = token
  }

  /** Resolves once it is connected for the first time. */
  async open(): Promise<this> {
    while (!this.#closed && !(await this.#connect())) await delay(50)
    return this
  }

  /** Waits until something holds of what was seen. */
  async until(holds: (seen: readonly Seen[]) => boolean, ms = 20_000): Promise<void> {
    const late = AbortSignal.timeout(ms)
    while (!holds(this.seen)) {
      if (late.aborted) throw new Error(`It never came on the stream, after ${this.seen.length} activities`)
      await Promise.race([new Promise<void>(resolve => this.#waiting.push(resolve)), delay(500, undefined, { ref: false })])
    }
  }

  close(): void {
    this.#closed = true
    this.#socket?.close()
  }

  /** False when nobody answers. */
  async #connect(): Promise<boolean> {
    const address = this.#address()
    try {
      const response = await fetch(`${address}/v3/directline/conversations/${this.#conversation}?watermark=${this.#watermark}`, {
        headers: { authorization: `Bearer ${this.#token}`, origin: this.#origin },
        signal: AbortSignal.timeout(5000),
      })
      if (!response.ok) return false
      const { streamUrl } = (await response.json()) as { streamUrl: string }
      const { pathname, search } = new URL(streamUrl)
      const socket = new WebSocket(`${address.replace(/^http/, 'ws')}${pathname}${search}`, { origin: this.#origin })
      this.#socket = socket
      socket.on('message', data => this.#hear((data as Buffer).toString()))
      socket.on('error', () => undefined)
      socket.on('close', () => {
        if (this.#closed) return
        this.ended += 1
        void this.open()
      })
      return true
    } catch {
      return false
    }
  }

  #hear(text: string): void {
    if (text === '') return
    const { activities, watermark } = JSON.parse(text) as { activities: Seen[]; watermark: string }
    const at = performance.now()
    for (const { id, replyToId } of activities) this.seen.push({ id, at, ...(replyToId === undefined ? {} : { replyToId }) })
    this.#watermark = watermark
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
