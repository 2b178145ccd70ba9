/**
 * The page, with and without script: forms that are posted and answered with a page, a stream for whoever has a script, one conversation
 * for all tabs of a browser.
 */
import { lastWord } from '../../http/lastWord.ts'
import { createLimits } from '../../http/limits.ts'
import { answering, refusalAnswer } from '../../http/refusals.ts'
import { Refusal } from '../../http/requestBody.ts'
import { json, type Route, type RouteRequest, type RouteResponse } from '../../http/route.ts'
import type { Log } from '../../log.ts'
import { usualCapabilities } from '../../presentation/capabilities.ts'
import type { Storage } from '../../storage/storage.ts'
import { conversationKey } from '../../turns/conversationKey.ts'
import type { Channel } from '../channel.ts'
import { createOwnOrigin } from '../ownOrigin.ts'
import { createStreams, type StreamTimes } from '../streams.ts'
import { readWatermark } from '../watermark.ts'
import { sessionCookie } from './cookie.ts'
import { embedRoute } from './embedRoute.ts'
import { createPageHandIn } from './pageHandIn.ts'
import { chooseLocale } from './locale.ts'
import { posting, type PageLimits } from './posting.ts'
import { type Codes, returnPath, returning } from './returning.ts'
import { channel, newSecret, pageSessions, readSecret, type PageSession } from './sessions.ts'
import { answerForm, createShowing, linkOf, sayDrawn, type PageParts } from './showing.ts'
import type { Update } from './update.ts'
import { createViewer, drawingFor } from './view.ts'

export interface PageChannelOptions extends Omit<PageParts, 'cookie' | 'viewer'> {
  readonly storage: Storage
  /** The address the server listens on, when it does (`http://127.0.0.1:3978`). */
  readonly address: () => string | undefined
  readonly log: Pick<Log, 'error'>
  /** Names of the events that a script may send. */
  readonly events: readonly string[]
  readonly limits?: Partial<PageLimits> | undefined
  /** The key of the conversation that a mailed code brings back; undefined: the code is none, or was used. Absent: nothing is mailed. */
  readonly codes?: Codes | undefined
  /** Milliseconds since the epoch; for tests. */
  readonly clock?: (() => number) | undefined
  /** For tests. */
  readonly times?: Partial<StreamTimes> | undefined
}

export interface PageChannel extends Channel {
  /** Number of open streams, for metrics. */
  streams(): number
  /** Forgets what opens conversations at which nobody was seen since. Returns how many. */
  expire(before: Date): Promise<number>
}

const defaults: PageLimits = { address: 1200, visitor: 120, activities: 120, requests: 1200, streams: 120 }
/** What ad blockers take for an advertisement: a script looks whether it comes through. */
const bait = '/ads/ad-banner.js'
/** Where a script hears what is new. */
const messagesPath = '/messages'
/** So long a post waits for work outside that it has begun, ms: most of it is done by then. */
const patience = 800

/** Creates the channel. It needs no database before its first request. */
// oxlint-disable-next-line max-lines-per-function -- its routes and its stream share all of this
export function createPageChannel(options: PageChannelOptions): PageChannel {
  const { storage, words, config, home, address, log, clock = Date.now, events } = options
  const most = { ...defaults, ...options.limits }
  const limits = createLimits(storage)
  const report = (code: string) => (error: unknown) =>
    log.error({ code, name: error instanceof Error ? error.name : typeof error }, 'The page failed')
  const sessions = pageSessions(storage, config.sessionHours, clock)
  const parts: PageParts = { ...options, cookie: sessionCookie(config.publicUrl?.startsWith('https:') === true), viewer: createViewer(storage) }
  const { cookie, viewer } = parts
  const show = createShowing(parts)
  const isOwn = createOwnOrigin({ publicUrl: config.publicUrl, address })
  const handIn = createPageHandIn(options.turns, report('turn_failed'))
  const localeOf = (request: RouteRequest): string => chooseLocale(request, words, config.defaultLocale)
  const requests = limits('pageRequests', most.requests)

  /** Draws what is new for whoever holds the secret. */
  const updateOf = (secret: string, held: boolean, session: PageSession, after: number): Promise<Update | undefined> => {
    const { locale } = session
    const form = { secret, held, link: new URLSearchParams(), locale }
    const say = sayDrawn(words, locale)
    return viewer.update(session, after, watermark => drawingFor(say, locale, answerForm(home, form, watermark), parts.picture))
  }

  const settled = async ({ key, watermark = 0 }: PageSession): Promise<void> => {
    const ends: (() => void)[] = []
    const changed = new Promise<void>(resolve => {
      const late = setTimeout(resolve, patience)
      const unwatch = storage.conversations.watch((other, at) => other === key && at > watermark && resolve())
      ends.push(() => clearTimeout(late), unwatch)
    })
    // Listened for first, so that nothing comes between.
    if (await viewer.isAtWork(key)) await changed
    for (const end of ends) end()
  }

  const get = async (request: RouteRequest): Promise<RouteResponse> => {
    const kept = cookie.read(request.headers)
    const session = kept === undefined ? undefined : await sessions.find(kept)
    if (session !== undefined && (await requests.passes(session.id)) > 0) return refusalAnswer(new Refusal(429, 'TooManyRequests', 'Too many requests. Try again later.'))
    const notice = request.query.has('quit') && session === undefined ? 'quit' : undefined
    const secret = kept ?? newSecret()
    return show(request, { session, secret, held: kept !== undefined, notice, link: linkOf(request.query), locale: localeOf(request) })
  }

  /** By a header where cookies are refused. */
  const secretOf = ({ headers }: Pick<RouteRequest, 'headers'>): { secret: string; held: boolean } | undefined => {
    const kept = cookie.read(headers)
    if (kept !== undefined) return { secret: kept, held: true }
    const shown = readSecret(/^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1])
    return shown === undefined ? undefined : { secret: shown, held: false }
  }

  const poll = async (request: RouteRequest): Promise<RouteResponse> => {
    const held = secretOf(request)
    const session = held === undefined ? undefined : await sessions.find(held.secret)
    if (held === undefined || session === undefined) return refusalAnswer(new Refusal(404, 'ended', 'There is no conversation.'))
    await requests.take(session.id)
    const update = await updateOf(held.secret, held.held, session, readWatermark(request.query.get('after')))
    return update === undefined ? refusalAnswer(new Refusal(404, 'ended', 'There is no conversation.')) : json(200, update)
  }

  const openings = limits('pageStreams', most.streams)
  const streams = createStreams(storage, report('stream_failed'), options.times)
  const upgrade: Channel['upgrades'] = {
    upgrade: (request, socket, head, opened) => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      if (url.pathname !== messagesPath) return false
      const { origin, host } = request.headers
      const secret = cookie.read(request.headers)
      const refuse = (status: string): void => lastWord(socket, `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      const admit = async (): Promise<void> => {
        // A browser sends the cookie whoever's page asks: only our own may hear what is said.
        if (secret === undefined || (origin !== undefined && !isOwn(origin, host))) return refuse('403 Forbidden')
        const session = await sessions.find(secret)
        if (session?.watermark === undefined) return refuse('404 Not Found')
        if ((await openings.passes(session.id)) > 0) return refuse('429 Too Many Requests')
        streams.open(request, socket, head, session.key, readWatermark(url.searchParams.get('after')), async after => {
          if (after > 0 && (await storage.conversations.load(session.key))?.watermark === after) return undefined
          const update = await updateOf(secret, true, session, after)
          return update === undefined ? undefined : { frames: [JSON.stringify(update)], watermark: update.watermark, more: false }
        })
        opened()
      }
      admit().catch((error: unknown) => {
        report('stream_failed')(error)
        refuse('503 Service Unavailable\r\nretry-after: 2')
      })
      return true
    },
    stop: () => streams.stop(),
  }

  const post = posting({ parts, sessions, handIn, show, limits, most, isOwn, events: new Set(events), localeOf, settled })
  const routes: Route[] = [
    { method: 'GET', path: home, handle: get },
    { method: 'POST', path: home, maxBody: 128 * 1024, handle: post },
    ...(options.codes === undefined ? [] : returning({ parts, sessions, show, limits, isOwn, localeOf, codes: options.codes })),
    { method: 'GET', path: messagesPath, handle: answering(poll) },
    ...(options.embedders.length === 0 ? [] : [embedRoute(options.assets, words)]),
    { method: 'GET', path: bait, handle: () => ({ status: 200, headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' }, body: '' }) },
  ]
  return {
    name: channel,
    shows: usualCapabilities,
    routes,
    upgrades: upgrade,
    isThere: id => streams.has(conversationKey(channel, id)),
    returnPath,
    streams: () => streams.count(),
    expire: before => sessions.expire(before),
    stop: () => streams.stop(),
  }
}
