/** The chat page as HTML. */
import { toHtml } from '../../content/markdown.ts'
import type { Library } from '../../content/library.ts'
import type { Settings } from '../../config.ts'
import type { AssetManifest } from './assets.ts'

export interface Greeting {
  /** Markdown. */
  readonly text: string
  /** Labels of the choices, as the bot's own greeting offers them. */
  readonly options: readonly string[]
}

/** What the page is made of. */
export interface PageParts {
  readonly words: Library
  readonly locale: string
  readonly settings: Settings
  /** Another Direct Line than the guide's own, if there is one. */
  readonly directLineUrl: string | undefined
  readonly assets: AssetManifest
  /** The text of `chat.css`. */
  readonly style: string
  readonly greeting: Greeting
  /** Of the Content-Security-Policy. */
  readonly nonce: string
}

/** Texts of Web Chat (its names, 4.18.1) that the guide says in its own way (`webChat.<name>`). */
const webChatStrings = {
  placeholder: 'TEXT_INPUT_PLACEHOLDER',
  guideSaid: 'ACTIVITY_BOT_SAID_ALT',
  guideAttached: 'ACTIVITY_BOT_ATTACHED_ALT',
  choices: 'SUGGESTED_ACTIONS_LABEL_ALT',
  transcript: 'TRANSCRIPT_ARIA_LABEL_ALT',
  transcriptRole: 'TRANSCRIPT_ARIA_ROLE_ALT',
  more: 'TRANSCRIPT_MORE_MESSAGES',
  newMessages: 'TRANSCRIPT_NEW_MESSAGES',
  notSent: 'ACTIVITY_STATUS_SEND_FAILED_RETRY',
  justNow: 'ACTIVITY_STATUS_TIMESTAMP_JUST_NOW',
  today: 'ACTIVITY_STATUS_TIMESTAMP_TODAY',
} as const

const ownDirectLine = '/v3/directline'
/** What ad blockers take for an advertisement: the page looks whether it comes through. */
export const bait = '/ads/ad-banner.js'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replace(/[&<>"']/g, sign => escapes[sign] ?? sign)

/** JSON that can stand inside a script element. */
const embedded = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c')

const link = (href: string, label: string): string => `<a href="${escape(href)}">${label}</a>`

/** A word of the page. */
const say = ({ words, locale }: PageParts, name: string): string => words.plain(locale, `pages:chat.${name}`)
const escaped = (parts: PageParts, name: string): string => escape(say(parts, name))

/** What the page's script must know. */
function scriptSettings(parts: PageParts): object {
  const { locale, assets, directLineUrl, settings: { portalUrl } } = parts
  return {
    locale,
    webChat: assets.path('webchat.js'),
    domain: directLineUrl ?? ownDirectLine,
    tokens: ownDirectLine,
    foreign: directLineUrl !== undefined,
    looks: { clock: '/livez', bait, portal: portalUrl },
    strings: Object.fromEntries(Object.entries(webChatStrings).map(([name, theirs]) => [theirs, say(parts, `webChat.${name}`)])),
    words: Object.fromEntries(['slow', 'lost', 'back', 'replaced', 'fresh'].map(name => [name, say(parts, `status.${name}`)])),
  }
}

const helpLink = ({ words, locale }: PageParts): string =>
  link(`/${words.plain(locale, 'pages:help.path')}`, escape(words.plain(locale, 'pages:help.title')))

/** The same page in the other languages. */
const languageLinks = ({ words, locale }: PageParts): string =>
  words.locales
    .filter(other => other !== locale)
    .map(other => {
      const name = escape(words.plain(other, 'pages:chat.ownName'))
      return `<a class="button" href="/?lang=${other}" lang="${other}" hreflang="${other}">${name}</a>`
    })
    .join('')

function footer(parts: PageParts): string {
  const { privacyUrl, accessibilityUrl } = parts.settings
  const told = [
    escaped(parts, 'retention'),
    helpLink(parts),
    ...(privacyUrl === undefined ? [] : [link(privacyUrl, escaped(parts, 'privacy'))]),
    ...(accessibilityUrl === undefined ? [] : [link(accessibilityUrl, escaped(parts, 'accessibility'))]),
  ]
  return told.map(each => `<span>${each}</span>`).join('')
}

const mailLink = (address: string): string => link(`mailto:${address}`, escape(address))

/** How to get help without JavaScript. */
function otherwise(parts: PageParts): string {
  const { helpdeskEmail, portalUrl } = parts.settings
  const told = [
    helpLink(parts),
    escaped(parts, 'noScript.enable'),
    helpdeskEmail === undefined
      ? escaped(parts, 'noScript.nobody')
      : `${escaped(parts, 'noScript.write')} ${mailLink(helpdeskEmail)}`,
    ...(portalUrl === undefined ? [] : [link(portalUrl, escaped(parts, 'noScript.portal'))]),
  ]
  return told.map(each => `<p>${each}</p>`).join('')
}

/** The whole page. */
export function pageHtml(parts: PageParts): string {
  const { locale, nonce, assets, style, greeting: first } = parts
  const { helpdeskEmail } = parts.settings
  const text = (name: string): string => escaped(parts, name)
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${text('description')}">
<title>${text('title')}</title>
<link rel="icon" href="${assets.path('icon.svg')}" type="image/svg+xml">
<link rel="preload" as="script" href="${assets.path('webchat.js')}" nonce="${nonce}">
<style nonce="${nonce}">${style}</style>
<script nonce="${nonce}">try{if(sessionStorage.getItem('noa.conversation'))document.documentElement.className='resuming'}catch{}</script>
<noscript><style nonce="${nonce}">#chat,#restart{display:none}</style></noscript>
</head>
<body>
<a class="skip" href="#conversation">${text('skip')}</a>
<header>
<div class="titles"><h1>${text('heading')}</h1><p>${text('subtitle')}</p></div>
<nav aria-label="${text('navigation')}">${languageLinks(parts)}<button class="button" id="restart" type="button" hidden>${text('restart')}</button></nav>
</header>
<main id="conversation" tabindex="-1">
<p id="status" role="status"></p>
<div id="failure" role="alert" hidden><p>${text('failure.text')}</p>${
      helpdeskEmail === undefined ? '' : `<p>${text('failure.write')} ${mailLink(helpdeskEmail)}</p>`
    }<button class="button strong" id="retry" type="button">${text('failure.retry')}</button></div>
<div id="chat"><div id="greeting">
<div class="messages"><div class="bubble">${toHtml(first.text)}</div></div>
<ul class="options">${first.options.map(option => `<li><button type="button">${escape(option)}</button></li>`).join('')}</ul>
<div class="send-box" aria-hidden="true">${text('webChat.placeholder')}</div>
</div></div>
<noscript><div class="otherwise"><h2>${text('noScript.title')}</h2>${otherwise(parts)}</div></noscript>
</main>
<footer><p>${footer(parts)}</p></footer>
<dialog id="again" aria-labelledby="again-question"><p id="again-question">${text('again.question')}</p>
<p class="buttons"><button class="button strong" id="again-yes" type="button">${text('again.restart')}</button>
<button class="button" id="again-no" type="button">${text('again.keep')}</button></p></dialog>
<script id="settings" type="application/json">${embedded(scriptSettings(parts))}</script>
<script src="${assets.path('chat.js')}" nonce="${nonce}"></script>
</body>
</html>
`
}
