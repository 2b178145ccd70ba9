/** The frame of the small pages beside the chat: one column, light and dark, no file to load, and a policy that lets nothing else in. */
import { randomBytes } from 'node:crypto'
import { html, trusted } from '../text/html.ts'
import type { Html } from '../text/html.ts'
import { page } from '../http/route.ts'
import type { RouteResponse } from '../http/route.ts'

export interface PageDocument {
  readonly locale: string
  readonly title: string
  readonly body: Html
  /** More of the page's head: links to its other languages. */
  readonly head?: Html
  /** Styles of this page only. */
  readonly style?: string
  /** Whether search engines may list it; otherwise they are told not to. */
  readonly listed?: boolean
  /** Run at the end of the page; the page must do without it. */
  readonly script?: string
  /** Added to the Content-Security-Policy; `style-src` replaces the nonce's. */
  readonly policy?: Readonly<Record<string, string>>
}

const style = `
:root { color-scheme: light dark; --text: #1d2433; --soft: #4b5468; --ground: #f4f6fa; --card: #ffffff; --line: #737d92;
  --main: #174a8b; --on-main: #ffffff; --fault: #a3161b; --good: #14643c }
@media (prefers-color-scheme: dark) { :root { --text: #eef1f7; --soft: #b9c1d1; --ground: #12151b; --card: #1b2029; --line: #8b94a7;
  --main: #a9c7ff; --on-main: #10131a; --fault: #ffb3ae; --good: #8fe0b4 } }
* { box-sizing: border-box }
body { margin: 0; padding: 1.5rem 1rem; background: var(--ground); color: var(--text); font: 1.0625rem/1.6 system-ui, sans-serif }
main, header { max-width: 38rem; margin: 0 auto }
header { display: flex; justify-content: space-between; gap: 1rem; padding-bottom: .75rem; color: var(--soft) }
main { padding: 1.5rem; background: var(--card); border-radius: .75rem }
main.wide, header.wide { max-width: 60rem }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25 }
h2 { font-size: 1.2rem }
a { color: var(--main) }
label, .label { display: block; margin-top: 1rem; font-weight: 600 }
input { width: 100%; padding: .6rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--card); color: inherit; font: inherit }
input[readonly] { border-style: dashed; color: var(--soft) }
input[aria-invalid] { border: 2px solid var(--fault) }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px }
ul, ol { margin: .25rem 0 .75rem; padding-left: 1.3rem }
button, a.button { display: inline-block; margin-top: 1.25rem; padding: .7rem 1.3rem; border: 1px solid var(--main); border-radius: .4rem;
  background: var(--main); color: var(--on-main); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer }
button.second { margin-top: .5rem; padding: .35rem .8rem; background: transparent; color: var(--main); font-weight: 400 }
[hidden] { display: none }
.fault { color: var(--fault); font-weight: 600 }
.good { color: var(--good) }
.soft { color: var(--soft) }
.mail { padding: .75rem 0; border-top: 1px solid var(--line) }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: .4rem; background: #ffffff }
`

/** A whole page as an answer, with its policy. `body` holds `<header>` and `<main>`. */
export function documentPage(status: number, { locale, title, body, head, style: own = '', listed = false, script, policy }: PageDocument): RouteResponse {
  const nonce = randomBytes(16).toString('base64')
  const directives = {
    'default-src': "'none'",
    'style-src': `'nonce-${nonce}'`,
    ...(script === undefined ? {} : { 'script-src': `'nonce-${nonce}'` }),
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    ...policy,
  }
  const { html: text } = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${!listed && html`<meta name="robots" content="noindex">`}
<title>${title}</title>
${head}
<style nonce="${nonce}">${trusted(style + own)}</style>
</head>
<body>
${body}
${script !== undefined && html`<script nonce="${nonce}">${trusted(script)}</script>`}
</body>
</html>
`
  return page(status, text, {
    'content-security-policy': Object.entries(directives).map(each => each.join(' ')).join('; '),
    // With `no-referrer` a browser sends `Origin: null` with a form, and its origin could not be checked.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
}
