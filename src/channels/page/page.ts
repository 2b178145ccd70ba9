/**
 * The chat page at `/`: the guide's first words are in the HTML, Web Chat takes their place when it has loaded.
 * Without JavaScript the page says how to get help otherwise.
 */
import { randomBytes } from 'node:crypto'
import type { Config } from '../../config.ts'
import type { Library } from '../../content/library.ts'
import { toHtml } from '../../content/markdown.ts'
import { page, type Route, type RouteRequest } from '../../http/route.ts'
import type { AssetManifest } from './assets.ts'

export interface Greeting {
  /** Markdown. */
  readonly text: string
  /** Labels of the choices, as the bot's own greeting offers them. */
  readonly options: readonly string[]
}

export interface ChatPageOptions {
  readonly words: Library
  readonly config: Pick<Config, 'publicUrl' | 'defaultLocale' | 'settings' | 'directLine'>
  readonly assets: AssetManifest
  /** The guide's first words to somebody whom a link with these values has led here. */
  readonly greeting: (locale: string, link: URLSearchParams) => Greeting
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

/** The only inline style that Web Chat sets without the nonce: an empty one. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
const ownDirectLine = '/v3/directline'
/** What ad blockers take for an advertisement: the page looks whether it comes through. */
const bait = '/ads/ad-banner.js'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replace(/[&<>"']/g, sign => escapes[sign] ?? sign)

/** JSON that can stand inside a script element. */
const embedded = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c')

/** The language asked for by the address, else by the browser, else the default one. */
export function chooseLocale(request: Pick<RouteRequest, 'query' | 'headers'>, words: Library, fallback: string): string {
  const asked = request.query.get('lang')?.toLowerCase().split('-')[0]
  if (asked !== undefined && words.locales.includes(asked)) return asked
  const accepted = (request.headers['accept-language'] ?? '')
    .slice(0, 500)
    .split(',')
    .map(part => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const quality = parameters.map(each => /^\s*q=([\d.]+)/.exec(each)?.[1]).find(each => each !== undefined)
      return { locale: tag.toLowerCase().split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  return accepted.find(({ locale }) => words.locales.includes(locale))?.locale ?? fallback
}

/** Where the page may connect to. `'self'` covers WebSockets only in newer browsers, so the own origin is named too. */
function connections(request: RouteRequest, config: ChatPageOptions['config']): string {
  const sources = new Set(["'self'"])
  const socket = (origin: URL): string => `${origin.protocol === 'https:' ? 'wss' : 'ws'}://${origin.host}`
  const host = request.headers.host ?? ''
  if (config.publicUrl !== undefined) sources.add(socket(new URL(config.publicUrl)))
  else if (/^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host)) sources.add(`ws://${host}`)
  if (config.directLine.url !== undefined) {
    const other = new URL(config.directLine.url)
    sources.add(other.origin).add(socket(other))
  }
  // The page looks whether the portal can be reached.
  if (config.settings.portalUrl !== undefined) sources.add(new URL(config.settings.portalUrl).origin)
  return [...sources].join(' ')
}

/** The routes of the chat page. */
export function createChatPage({ words, config, assets, greeting }: ChatPageOptions): Route[] {
  const style = assets.text('chat.css')

  const render = (request: RouteRequest, locale: string, nonce: string): string => {
    const say = (name: string): string => words.plain(locale, `pages:chat.${name}`)
    const text = (name: string): string => escape(say(name))
    const first = greeting(locale, request.query)
    const { helpdeskEmail, portalUrl, accessibilityUrl, privacyUrl } = config.settings
    const link = (href: string, label: string): string => `<a href="${escape(href)}">${label}</a>`
    const languages = words.locales
      .filter(other => other !== locale)
      .map(other => {
        const name = escape(words.plain(other, 'pages:chat.ownName'))
        return `<a class="button" href="/?lang=${other}" lang="${other}" hreflang="${other}">${name}</a>`
      })
    const help = link(`/${words.plain(locale, 'pages:help.path')}`, escape(words.plain(locale, 'pages:help.title')))
    const footer = [
      text('retention'),
      help,
      ...(privacyUrl === undefined ? [] : [link(privacyUrl, text('privacy'))]),
      ...(accessibilityUrl === undefined ? [] : [link(accessibilityUrl, text('accessibility'))]),
    ]
    const otherwise = [
      help,
      text('noScript.enable'),
      helpdeskEmail === undefined
        ? text('noScript.nobody')
        : `${text('noScript.write')} ${link(`mailto:${helpdeskEmail}`, escape(helpdeskEmail))}`,
      ...(portalUrl === undefined ? [] : [link(portalUrl, text('noScript.portal'))]),
    ]
    const settings = {
      locale,
      webChat: assets.path('webchat.js'),
      domain: config.directLine.url ?? ownDirectLine,
      tokens: ownDirectLine,
      foreign: config.directLine.url !== undefined,
      looks: { clock: '/livez', bait, portal: portalUrl },
      strings: Object.fromEntries(Object.entries(webChatStrings).map(([name, theirs]) => [theirs, say(`webChat.${name}`)])),
      words: {
        slow: say('status.slow'),
        lost: say('status.lost'),
        back: say('status.back'),
        replaced: say('status.replaced'),
        fresh: say('status.fresh'),
      },
    }
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
<nav aria-label="${text('navigation')}">${languages.join('')}<button class="button" id="restart" type="button" hidden>${text('restart')}</button></nav>
</header>
<main id="conversation" tabindex="-1">
<p id="status" role="status"></p>
<div id="failure" role="alert" hidden><p>${text('failure.text')}</p>${
      helpdeskEmail === undefined ? '' : `<p>${text('failure.write')} ${link(`mailto:${helpdeskEmail}`, escape(helpdeskEmail))}</p>`
    }<button class="button strong" id="retry" type="button">${text('failure.retry')}</button></div>
<div id="chat"><div id="greeting">
<div class="messages"><div class="bubble">${toHtml(first.text)}</div></div>
<ul class="options">${first.options.map(option => `<li><button type="button">${escape(option)}</button></li>`).join('')}</ul>
<div class="send-box" aria-hidden="true">${text('webChat.placeholder')}</div>
</div></div>
<noscript><div class="otherwise"><h2>${text('noScript.title')}</h2>${otherwise.map(each => `<p>${each}</p>`).join('')}</div></noscript>
</main>
<footer><p>${footer.map(each => `<span>${each}</span>`).join('')}</p></footer>
<dialog id="again" aria-labelledby="again-question"><p id="again-question">${text('again.question')}</p>
<p class="buttons"><button class="button strong" id="again-yes" type="button">${text('again.restart')}</button>
<button class="button" id="again-no" type="button">${text('again.keep')}</button></p></dialog>
<script id="settings" type="application/json">${embedded(settings)}</script>
<script src="${assets.path('chat.js')}" nonce="${nonce}"></script>
</body>
</html>
`
  }

  const handle = (request: RouteRequest): ReturnType<Route['handle']> => {
    const locale = chooseLocale(request, words, config.defaultLocale)
    const nonce = randomBytes(16).toString('base64')
    return page(200, render(request, locale, nonce), {
      'content-language': locale,
      vary: 'accept-language',
      'content-security-policy': [
        "default-src 'none'",
        `script-src 'nonce-${nonce}'`,
        `style-src 'nonce-${nonce}' ${emptyStyle}`,
        "img-src 'self' data: blob:",
        `connect-src ${connections(request, config)}`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
  }
  return [
    { method: 'GET', path: '/', handle },
    {
      method: 'GET',
      path: bait,
      handle: () => ({ status: 200, headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' }, body: '' }),
    },
  ]
}
