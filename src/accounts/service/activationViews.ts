/** What is seen behind the link of the activation mail. It works without JavaScript and in every language of the words. */
import type { Library, Variables } from '../../content/library.ts'
import type { RouteResponse } from '../../http/route.ts'
import { html, type Html } from '../../text/html.ts'
import { wayTo, type House } from '../../pages/house.ts'
import { activationPath } from './activationForm.ts'
import type { Link } from './activationLinks.ts'
import { longestPassword, type PasswordFault } from './password.ts'

/** One visit to a link. */
export interface View {
  readonly library: Library
  readonly house: House
  readonly locale: string
  /** Empty: there is none that could be one of ours. */
  readonly token: string
  readonly link: Link | undefined
  /** The seal of this link's forms. */
  readonly seal: string
  readonly portalUrl: string | undefined
  /** Where the password of a local account is changed, when that is known. */
  readonly localPasswordUrl: string | undefined
}

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
    hint.className = good ? 'good' : 'note'
  }, 300)
})
`

const sayIn = ({ library }: View, locale: string, key: string, variables?: Variables): string =>
  library.plain(locale, `pages:activate.${key}`, variables)
const say = (view: View, key: string, variables?: Variables): string => sayIn(view, view.locale, key, variables)

/** The address of this very link in another language. */
function otherwise({ token }: View, lang: string): string {
  const query = new URLSearchParams({ ...(token === '' ? {} : { token }), lang })
  return `${activationPath}?${query.toString()}`
}

function frame(status: number, view: View, key: string, body: Html, more: { faulty?: boolean; script?: string } = {}): RouteResponse {
  const { locale, library, house } = view
  const heading = say(view, `${key}.heading`)
  const others = library.locales.filter(each => each !== locale)
  return house.document(status, {
    locale,
    title: `${more.faulty === true ? `${say(view, 'faultTitle')} ` : ''}${heading}`,
    ways: others.map(each => wayTo(otherwise(view, each), sayIn(view, each, 'ownName'), each)),
    main: html`<div class="sheet"><h1>${heading}</h1>
${body}</div>`,
    ...(more.script === undefined ? {} : { script: more.script }),
  })
}

const text = (view: View, key: string): Html => html`<p>${say(view, key)}</p>`
const signIn = (view: View): Html =>
  view.portalUrl === undefined ? html`` : html`<p class="buttons"><a class="button primary" href="${view.portalUrl}">${say(view, 'signIn')}</a></p>`
/** Back to the conversation in which the account was asked for. */
const back = (view: View): Html => html`<p><a href="/?lang=${view.locale}">${say(view, 'back')}</a></p>`
/** The conversation that helps with this. */
const guide = (view: View, topic: 'activation_email' | 'forgot_password', key: string): Html =>
  html`<p class="buttons"><a class="button" href="/?${new URLSearchParams({ topic, lang: view.locale }).toString()}">${say(view, key)}</a></p>`
const forgotten = (view: View): Html =>
  view.localPasswordUrl === undefined
    ? guide(view, 'forgot_password', 'forgotten')
    : html`<p><a href="${view.localPasswordUrl}">${say(view, 'forgotten')}</a></p>`
const hidden = ({ token, seal, locale }: View): Html =>
  html`<input type="hidden" name="token" value="${token}"><input type="hidden" name="form" value="${seal}"><input type="hidden" name="lang" value="${locale}">`

/** The form, with what was wrong with the password that was sent. */
export function ready(view: View, fault?: PasswordFault): RouteResponse {
  const described = fault === undefined ? 'rule hint' : 'fault rule hint'
  const body = html`${text(view, 'ready.text')}
<form method="post" action="${activationPath}">
${hidden(view)}
<div class="field"><label for="email">${say(view, 'ready.email')}</label>
<input id="email" type="email" autocomplete="username" readonly value="${view.link?.email}"></div>
<div class="field"><label for="password">${say(view, 'ready.password')}</label>
${fault !== undefined && html`<p class="fault" id="fault" role="alert">${say(view, `faults.${fault}`)}</p>`}
<div id="rule" class="note"><p>${say(view, 'ready.rule')}</p>
<ul>${['mixed', 'long', 'sentence'].map(each => html`<li>${say(view, `ready.rules.${each}`)}</li>`)}</ul></div>
<input id="password" name="password" type="password" autocomplete="new-password" required maxlength="${longestPassword}" aria-describedby="${described}"${
    fault !== undefined && html` aria-invalid="true" autofocus`
  } spellcheck="false" autocapitalize="none">
<button class="tool" id="toggle" type="button" hidden data-show="${say(view, 'ready.show')}" data-hide="${say(view, 'ready.hide')}">${say(view, 'ready.show')}</button>
<p id="hint" role="status" class="note" data-good="${say(view, 'ready.good')}" data-weak="${say(view, 'ready.weak')}"></p></div>
<p class="buttons"><button class="button primary">${say(view, 'ready.submit')}</button></p>
</form>`
  return frame(fault === undefined ? 200 : 422, view, 'ready', body, { faulty: fault !== undefined, script })
}

/** One button that sends another mail to the address that the link was for. */
function another(view: View, state: 'expired' | 'ended'): RouteResponse {
  const body = html`${text(view, `${state}.text`)}
<form method="post" action="${activationPath}/again">
${hidden(view)}
<p class="buttons"><button class="button primary">${say(view, 'another')}</button></p>
</form>`
  return frame(410, view, state, body)
}

/** What there is to see at a link, whatever brought one there. */
export function show(view: View): RouteResponse {
  const { link } = view
  if (link === undefined) return frame(404, view, 'unknown', html`${text(view, 'unknown.text')}${guide(view, 'activation_email', 'guide')}`)
  switch (link.state) {
    case 'ready':
      return ready(view)
    case 'used':
      return frame(200, view, 'used', html`${text(view, 'used.text')}${signIn(view)}${forgotten(view)}${back(view)}`)
    case 'expired':
    case 'ended':
      return another(view, link.state)
  }
}

/** A form that is not ours, or was open for too long. */
export const stale = (view: View): RouteResponse =>
  frame(403, view, 'stale', html`${text(view, 'stale.text')}<p class="buttons"><a class="button primary" href="${otherwise(view, view.locale)}">${say(view, 'stale.reopen')}</a></p>`)

/** The account has just become active. */
export const done = (view: View): RouteResponse => frame(200, view, 'done', html`${text(view, 'done.text')}${signIn(view)}${back(view)}`)

/** Another mail is on its way, or was held back. */
export const mailed = (view: View, held: boolean): RouteResponse => {
  const state = held ? 'busy' : 'sent'
  return frame(held ? 429 : 200, view, state, html`${text(view, `${state}.text`)}${guide(view, 'activation_email', 'guide')}`)
}
