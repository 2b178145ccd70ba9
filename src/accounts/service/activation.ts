/**
 * The page behind the link of the activation mail. Opening it changes nothing, since mail scanners open links; its button uses the
 * token, once, with the password. It works without JavaScript and in every language of the words.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Library, Variables } from '../../content/library.ts'
import { html } from '../../mail/html.ts'
import type { Html } from '../../mail/html.ts'
import { documentPage } from '../../pages/document.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import { hashPassword, longestPassword, passwordFault } from './password.ts'
import type { PasswordFault } from './password.ts'
import type { AccountStore, Clock, Link } from './store.ts'

export const activationPath = '/activate'

export interface ActivationOptions {
  readonly store: AccountStore
  readonly library: Library
  /** Signs the forms; the same for every process of the installation. */
  readonly secret: () => Promise<string>
  /** Origin under which people reach the page. */
  readonly publicAddress: () => string
  readonly portalUrl: string | undefined
  /** Where the password of a local account is changed, when that is known. */
  readonly localPasswordUrl: string | undefined
  readonly clock: Clock
}

/** How long a page may stay open before its button is pressed. */
const formLife = 12 * 3_600_000

/** Shows and hides the password, and says while it is typed whether it will do (the rule of password.ts, which decides). */
const script = `
const field = document.getElementById('password'), toggle = document.getElementById('toggle'), hint = document.getElementById('hint')
const show = on => { field.type = on ? 'text' : 'password'; toggle.textContent = on ? toggle.dataset.hide : toggle.dataset.show }
toggle.hidden = false
toggle.addEventListener('click', () => { show(field.type === 'password'); field.focus() })
field.form.addEventListener('submit', () => show(false))
let wait
field.addEventListener('input', () => {
  clearTimeout(wait)
  wait = setTimeout(() => {
    const text = field.value.normalize('NFC'), length = [...text].length
    const mixed = /\\p{Lu}/u.test(text) && /\\p{Ll}/u.test(text) && /\\p{Nd}/u.test(text)
    const words = new Set(text.toLowerCase().split(/[\\s\\-_.,;:!?'\\u2019]+/u).filter(word => /\\p{L}{2}/u.test(word)))
    const good = (length >= 12 && mixed && /[^\\p{L}\\p{M}\\p{N}\\s]/u.test(text)) || (length >= 14 && mixed) || words.size >= 7
    hint.textContent = text === '' ? '' : good ? hint.dataset.good : hint.dataset.weak
    hint.className = good ? 'good' : 'soft'
  }, 300)
})
`

/** A token as one of ours looks; anything else is not even looked up. */
const tokenForm = /^[\w-]{20,100}$/

/** Whether the browser says that the form stands on this very site. Browsers that say nothing are held to the signed form alone. */
function fromHere(request: RouteRequest, publicAddress: string): boolean {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return false
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  return origin === publicAddress || new URL(origin).host === host
}

/** The routes of the page. */
export function activationPages(options: ActivationOptions): Route[] {
  const { store, library, publicAddress, portalUrl, localPasswordUrl, clock } = options

  const signature = async (token: string, issued: string): Promise<Buffer> =>
    createHmac('sha256', await options.secret()).update(`${issued}.${token}`).digest()
  const formToken = async (token: string): Promise<string> => {
    const issued = clock().toString(36)
    return `${issued}.${(await signature(token, issued)).toString('base64url')}`
  }
  async function isOurForm(token: string, given: string): Promise<boolean> {
    const [issued = '', mac = ''] = given.split('.')
    const age = clock() - parseInt(issued, 36)
    if (!/^[0-9a-z]{1,12}$/.test(issued) || !(age >= 0 && age < formLife)) return false
    const [wanted, is] = [await signature(token, issued), Buffer.from(mac, 'base64url')]
    return is.length === wanted.length && timingSafeEqual(is, wanted)
  }

  /** The language asked for, else the account's, else the browser's. */
  function localeOf(asked: string | null, link: Link | undefined, request: RouteRequest): string {
    const accepted = (request.headers['accept-language'] ?? '').split(',').map(each => each.trim().slice(0, 2).toLowerCase())
    const wanted = [asked, link?.locale, ...accepted]
    return wanted.find((each): each is string => typeof each === 'string' && library.locales.includes(each)) ?? library.defaultLocale
  }

  interface Sight {
    readonly locale: string
    readonly token: string
    readonly link: Link | undefined
  }

  const say = (locale: string, key: string, variables?: Variables): string => library.plain(locale, `pages:activate.${key}`, variables)

  function frame(status: number, sight: Sight, key: string, body: Html, more: { faulty?: boolean; script?: string } = {}): RouteResponse {
    const { locale, token } = sight
    const heading = say(locale, `${key}.heading`)
    const others = library.locales.filter(each => each !== locale)
    const query = (lang: string): string => new URLSearchParams({ ...(token === '' ? {} : { token }), lang }).toString()
    return documentPage(status, {
      locale,
      title: `${more.faulty === true ? `${say(locale, 'faultTitle')} ` : ''}${heading} – ${say(locale, 'site')}`,
      body: html`<header><span>${say(locale, 'site')}</span>
<nav aria-label="${say(locale, 'languages')}">${others.map(
        each => html`<a href="${activationPath}?${query(each)}" lang="${each}" hreflang="${each}">${say(each, 'ownName')}</a>`,
      )}</nav></header>
<main><h1>${heading}</h1>
${body}
</main>`,
      ...(more.script === undefined ? {} : { script: more.script }),
    })
  }

  const text = (locale: string, key: string, variables?: Variables): Html => html`<p>${say(locale, key, variables)}</p>`
  const signIn = (locale: string): Html =>
    portalUrl === undefined ? html`` : html`<p><a class="button" href="${portalUrl}">${say(locale, 'signIn')}</a></p>`
  /** The conversation that helps with this. */
  const guide = (locale: string, topic: 'activation_email' | 'forgot_password', key: string): Html =>
    html`<p><a href="/?${new URLSearchParams({ topic, lang: locale }).toString()}">${say(locale, key)}</a></p>`
  const forgotten = (locale: string): Html =>
    localPasswordUrl === undefined
      ? guide(locale, 'forgot_password', 'forgotten')
      : html`<p><a href="${localPasswordUrl}">${say(locale, 'forgotten')}</a></p>`
  const hidden = async ({ locale, token }: Sight): Promise<Html> =>
    html`<input type="hidden" name="token" value="${token}"><input type="hidden" name="form" value="${await formToken(token)}"><input type="hidden" name="lang" value="${locale}">`

  async function ready(sight: Sight, fault?: PasswordFault): Promise<RouteResponse> {
    const { locale, link } = sight
    const described = fault === undefined ? 'rule hint' : 'fault rule hint'
    const body = html`${text(locale, 'ready.text')}
<form method="post" action="${activationPath}">
${await hidden(sight)}
<label for="email">${say(locale, 'ready.email')}</label>
<input id="email" type="email" autocomplete="username" readonly value="${link?.email}">
<label for="password">${say(locale, 'ready.password')}</label>
${fault !== undefined && html`<p class="fault" id="fault" role="alert">${say(locale, `faults.${fault}`)}</p>`}
<div id="rule"><p>${say(locale, 'ready.rule')}</p>
<ul>${['mixed', 'long', 'sentence'].map(each => html`<li>${say(locale, `ready.rules.${each}`)}</li>`)}</ul></div>
<input id="password" name="password" type="password" autocomplete="new-password" required maxlength="${longestPassword}" aria-describedby="${described}"${
      fault !== undefined && html` aria-invalid="true" autofocus`
    } spellcheck="false" autocapitalize="none">
<button class="second" id="toggle" type="button" hidden data-show="${say(locale, 'ready.show')}" data-hide="${say(locale, 'ready.hide')}">${say(locale, 'ready.show')}</button>
<p id="hint" role="status" class="soft" data-good="${say(locale, 'ready.good')}" data-weak="${say(locale, 'ready.weak')}"></p>
<button>${say(locale, 'ready.submit')}</button>
</form>`
    return frame(fault === undefined ? 200 : 422, sight, 'ready', body, { faulty: fault !== undefined, script })
  }

  /** One button that sends another mail to the address that the link was for. */
  async function another(sight: Sight, state: 'expired' | 'ended'): Promise<RouteResponse> {
    const { locale } = sight
    const body = html`${text(locale, `${state}.text`)}
<form method="post" action="${activationPath}/again">
${await hidden(sight)}
<button>${say(locale, 'another')}</button>
</form>`
    return frame(410, sight, state, body)
  }

  /** What there is to see at a link, whatever brought one there. */
  async function show(sight: Sight): Promise<RouteResponse> {
    const { locale, link } = sight
    if (link === undefined) return frame(404, sight, 'unknown', html`${text(locale, 'unknown.text')}${guide(locale, 'activation_email', 'guide')}`)
    switch (link.state) {
      case 'ready':
        return ready(sight)
      case 'used':
        return frame(200, sight, 'used', html`${text(locale, 'used.text')}${signIn(locale)}${forgotten(locale)}`)
      default:
        return another(sight, link.state)
    }
  }

  const stale = (sight: Sight): RouteResponse => {
    const query = new URLSearchParams({ token: sight.token, lang: sight.locale }).toString()
    const body = html`${text(sight.locale, 'stale.text')}<p><a class="button" href="${activationPath}?${query}">${say(sight.locale, 'stale.reopen')}</a></p>`
    return frame(403, sight, 'stale', body)
  }

  const look = async (request: RouteRequest, values: URLSearchParams): Promise<Sight> => {
    const given = values.get('token') ?? ''
    const token = tokenForm.test(given) ? given : ''
    const link = token === '' ? undefined : await store.findLink(token)
    return { token, link, locale: localeOf(values.get('lang'), link, request) }
  }

  /** A form that was sent, with whether it is one of ours. */
  async function sent(request: RouteRequest): Promise<{ sight: Sight; ours: boolean; values: URLSearchParams }> {
    const values = new URLSearchParams(request.body.toString('utf8'))
    const sight = await look(request, values)
    const ours = fromHere(request, publicAddress()) && (await isOurForm(sight.token, values.get('form') ?? ''))
    return { sight, ours, values }
  }

  return [
    { method: 'GET', path: activationPath, handle: async request => show(await look(request, request.query)) },
    {
      method: 'POST',
      path: activationPath,
      maxBody: 8 * 1024,
      async handle(request) {
        const { sight, ours, values } = await sent(request)
        const { locale, link, token } = sight
        if (link === undefined) return show(sight)
        if (!ours) return stale(sight)
        if (link.state !== 'ready') return show(sight)
        const password = values.get('password') ?? ''
        const fault = passwordFault(password, link.email)
        if (fault !== undefined) return ready(sight, fault)
        const active = await store.activate(token, await hashPassword(password))
        // Used or ended by another request in the meantime.
        if (active === undefined) return show({ ...sight, link: await store.findLink(token) })
        return frame(200, sight, 'done', html`${text(locale, 'done.text')}${signIn(locale)}`)
      },
    },
    {
      method: 'POST',
      path: `${activationPath}/again`,
      maxBody: 8 * 1024,
      async handle(request) {
        const { sight, ours } = await sent(request)
        const { locale, link } = sight
        if (link === undefined) return show(sight)
        if (!ours) return stale(sight)
        if (link.state !== 'expired' && link.state !== 'ended') return show(sight)
        const result = await store.accept({ key: null, body: { again: true }, email: link.email, fields: undefined, locale })
        if ('busy' in result) return frame(429, sight, 'busy', html`${text(locale, 'busy.text')}${guide(locale, 'activation_email', 'guide')}`)
        return frame(200, sight, 'sent', html`${text(locale, 'sent.text')}${guide(locale, 'activation_email', 'guide')}`)
      },
    },
  ]
}
