/**
 * The chat page at `/`: the guide's first words are in the HTML, Web Chat takes their place when it has loaded.
 * Without JavaScript the page says how to get help otherwise.
 */
import { randomBytes } from 'node:crypto'
import type { Config } from '../../config.ts'
import type { Library } from '../../content/library.ts'
import { page, type Route, type RouteRequest } from '../../http/route.ts'
import type { AssetManifest } from './assets.ts'
import { chooseLocale } from './locale.ts'
import { bait, pageHtml, type Greeting } from './pageHtml.ts'

export interface ChatPageOptions {
  readonly words: Library
  readonly config: Pick<Config, 'publicUrl' | 'defaultLocale' | 'settings' | 'directLine'>
  readonly assets: AssetManifest
  /** The guide's first words to somebody whom a link with these values has led here. */
  readonly greeting: (locale: string, link: URLSearchParams) => Greeting
}

/** The only inline style that Web Chat sets without the nonce: an empty one. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

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

/** Serves the page. */
function chatPage({ words, config, assets, greeting }: ChatPageOptions): Route['handle'] {
  const style = assets.text('chat.css')
  const { settings, directLine, defaultLocale } = config
  return request => {
    const locale = chooseLocale(request, words, defaultLocale)
    const nonce = randomBytes(16).toString('base64')
    const first = greeting(locale, request.query)
    const html = pageHtml({ words, locale, settings, directLineUrl: directLine.url, assets, style, greeting: first, nonce })
    return page(200, html, {
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
}

/** The routes of the chat page. */
export const createChatPage = (options: ChatPageOptions): Route[] => [
  { method: 'GET', path: '/', handle: chatPage(options) },
  {
    method: 'GET',
    path: bait,
    handle: () => ({ status: 200, headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' }, body: '' }),
  },
]
