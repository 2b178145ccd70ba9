/** `/desk/links`: makes a link that starts the right conversation, shows what it starts, and hands it over in every form. */
import { readLink } from '../../turns/pageEvents.ts'
import type { RouteResponse } from '../../http/route.ts'
import { nearestName } from '../../text/nearestName.ts'
import { html, type Html } from '../../text/html.ts'
import type { Role } from '../../staff/roles.ts'
import type { DeskRoom, Visit } from './desk.ts'
import {
  addressOf, chosenIn, fitsQr, labelOf, markdownLink, onDesk, optionsFor, qrPng, qrSvg, queryOf, teamsLink,
  type ChosenLink, type LinkNames, type LinkOption, type LinkOptions, type LinkValue,
} from './linkParts.ts'

export interface LinksRoomParts extends LinkNames {
  /** Origin under which people reach the guide. */
  readonly publicAddress: () => string
  /** What somebody sees who opens a link, drawn as they will see it. */
  readonly preview: (link: URLSearchParams, locale: string) => Promise<Html>
  /** The bot's id in Teams, where it is registered. */
  readonly botId: string | undefined
}

const roles: readonly Role[] = ['agent', 'operator']
const path = '/desk/links'

/** Values that the guide would pass over, each with the one that is likely meant. */
function unknownIn(chosen: ChosenLink, options: LinkOptions): { readonly name: LinkValue; readonly near: LinkOption | undefined }[] {
  const listed = (['topic', 'article', 'symptom', 'browser', 'lang'] as const).flatMap(name => {
    const value = chosen[name]
    if (value === undefined || options[name].some(each => each.value === value)) return []
    const near = nearestName(value, options[name].map(each => each.value))
    return [{ name, near: options[name].find(each => each.value === near) }]
  })
  const { facts } = readLink(chosen)
  const written = (['unit', 'ref'] as const).flatMap(name =>
    chosen[name] === undefined || facts[name === 'ref' ? 'reference' : name] !== undefined ? [] : [{ name, near: undefined }])
  return [...listed, ...written]
}

export function linksRoom(parts: LinksRoomParts): DeskRoom {
  const { library, publicAddress, preview, botId } = parts
  /** The guide's first language comes first. */
  const own = [library.defaultLocale, ...library.locales.filter(locale => locale !== library.defaultLocale)]

  /** What is said to a person beside the link, in a language. */
  const canned = (locale: string, chosen: ChosenLink): string => {
    const subject = labelOf(optionsFor(parts, locale), chosen)
    const address = addressOf(publicAddress(), { ...chosen, lang: locale })
    return library.plain(locale, `pages:links.canned.${subject === undefined ? 'plain' : 'subject'}`, { subject: subject ?? '', address })
  }

  const form = (say: Visit['say'], chosen: ChosenLink, options: LinkOptions, unknown: ReturnType<typeof unknownIn>): Html => {
    const field = (name: LinkValue, input: (attributes: Html) => Html): Html => {
      const wrong = unknown.find(each => each.name === name)
      const attributes = html` id="link-${name}" name="${onDesk(name)}"${wrong !== undefined && html` aria-invalid="true" aria-describedby="fault-${name}"`}`
      return html`<div class="field"><label for="link-${name}">${say(`links.values.${name}`)}</label>${
        wrong !== undefined && html`<p class="fault" id="fault-${name}">${say('links.unknown', { value: chosen[name] ?? '' })}${
          wrong.near !== undefined && html` <a href="${path}?${queryOf({ ...chosen, [name]: wrong.near.value }, onDesk)}">${say('links.near', { name: wrong.near.label })}</a>`}</p>`
      }${input(attributes)}</div>`
    }
    const list = (name: Exclude<LinkValue, 'unit' | 'ref'>): Html => field(name, attributes => html`<select${attributes}><option value="">${say(`links.any.${name}`)}</option>${
      options[name].map(({ value, label }) => html`<option value="${value}"${value === chosen[name] && html` selected`}>${label}</option>`)}</select>`)
    const text = (name: 'unit' | 'ref', most: number): Html =>
      field(name, attributes => html`<input${attributes} maxlength="${most}" autocomplete="off" value="${chosen[name] ?? ''}">`)
    return html`<form method="get" action="${path}" class="link-form">${list('topic')}${list('article')}${list('symptom')}${list('browser')}${
      text('unit', 120)}${list('lang')}${text('ref', 64)}
<p class="buttons"><button class="button primary">${say('links.make')}</button></p></form>`
  }

  /** @param locale of a longer text */
  const output = (say: Visit['say'], name: string, value: string, locale?: string): Html => {
    const id = `as-${name}${locale === undefined ? '' : `-${locale}`}`
    return html`<div class="field"><label for="${id}">${say(`links.as.${name}`)}</label>${
      locale === undefined ? html`<input id="${id}" readonly value="${value}">` : html`<textarea id="${id}" readonly rows="4">${value}</textarea>`}</div>`
  }

  async function room({ request, say, locale, show }: Visit): Promise<RouteResponse> {
    const chosen = chosenIn(request.query)
    const options = optionsFor(parts, locale)
    const unknown = unknownIn(chosen, options)
    const address = addressOf(publicAddress(), chosen)
    const spoken = chosen.lang !== undefined && library.locales.includes(chosen.lang) ? chosen.lang : library.defaultLocale
    const label = labelOf(optionsFor(parts, spoken), chosen) ?? library.plain(spoken, 'pages:links.label')
    const query = queryOf(chosen, onDesk)
    return show({
      title: say('desk.rooms.links.title'),
      policy: { 'img-src': "'self' data:" },
      main: html`<p class="note">${say('links.text')}</p>
<div class="link-maker">${form(say, chosen, options, unknown)}
<section class="link-preview" aria-labelledby="sees"><h2 id="sees">${say('links.sees')}</h2>
<div class="now" inert>${await preview(new URLSearchParams(queryOf(chosen)), spoken)}</div>
<p><a href="${address}">${say('links.open')}</a></p></section></div>
<section><h2>${say('links.take')}</h2>
${output(say, 'address', address)}${output(say, 'markdown', markdownLink(label, address))}${
  output(say, 'html', html`<a href="${address}">${label}</a>`.html)}${
  botId === undefined ? html`<p class="note">${say('links.noTeams')}</p>` : output(say, 'teams', teamsLink(botId, label))}${
  own.map(each => html`<div lang="${each}">${output((key, variables) => library.plain(each, `pages:${key}`, variables), 'canned', canned(each, chosen), each)}</div>`)}
${fitsQr(address) && html`<figure class="qr"><img src="${path}/qr.svg?${query}" alt="${say('links.qr', { address })}" width="192" height="192"><figcaption><a href="${path}/qr.svg?${query}" download="noa.svg">SVG</a> <a href="${path}/qr.png?${query}" download="noa.png">PNG</a></figcaption></figure>`}</section>`,
    })
  }

  type Draw = (address: string) => Promise<string | Buffer>
  const picture = (type: string, draw: Draw) => async ({ request, to }: Visit): Promise<RouteResponse> => {
    const address = addressOf(publicAddress(), chosenIn(request.query))
    if (!fitsQr(address)) return to(path)
    return {
      status: 200,
      headers: { 'content-type': type, 'cache-control': 'private, no-cache', 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' },
      body: await draw(address),
    }
  }

  return {
    name: 'links', path, roles,
    routes: desk => [
      desk.get(path, roles, room),
      desk.get(`${path}/qr.svg`, roles, picture('image/svg+xml', qrSvg)),
      desk.get(`${path}/qr.png`, roles, picture('image/png', qrPng)),
    ],
  }
}
