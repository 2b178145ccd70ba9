/** The pages of the embedded mailbox: what the guide sent, for whoever tries it on this machine, and for nobody else. */
import type { Library } from '../content/library.ts'
import { html, type Html } from '../text/html.ts'
import type { Mailbox } from '../mail/mailbox.ts'
import type { MailSummary } from '../mail/mailFolder.ts'
import { json } from '../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../http/route.ts'
import type { ErrorPages } from './errorPages.ts'
import { wayTo, type House } from './house.ts'

const mailboxPath = '/mailbox'

/** A mail's page of its own: no script, no form, and links that open outside of it as any page would. */
const sandbox = 'allow-popups allow-popups-to-escape-sandbox'

const address = /https?:\/\/[^\s<>"')]+/g

export interface MailboxPagesOptions {
  readonly mailbox: Mailbox
  readonly library: Library
  readonly house: House
  /** What people elsewhere see: the same as where there is nothing. */
  readonly errorPage: ErrorPages
}

/** The routes of the mailbox. From elsewhere than this machine they do not exist. */
export function mailboxPages({ mailbox, library, house, errorPage }: MailboxPagesOptions): Route[] {
  const say = (locale: string, key: string, variables?: Readonly<Record<string, string>>): string =>
    library.plain(locale, `pages:mailbox.${key}`, variables)

  const nothing = ({ headers }: RouteRequest): RouteResponse =>
    /\btext\/html\b/.test(headers.accept ?? '')
      ? errorPage(404, headers['accept-language'])
      : json(404, { error: { code: 'NotFound', message: 'There is nothing at this address.' } })
  const local = (handle: (request: RouteRequest, locale: string) => Promise<RouteResponse>) => (request: RouteRequest) =>
    request.local ? handle(request, house.localeOf(request.query.get('lang'), request.headers['accept-language'])) : nothing(request)

  const about = (locale: string, mail: MailSummary): Html => html`<p class="note">${say(locale, 'to', { to: mail.to.join(', ') })}<br>
${say(locale, 'at', { at: mail.receivedAt.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short' }) })}</p>`
  const subjectOf = (locale: string, mail: MailSummary): string => (mail.subject === '' ? say(locale, 'noSubject') : mail.subject)
  const ways = (locale: string, path: string): Html[] => [
    ...library.locales.filter(each => each !== locale).map(each => wayTo(`${path}?lang=${each}`, library.plain(each, 'pages:help.ownName'), each)),
    ...(path === mailboxPath ? [] : [wayTo(`${mailboxPath}?lang=${locale}`, say(locale, 'back'))]),
    wayTo(`/?lang=${locale}`, library.plain(locale, 'pages:help.guide')),
  ]

  async function list(_: RouteRequest, locale: string): Promise<RouteResponse> {
    const mails = await mailbox.list()
    const items = mails.map(mail => html`<li><a href="${mailboxPath}/${mail.id}?lang=${locale}">${subjectOf(locale, mail)}</a>${about(locale, mail)}</li>`)
    const title = say(locale, 'title')
    return house.document(200, {
      locale,
      title,
      ways: ways(locale, mailboxPath),
      main: html`<div class="sheet"><h1>${title}</h1>
<p>${say(locale, 'intro')}</p>
${items.length === 0 ? html`<p class="note">${say(locale, 'none')}</p>` : html`<ul class="ways-on">${items}</ul>`}</div>`,
    })
  }

  async function message(request: RouteRequest, locale: string): Promise<RouteResponse> {
    const mail = await mailbox.read(request.params['id'] ?? '')
    if (mail === undefined)
      return house.document(404, {
        locale,
        title: say(locale, 'missing.title'),
        ways: ways(locale, ''),
        main: html`<div class="sheet"><h1>${say(locale, 'missing.title')}</h1><p>${say(locale, 'missing.text')}</p></div>`,
      })
    const subject = subjectOf(locale, mail)
    const links = [...new Set(mail.text.match(address) ?? [])]
    // The base makes its links leave the frame, where a page could not work.
    const framed = mail.html?.replace(/<head>/i, '$&<base target="_blank">')
    return house.document(200, {
      locale,
      title: subject,
      ways: ways(locale, `${mailboxPath}/${mail.id}`),
      main: html`<div class="sheet"><h1>${subject}</h1>
${about(locale, mail)}
${
        links.length > 0 &&
        html`<section><h2>${say(locale, 'links')}</h2><ul>${links.map(link => html`<li><a href="${link}" rel="noreferrer">${link}</a></li>`)}</ul></section>`
      }
${framed !== undefined && html`<section><h2>${say(locale, 'message')}</h2><iframe title="${say(locale, 'message')}" sandbox="${sandbox}" srcdoc="${framed}"></iframe></section>`}
<section><h2>${say(locale, 'text')}</h2><pre>${mail.text}</pre></section></div>`,
      // A frame with srcdoc is under the page's policy, and a mail carries its style in its elements; it is to load nothing.
      policy: { 'style-src': "'unsafe-inline'", 'img-src': "'none'", 'form-action': "'none'" },
    })
  }

  return [
    { method: 'GET', path: mailboxPath, handle: local(list) },
    { method: 'GET', path: `${mailboxPath}/:id`, handle: local(message) },
  ]
}
