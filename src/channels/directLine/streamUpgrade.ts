/** Who may open a stream: whoever has its address with a fresh token in it, in a browser the guide's own page only. */
import type { Upgrades } from '../../http/connections.ts'
import { lastWord } from '../../http/lastWord.ts'
import type { Limits } from '../../http/limits.ts'
import type { Conversations } from '../../storage/storage.ts'
import { base } from './door.ts'
import type { Door } from './door.ts'
import { keyOf } from './ownership.ts'
import type { DirectLineConversations } from './ownership.ts'
import type { Streams } from '../streams.ts'
import { lifetime } from './tokens.ts'
import type { Tokens } from './tokens.ts'
import { readingLog, readWatermark } from '../watermark.ts'

const streamPath = new RegExp(`^${base}/conversations/([\\w-]{1,64})/stream$`)

/** What is signed of a token. The signature itself can be written in several ways. */
const signed = (token: string): string => token.slice(0, token.lastIndexOf('.'))

/**
 * @param perMinute streams that are opened for one conversation
 * @param failed told of a fault of ours
 */
export function streamUpgrade(
  { isOwn }: Pick<Door, 'isOwn'>,
  tokens: Pick<Tokens, 'verify'>,
  conversations: Pick<DirectLineConversations, 'find'>,
  streams: Pick<Streams, 'open'>,
  log: Pick<Conversations, 'log'>,
  limits: Limits,
  perMinute: number,
  failed: (error: unknown) => void,
): Upgrades['upgrade'] {
  const openings = limits('streams', perMinute)
  // A token that is shown again is over this limit for as long as it lives.
  const uses = limits('streamTokens', 1, lifetime.stream)
  return (request, socket, head, opened) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const id = streamPath.exec(url.pathname)?.[1]
    if (id === undefined) return false
    const { origin, host } = request.headers
    const refuse = (status: string): void =>
      lastWord(socket, `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    const admit = async (): Promise<void> => {
      const token = url.searchParams.get('t') ?? ''
      const grant = await tokens.verify(token, 'stream')
      if (typeof grant === 'string' || grant.conversation !== id || (origin !== undefined && !isOwn(origin, host)))
        return refuse('403 Forbidden')
      if ((await openings.passes(id)) > 0) return refuse('429 Too Many Requests')
      if ((await uses.passes(signed(token))) > 0) return refuse('403 Forbidden')
      if ((await conversations.find(id)) === undefined) return refuse('404 Not Found')
      streams.open(request, socket, head, keyOf(id), readWatermark(url.searchParams.get('watermark')), readingLog(log, keyOf(id)))
      opened()
    }
    admit().catch((error: unknown) => {
      failed(error)
      refuse('503 Service Unavailable\r\nretry-after: 2')
    })
    return true
  }
}
