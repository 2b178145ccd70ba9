/** What becomes of a post: it is proved to come from a page of ours, handed to the turns, and answered with a page, or with JSON. */
import type { Activity } from '../../sdk.ts'
import type { Library } from '../../content/library.ts'
import { beginningLimit, type BeginningLimits, type Limits } from '../../http/limits.ts'
import { refusalAnswer, storageRefusal } from '../../http/refusals.ts'
import { Refusal } from '../../http/requestBody.ts'
import { json, type RouteRequest, type RouteResponse } from '../../http/route.ts'
import { readPost, type Asked, type Post, type SpokenCommand } from './asked.ts'
import type { PageHandIn } from './pageHandIn.ts'
import { isFormToken, newSecret, readSecret, type PageSession, type PageSessions } from './sessions.ts'
import { answerForm, linkOf, sayDrawn, type PageParts, type Show } from './showing.ts'
import type { Update } from './update.ts'
import { drawingFor } from './view.ts'

/** The most in a minute. */
export interface PageLimits extends BeginningLimits {
  /** Posts of one conversation. */
  readonly activities: number
  /** Other requests of one conversation. */
  readonly requests: number
  /** Streams that are opened for one conversation. */
  readonly streams: number
}

export interface Posting {
  readonly parts: PageParts
  readonly sessions: PageSessions
  readonly handIn: PageHandIn
  readonly show: Show
  readonly limits: Limits
  readonly most: PageLimits
  /** Whether a page of ours has this origin. */
  readonly isOwn: (origin: string, host: string | undefined) => boolean
  /** Names of the events that a script may send. */
  readonly events: ReadonlySet<string>
  /** The language of a page that begins. */
  readonly localeOf: (request: RouteRequest) => string
  /** Resolves when the outcome of work outside is there, or after a moment. */
  readonly settled: (session: PageSession) => Promise<void>
}

/** A post for which a page of ours is answerable, with the conversation it is for. */
interface Admitted {
  readonly post: Post
  readonly secret: string
  /** The browser holds this very secret. */
  readonly held: boolean
  /** It sends cookies of ours back. */
  readonly keeps: boolean
}

const wantsJson = ({ headers }: Pick<RouteRequest, 'headers'>): boolean => /\bapplication\/json\b/.test(headers.accept ?? '')

/** The phrase with which a person would say it. */
const phrases: Readonly<Record<SpokenCommand, string>> = { erase: 'sayings.forget', back: 'back.phrases', restart: 'restart.phrases' }

/** What is handed in for what was asked; undefined: nothing is. */
function activityOf(asked: Asked, words: Library, locale: string): Partial<Activity> | undefined {
  switch (asked.kind) {
    case 'say': {
      const { text, value } = asked
      return { type: 'message', textFormat: 'plain', ...(text === undefined ? {} : { text }), ...(value === undefined ? {} : { value }) }
    }
    case 'speak': {
      const [phrase] = words.list(locale, `understanding:${phrases[asked.command]}`)
      return phrase === undefined ? undefined : { type: 'message', textFormat: 'plain', text: phrase }
    }
    case 'event':
      return { type: 'event', name: asked.name, value: asked.value }
    case 'quit':
    case 'nothing':
      return undefined
  }
}

/** What a script is told, in a sentence for developers; a person is told by the page. */
const refusals: Readonly<Record<'ended' | 'stale' | 'tooMany', string>> = {
  ended: 'The conversation has ended. Load the page again.',
  stale: 'The page that was answered is out of date. Load it again.',
  tooMany: 'Too many messages. Try again later.',
}

/** Makes the handler of posts. */
// oxlint-disable-next-line max-lines-per-function -- each step of a post stands below the one that it needs
export function posting({ parts, sessions, handIn, show, limits, most, isOwn, events, localeOf, settled }: Posting) {
  const { cookie, words, home } = parts
  const withinBeginnings = beginningLimit(limits, most)
  const within = limits('pageActivities', most.activities)

  /** @throws {Refusal} 403 for a page of elsewhere */
  const requireOwn = ({ headers }: RouteRequest): void => {
    const { origin, host } = headers
    const site = headers['sec-fetch-site']
    if ((origin !== undefined && !isOwn(origin, host)) || site === 'cross-site' || site === 'same-site')
      throw new Refusal(403, 'Forbidden', 'Answers are taken from the page of the guide only.')
  }

  /** Undefined: the page that was answered is none of this conversation. */
  const admit = (post: Post, kept: string | undefined): Admitted | undefined => {
    if (kept !== undefined && isFormToken(kept, post.token)) return { post, secret: kept, held: true, keeps: true }
    if (post.secret === undefined || !isFormToken(post.secret, post.token)) return undefined
    return { post, secret: post.secret, held: false, keeps: kept !== undefined }
  }

  const update = async (session: PageSession, { post, secret, held }: Admitted): Promise<Update | undefined> => {
    const form = { secret, held, link: post.link, locale: session.locale }
    const { locale } = session
    const say = sayDrawn(words, locale)
    const drawing = (watermark: number) => drawingFor(say, locale, answerForm(home, form, watermark), parts.picture)
    return parts.viewer.update(session, post.after, drawing)
  }

  /** Shows where the conversation is: by a redirect, unless the browser would come back without what opens it. */
  const shows = async (request: RouteRequest, session: PageSession, admitted: Admitted): Promise<RouteResponse> => {
    if (wantsJson(request)) return json(200, await update(session, admitted))
    if (admitted.keeps) {
      const back = { location: home, 'cache-control': 'no-store' }
      return { status: 303, headers: admitted.held ? back : { ...back, 'set-cookie': cookie.set(request.headers, admitted.secret) } }
    }
    const now = await sessions.find(admitted.secret)
    return show(request, { ...admitted, session: now, notice: 'cookies', link: new URLSearchParams(), locale: session.locale })
  }

  /** Shows the page with a word of its own, and with what was typed. */
  const instead = async (
    request: RouteRequest, notice: keyof typeof refusals, status: number, secret: string, held: boolean, post?: Post,
  ): Promise<RouteResponse> => {
    if (wantsJson(request)) return refusalAnswer(new Refusal(status, notice, refusals[notice]))
    const session = await sessions.find(secret)
    const link = post === undefined ? new URLSearchParams() : linkOf(post.link)
    return show(request, { session, secret, held, status, notice, typed: post?.typed ?? '', link, locale: post?.locale ?? localeOf(request) })
  }

  const quit = async (request: RouteRequest, { secret }: Admitted): Promise<RouteResponse> => {
    await sessions.forget(secret)
    const gone = { 'set-cookie': cookie.clear(request.headers), 'cache-control': 'no-store' }
    return wantsJson(request) ? json(200, { quit: true }, gone) : { status: 303, headers: { location: `${home}?quit`, ...gone } }
  }

  /** The conversation of a post, which begins now where there is none. @throws {Refusal} 429 */
  const opened = async (request: RouteRequest, { post, secret }: Admitted): Promise<PageSession | 'ended'> => {
    const found = await sessions.find(secret)
    // It showed a conversation that is no more: whatever was answered, it was not meant for a new one.
    if (found?.watermark === undefined && post.shown > 0) return 'ended'
    if (found !== undefined) return found
    await withinBeginnings(request)
    return sessions.begin(secret, post.locale ?? localeOf(request))
  }

  const take = async (request: RouteRequest, admitted: Admitted): Promise<RouteResponse> => {
    const { post, secret, held } = admitted
    const { asked } = post
    if (asked.kind === 'quit') return quit(request, admitted)
    const session = await opened(request, admitted)
    if (session === 'ended') return instead(request, 'ended', 409, secret, held, post)
    await within.take(session.id)
    await handIn.greet(session, { link: linkOf(post.link), page: post.page, userAgent: request.headers['user-agent'] })
    const activity = activityOf(asked, words, session.locale)
    if (activity !== undefined) {
      await handIn.receive(session, activity, post.deliveryId)
      await settled(session)
    }
    return shows(request, session, admitted)
  }

  return async (request: RouteRequest): Promise<RouteResponse> => {
    try {
      requireOwn(request)
      const post = readPost(request.body, events, readSecret)
      const kept = cookie.read(request.headers)
      const admitted = admit(post, kept)
      if (admitted === undefined) return await instead(request, 'stale', 403, kept ?? newSecret(), kept !== undefined, post)
      try {
        return await take(request, admitted)
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 429) throw error
        const { secret, held, post } = admitted
        const answer = await instead(request, 'tooMany', 429, secret, held, post)
        return { ...answer, headers: { ...answer.headers, ...error.headers } }
      }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : storageRefusal(error)
      // What a person is shown of a fault of the database, the server knows.
      if (refusal === undefined || (!wantsJson(request) && storageRefusal(error) !== undefined)) throw error
      return refusalAnswer(refusal)
    }
  }
}
