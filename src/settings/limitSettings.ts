/** How much is taken from whom. */
import { whole, type Environment } from '../environment.ts'

/** How many connections there may be at once. */
export interface Connections {
  /** From one address; not counted under `trustProxy`. */
  readonly ofAddress: number
  readonly all: number
}

/** The most within a minute. */
export interface ChatLimits {
  /** Conversations that begin from one address. */
  readonly address: number
  /** Conversations that one anonymous visitor begins: one address, and a browser that says the same of itself. */
  readonly visitor: number
  /** Times that a page comes back to one conversation. */
  readonly resumptions: number
  /** Messages of one conversation. */
  readonly activities: number
  /** Other requests of one conversation. */
  readonly requests: number
  /** Streams that are opened for one conversation. */
  readonly streams: number
}

export const readConnections = (env: Environment): Connections =>
  Object.freeze<Connections>({
    ofAddress: whole(env, 'CONNECTIONS_PER_ADDRESS', 2000, 10, 1_000_000),
    all: whole(env, 'CONNECTIONS', 12_000, 100, 1_000_000),
  })

export const readLimits = (env: Environment): ChatLimits =>
  Object.freeze<ChatLimits>({
    address: whole(env, 'CONVERSATIONS_PER_ADDRESS', 1200, 1, 1_000_000),
    visitor: whole(env, 'CONVERSATIONS_PER_VISITOR', 120, 1, 1_000_000),
    resumptions: whole(env, 'RELOADS_PER_CONVERSATION', 60, 1, 1_000_000),
    activities: whole(env, 'MESSAGES_PER_CONVERSATION', 120, 1, 1_000_000),
    requests: whole(env, 'REQUESTS_PER_CONVERSATION', 1200, 10, 1_000_000),
    streams: whole(env, 'STREAMS_PER_CONVERSATION', 120, 1, 1_000_000),
  })
