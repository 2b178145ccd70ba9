/** The pages of the embedded mailbox: what the guide sent, for whoever tries it on this machine, and for nobody else. */
import type { Library } from '../content/library.ts'
import { html } from '../text/html.ts'
import type { Html } from '../text/html.ts'
import type { Mailbox } from '../mail/mailbox.ts'
import type { MailSummary } from '../mail/mailFolder.ts'
import { json } from '../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../http/route.ts'
import { documentPage } from './document.ts'

const mailboxPath = '/mailbox'

/** A mail's page of its own: no script, no form, and links that open outside of it as any page would. */
const sandbox = 'allow-popups allow-popups-to-escape-sandbox'

const address = /https?:\/\/[^\s<>"')]+/g

export interface MailboxPagesOptions {
  readonly mailbox: Mailbox
  readonly library: Library
}

/** The routes of the mailbox. From elsewhere than this machine they do not exist. */
export function mailboxPages({ mailbox, library }: MailboxPagesOptions): Route[] {
  const say = (locale: string, key: string, variables?: Readonly<Record<string, string>>): string =>
    library.plain(locale, `pages:mailbox.${key}`, variables)

  function localeOf(request: RouteRequest): string {
    const accepted = (request.headers['accept-language'] ?? '').split(',').map(each => each.trim().slice(0, 2).toLowerCase())
    const wanted = [request.query.get('lang') ?? '', ...accepted]
    return wanted.find(each => library.locales.includes(each)) ?? library.defaultLocale
  }

  const nothing = (): RouteResponse => json(404, { error: { code: 'NotFound', message: 'There is nothing at this address.' } })
  const local = (handle: (request: RouteRequest, locale: string) => Promise<RouteResponse>) => (request: RouteRequest) =>
    request.local ? handle(request, localeOf(request)) : nothing()

  const about = (locale: string, mail: MailSummary): Html => html`<p class="soft">${say(locale, 'to', { to: mail.to.join(', ') })}<br>
${say(locale, 'at', { at: mail.receivedAt.toLocaleString(locale) })}</p>`
  const subjectOf = (locale: string, mail: MailSummary): string => (mail.subject === '' ? say(locale, 'noSubject') : mail.subject)
  const back = (locale: string): Html =>
    html`<header class="wide"><nav><a href="${mailboxPath}?lang=${locale}">${say(locale, 'back')}</a></nav></header>`

  async function list(_: RouteRequest, locale: string): Promise<RouteResponse> {
    const mails = await mailbox.list()
    const items = mails.map(
      mail => html`<div class="mail"><h2><a href="${mailboxPath}/${mail.id}?lang=${locale}">${subjectOf(locale, mail)}</a></h2>
${about(locale, mail)}</div>`,
    )
    const title = say(locale, 'title')
    return documentPage(200, {
      locale,
      title,
      body: html`<main class="wide"><h1>${title}</h1>
<p>${say(locale, 'intro')}</p>
${items.length === 0 ? html`<p>${say(locale, 'none')}</p>` : items}</main>`,
    })
  }

  async function message(request: RouteRequest, locale: string): Promise<RouteResponse> {
    const mail = await mailbox.read(request.params['id'] ?? '')
    if (mail === undefined)
      return documentPage(404, {
        locale,
        title: say(locale, 'missing.title'),
        body: html`${back(locale)}<main class="wide"><h1>${say(locale, 'missing.title')}</h1><p>${say(locale, 'missing.text')}</p></main>`,
      })
    const subject = subjectOf(locale, mail)
    const links = [...new Set(mail.text.match(address) ?? [])]
    // The base makes its links leave the frame, where a page could not work.
    const framed = mail.html?.replace(/<head>/i, '$&<base target="_blank">')
    return documentPage(200, {
      locale,
      title: subject,
      body: html`${back(locale)}<main class="wide"><h1>${subject}</h1>
${about(locale, mail)}
${
        links.length > 0 &&
        html`<h2>${say(locale, 'links')}</h2><ul>${links.map(link => html`<li><a href="${link}" rel="noreferrer">${link}</a></li>`)}</ul>`
      }
${framed !== undefined && html`<h2>${say(locale, 'message')}</h2><iframe title="${say(locale, 'message')}" sandbox="${sandbox}" srcdoc="${framed}"></iframe>`}
<h2>${say(locale, 'text')}</h2><pre>${mail.text}</pre></main>`,
      // A frame with srcdoc is under the page's policy, and a mail carries its style in its elements.
      policy: { 'style-src': "'unsafe-inline'", 'form-action': "'none'" },
    })
  }

  return [
    { method: 'GET', path: mailboxPath, handle: local(list) },
    { method: 'GET', path: `${mailboxPath}/:id`, handle: local(message) },
  ]
}
