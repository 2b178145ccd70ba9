/**
 * The frame that every page of the guide stands in: its head with name and mark, its foot, its styles, and a policy that lets nothing
 * else in. The looks themselves are in `house.css`.
 */
import { randomBytes } from 'node:crypto'
import type { Settings } from '../config.ts'
import type { Library } from '../content/library.ts'
import { html, trusted, type Html } from '../text/html.ts'
import { page, type Route, type RouteResponse } from '../http/route.ts'
import { themeStyle, type Theme } from '../theme.ts'

export interface HouseParts {
  readonly library: Library
  /** `house.css`, as it was built. */
  readonly styles: string
  /** The guide's own picture, where the theme has no mark. */
  readonly icon?: string | undefined
  readonly theme: Theme
  readonly settings: Pick<Settings, 'privacyUrl' | 'accessibilityUrl' | 'helpdeskEmail'>
}

export interface PageDocument {
  readonly locale: string
  /** In front of the guide's name, in the browser's tab. */
  readonly title: string
  readonly main: Html
  /** Ways to elsewhere in the head: items of a list. */
  readonly ways?: readonly Html[]
  /** More of the page's `<head>`: links to its other languages. */
  readonly head?: Html
  /** Whether search engines may list it; otherwise they are told not to. */
  readonly listed?: boolean
  /** Styles of its own, after those of all pages. */
  readonly styles?: string
  /** Run at the end of the page; the page must do without it. */
  readonly script?: string
  /** Added to the Content-Security-Policy; `style-src` replaces the nonce's. */
  readonly policy?: Readonly<Record<string, string>>
}

export interface House {
  /** What the guide is called. */
  name(locale: string): string
  /** The picture in a browser's tab and in the head. */
  readonly icon: string | undefined
  /** Who speaks, with a way to the conversation. */
  brand(locale: string): Html
  /** What the theme changes of the styles, after them. */
  themed(nonce: string): Html | false
  /** What stands at the foot of every page: items of a list. */
  footLinks(locale: string): Html
  /** A whole page as an answer. */
  document(status: number, document: PageDocument): RouteResponse
  /** The language asked for by an address, else by the browser's `Accept-Language`, else the default one. */
  localeOf(asked: string | null | undefined, accepted: string | undefined): string
  /** Where the mark of the theme is. */
  readonly routes: readonly Route[]
}

const markRoutes = ({ mark }: Theme): Route[] => mark === undefined ? [] : [{
  method: 'GET',
  path: mark.path,
  handle: () => ({
    status: 200,
    headers: {
      'content-type': mark.mediaType,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
    body: mark.body,
  }),
}]

/** Makes the frame. */
export function createHouse({ library, styles, icon: usual, theme, settings }: HouseParts): House {
  const chat = (locale: string, name: string): string => library.plain(locale, `pages:chat.${name}`)
  const { privacyUrl, accessibilityUrl, helpdeskEmail } = settings
  const icon = theme.mark?.path ?? usual
  const own = themeStyle(theme)
  const name = (locale: string): string => theme.name ?? chat(locale, 'heading')
  const home = (locale: string): string => `/?${new URLSearchParams({ lang: locale }).toString()}`

  const brand = (locale: string, pictured = true): Html => html`<div class="brand">${
    pictured && icon !== undefined && html`<img src="${icon}" alt="">`}<a href="${home(locale)}">${name(locale)}</a><p>${chat(locale, 'subtitle')}</p></div>`

  const footLinks = (locale: string): Html => html`<li><a href="/${library.plain(locale, 'pages:help.path')}">${library.plain(locale, 'pages:help.title')}</a></li>${
    privacyUrl !== undefined && html`<li><a href="${privacyUrl}">${chat(locale, 'privacy')}</a></li>`}<li><a href="${
    accessibilityUrl ?? `/${library.plain(locale, 'pages:accessibility.path')}`}">${
    accessibilityUrl === undefined ? library.plain(locale, 'pages:accessibility.link') : chat(locale, 'accessibility')}</a></li>${
    helpdeskEmail !== undefined && html`<li><a href="mailto:${helpdeskEmail}">${helpdeskEmail}</a></li>`}`

  const document = (status: number, drawn: PageDocument): RouteResponse => {
    const { locale, title, main, ways = [], head, listed = false, styles: more = '', script, policy } = drawn
    const nonce = randomBytes(16).toString('base64')
    const directives: Record<string, string> = {
      'default-src': "'none'",
      // A browser asks for a picture in its tab by itself where none is named.
      'img-src': icon === undefined ? "'none'" : "'self'",
      'style-src': `'nonce-${nonce}'`,
      ...(script === undefined ? {} : { 'script-src': `'nonce-${nonce}'` }),
      'form-action': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
      ...policy,
    }
    const pictured = directives['img-src'] !== "'none'"
    const { html: text } = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${!listed && html`<meta name="robots" content="noindex">`}
<title>${title} – ${name(locale)}</title>
${pictured && icon !== undefined && html`<link rel="icon" href="${icon}">`}
${head}
<style nonce="${nonce}">${trusted(styles + more + own)}</style>
</head>
<body>
<a class="skip" href="#main">${library.plain(locale, 'pages:help.skip')}</a>
<header class="top">${brand(locale, pictured)}${ways.length > 0 && html`<nav class="tools" aria-label="${library.plain(locale, 'pages:help.navigation')}"><ul>${[...ways]}</ul></nav>`}</header>
<main id="main">${main}</main>
<footer class="foot"><ul>${footLinks(locale)}</ul></footer>
${script !== undefined && html`<script nonce="${nonce}">${trusted(script)}</script>`}
</body>
</html>
`
    return page(status, text, {
      'content-security-policy': Object.entries(directives).map(each => each.join(' ')).join('; '),
      'content-language': locale,
      // With `no-referrer` a browser sends `Origin: null` with a form, and its origin could not be checked.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
  }

  return {
    name,
    icon,
    brand,
    themed: nonce => own !== '' && html`<style nonce="${nonce}">${trusted(own)}</style>`,
    footLinks,
    document,
    localeOf: (asked, accepted = '') => {
      const wanted = [asked ?? '', ...accepted.split(',')].map(each => each.trim().slice(0, 2).toLowerCase())
      return wanted.find(each => library.locales.includes(each)) ?? library.defaultLocale
    },
    routes: markRoutes(theme),
  }
}

/** A way to elsewhere: an item of the list in the head. @param locale of what it leads to, where that is another language */
export const wayTo = (address: string, text: string, locale?: string): Html =>
  html`<li><a class="tool" href="${address}"${locale !== undefined && html` lang="${locale}" hreflang="${locale}"`}>${text}</a></li>`
