/** The page as an answer: what is shown to whom, under which policy, with which cookie. */
import { randomBytes } from 'node:crypto'
import type { Config } from '../../config.ts'
import type { Library } from '../../content/library.ts'
import { compressed } from '../../http/compressed.ts'
import { page, type RouteRequest, type RouteResponse } from '../../http/route.ts'
import type { AnswerForm, Drawing, SayDrawn } from '../../presentation/html/drawing.ts'
import { readMessage } from '../../presentation/html/message.ts'
import type { House } from '../../pages/house.ts'
import { html, trusted, type Html } from '../../text/html.ts'
import type { InternalTurns } from '../../turns/runTurns.ts'
import type { AssetManifest } from './assets.ts'
import type { SessionCookie } from './cookie.ts'
import { frame, type FrameParts, type Notice } from './frame.ts'
import { greetingActivity } from './pageHandIn.ts'
import { formToken, type PageSession } from './sessions.ts'
import { drawingFor, viewOf, type View, type Viewer } from './view.ts'

export interface PageParts {
  readonly words: Library
  readonly config: Pick<Config, 'publicUrl' | 'settings' | 'defaultLocale' | 'sessionHours'>
  readonly assets: AssetManifest
  /** The frame that the page shares with all others. */
  readonly house: House
  /** Where a browser finds a picture that a card names by the address for everybody. */
  readonly picture: Drawing['picture']
  /** Address of the page. */
  readonly home: string
  /** Origins whose pages may show this one in a frame. */
  readonly embedders: readonly string[]
  readonly turns: Pick<InternalTurns, 'receive' | 'rehearse'>
  readonly cookie: SessionCookie
  readonly viewer: Viewer
}

/** What is to be shown. */
export interface Shown {
  readonly session: PageSession | undefined
  readonly secret: string
  /** The browser sends our cookie back. */
  readonly held: boolean
  readonly status?: number
  readonly notice?: Notice | undefined
  /** What was typed and could not be taken. */
  readonly typed?: string
  /** What the link asks for that led here. */
  readonly link: URLSearchParams
  readonly locale: string
}

/** Activities that a page shows; the whole conversation, as far as it is kept in one answer. */
const most = { usual: 24, whole: 1000 } as const
/** A page that waits looks again so many seconds after it was shown, each time later; then it leaves that to the person. */
const looksAgain = [1, 2, 3, 5, 8] as const

/** Values of a link that say what the page is to begin with. */
const linkNames = ['topic', 'article', 'browser', 'os', 'device', 'symptom', 'unit', 'institution', 'path', 'ref'] as const

/** What of an address is a link's. */
export function linkOf(query: URLSearchParams): URLSearchParams {
  const kept = linkNames.flatMap(name => {
    const value = query.get(name)
    const pair: [string, string][] = value === null ? [] : [[name, value.slice(0, 200)]]
    return pair
  })
  return new URLSearchParams(kept)
}

/** Makes what draws for a session: the form of its answers carries the page that is answered. */
export function answerForm(home: string, { secret, held, link, locale }: Pick<Shown, 'secret' | 'held' | 'link' | 'locale'>, watermark: number): AnswerForm {
  const asked = link.toString()
  return {
    action: home,
    hidden: {
      csrf: formToken(secret),
      // The same page answered twice in the same way is one answer, whichever of its tabs it came from.
      id: `w${watermark}`,
      shown: String(watermark),
      ...(held ? {} : { session: secret }),
      ...(watermark > 0 ? {} : { lang: locale, ...(asked === '' ? {} : { link: asked }) }),
    },
  }
}

/** Where the page may take what from. */
function policy({ config: { publicUrl, settings }, embedders }: PageParts, request: RouteRequest, nonce: string): string {
  const host = request.headers.host ?? ''
  const socket = publicUrl !== undefined ? publicUrl.replace(/^http/, 'ws') : /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? `ws://${host}` : ''
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    // `'self'` covers WebSockets only in newer browsers. The page looks whether the portal can be reached.
    ['connect-src', "'self'", socket, settings.portalUrl === undefined ? '' : new URL(settings.portalUrl).origin].filter(each => each !== '').join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${embedders.length === 0 ? "'none'" : embedders.join(' ')}`,
  ].join('; ')
}

/** Styles within the first page that a browser sees, and in a file of their own from then on. */
function headOf({ assets, house }: PageParts, held: boolean, nonce: string, refresh: FrameParts['refresh']): Html {
  const path = assets.path('page.css')
  const waiting = refresh !== undefined && assets.has('waiting.js') &&
    html`<script nonce="${nonce}" data-seconds="${refresh.seconds}" data-address="${refresh.address}">${trusted(assets.text('waiting.js'))}</script>`
  const script = assets.has('page.js') && html`<script async src="${assets.path('page.js')}" nonce="${nonce}"></script>${waiting}`
  return held
    ? html`<link rel="stylesheet" href="${path}">${house.themed(nonce)}${script}`
    : html`<style nonce="${nonce}">${trusted(assets.text('page.css'))}</style>${house.themed(nonce)}<link rel="prefetch" as="style" href="${path}">${script}`
}

export const sayDrawn = (words: Library, locale: string): SayDrawn => name => words.plain(locale, `pages:page.drawn.${name}`)

/** What somebody will be asked first, before anything is kept of them. */
async function rehearsed({ words, turns, picture, home }: PageParts, request: RouteRequest, shown: Shown): Promise<View> {
  const { locale, link, typed } = shown
  const replies = await turns.rehearse({ ...greetingActivity('', '', { link, userAgent: request.headers['user-agent'] }), locale })
  const messages = replies.flatMap(reply => {
    const message = readMessage(reply)
    return message === undefined ? [] : [message]
  })
  return viewOf(messages, drawingFor(sayDrawn(words, locale), locale, answerForm(home, shown, 0), picture), typed)
}

/** Makes what shows the page. */
export function createShowing(parts: PageParts) {
  const { words, config, house, picture, home, cookie, viewer } = parts

  const viewed = async (request: RouteRequest, shown: Shown, whole: boolean): Promise<View> => {
    const { session } = shown
    if (session?.watermark === undefined) return rehearsed(parts, request, shown)
    const { locale, watermark } = session
    const drawing = drawingFor(sayDrawn(words, locale), locale, answerForm(home, shown, watermark), picture)
    return viewer.view(session, drawing, whole ? most.whole : most.usual, shown.typed)
  }

  const refreshOf = (request: RouteRequest, { waits }: View): FrameParts['refresh'] => {
    const looked = Number(/^\d$/.exec(request.query.get('look') ?? '')?.[0] ?? 0)
    const seconds = waits ? looksAgain[looked] : undefined
    return seconds === undefined ? undefined : { seconds, address: `${home}?look=${looked + 1}` }
  }

  return async (request: RouteRequest, shown: Shown): Promise<RouteResponse> => {
    const { session, secret, held, status = 200, notice, link } = shown
    const nonce = randomBytes(16).toString('base64')
    const whole = request.method === 'GET' && request.query.has('all')
    const begun = session?.watermark !== undefined
    const view = await viewed(request, shown, whole)
    const { locale } = view
    const asked = link.toString()
    const refresh = request.method === 'GET' ? refreshOf(request, view) : undefined
    const text = frame({
      words, locale, settings: config.settings, view, begun, home, notice, whole,
      form: answerForm(home, { ...shown, locale }, view.watermark),
      hours: config.sessionHours,
      other: each => `${home}?${new URLSearchParams([...link, ['lang', each]]).toString()}`,
      link: begun && asked !== '' ? asked : undefined,
      refresh,
      head: headOf(parts, held, nonce, refresh),
      house,
    })
    const answer = page(status, text, {
      'content-language': locale,
      vary: 'accept-language, cookie',
      'content-security-policy': policy(parts, request, nonce),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      ...(parts.embedders.length === 0 ? {} : { 'cross-origin-opener-policy': 'unsafe-none', 'cross-origin-resource-policy': 'cross-origin' }),
      ...(held ? {} : { 'set-cookie': cookie.set(request.headers, secret) }),
    })
    // The first page that a browser sees has a secret that was made for it alone.
    return request.method === 'GET' && !held ? compressed(answer, request.headers) : answer
  }
}
export type Show = ReturnType<typeof createShowing>
