/**
 * `/return`: where a mailed code brings a conversation back. The code stands behind the `#` of the link, so it comes to no server and
 * into no log before it is posted; without a script it is typed. A button posts it: what opens every link of a mail uses up none.
 */
import type { Limits } from '../../http/limits.ts'
import { Refusal } from '../../http/requestBody.ts'
import { answering, refusalAnswer } from '../../http/refusals.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import { html } from '../../text/html.ts'
import { channel, newSecret, type PageSessions } from './sessions.ts'
import type { PageParts, Show } from './showing.ts'

export const returnPath = '/return'

/** Codes that one address may try in a minute: a code has 80 bits. */
const mostTries = 10

/** What the page says first, by its status. */
const leads = { 200: 'lead', 404: 'spent', 429: 'tooMany' } as const

/** What is asked of the codes that were mailed. */
export interface Codes {
  /** The key of the conversation that a code would bring back. */
  readonly find: (code: string) => Promise<string | undefined>
  /** Uses a code up; false: it was used before. */
  readonly spend: (code: string) => Promise<boolean>
}

interface Returning {
  readonly parts: PageParts
  readonly sessions: PageSessions
  readonly show: Show
  readonly limits: Limits
  readonly isOwn: (origin: string, host: string | undefined) => boolean
  readonly localeOf: (request: RouteRequest) => string
  readonly codes: Codes
}

/** Puts the code of the link where it would be typed, and takes it out of the address. */
const script = `const field = document.getElementById('code'), code = location.hash.slice(1)
if (code) { field.value = code; history.replaceState(null, '', location.pathname); document.getElementById('typed').hidden = true }`

export function returning({ parts, sessions, show, limits, isOwn, localeOf, codes }: Returning): Route[] {
  const { words, house, cookie } = parts
  const tries = limits('returns', mostTries)

  const form = (request: RouteRequest, status: keyof typeof leads = 200): RouteResponse => {
    const locale = localeOf(request)
    const say = (name: string): string => words.plain(locale, `pages:return.${name}`)
    const drawn = house.document(status, {
      locale,
      title: say('title'),
      script,
      main: html`<h1>${say('title')}</h1>
<p>${say(leads[status])}</p>
<form method="post" action="${returnPath}">
<div id="typed"><label for="code">${say('label')}</label>
<input id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="40"></div>
<button class="button">${say('button')}</button>
</form>`,
    })
    const kept = cookie.read(request.headers)
    // Whether a browser keeps cookies is known once it sends one back.
    return kept !== undefined ? drawn : { ...drawn, headers: { ...drawn.headers, 'set-cookie': cookie.set(request.headers, newSecret()) } }
  }

  const post = async (request: RouteRequest): Promise<RouteResponse> => {
    const { origin, host } = request.headers
    // Nobody is led into another's conversation by a page of elsewhere.
    if (origin === undefined ? request.headers['sec-fetch-site'] === 'cross-site' : !isOwn(origin, host))
      return refusalAnswer(new Refusal(403, 'Forbidden', 'Codes are taken from the page of the guide only.'))
    const wait = await tries.passes(request.address)
    if (wait > 0) {
      const later = form(request, 429)
      return { ...later, headers: { ...later.headers, 'retry-after': String(wait) } }
    }
    const code = (new URLSearchParams(request.body.toString('utf8')).get('code') ?? '').slice(0, 100)
    const key = await codes.find(code)
    const secret = newSecret()
    const session = key?.startsWith(`${channel}/`) === true ? await sessions.reopen(secret, key.slice(channel.length + 1)) : undefined
    if (session === undefined) return form(request, 404)
    // Used up when the session is there, so that a kill between the two costs nobody the code. Nobody holds the secret yet.
    if (!(await codes.spend(code))) {
      await sessions.forget(secret)
      return form(request, 404)
    }
    if (cookie.read(request.headers) !== undefined)
      return { status: 303, headers: { location: parts.home, 'cache-control': 'no-store', 'set-cookie': cookie.set(request.headers, secret) } }
    return show(request, { session, secret, held: false, link: new URLSearchParams(), locale: session.locale })
  }

  return [
    { method: 'GET', path: returnPath, handle: request => form(request) },
    { method: 'POST', path: returnPath, maxBody: 1024, handle: answering(post) },
  ]
}
