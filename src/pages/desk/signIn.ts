/** Coming in at the desk, and going out: by a link that is good once. Opening the link changes nothing, since mail scanners open links. */
import { html, type Html } from '../../text/html.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import { wayTo } from '../house.ts'
import { sentBy, type Desk, type DeskRoute, type Threshold } from './desk.ts'
import { deskPath, invitationPath, signInPath, signOutPath, wayBack } from './deskPaths.ts'

/** A token as one of ours looks; anything else is not even looked up. */
const tokenForm = /^[\w-]{43}$/

const leadTo = (path: string, cookie: string): RouteResponse =>
  ({ status: 303, headers: { location: path, 'cache-control': 'no-store', 'set-cookie': cookie } })

/** @param provided where a provider signs people in, if one does */
export function signInPages(threshold: Threshold, provided?: (to: string) => string): Route[] {
  const { staff, library, house, cookie, open, fromHere, draw, stale, tooOften } = threshold
  const localeOf = (request: RouteRequest, asked: string | null): string => house.localeOf(asked, request.headers['accept-language'])
  const say = (locale: string, key: string, variables?: Readonly<Record<string, string>>): string => library.plain(locale, `pages:desk.${key}`, variables)
  const others = (locale: string, path: string, query: Readonly<Record<string, string>>): Html[] =>
    library.locales
      .filter(each => each !== locale)
      .map(each => wayTo(`${path}?${new URLSearchParams({ ...query, lang: each }).toString()}`, library.plain(each, 'pages:help.ownName'), each))

  function signIn(request: RouteRequest): RouteResponse {
    const locale = localeOf(request, request.query.get('lang'))
    const to = wayBack(request.query.get('to'))
    return draw({
      locale,
      title: say(locale, 'signIn.title'),
      ways: others(locale, signInPath, { to }),
      main: provided === undefined
        ? html`<p>${say(locale, 'signIn.text')}</p>
<p class="note">${say(locale, 'signIn.operator')} <code>npm run -s noa -- staff invite "…" --role editor</code></p>`
        : html`<p>${say(locale, 'signIn.provided')}</p>
<p class="buttons"><a class="button primary" href="${provided(to)}">${say(locale, 'signIn.provider')}</a></p>
<p class="note">${say(locale, 'signIn.orInvited')}</p>`,
    })
  }

  async function invitation(request: RouteRequest): Promise<RouteResponse> {
    const locale = localeOf(request, request.query.get('lang'))
    const token = request.query.get('token') ?? ''
    const found = tokenForm.test(token) ? await staff.sessions.look(token) : undefined
    if (found === undefined) return closed(locale)
    return draw({
      locale,
      title: say(locale, 'invitation.title', { name: found.name }),
      ways: others(locale, invitationPath, { token }),
      main: html`<p>${say(locale, 'invitation.text')}</p>
<form method="post" action="${invitationPath}"><input type="hidden" name="token" value="${token}"><input type="hidden" name="lang" value="${locale}">
<p class="buttons"><button class="button primary">${say(locale, 'invitation.enter')}</button></p></form>`,
    })
  }

  const closed = (locale: string): RouteResponse =>
    draw({ locale, status: 410, title: say(locale, 'closed.title'), main: html`<p>${say(locale, 'closed.text')}</p>
<p class="buttons"><a class="button" href="${deskPath}">${say(locale, 'on')}</a></p>` })

  async function enter(request: RouteRequest): Promise<RouteResponse> {
    const sent = sentBy(request)
    const locale = localeOf(request, sent.get('lang'))
    if (!fromHere(request)) return stale(request, locale)
    const often = await tooOften('try', request, locale)
    if (often !== undefined) return often
    const token = sent.get('token') ?? ''
    const secret = tokenForm.test(token) ? await staff.sessions.accept(token) : undefined
    return secret === undefined ? closed(locale) : leadTo(`${deskPath}?lang=${locale}`, cookie.set(secret))
  }

  return [
    { method: 'GET', path: signInPath, handle: open(signIn) },
    { method: 'GET', path: invitationPath, handle: open(invitation) },
    { method: 'POST', path: invitationPath, maxBody: 4 * 1024, handle: open(enter) },
  ]
}

/** The way out. */
export const signOutRoute = (desk: Desk, { staff, cookie }: Threshold): DeskRoute =>
  desk.post(signOutPath, [], async ({ request, person }) => {
    await staff.sessions.end(cookie.read(request.headers) ?? '', person.id)
    return leadTo(signInPath, cookie.clear())
  })
