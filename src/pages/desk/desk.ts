/**
 * The desk's frame: who is there, what they may do, where they are. Every page of the desk goes through here, so that none can forget to
 * ask.
 *
 * To add a page, make a room and put it on the list in `src/app/deskRooms.ts`:
 *
 *     export const wordsRoom = ({ edits }: WordsParts): DeskRoom => ({
 *       name: 'words', path: '/desk/words', roles: ['editor', 'publisher'],
 *       waiting: async visit => visit.say('deskWords.drafts', { count: await edits.drafts() }),
 *       routes: desk => [
 *         desk.get('/desk/words', ['editor', 'publisher'], visit => visit.show({ title: visit.say('deskWords.title'), main: html`…` })),
 *         desk.post('/desk/words/publish', ['publisher'], async visit => {
 *           await edits.publish(visit.person.id)
 *           await visit.note('published', String(version))
 *           return visit.to('/desk/words')
 *         }),
 *       ],
 *     })
 *
 * - `roles`: whoever holds one of them may; `[]` is whoever is signed in. Others get 403, whoever is not signed in is led to it.
 * - A form is `visit.form('/desk/words/publish', html`<button class="button primary">…</button>`)`: it carries what `desk.post` demands.
 *   What was sent is `visit.sent.get('text')`, clean text.
 * - Words: `visit.say('<file>.<key>')` is `content/pages/<locale>/<file>.yml`. The room's own name and a line about it are
 *   `rooms.<name>.title` and `.text` in `desk.yml`; an act that `visit.note` takes is in `src/staff/audit.ts`, its words under `acts`.
 * - Styles are those of `house.css` and `desk.css`. A page must do without its `script`.
 */
import { cleanText } from '../../text/cleanText.ts'
import { html, type Html } from '../../text/html.ts'
import { usualTimeZone } from '../../text/openingTimes.ts'
import type { Library, Variables } from '../../content/library.ts'
import { json, type Route, type RouteRequest, type RouteResponse } from '../../http/route.ts'
import type { Act } from '../../staff/audit.ts'
import type { StaffPerson } from '../../staff/people.ts'
import type { Role } from '../../staff/roles.ts'
import type { Staff } from '../../staff/staff.ts'
import { formTokenOf, isFormTokenOf } from '../../staff/staffSessions.ts'
import type { ErrorPages } from '../errorPages.ts'
import { wayTo, type House } from '../house.ts'
import { deskPath, signInPath, signOutPath } from './deskPaths.ts'
import { staffCookie, type StaffCookie } from './staffCookie.ts'

/** A page of the desk. */
export interface DeskPage {
  /** In the browser's tab, and the page's heading unless `heading` is false. */
  readonly title: string
  readonly main: Html
  /** `false`: `main` has its own. */
  readonly heading?: false
  readonly status?: number
  /** Run at the end of the page; the page must do without it. */
  readonly script?: string
  readonly policy?: Readonly<Record<string, string>>
}

/** Somebody of the staff at an address of the desk. */
export interface Visit {
  readonly request: RouteRequest
  readonly person: StaffPerson
  readonly locale: string
  /** Where the helpdesk is: every time of the desk is one of its clock. An IANA name. */
  readonly timeZone: string
  /** What a form sent, clean. Empty unless something was posted. */
  readonly sent: URLSearchParams
  /** Words of the pages, plain: `desk.title` is `title` in `content/pages/<locale>/desk.yml`. */
  readonly say: (key: string, variables?: Variables) => string
  /** Whether the person holds one of the roles. */
  readonly may: (...roles: readonly Role[]) => boolean
  /** A form that is posted, and carries what proves that it was read here. */
  readonly form: (action: string, content: Html) => Html
  /** What such a form carries, for one that is drawn elsewhere: its field is `_form`. */
  readonly token: string
  readonly show: (page: DeskPage) => RouteResponse
  /** Leads on to another address, after a post. */
  readonly to: (path: string) => RouteResponse
  /** Notes what the person did. @param about an id or a number, never a text */
  readonly note: (act: Act, about?: string) => Promise<void>
}

export type DeskHandler = (visit: Visit) => Promise<RouteResponse> | RouteResponse

/** A route with whom it is for. */
export interface DeskRoute extends Route {
  readonly roles: readonly Role[]
}

export interface Desk {
  get(path: string, roles: readonly Role[], handle: DeskHandler): DeskRoute
  /** @param maxBody bytes; 64 KiB unless more is said */
  post(path: string, roles: readonly Role[], handle: DeskHandler, maxBody?: number): DeskRoute
}

/** A part of the desk: an entry of its navigation, with its pages. */
export interface DeskRoom {
  readonly name: string
  /** Its first page. */
  readonly path: string
  /** Who sees it in the navigation: whoever holds one of them. */
  readonly roles: readonly Role[]
  readonly routes: (desk: Desk) => readonly DeskRoute[]
  /** What waits there for this person, in a sentence; undefined: nothing. */
  readonly waiting?: (visit: Visit) => Promise<string | undefined>
}

/** What is counted, so that nobody asks too often. */
export type Counted = 'visit' | 'try'

export interface DeskParts {
  readonly staff: Staff
  readonly library: Library
  readonly house: House
  /** `desk.css`, as it was built. */
  readonly styles: string
  readonly errorPage: ErrorPages
  /** People reach the guide over TLS. */
  readonly secure: boolean
  /** True for the origin of a page of the guide's own. */
  readonly isOwn: (origin: string, host: string | undefined) => boolean
  /** Seconds until the request may come again, 0: it is within the limit. */
  readonly wait: (what: Counted, request: RouteRequest) => Promise<number>
  /** A provider signs people in; there is a desk even where nobody was invited. */
  readonly provider: boolean
}

/** A page for whoever is not, or not yet, somebody of the staff. */
export interface BarePage extends DeskPage {
  readonly locale: string
  readonly ways?: readonly Html[]
  readonly head?: Html
}

/** What the pages of signing in share with the guard. */
export interface Threshold extends DeskParts {
  readonly cookie: StaffCookie
  /** Answers as any unknown address does, while there is no desk; counts who knocks. */
  readonly open: (handle: Route['handle']) => Route['handle']
  /** Whether a form came from a page of ours. */
  readonly fromHere: (request: RouteRequest) => boolean
  readonly draw: (page: BarePage) => RouteResponse
  /** Leads on to another page by the browser's own hand, which then counts as asked for from here. */
  readonly onwards: (request: RouteRequest, path: string, cookie?: string) => RouteResponse
  /** A form that did not come from here, or too late. */
  readonly stale: (request: RouteRequest, locale?: string) => RouteResponse
  /** What is answered to somebody who asks too often; undefined: within the limit. */
  readonly tooOften: (what: Counted, request: RouteRequest, locale?: string) => Promise<RouteResponse | undefined>
}

/** A program asks for no HTML. */
const wantsPage = ({ headers }: RouteRequest): boolean => /\btext\/html\b/.test(headers.accept ?? '')

/** What a form sent, without what cannot be seen. */
export const sentBy = ({ body }: RouteRequest): URLSearchParams =>
  new URLSearchParams(
    [...new URLSearchParams(body.toString('utf8'))].map(([name, value]): [string, string] => [name, cleanText(value.replace(/\r\n?/g, '\n'))]),
  )

/** What stands before every page of the desk. */
export function createThreshold(parts: DeskParts): Threshold {
  const { staff, library, house, styles, errorPage, secure, isOwn, wait, provider } = parts
  const draw = ({ locale, title, main, heading, status = 200, ...more }: BarePage): RouteResponse =>
    house.document(status, {
      locale, title, styles, ...more,
      main: heading === false ? main : html`<div class="sheet"><h1>${title}</h1>
${main}</div>`,
    })
  const fromHere: Threshold['fromHere'] = ({ headers }) => {
    const site = headers['sec-fetch-site']
    return (site === undefined || site === 'same-origin') && (headers.origin === undefined || isOwn(headers.origin, headers.host))
  }
  /** What was written into a form that is not taken: whoever wrote it must not lose it. Another site's form is not repeated. */
  const written = (request: RouteRequest, label: string): Html | false => {
    const texts = fromHere(request) ? [...sentBy(request)].filter(([name, text]) => /^(?:text\b|(?:words|heading|body|source|why)$)/.test(name) && text.trim() !== '') : []
    return texts.length > 0 && html`<section><h2>${label}</h2>${texts.map(([, text]) =>
      html`<textarea readonly rows="${Math.min(8, text.split('\n').length + 1)}" aria-label="${label}">${text}</textarea>`)}</section>`
  }
  const refuse = (request: RouteRequest, name: 'stale' | 'often', status: number, locale = house.localeOf(request.query.get('lang'), request.headers['accept-language'])) => {
    const say = (key: string): string => library.plain(locale, `pages:desk.${name}.${key}`)
    return draw({
      locale, status, title: say('title'),
      main: html`<p>${say('text')}</p>
<p class="buttons"><a class="button primary" href="${deskPath}">${say('on')}</a></p>
${name === 'stale' && written(request, say('written'))}`,
    })
  }
  const tooOften: Threshold['tooOften'] = async (what, request, locale) => {
    const seconds = await wait(what, request)
    if (seconds <= 0) return undefined
    const often = refuse(request, 'often', 429, locale)
    return { ...often, headers: { ...often.headers, 'retry-after': String(seconds) } }
  }
  const onwards: Threshold['onwards'] = (request, path, cookie) => {
    const locale = house.localeOf(undefined, request.headers['accept-language'])
    const answer = draw({
      locale,
      title: library.plain(locale, 'pages:desk.title'),
      head: html`<meta http-equiv="refresh" content="0; url=${path}">`,
      main: html`<p class="buttons"><a class="button primary" href="${path}">${library.plain(locale, 'pages:desk.on')}</a></p>`,
    })
    return cookie === undefined ? answer : { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } }
  }
  return {
    ...parts,
    onwards,
    cookie: staffCookie('noa-desk', secure, 'Strict'),
    draw,
    stale: (request, locale) => refuse(request, 'stale', 403, locale),
    tooOften,
    fromHere,
    open: handle => async request => {
      const often = await tooOften('visit', request)
      if (often !== undefined) return often
      if (provider || (await staff.people.anybody())) return handle(request)
      return wantsPage(request)
        ? errorPage(404, request.headers['accept-language'])
        : json(404, { error: { code: 'NotFound', message: 'There is nothing at this address.' } })
    },
  }
}

/** The guard of the desk's routes. @param rooms those of the navigation, in its order */
export function createDesk(threshold: Threshold, rooms: readonly DeskRoom[]): Desk {
  const { staff, library, house, cookie, open, fromHere, draw, onwards, stale } = threshold

  /** Rooms that somebody may enter, the language, and the way out. */
  function ways({ locale, request, say, may, form, person }: Visit): Html[] {
    const entries = [{ path: deskPath, title: say('desk.title') }, ...rooms.filter(({ roles }) => may(...roles)).map(({ path, name }) => ({ path, title: say(`desk.rooms.${name}.title`) }))]
    // The longest that leads here: the first page leads everywhere.
    const [here] = entries.filter(({ path }) => request.path === path || request.path.startsWith(`${path}/`)).sort((a, b) => b.path.length - a.path.length)
    const others = library.locales.filter(each => each !== locale)
    const back = request.method === 'POST' ? (here?.path ?? deskPath) : request.path
    const inLanguage = (each: string): string => {
      const query = new URLSearchParams(request.method === 'POST' ? '' : request.query)
      query.set('lang', each)
      return `${back}?${query.toString()}`
    }
    return [
      ...entries.map(({ path, title }) => html`<li><a class="tool" href="${path}"${path === here?.path && html` aria-current="page"`}>${title}</a></li>`),
      ...others.map(each => wayTo(inLanguage(each), library.plain(each, 'pages:help.ownName'), each)),
      html`<li>${form(signOutPath, html`<button class="tool">${say('desk.signOut', { name: person.name })}</button>`)}</li>`,
    ]
  }

  function visitOf(request: RouteRequest, secret: string, person: StaffPerson, locale: string): Visit {
    const visit: Visit = {
      request, person, locale,
      timeZone: library.hours()?.timeZone ?? usualTimeZone,
      sent: sentBy(request),
      say: (key, variables) => library.plain(locale, `pages:${key}`, variables),
      may: (...roles) => roles.length === 0 || roles.some(role => person.roles.includes(role)),
      token: formTokenOf(secret),
      form: (action, content) => html`<form method="post" action="${action}"><input type="hidden" name="_form" value="${visit.token}">${content}</form>`,
      show: page => draw({ ...page, locale, ways: ways(visit) }),
      to: path => ({ status: 303, headers: { location: path, 'cache-control': 'no-store' } }),
      note: (act, about) => staff.audit.note(person.id, act, about),
    }
    return visit
  }

  const guarded = (roles: readonly Role[], handle: DeskHandler, posts: boolean): Route['handle'] =>
    open(async request => {
      const secret = cookie.read(request.headers)
      const session = secret === undefined ? undefined : await staff.sessions.find(secret)
      if (secret === undefined || session === undefined) {
        if (posts) return stale(request)
        const to = `${request.path}${request.query.size > 0 ? `?${request.query.toString()}` : ''}`
        // Whoever comes from another site has a cookie that is not sent from there: the page is asked for once more, from here.
        if (secret === undefined && request.headers['sec-fetch-site'] === 'cross-site') return onwards(request, to)
        return { status: 303, headers: { location: `${signInPath}?${new URLSearchParams({ to }).toString()}`, 'cache-control': 'no-store' } }
      }
      const asked = request.query.get('lang')
      const chosen = asked !== null && library.locales.includes(asked) ? asked : undefined
      if (chosen !== undefined && chosen !== session.locale) await staff.sessions.speak(secret, chosen)
      const locale = house.localeOf(chosen ?? session.locale, request.headers['accept-language'])
      const visit = visitOf(request, secret, session.person, locale)
      if (!visit.may(...roles)) {
        const needed = roles.map(role => visit.say(`desk.roles.${role}`)).join(', ')
        return visit.show({ status: 403, title: visit.say('desk.forbidden.title'), main: html`<p>${visit.say('desk.forbidden.text', { roles: needed })}</p>
<p class="buttons"><a class="button primary" href="${deskPath}">${visit.say('desk.forbidden.on')}</a></p>` })
      }
      if (posts && !(fromHere(request) && isFormTokenOf(secret, visit.sent.get('_form') ?? ''))) return stale(request, locale)
      return handle(visit)
    })

  return {
    get: (path, roles, handle) => ({ method: 'GET', path, roles, handle: guarded(roles, handle, false) }),
    post: (path, roles, handle, maxBody) =>
      ({ method: 'POST', path, roles, handle: guarded(roles, handle, true), ...(maxBody === undefined ? {} : { maxBody }) }),
  }
}
