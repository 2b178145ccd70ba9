/** The page around a conversation: its head, what stands above and below, and what can be done beside answering. */
import type { Settings } from '../../config.ts'
import type { Library } from '../../content/library.ts'
import { hiddenFields, markdown, type AnswerForm } from '../../presentation/html/drawing.ts'
import type { House } from '../../pages/house.ts'
import { html, type Html } from '../../text/html.ts'
import type { View } from './view.ts'

/** Something that the page itself says, by its name under `pages:page.notices`. */
export type Notice = 'cookies' | 'ended' | 'stale' | 'tooMany' | 'quit'

export interface FrameParts {
  readonly words: Library
  readonly locale: string
  readonly settings: Settings
  readonly view: View
  /** The form of the page, without an answer in it. */
  readonly form: AnswerForm
  /** A conversation has begun. */
  readonly begun: boolean
  /** The address of the page, and of the same one in another language. */
  readonly home: string
  readonly other: (locale: string) => string
  readonly notice: Notice | undefined
  /** Hours of silence after which a conversation ends. */
  readonly hours: number
  /** What a link asks for that was opened beside a conversation, to be begun or not: its query. */
  readonly link: string | undefined
  /** Seconds after which it looks again by itself where no script is at work, and where. */
  readonly refresh: { readonly seconds: number; readonly address: string } | undefined
  /** The page shows the whole conversation. */
  readonly whole: boolean
  readonly head: Html
  readonly house: Pick<House, 'name' | 'icon' | 'brand' | 'footLinks'>
}

const say = ({ words, locale }: FrameParts, name: string): string => words.plain(locale, `pages:page.${name}`)

/** Seconds later the page is asked for again, by a browser without script only: a script hears of it itself. */
const refreshes = ({ refresh }: FrameParts): Html | false =>
  refresh !== undefined && html`<noscript><meta http-equiv="refresh" content="${refresh.seconds};url=${refresh.address}"></noscript>`

/** Other languages: before a conversation another page, in one a word to the guide. */
const languages = (parts: FrameParts, draw: (locale: string, name: string) => Html): Html[] =>
  parts.words.locales.filter(each => each !== parts.locale).map(each => draw(each, parts.words.plain(each, 'pages:chat.ownName')))

const act = (parts: FrameParts, name: string): Html => html`<button class="tool" form="tools" name="act" value="${name}">${say(parts, `tools.${name}`)}</button>`

/** What can be done beside answering, for the page as a whole. Its form is also that of the ways back and of the erasing. */
function tools(parts: FrameParts): Html {
  const { form, begun, other } = parts
  // A conversation that begins without a reload finds them there.
  return html`<form class="tools" id="tools" method="post" action="${form.action}">${hiddenFields(form)}<span class="beginning"${begun && html` hidden`}>${
    languages(parts, (locale, name) => html`<a class="tool" href="${other(locale)}" lang="${locale}" hreflang="${locale}">${name}</a>`)
  }</span><span class="begun"${!begun && html` hidden`}>${
    languages(parts, (locale, name) => html`<button class="tool" name="act" value="language:${locale}" lang="${locale}">${name}</button>`)}${act(parts, 'quit')}</span></form>`
}

/** Back in the conversation, above what is asked. */
const ways = (parts: FrameParts): Html =>
  html`<p class="ways begun"${!parts.begun && html` hidden`}>${act(parts, 'back')}${act(parts, 'restart')}</p>`

const notice = (parts: FrameParts): Html | false =>
  parts.notice !== undefined && html`<div class="notice" id="notice" role="status">${markdown(parts.words.words(parts.locale, `pages:page.notices.${parts.notice}`, { hours: parts.hours }))}</div>`

/** Offers what a link asks for: a page that is only opened changes nothing. */
const linked = (parts: FrameParts): Html | false =>
  parts.link !== undefined && html`<form class="linked" method="post" action="${parts.form.action}">${
    hiddenFields({ ...parts.form, hidden: { ...parts.form.hidden, link: parts.link } })}<p>${say(parts, 'linked.text')}</p>
<button class="button primary" name="act" value="link">${say(parts, 'linked.begin')}</button></form>`

/** A way to look again: where something is awaited in sight, else for whoever wants it. */
const lookAgain = (parts: FrameParts): Html =>
  html`<form class="again${parts.view.waits && ' waits'} begun" method="get" action="${parts.home}"${!parts.begun && html` hidden`}><p class="waiting">${
    say(parts, 'waiting')}</p><button class="button">${say(parts, 'lookAgain')}</button></form>`

function earlier(parts: FrameParts): Html {
  const { view, whole, home } = parts
  const all = view.more && !whole && html`<p><a href="${home}?all">${say(parts, 'earlier.all')}</a></p>`
  return html`<section id="earlier" class="earlier"${view.earlier.length === 0 && html` hidden`}><details${whole && html` open`}>
<summary>${say(parts, 'earlier.title')}</summary>${all}<ol id="entries" class="entries">${view.earlier.map(each => each.html)}</ol></details></section>`
}

function footer(parts: FrameParts): Html {
  const { words, locale, house, begun, hours } = parts
  return html`<footer class="foot"><p>${words.plain(locale, 'pages:chat.retention')} ${words.plain(locale, 'pages:page.silence', { hours })} <span class="begun"${
    !begun && html` hidden`}>${act(parts, 'erase')}</span></p>
<ul>${house.footLinks(locale)}</ul></footer>`
}

/** The title in a browser's tab: what is to be repaired first, then the question, then where one is. */
const titleOf = ({ words, locale, house, view: { now } }: FrameParts): string =>
  `${now.faulty ? `${words.plain(locale, 'pages:page.fault')} ` : ''}${now.title} – ${house.name(locale)}`

/** The whole page. */
export function frame(parts: FrameParts): string {
  const { words, locale, house, view, head } = parts
  const chat = (name: string): string => words.plain(locale, `pages:chat.${name}`)
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${chat('description')}">
<title>${titleOf(parts)}</title>
${house.icon !== undefined && html`<link rel="icon" href="${house.icon}">`}
${refreshes(parts)}${head}
</head>
<body${parts.settings.portalUrl !== undefined && html` data-portal="${parts.settings.portalUrl}"`}>
<a class="skip" href="#now">${chat('skip')}</a>
<header class="top">${house.brand(locale)}${tools(parts)}</header>
<main id="conversation">
<p id="status" class="status" role="status" data-lost="${chat('status.lost')}" data-back="${chat('status.back')}" data-sending="${chat('status.sending')}"></p>
${notice(parts)}${linked(parts)}
${ways(parts)}
<section id="now" class="now" data-watermark="${view.watermark}"${view.look !== undefined && html` data-look="${view.look}"`}>${view.now.html}</section>
${lookAgain(parts)}
${earlier(parts)}
</main>
${footer(parts)}
<div id="live" class="visually-hidden" role="log" aria-live="polite" aria-label="${say(parts, 'log')}"></div>
</body>
</html>
`.html
}
