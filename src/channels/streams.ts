/**
 * Streams of a conversation, over WebSockets. A stream holds no activities: it remembers how far its client has come, and reads on when
 * the conversation grows. So nothing is missed or sent twice, and an idle stream costs next to nothing.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { Conversations, Storage } from '../storage/storage.ts'

export interface StreamTimes {
  /** Milliseconds between keep-alives; a client that has not answered one by the next is gone (default 30 s). */
  readonly keepAlive: number
  /** Milliseconds until a client must have taken what was sent to it (default 20 s). */
  readonly frame: number
}

/** What a client has not had, as it is sent. */
export interface Unread {
  readonly frames: readonly string[]
  /** How far that is. */
  readonly watermark: number
  /** There may be more behind it. */
  readonly more: boolean
}

/** Reads what there is after a watermark; undefined: nothing. */
export type ReadOn = (after: number) => Promise<Unread | undefined>

export interface Streams {
  /** Turns the connection into a stream of what there is after `watermark`. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer, key: string, watermark: number, read: ReadOn): void
  /** Whether a conversation has an open one, by its key. */
  has(key: string): boolean
  /** Number of open streams. */
  count(): number
  /** Closes every stream (1001, going away: clients come back by themselves). */
  stop(): Promise<void>
}

interface Stream {
  readonly socket: WebSocket
  readonly key: string
  readonly read: ReadOn
  /** Watermark of the last activity that the client has taken. */
  sent: number
  /** Activities are being sent; `again`: look again afterwards. */
  busy: boolean
  again: boolean
  /** The conversation may be behind the stream: it was erased, and began anew. Notices can also come out of order, so it is looked up. */
  ahead: boolean
  /** Heard of since the last keep-alive. */
  heard: boolean
}

/** Streams of one conversation; the oldest makes way. */
const perConversation = 8
const closing = { goingAway: 1001, tooMany: 1008, failed: 1011 } as const

const isOpen = ({ socket }: Stream): boolean => socket.readyState === socket.OPEN

/**
 * Resolves when the network has taken the frames; a client that takes none is cut off, and can come back by watermark.
 * @param patience how long the network may take, ms
 */
const send = (socket: WebSocket, frames: readonly string[], patience: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.terminate(), patience)
    const taken = (error?: Error): void => {
      clearTimeout(late)
      if (error) reject(error)
      else resolve()
    }
    frames.forEach((frame, n) => socket.send(frame, n === frames.length - 1 ? taken : undefined))
  })

/** Makes the function that brings a stream up to its conversation. @param failed told when the log cannot be read */
function createWake(
  conversations: Pick<Conversations, 'load'>,
  failed: (error: unknown) => void,
  patience: number,
): (stream: Stream) => void {
  const unread = async (stream: Stream): Promise<Unread | 'failed' | undefined> => {
    try {
      if (stream.ahead) {
        stream.ahead = false
        if (((await conversations.load(stream.key))?.watermark ?? 0) < stream.sent) stream.sent = 0
      }
      return await stream.read(stream.sent)
    } catch (error) {
      failed(error)
      return 'failed'
    }
  }

  const advance = async (stream: Stream): Promise<void> => {
    do {
      stream.again = false
      const found = await unread(stream)
      if (found === 'failed') return stream.socket.close(closing.failed)
      if (found === undefined || !isOpen(stream)) continue
      await send(stream.socket, found.frames, patience)
      stream.sent = found.watermark
      if (found.more) stream.again = true
    } while (stream.again && isOpen(stream))
  }

  return stream => {
    stream.again = true
    if (stream.busy) return
    stream.busy = true
    advance(stream)
      // The connection broke while a frame was sent: its client comes back with the watermark it had.
      .catch(() => stream.socket.terminate())
      .finally(() => (stream.busy = false))
  }
}

/** The streams that are open, by the key of their conversation. */
class OpenStreams {
  readonly #byKey = new Map<string, Set<Stream>>()
  count = 0

  of(key: string): Iterable<Stream> {
    return this.#byKey.get(key) ?? []
  }

  has(key: string): boolean {
    return this.#byKey.has(key)
  }

  every(act: (stream: Stream) => void): void {
    for (const streams of this.#byKey.values()) for (const stream of streams) act(stream)
  }

  /** Keeps a stream until it closes. */
  add(stream: Stream): void {
    const { socket, key } = stream
    const siblings = this.#byKey.get(key) ?? new Set()
    this.#byKey.set(key, siblings.add(stream))
    this.count++
    const [oldest] = siblings
    if (siblings.size > perConversation && oldest !== undefined) void this.#leave(oldest, closing.tooMany)
    const hear = (): void => void (stream.heard = true)
    socket.on('message', hear).on('pong', hear)
    socket.on('error', () => socket.terminate())
    socket.once('close', () => this.#remove(stream))
  }

  #remove(stream: Stream): void {
    const siblings = this.#byKey.get(stream.key)
    if (siblings?.delete(stream) !== true) return
    this.count--
    if (siblings.size === 0) this.#byKey.delete(stream.key)
  }

  /** Takes a stream out before it is closed: that is the client's to answer, and meanwhile others come and messages are sent. */
  #leave(stream: Stream, code: number): Promise<void> {
    const { socket } = stream
    this.#remove(stream)
    return new Promise(resolve => {
      const impatient = setTimeout(() => socket.terminate(), 1000)
      socket.once('close', () => {
        clearTimeout(impatient)
        resolve()
      })
      socket.close(code)
    })
  }

  /** Closes all of them, those that do not answer by force. */
  async close(): Promise<void> {
    const ends: Promise<void>[] = []
    this.every(stream => ends.push(this.#leave(stream, closing.goingAway)))
    await Promise.all(ends)
  }
}

/** Asks whether a client is still there, and cuts off one that said nothing since the last time. */
function pulse(stream: Stream): void {
  if (!stream.heard) return stream.socket.terminate()
  stream.heard = false
  stream.socket.ping()
  // Seen by the client itself, and by proxies that count no pings.
  if (!stream.busy) stream.socket.send('')
}

/** @param failed told when the log cannot be read */
export function createStreams(
  { conversations }: Pick<Storage, 'conversations'>,
  failed: (error: unknown) => void,
  times: Partial<StreamTimes> = {},
): Streams {
  const { keepAlive, frame } = { keepAlive: 30_000, frame: 20_000, ...times }
  // Clients have nothing to say here but empty keep-alives. Compression would hold some 100 KB for each connection.
  const server = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: 1024 })
  const open = new OpenStreams()
  const wake = createWake(conversations, failed, frame)

  const unwatch = conversations.watch((key, watermark) => {
    for (const stream of open.of(key)) {
      if (watermark < stream.sent) stream.ahead = true
      if (watermark !== stream.sent) wake(stream)
    }
  })
  const beat = setInterval(() => open.every(pulse), keepAlive).unref()

  return {
    open: (request, socket, head, key, watermark, read) =>
      server.handleUpgrade(request, socket, head, connection => {
        const stream = { socket: connection, key, read, sent: watermark, busy: false, again: false, ahead: watermark > 0, heard: true }
        open.add(stream)
        wake(stream)
      }),
    has: key => open.has(key),
    count: () => open.count,
    stop: async () => {
      clearInterval(beat)
      unwatch()
      await open.close()
    },
  }
}
