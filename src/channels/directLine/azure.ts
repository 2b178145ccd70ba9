/**
 * Tokens for another Direct Line than the guide's own: Azure Bot Service's. Its secret opens every conversation of the bot, so it
 * stays here; the page is given a token for one conversation of one user, and renews it with a resume secret of ours. Everything else
 * goes between the page and that Direct Line, and from there to `/api/messages`.
 */
import { json } from '../../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import type { Storage } from '../../storage/storage.ts'
import { isObject, readId, readLocale, Refusal } from '../../http/requestBody.ts'
import type { JsonObject } from '../../http/requestBody.ts'
import type { Log } from '../../log.ts'
import { directLineConversations, newUser } from './ownership.ts'
import { beginningLimit, createLimits } from '../../http/limits.ts'
import { createDoor, ended, forbidden, readOptions } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readResumption } from './tokenRoutes.ts'
import type { Ticket, TokenLimits } from './tokenRoutes.ts'

export interface AzureDirectLineOptions extends DoorOptions {
  readonly storage: Storage
  readonly secret: string
  /** Its address, without a trailing slash (`https://directline.botframework.com/v3/directline`). */
  readonly url: string
  readonly log: Pick<Log, 'error'>
  readonly limits: TokenLimits
  /** Milliseconds since the epoch; for tests. */
  readonly clock?: (() => number) | undefined
}

export interface AzureDirectLine {
  readonly routes: readonly Route[]
  /** Forgets what resumes conversations whose page has not been open since. Returns how many. */
  expire(before: Date): Promise<number>
}

/** Direct Line must have answered by then, ms: the page waits for 20 s. */
const patience = 10_000
/** Life of a token when Direct Line does not say it, s. */
const usualLife = 1800

/** Creates the routes that give out its tokens. */
export function createAzureDirectLine(options: AzureDirectLineOptions): AzureDirectLine {
  const { storage, secret, url, publicUrl, address, log, clock = Date.now } = options
  const conversations = directLineConversations(storage, clock)
  const { requireOwnPage, route, preflight } = createDoor(options)
  const limits = createLimits(storage)
  const withinBeginnings = beginningLimit(limits, options.limits)
  const resumptions = limits('resumptions', options.limits.resumptions)

  /**
   * Asks Direct Line, as the owner of the secret.
   * @throws {Refusal} 404 when the conversation is gone, 429, 503 for everything else, which the log tells without a word of the answer
   */
  const ask = async (method: 'GET' | 'POST', path: string, body?: JsonObject): Promise<Ticket> => {
    const failed = (details: object, seconds = '2'): Refusal => {
      log.error({ code: 'direct_line_failed', ...details }, 'The Direct Line of DIRECT_LINE_URL gave no token')
      return new Refusal(503, 'ServiceUnavailable', 'Direct Line gives no token now. Try again.', { 'retry-after': seconds })
    }
    let response: Response
    let answer: unknown
    try {
      response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${secret}`, accept: 'application/json', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(patience),
        // Never sent on with the secret to wherever an answer points.
        redirect: 'error',
      })
      answer = await response.json().catch(() => undefined)
    } catch (error) {
      throw failed({ name: error instanceof Error ? error.name : typeof error })
    }
    const { status } = response
    if (status === 404 && method === 'GET') throw ended()
    const wait = /^\d{1,4}$/.exec(response.headers.get('retry-after') ?? '')?.[0]
    if (status === 429) throw new Refusal(429, 'TooManyRequests', 'Too many requests. Try again later.', { 'retry-after': wait ?? '5' })
    if (!response.ok || !isObject(answer)) throw failed({ status }, wait)
    const { conversationId, token, expires_in: life } = answer
    const id = readId(conversationId)
    if (id === undefined || typeof token !== 'string' || token === '') throw failed({ status, name: 'unexpected' })
    return { conversationId: id, token, expires_in: typeof life === 'number' ? life : usualLife }
  }

  const generate = async (request: RouteRequest): Promise<RouteResponse> => {
    requireOwnPage(request)
    await withinBeginnings(request)
    const locale = readLocale(readOptions(request.body)['locale'])
    const user = newUser()
    const origin = publicUrl ?? request.headers.origin ?? address()
    const ticket = await ask('POST', '/tokens/generate', { user: { id: user }, ...(origin === undefined ? {} : { trustedOrigins: [origin] }) })
    const { resume } = await conversations.adopt(ticket.conversationId, user, locale)
    return json(200, { ...ticket, resume })
  }

  const resume = async (request: RouteRequest): Promise<RouteResponse> => {
    requireOwnPage(request)
    const { conversationId, resumeSecret } = readResumption(request.body)
    const found = await conversations.find(conversationId)
    if (found === undefined) throw ended()
    if (!found.resumes(resumeSecret)) throw forbidden('The secret does not resume this conversation.')
    await resumptions.take(found.id)
    const ticket = await ask('GET', `/conversations/${encodeURIComponent(found.id)}`)
    await conversations.seen(found.id)
    return json(200, { ...ticket, conversationId: found.id })
  }

  return {
    routes: [route('POST', '/tokens/generate', generate), route('POST', '/tokens/resume', resume), preflight],
    expire: before => conversations.expire(before),
  }
}
