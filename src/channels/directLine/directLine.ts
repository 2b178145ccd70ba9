/**
 * Direct Line 3.0, served by the guide itself to its own page. A token opens one conversation for one user; what the client says
 * about who it is, is not believed.
 */
import type { Turns } from '../../turns/turns.ts'
import { isLocalHost } from '../../http/localHost.ts'
import type { Upgrades } from '../../http/connections.ts'
import { usualCapabilities } from '../../presentation/capabilities.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Log } from '../../log.ts'
import { createLimits } from '../../http/limits.ts'
import type { Channel } from '../channel.ts'
import { createAdmission } from './admission.ts'
import { conversationRoutes } from './conversationRoutes.ts'
import type { ConversationRoutes } from './conversationRoutes.ts'
import { base, createDoor } from './door.ts'
import { createHandIn } from './handIn.ts'
import { channel, directLineConversations } from './ownership.ts'
import { createStreams } from '../streams.ts'
import type { StreamTimes } from '../streams.ts'
import { streamUpgrade } from './streamUpgrade.ts'
import { ticketOf, tokenRoutes } from './tokenRoutes.ts'
import type { TokenLimits } from './tokenRoutes.ts'
import { createTokens } from './tokens.ts'

/** The most in a minute. */
export interface DirectLineLimits extends TokenLimits {
  /** Activities of one conversation. */
  readonly activities: number
  /** Other requests of one conversation: several tabs poll as fast as the client can. */
  readonly requests: number
  /** Streams that are opened for one conversation: several tabs come back and back on a bad line. */
  readonly streams: number
}

export interface DirectLineOptions {
  readonly storage: Storage
  readonly turns: Turns
  /** Origin under which people reach the guide. */
  readonly publicUrl?: string | undefined
  /** The address the server listens on, when it does (`http://127.0.0.1:3978`). */
  readonly address: () => string | undefined
  readonly log: Pick<Log, 'error'>
  /** Names of the events that the page may send; others are ignored (default: none). */
  readonly events?: readonly string[] | undefined
  readonly limits?: Partial<DirectLineLimits> | undefined
  /** Milliseconds since the epoch; for tests. */
  readonly clock?: (() => number) | undefined
  /** For tests. */
  readonly times?: Partial<StreamTimes> | undefined
}

export interface DirectLine extends Channel {
  readonly upgrades: Upgrades
  /** Number of open streams, for metrics. */
  streams(): number
  /** Forgets conversations whose page has not been open since. Call it with `storage.expire`, and the same date. Returns how many. */
  expire(before: Date): Promise<number>
}

const defaults: DirectLineLimits = { address: 1200, visitor: 120, resumptions: 60, activities: 120, requests: 1200, streams: 120 }

/** Creates the endpoint. It needs no database before its first request. */
export function createDirectLine(options: DirectLineOptions): DirectLine {
  const { storage, turns, publicUrl, address, log, clock = Date.now } = options
  const most = { ...defaults, ...options.limits }
  const limits = createLimits(storage)
  const report = (code: string) => (error: unknown) =>
    log.error({ code, name: error instanceof Error ? error.name : typeof error }, 'Direct Line failed')
  const tokens = createTokens(() => storage.secret('directline'), clock)
  const conversations = directLineConversations(storage, clock)
  const admission = createAdmission(tokens, conversations, limits, most)
  const door = createDoor({ publicUrl, address })
  const handIn = createHandIn(turns, report('turn_failed'), clock)
  const streams = createStreams(storage, report('stream_failed'), options.times)

  const connect: ConversationRoutes['connect'] = async ({ id, user }, host, watermark) => {
    const grant = { conversation: id, user }
    const origin = publicUrl ?? (isLocalHost(host) ? `http://${host}` : (address() ?? `http://${host}`))
    const query = new URLSearchParams({ watermark: String(watermark), t: await tokens.issue(grant, 'stream') })
    const streamUrl = `${origin.replace(/^http/, 'ws')}${base}/conversations/${id}/stream?${query.toString()}`
    return { ...(await ticketOf(tokens, grant)), streamUrl }
  }

  const stop = (): Promise<void> => streams.stop()

  return {
    name: channel,
    shows: usualCapabilities,
    routes: [
      ...tokenRoutes(door, tokens, conversations, admission, limits, most),
      ...conversationRoutes({ door, admission, handIn, log: storage.conversations, events: new Set(options.events), connect }),
      door.preflight,
    ],
    upgrades: {
      upgrade: streamUpgrade(door, tokens, conversations, streams, storage.conversations, limits, most.streams, report('stream_failed')),
      stop,
    },
    streams: () => streams.count(),
    expire: before => conversations.expire(before),
    stop,
  }
}
