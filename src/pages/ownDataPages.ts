/** `/my-data`: what is kept of somebody, to be read, printed and taken along. Opened by what only their own conversation says. */
import type { AskedOfHelpdesk, OwnCopies, OwnData, SaidThing } from '../actions/ownData.ts'
import type { Library, Variables } from '../content/library.ts'
import { toPlainText } from '../content/markdown.ts'
import { json, type Route, type RouteRequest, type RouteResponse } from '../http/route.ts'
import { html, type Html } from '../text/html.ts'
import type { ErrorPages } from './errorPages.ts'
import type { House } from './house.ts'

export const ownDataPath = '/my-data'

export interface OwnDataParts {
  readonly copies: OwnCopies
  readonly library: Library
  readonly house: House
  readonly errorPage: ErrorPages
}

const alone = { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' }

export function ownDataPages({ copies, library, house, errorPage }: OwnDataParts): Route[] {
  const find = ({ query }: RouteRequest): Promise<OwnData | 'gone' | undefined> => copies.read(query.get('key') ?? '')

  function draw(data: OwnData | 'gone', token: string, spoken: string): RouteResponse {
    const locale = data === 'gone' ? spoken : data.language
    const say = (key: string, variables?: Variables): string => library.plain(locale, `pages:ownData.${key}`, variables)
    // What a later version kept has no word here.
    const named = (list: 'facts' | 'kinds', name: string): string => {
      const key = `pages:ownData.${list}.${name}`
      return library.has(locale, key) ? library.plain(locale, key) : name
    }
    const words = ({ who, text, pressed }: SaidThing): string => {
      if (who === 'guide') return toPlainText(text)
      if (pressed === undefined) return text
      const { step, option } = pressed
      const label = [`dialogs:${step}.options.${option}`, `dialogs:bot.choices.${option}`].find(key => library.has(locale, key))
      return label === undefined ? option : library.plain(locale, label)
    }
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Paris' })
    const time = (at: string | undefined): Html | false => at !== undefined && html`<time datetime="${at}">${day.format(new Date(at))}</time>`
    const sayings = (said: readonly SaidThing[]): Html[] =>
      said.map(each => html`<li><strong>${say(`who.${each.who}`)}</strong> ${time(each.at)}<pre>${words(each)}</pre></li>`)
    const asked = ({ reference, at, agreed, transcript, email, said }: AskedOfHelpdesk): Html => {
      const lines = [...agreed.map(({ label, value }) => `${label} – ${value}`), ...[email, transcript].filter(each => each !== undefined)]
      return html`<li><strong>${reference}</strong> ${time(at)}<pre>${lines.join('\n')}</pre><ul class="own-data">${sayings(said)}</ul></li>`
    }
    const section = (name: string, content: readonly Html[]): Html => html`<section><h2>${say(`${name}.title`)}</h2><p class="note">${say(`${name}.why`)}</p>${
      content.length === 0 ? html`<p>${say('nothing')}</p>` : html`<ul class="own-data">${[...content]}</ul>`}</section>`
    const main = data === 'gone' ? html`<p>${say('gone')}</p>` : html`<p>${say('text')}</p>
<p class="buttons"><a class="button" href="${ownDataPath}.json?key=${token}" download="noa.json">${say('json')}</a></p>
${section('noted', Object.entries(data.noted).map(([name, value]) => html`<li><strong>${named('facts', name)}</strong> ${value}</li>`))}
${section('requests', data.requests.map(({ at, kind, handedOver }) => html`<li><strong>${named('kinds', kind)}</strong> ${time(at)}<pre>${JSON.stringify(handedOver, undefined, 2)}</pre></li>`))}
${section('questions', data.questions.map(({ at, question }) => html`<li>${time(at)} ${question}</li>`))}
${section('asked', data.askedOfHelpdesk.map(asked))}
${section('said', sayings(data.said))}
<section><h2>${say('elsewhere.title')}</h2><p>${say('elsewhere.text')}</p></section>`
    const answer = house.document(200, { locale, title: say('title'), main: html`<div class="sheet"><h1>${say('title')}</h1>${main}</div>` })
    return { ...answer, headers: { ...answer.headers, ...alone } }
  }

  return [
    {
      method: 'GET', path: ownDataPath,
      handle: async request => {
        const data = await find(request)
        if (data === undefined) return errorPage(404, request.headers['accept-language'])
        return draw(data, request.query.get('key') ?? '', house.localeOf(undefined, request.headers['accept-language']))
      },
    },
    {
      method: 'GET', path: `${ownDataPath}.json`,
      handle: async request => {
        const data = await find(request)
        if (data === undefined || data === 'gone') return json(404, { error: { code: 'NotFound', message: 'There is nothing at this address.' } }, alone)
        return json(200, data, { ...alone, 'content-disposition': 'attachment; filename="noa.json"' })
      },
    },
  ]
}
