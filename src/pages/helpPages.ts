/**
 * The help articles as pages of their own: no script, to be read, printed and linked to, each with its twin in the other languages and
 * a way to the guide.
 */
import { dayIn } from '../content/dates.ts'
import type { Article, Library, Variables } from '../content/library.ts'
import { toHtml, toPlainText } from '../content/markdown.ts'
import { html, trusted } from '../text/html.ts'
import type { Html } from '../text/html.ts'
import type { Route, RouteRequest, RouteResponse } from '../http/route.ts'
import { documentPage } from './document.ts'

/** Longest search that is read, in characters. */
const longestQuery = 200
/** Of an article that a search found, so much is shown, in characters. */
const excerpt = 140

const policy = { 'img-src': "'self'" }

const style = `
header { flex-wrap: wrap; align-items: baseline }
header .site { font-weight: 600; color: var(--text); text-decoration: none }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none }
nav a { display: inline-block; padding: .25rem 0 }
form { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: end; margin: 1rem 0 1.5rem }
form > div { flex: 1 1 18rem }
form label { margin: 0 }
form p { margin: 0 0 .4rem }
form button { margin: .75rem 0 0 }
.themes { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 0 2rem }
.themes h2 { margin: 1rem 0 .25rem }
li { margin: .3rem 0 }
.themes ul, .found ul, .related ul { padding: 0; list-style: none }
.themes a, .found a, .related a { display: inline-block; padding: .15rem 0 }
.found p { margin: 0 }
.text img { display: block; width: 100%; height: auto; margin: 1rem 0; border-radius: .4rem; background: #ffffff }
.about { margin-top: 1.5rem; border-top: 1px solid var(--line); font-size: .9375rem }
.about ul { margin: .25rem 0 }
@media print {
  :root { color-scheme: light; --text: #000000; --soft: #333333; --ground: #ffffff; --card: #ffffff; --line: #999999; --main: #000000 }
  body { padding: 0; font-size: 11pt }
  main { padding: 0 }
  nav, form, .button, .related { display: none !important }
  .text a[href^="http"]::after { content: " (" attr(href) ")"; overflow-wrap: anywhere }
  main, header { max-width: none }
  .text img { max-width: 11cm; break-inside: avoid }
  h1, h2 { break-after: avoid }
}
`

export interface HelpPagesOptions {
  readonly library: Library
  /** What the articles may say beside the settings: the directory's names. */
  readonly variables: (locale: string) => Promise<Variables>
  /** The articles that a text is about, likeliest first, by their ids. */
  readonly find: (text: string, locale: string) => readonly string[] | Promise<readonly string[]>
  /** Topics with which a link may begin the guide. */
  readonly topics: readonly string[]
  /** Where a picture is reached, when there is one of that name. */
  readonly picture: (name: string) => string | undefined
  /** Where the guide's own picture is, for a browser's tab. */
  readonly icon?: string | undefined
  /** The address people use, without a trailing slash; undefined: addresses stay without a host. */
  readonly publicUrl?: string | undefined
}

const listOf = (article: Article, name: string): readonly string[] => {
  const value = article.extra[name]
  return Array.isArray(value) ? (value as string[]) : []
}
const textOf = (article: Article, name: string): string => {
  const value = article.extra[name]
  return typeof value === 'string' ? value : ''
}

/** A day as people write it; what is no day stays as it is. */
const dayOf = (date: string, locale: string): string => {
  const day = new Date(`${date}T00:00:00Z`)
  return Number.isNaN(day.getTime()) ? date : dayIn(locale, day)
}

/** The routes of the help: an index and a page for each article, in each language. */
export function helpPages({ library, variables, find, topics, picture, icon, publicUrl = '' }: HelpPagesOptions): Route[] {
  const say = (locale: string, key: string, variables?: Variables): string => library.plain(locale, `pages:help.${key}`, variables)
  const pathOf = (locale: string, id?: string): string => `/${say(locale, 'path')}${id === undefined ? '' : `/${id}`}`
  /** A language that has no words for these pages yet has no address for them either. */
  const locales = library.locales.filter((locale, i, all) => all.findIndex(each => pathOf(each) === pathOf(locale)) === i)
  const talkTo = (locale: string, query: Readonly<Record<string, string>>): string =>
    `/?${new URLSearchParams({ ...query, lang: locale }).toString()}`

  const tab = icon === undefined ? html`` : html`<link rel="icon" href="${icon}" type="image/svg+xml">`
  /** The same page in each language: for search engines, and to read. */
  const twins = (own: string, id?: string): { head: Html; links: Html[] } => ({
    head: html`${tab}
<link rel="canonical" href="${publicUrl}${pathOf(own, id)}">
${locales.map(each => html`<link rel="alternate" hreflang="${each}" href="${publicUrl}${pathOf(each, id)}">`)}`,
    links: locales
      .filter(each => each !== own)
      .map(each => html`<li><a href="${pathOf(each, id)}" lang="${each}" hreflang="${each}">${say(each, 'ownName')}</a></li>`),
  })

  const header = (locale: string, links: readonly Html[], width = 'wide'): Html => html`<header class="${width}">
<a class="site" href="${pathOf(locale)}">${say(locale, 'site')}</a>
<nav aria-label="${say(locale, 'navigation')}"><ul>${links}<li><a href="${talkTo(locale, {})}">${say(locale, 'guide')}</a></li></ul></nav>
</header>`

  const search = (locale: string, query: string): Html => html`<form role="search" action="${pathOf(locale)}" method="get">
<div><label for="q">${say(locale, 'search.label')}</label><p class="soft" id="hint">${say(locale, 'search.hint')}</p>
<input id="q" name="q" type="search" value="${query}" maxlength="${longestQuery}" aria-describedby="hint" autocomplete="off"></div>
<button>${say(locale, 'search.submit')}</button>
</form>`

  const linkTo = (locale: string, { id, title }: Article): Html => html`<a href="${pathOf(locale, id)}">${title}</a>`

  function themes(locale: string): Html {
    const articles = library.articles('help', locale)
    const names = [...new Set(articles.map(article => textOf(article, 'theme')))]
    return html`<div class="themes">${names.map(
      theme => html`<section><h2>${say(locale, `themes.${theme}`) || theme}</h2>
<ul>${articles.filter(article => textOf(article, 'theme') === theme).map(article => html`<li>${linkTo(locale, article)}</li>`)}</ul></section>`,
    )}</div>`
  }

  async function found(locale: string, query: string): Promise<Html> {
    const filled = await variables(locale)
    const articles = (await find(query, locale)).flatMap(id => library.article('help', locale, id, filled) ?? [])
    if (articles.length === 0)
      return html`<section class="found"><h2>${say(locale, 'search.nothing')}</h2><p>${say(locale, 'search.way')}</p>
<p><a class="button" href="${talkTo(locale, {})}">${say(locale, 'guide')}</a></p></section>`
    const beginning = (article: Article): string => {
      const [line = ''] = toPlainText(article.body).replace(/^(?:- |\d+\. )/, '').split('\n')
      return line.length <= excerpt ? line : `${line.slice(0, line.lastIndexOf(' ', excerpt))}…`
    }
    return html`<section class="found"><h2>${say(locale, 'search.found', { count: articles.length })}</h2>
<ul>${articles.map(article => html`<li>${linkTo(locale, article)}<p class="soft">${beginning(article)}</p></li>`)}</ul></section>`
  }

  async function index(locale: string, request: RouteRequest): Promise<RouteResponse> {
    const query = (request.query.get('q') ?? '').slice(0, longestQuery).trim()
    const { head, links } = twins(locale)
    const title = say(locale, 'title')
    return documentPage(200, {
      locale,
      title: query === '' ? title : say(locale, 'search.title', { query }),
      head,
      style,
      listed: query === '',
      policy,
      body: html`${header(locale, links)}<main class="wide"><h1>${title}</h1>
<p>${say(locale, 'intro')}</p>
${search(locale, query)}
${query !== '' && (await found(locale, query))}
${query !== '' && html`<h2>${say(locale, 'all')}</h2>`}
${themes(locale)}</main>`,
    })
  }

  function missing(locale: string): RouteResponse {
    const title = say(locale, 'missing.title')
    return documentPage(404, {
      locale,
      title,
      head: tab,
      style,
      policy,
      body: html`${header(locale, twins(locale).links)}<main class="wide"><h1>${title}</h1>
<p>${say(locale, 'missing.text')}</p>
${search(locale, '')}
${themes(locale)}</main>`,
    })
  }

  function about(locale: string, article: Article): Html {
    const checked = textOf(article, 'checked')
    const sources = listOf(article, 'sources')
    return html`<div class="about soft">
${checked !== '' && html`<p>${say(locale, 'article.checked', { date: dayOf(checked, locale) })}</p>`}
${sources.length > 0 && html`<p>${say(locale, 'article.sources')}</p><ul>${sources.map(source => html`<li>${source}</li>`)}</ul>`}</div>`
  }

  async function one(locale: string, { params }: RouteRequest): Promise<RouteResponse> {
    const article = library.article('help', locale, params['id'] ?? '', await variables(locale))
    if (article === undefined) return missing(locale)
    const { head, links } = twins(locale, article.id)
    const topic = textOf(article, 'topic')
    const address = article.image === undefined ? undefined : picture(article.image)
    const related = listOf(article, 'related').flatMap(id => library.article('help', locale, id) ?? [])
    return documentPage(200, {
      locale,
      title: `${article.title} – ${say(locale, 'site')}`,
      head,
      style,
      listed: true,
      policy,
      body: html`${header(locale, links, 'narrow')}<main><h1>${article.title}</h1>
<div class="text">${trusted(toHtml(article.body))}
${address !== undefined && html`<img src="${address}" alt="${article.alt ?? ''}">`}</div>
<p><a class="button" href="${talkTo(locale, topics.includes(topic) ? { topic } : { article: article.id })}">${say(locale, 'article.talk')}</a></p>
${
        related.length > 0 &&
        html`<section class="related"><h2>${say(locale, 'article.related')}</h2><ul>${related.map(each => html`<li>${linkTo(locale, each)}</li>`)}</ul></section>`
      }
${about(locale, article)}</main>`,
    })
  }

  return locales.flatMap((locale): Route[] => [
    { method: 'GET', path: pathOf(locale), handle: request => index(locale, request) },
    { method: 'GET', path: `${pathOf(locale)}/:id`, handle: request => one(locale, request) },
    { method: 'GET', path: `${pathOf(locale)}/*`, handle: () => missing(locale) },
  ])
}
