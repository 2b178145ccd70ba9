/**
 * Direct Line 3.0, served by the guide itself to its own page. A token opens one conversation for one user; what the client says
 * about who it is, is not believed.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Activity } from 'botbuilder'
import type { Turns } from '../../turns/turns.ts'
import { json } from '../../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import type { Storage } from '../../storage/storage.ts'
import { isObject, maxActivityBody, readId, readJson, readLocale, readText, Refusal } from '../../http/requestBody.ts'
import type { JsonObject } from '../../http/requestBody.ts'
import { isLocalHost } from '../../http/server.ts'
import type { Upgrades } from '../../http/server.ts'
import type { Log } from '../../log.ts'
import { channel, directLineConversations, keyOf } from './ownership.ts'
import type { DirectLineConversation } from './ownership.ts'
import { addressKey, base, createDoor, ended, forbidden, limiter, readOptions, withinLimit } from './door.ts'
import { activitySet, createStreams } from './streams.ts'
import type { StreamTimes } from './streams.ts'
import { createTokens, lifetime } from './tokens.ts'
import type { Grant } from './tokens.ts'

export interface DirectLineLimits {
  /** Tokens given to one address in a minute, first ones and resumed ones together (default 120: a whole laboratory can share one). */
  readonly tokens: number
  /** Activities of one conversation in a minute (default 120). */
  readonly activities: number
  /** Other requests of one conversation in a minute (default 1200: several tabs that poll as fast as the client can). */
  readonly requests: number
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

export interface DirectLine extends Upgrades {
  readonly routes: readonly Route[]
  /** Number of open streams, for metrics. */
  streams(): number
  /** Forgets conversations whose page has not been open since. Call it with `storage.expire`, and the same date. Returns how many. */
  expire(before: Date): Promise<number>
  stop(): Promise<void>
}

const defaults: DirectLineLimits = { tokens: 120, activities: 120, requests: 1200 }
const guide = { id: 'noa', name: 'NOA', role: 'bot' } as const
/** Activities of one answer to a client that polls; it asks for the rest at once. */
const pageLength = 100



/**
 * Makes the function that does things one after the other, by key. directlinejs sends quick messages at the same time, on several
 * connections; they reach their turns in the order in which they came, however long each of them is looked at before.
 */
function ordering(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const result = (last.get(key) ?? Promise.resolve()).then(work)
    const settled: Promise<unknown> = result
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === settled) last.delete(key)
      })
    last.set(key, settled)
    return result
  }
}

/** The watermark of a query: a number of ours, or the beginning for anything else. */
const readWatermark = (value: string | null): number => (value !== null && /^\d{1,15}$/.test(value) ? Number(value) : 0)

/** `channelData` as it is kept: bounded, since it goes to every client of the conversation. */
function readChannelData(value: unknown): JsonObject | undefined {
  if (!isObject(value)) return undefined
  const clientActivityID = readId(value['clientActivityID'])
  const { clientActivityID: _, ...rest } = value
  const kept = JSON.stringify(rest).length > 8192 ? {} : rest
  return { ...kept, ...(clientActivityID === undefined ? {} : { clientActivityID }) }
}

/** Creates the endpoint. It needs no database before its first request. */
export function createDirectLine(options: DirectLineOptions): DirectLine {
  const { storage, turns, publicUrl, address, log, clock = Date.now } = options
  const events = new Set(options.events)
  const limits = { ...defaults, ...options.limits }
  const tokens = createTokens(() => storage.secret('directline'), clock)
  const conversations = directLineConversations(storage, clock)
  const tokenLimit = limiter(limits.tokens)
  const activityLimit = limiter(limits.activities)
  const requestLimit = limiter(limits.requests)
  const inOrder = ordering()
  const report = (code: string) => (error: unknown) =>
    log.error({ code, name: error instanceof Error ? error.name : typeof error }, 'Direct Line failed')
  const { isOwn, requireOwnPage, route, preflight } = createDoor({ publicUrl, address })
  const streams = createStreams(storage, report('stream_failed'), options.times)

  /** @throws {Refusal} 401 without a token, 403 with one that opens nothing, or not this conversation */
  const authorize = async ({ headers, params }: RouteRequest): Promise<Grant> => {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (token === undefined)
      throw new Refusal(401, 'Unauthorized', 'A token is needed: Authorization: Bearer …', { 'www-authenticate': 'Bearer' })
    const grant = await tokens.verify(token, 'api')
    if (grant === 'expired') throw new Refusal(403, 'TokenExpired', 'The token has expired.')
    if (grant === 'invalid') throw new Refusal(403, 'BadToken', 'The token is not valid here.')
    if (params['id'] !== undefined && params['id'] !== grant.conversation)
      throw forbidden('The token is for another conversation.')
    return grant
  }

  /** @throws {Refusal} 403, 404 when the conversation is gone */
  const find = async ({ conversation, user }: Grant): Promise<DirectLineConversation> => {
    const found = await conversations.find(conversation)
    if (found === undefined) throw ended()
    if (found.user !== user) throw forbidden('The token is for another user.')
    return found
  }

  const enter = async (request: RouteRequest): Promise<DirectLineConversation> => {
    const grant = await authorize(request)
    await withinLimit(requestLimit, grant.conversation)
    return find(grant)
  }

  const receive = async (
    { id, user }: Pick<DirectLineConversation, 'id' | 'user'>,
    activity: Partial<Activity>,
    deliveryId: string | undefined,
    locale: string | undefined,
  ): Promise<string> => {
    const from = { id: user, name: '', role: 'user' }
    const conversation = { id, name: '', isGroup: false, conversationType: '' }
    try {
      const received = await turns.receive({
        channel,
        conversation: id,
        activity: { ...activity, channelId: channel, conversation, from, recipient: guide, timestamp: new Date(clock()) },
        reference: { channelId: channel, conversation, user: from, bot: guide },
        ...(deliveryId === undefined ? {} : { deliveryId }),
        ...(locale === undefined ? {} : { locale }),
      })
      return received.id
    } catch (error) {
      report('turn_failed')(error)
      throw new Refusal(503, 'ServiceUnavailable', 'Nothing was stored. Try again.', { 'retry-after': '2' })
    }
  }

  /** Tells the bot, once, that somebody has come. */
  const greet = async (conversation: DirectLineConversation, { page, link, ...sent }: JsonObject = {}): Promise<void> => {
    const { id, user, watermark } = conversation
    if (watermark !== undefined) return
    const locale = readLocale(sent['locale']) ?? conversation.locale
    const activity = {
      type: 'conversationUpdate',
      membersAdded: [{ id: user, name: '' }],
      // What another Direct Line cannot carry, the page tells with events.
      channelData: { ...(page === undefined ? {} : { page }), ...(link === undefined ? {} : { link }) },
      ...(locale === undefined ? {} : { locale }),
    }
    await receive(conversation, activity, `start:${id}`, locale)
  }

  const grantToken = async (grant: Grant): Promise<{ conversationId: string; token: string; expires_in: number }> => ({
    conversationId: grant.conversation,
    token: await tokens.issue(grant, 'api'),
    expires_in: lifetime.api,
  })

  /** A conversation as it is begun or resumed: with a fresh token, and the address of its stream. */
  const connect = async ({ id, user }: DirectLineConversation, host: string | undefined, watermark: number): Promise<object> => {
    const grant = { conversation: id, user }
    const origin = publicUrl ?? (isLocalHost(host) ? `http://${host}` : (address() ?? `http://${host}`))
    const query = new URLSearchParams({ watermark: String(watermark), t: await tokens.issue(grant, 'stream') })
    const streamUrl = `${origin.replace(/^http/, 'ws')}${base}/conversations/${id}/stream?${query.toString()}`
    return { ...(await grantToken(grant)), streamUrl }
  }

  const generate = async (request: RouteRequest): Promise<RouteResponse> => {
    requireOwnPage(request)
    await withinLimit(tokenLimit, addressKey(request.address))
    const { id, user, resume } = await conversations.create(readLocale(readOptions(request.body)['locale']))
    return json(200, { ...(await grantToken({ conversation: id, user })), resume })
  }

  const resume = async (request: RouteRequest): Promise<RouteResponse> => {
    requireOwnPage(request)
    await withinLimit(tokenLimit, addressKey(request.address))
    const { conversationId, resumeSecret } = readJson(request.body)
    if (typeof conversationId !== 'string' || typeof resumeSecret !== 'string')
      throw new Refusal(400, 'BadArgument', 'conversationId and resumeSecret are needed, as strings.')
    const found = await conversations.find(conversationId)
    if (found === undefined) throw ended()
    if (!found.resumes(resumeSecret)) throw forbidden('The secret does not resume this conversation.')
    await conversations.seen(found.id)
    return json(200, await grantToken({ conversation: found.id, user: found.user }))
  }

  const refresh = async (request: RouteRequest): Promise<RouteResponse> => {
    const { id, user } = await enter(request)
    await conversations.seen(id)
    return json(200, await grantToken({ conversation: id, user }))
  }

  const start = async (request: RouteRequest): Promise<RouteResponse> => {
    const conversation = await enter(request)
    await greet(conversation, readOptions(request.body))
    return json(conversation.watermark === undefined ? 201 : 200, await connect(conversation, request.headers.host, 0))
  }

  const reconnect = async (request: RouteRequest): Promise<RouteResponse> => {
    const conversation = await enter(request)
    // A page that was reloaded before its first request came through has nothing to resume yet.
    await greet(conversation)
    return json(200, await connect(conversation, request.headers.host, readWatermark(request.query.get('watermark'))))
  }

  const poll = async (request: RouteRequest): Promise<RouteResponse> => {
    const { id, watermark = 0 } = await enter(request)
    const asked = readWatermark(request.query.get('watermark'))
    // Ahead of the conversation: it was erased since, and began anew.
    const after = asked > watermark ? 0 : asked
    const rows = await storage.conversations.log(keyOf(id), after, pageLength)
    return { ...json(200, null), body: activitySet(rows, after) }
  }

  /** What of a client's activity is kept; undefined for one that means nothing to the guide. */
  const readActivity = (sent: JsonObject): Partial<Activity> | undefined => {
    const { type, text, value, name } = sent
    if (typeof type !== 'string') throw new Refusal(400, 'BadArgument', 'The activity has no type.')
    const locale = readLocale(sent['locale'])
    const channelData = readChannelData(sent['channelData'])
    const common = { ...(locale === undefined ? {} : { locale }), ...(channelData === undefined ? {} : { channelData }) }
    if (type === 'message') {
      if (text === undefined && value === undefined)
        throw new Refusal(400, 'BadArgument', 'A message needs a text or a value.')
      return {
        type,
        ...(text === undefined ? {} : { text: readText(text), textFormat: 'plain' }),
        ...(value === undefined ? {} : { value: value as unknown }),
        ...common,
      }
    }
    if (type === 'event' && typeof name === 'string' && events.has(name))
      return { type, name, ...(value === undefined ? {} : { value: value as unknown }), ...common }
    return undefined
  }

  const admit = async (request: RouteRequest): Promise<[DirectLineConversation, Partial<Activity> | undefined]> => {
    const grant = await authorize(request)
    await withinLimit(activityLimit, grant.conversation)
    return [await find(grant), readActivity(readJson(request.body))]
  }

  const post = async (request: RouteRequest): Promise<RouteResponse> => {
    const [conversation, activity] = await inOrder(request.headers.authorization ?? '', () => admit(request))
    if (activity === undefined) return json(200, { id: `${conversation.id}|ignored` })
    const deliveryId = (activity.channelData as JsonObject | undefined)?.['clientActivityID'] as string | undefined
    return json(200, { id: await receive(conversation, activity, deliveryId, activity.locale ?? conversation.locale) })
  }

  const upload = async (request: RouteRequest): Promise<RouteResponse> => {
    await enter(request)
    throw new Refusal(415, 'UploadNotSupported', 'The guide takes no files.')
  }

  /** directlinejs asks for it before it shows a sign-in card; the guide has none. */
  const session = async (request: RouteRequest): Promise<RouteResponse> => {
    await enter(request)
    return json(200, { sessionId: '' })
  }

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const id = new RegExp(`^${base}/conversations/([\\w-]{1,64})/stream$`).exec(url.pathname)?.[1]
    if (id === undefined) return false
    const { origin, host } = request.headers
    const refuse = (status: string): void =>
      void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    const admit = async (): Promise<void> => {
      const grant = await tokens.verify(url.searchParams.get('t') ?? '', 'stream')
      if (typeof grant === 'string' || grant.conversation !== id || (origin !== undefined && !isOwn(origin, host)))
        return refuse('403 Forbidden')
      if ((await conversations.find(id)) === undefined) return refuse('404 Not Found')
      streams.open(request, socket, head, keyOf(id), readWatermark(url.searchParams.get('watermark')))
    }
    admit().catch((error: unknown) => {
      report('stream_failed')(error)
      refuse('503 Service Unavailable')
    })
    return true
  }

  return {
    routes: [
      route('POST', '/tokens/generate', generate),
      route('POST', '/tokens/refresh', refresh),
      route('POST', '/tokens/resume', resume),
      route('POST', '/conversations', start),
      route('GET', '/conversations/:id', reconnect),
      route('GET', '/conversations/:id/activities', poll),
      route('POST', '/conversations/:id/activities', post, maxActivityBody),
      route('POST', '/conversations/:id/upload', upload, maxActivityBody),
      route('GET', '/session/getsessionid', session),
      preflight,
    ],
    upgrade,
    streams: () => streams.count(),
    expire: before => conversations.expire(before),
    stop: () => streams.stop(),
  }
}
