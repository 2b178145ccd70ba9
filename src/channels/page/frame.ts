/** The page around a conversation: its head, what stands above and below, and what can be done beside answering. */
import type { Settings } from '../../config.ts'
import type { Library } from '../../content/library.ts'
import { hiddenFields, markdown, type AnswerForm } from '../../presentation/html/drawing.ts'
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
  /** Seconds after which it looks again by itself, and where. */
  readonly refresh: { readonly seconds: number; readonly address: string } | undefined
  /** The page shows the whole conversation. */
  readonly whole: boolean
  readonly head: Html
  readonly icon: string
}

const say = ({ words, locale }: FrameParts, name: string): string => words.plain(locale, `pages:page.${name}`)

/** Seconds later the page is asked for again, by a browser without script only: a script hears of it itself. */
const refreshes = ({ refresh }: FrameParts): Html | false =>
  refresh !== undefined && html`<noscript><meta http-equiv="refresh" content="${refresh.seconds};url=${refresh.address}"></noscript>`

/** Other languages: before a conversation another page, in one a word to the guide. */
const languages = (parts: FrameParts, draw: (locale: string, name: string) => Html): Html[] =>
  parts.words.locales.filter(each => each !== parts.locale).map(each => draw(each, parts.words.plain(each, 'pages:chat.ownName')))

/** What can be done beside answering. */
function tools(parts: FrameParts): Html {
  const { form, begun, other } = parts
  const named = (act: string): Html => html`<button class="tool" name="act" value="${act}">${say(parts, `tools.${act}`)}</button>`
  // A conversation that begins without a reload finds them there.
  return html`<form class="tools" method="post" action="${form.action}">${hiddenFields(form)}<span class="beginning"${begun && html` hidden`}>${
    languages(parts, (locale, name) => html`<a class="tool" href="${other(locale)}" lang="${locale}" hreflang="${locale}">${name}</a>`)
  }</span><span class="begun"${!begun && html` hidden`}>${
    languages(parts, (locale, name) => html`<button class="tool" name="act" value="language:${locale}" lang="${locale}">${name}</button>`)}${named('back')}${named('restart')}${named('erase')}${named('quit')}</span></form>`
}

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
  const { words, locale } = parts
  const { privacyUrl, accessibilityUrl, helpdeskEmail } = parts.settings
  const chat = (name: string): string => words.plain(locale, `pages:chat.${name}`)
  return html`<footer class="foot"><ul>
<li>${chat('retention')}</li>
<li>${words.plain(locale, 'pages:page.silence', { hours: parts.hours })}</li>
<li><a href="/${words.plain(locale, 'pages:help.path')}">${words.plain(locale, 'pages:help.title')}</a></li>${
  privacyUrl !== undefined && html`<li><a href="${privacyUrl}">${chat('privacy')}</a></li>`}${
  accessibilityUrl !== undefined && html`<li><a href="${accessibilityUrl}">${chat('accessibility')}</a></li>`}${
  helpdeskEmail !== undefined && html`<li><a href="mailto:${helpdeskEmail}">${helpdeskEmail}</a></li>`}
</ul></footer>`
}

/** The title in a browser's tab: what is to be repaired first, then the question, then where one is. */
const titleOf = (words: Library, locale: string, { title, faulty }: { readonly title: string; readonly faulty: boolean }): string =>
  `${faulty ? `${words.plain(locale, 'pages:page.fault')} ` : ''}${title} – ${words.plain(locale, 'pages:chat.heading')}`

/** The whole page. */
export function frame(parts: FrameParts): string {
  const { words, locale, view, home, icon, head } = parts
  const chat = (name: string): string => words.plain(locale, `pages:chat.${name}`)
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${chat('description')}">
<title>${titleOf(words, locale, view.now)}</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
${refreshes(parts)}${head}
</head>
<body${parts.settings.portalUrl !== undefined && html` data-portal="${parts.settings.portalUrl}"`}>
<a class="skip" href="#now">${chat('skip')}</a>
<header class="top"><div class="brand"><a href="${home}">${chat('heading')}</a><p>${chat('subtitle')}</p></div>${tools(parts)}</header>
<main id="conversation">
<p id="status" class="status" role="status" data-lost="${chat('status.lost')}" data-back="${chat('status.back')}"></p>
${notice(parts)}${linked(parts)}
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
