/**
 * The help articles as pages of their own: no script, to be read, printed and linked to, each with its twin in the other languages and
 * a way to the guide.
 */
import { dayIn } from '../content/dates.ts'
import type { Article, Library, Variables } from '../content/library.ts'
import { toHtml, toPlainText } from '../content/markdown.ts'
import { html, trusted, type Html } from '../text/html.ts'
import type { Route, RouteRequest, RouteResponse } from '../http/route.ts'
import { wayTo, type House } from './house.ts'

/** Longest search that is read, in characters. */
const longestQuery = 200
/** Of an article that a search found, so much is shown, in characters. */
const excerpt = 140

export interface HelpPagesOptions {
  readonly library: Library
  readonly house: House
  /** What the articles may say beside the settings: the directory's names. */
  readonly variables: (locale: string) => Promise<Variables>
  /** The articles that a text is about, likeliest first, by their ids. */
  readonly find: (text: string, locale: string) => readonly string[] | Promise<readonly string[]>
  /** Topics with which a link may begin the guide. */
  readonly topics: readonly string[]
  /** Where a picture is reached, when there is one of that name. */
  readonly picture: (name: string) => string | undefined
  /** The address people use, without a trailing slash; undefined: addresses stay without a host. */
  readonly publicUrl?: string | undefined
}

const listOf = (article: Article, name: string): readonly string[] => {
  const value = article.extra[name]
  return Array.isArray(value) ? value.map(String) : []
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

/** What all of the pages share: their words, their addresses. */
interface Help extends HelpPagesOptions {
  /** Those that have an address of their own: a language without words for these pages has none. */
  readonly locales: readonly string[]
}

const say = ({ library }: Pick<Help, 'library'>, locale: string, key: string, variables?: Variables): string =>
  library.plain(locale, `pages:help.${key}`, variables)
const pathOf = (help: Pick<Help, 'library'>, locale: string, id?: string): string => `/${say(help, locale, 'path')}${id === undefined ? '' : `/${id}`}`
const talkTo = (locale: string, query: Readonly<Record<string, string>> = {}): string => `/?${new URLSearchParams({ ...query, lang: locale }).toString()}`
const linkTo = (help: Help, locale: string, { id, title }: Article): Html => html`<a href="${pathOf(help, locale, id)}">${title}</a>`

/** The same page in each language, for search engines. */
const twins = (help: Help, own: string, id?: string): Html => {
  const { locales, publicUrl = '' } = help
  return html`<link rel="canonical" href="${publicUrl}${pathOf(help, own, id)}">
${locales.map(each => html`<link rel="alternate" hreflang="${each}" href="${publicUrl}${pathOf(help, each, id)}">`)}`
}

/** Out of a page: to its other languages, to the conversation. */
const waysOf = (help: Help, locale: string, id?: string): Html[] => [
  ...help.locales.filter(each => each !== locale).map(each => wayTo(pathOf(help, each, id), say(help, each, 'ownName'), each)),
  wayTo(talkTo(locale), say(help, locale, 'guide')),
]

const search = (help: Help, locale: string, query = ''): Html => html`<form class="search" role="search" action="${pathOf(help, locale)}" method="get">
<label for="q">${say(help, locale, 'search.label')}</label><p class="note" id="hint">${say(help, locale, 'search.hint')}</p>
<input id="q" name="q" type="search" value="${query}" maxlength="${longestQuery}" aria-describedby="hint" autocomplete="off">
<button class="button">${say(help, locale, 'search.submit')}</button>
</form>`

/** What is asked most, and behind it everything, by its theme. */
function catalogue(help: Help, locale: string): Html {
  const { library } = help
  const articles = library.articles('help', locale)
  const themes = [...new Set(articles.map(article => textOf(article, 'theme')))]
  const asked = library.list(locale, 'pages:help.mostAsked').flatMap(id => articles.find(article => article.id === id) ?? [])
  return html`${asked.length > 0 && html`<section><h2>${say(help, locale, 'most')}</h2>
<ul class="ways-on">${asked.map(article => html`<li>${linkTo(help, locale, article)}</li>`)}</ul></section>`}
<section><h2>${say(help, locale, 'all')}</h2>${themes.map(theme => {
    const own = articles.filter(article => textOf(article, 'theme') === theme)
    return html`<details class="theme"><summary>${say(help, locale, `themes.${theme}`) || theme} <span class="note">${say(help, locale, 'count', { count: own.length })}</span></summary>
<ul class="ways-on">${own.map(article => html`<li>${linkTo(help, locale, article)}</li>`)}</ul></details>`
  })}</section>`
}

async function found(help: Help, locale: string, query: string): Promise<Html> {
  const { library, variables, find } = help
  const filled = await variables(locale)
  const articles = (await find(query, locale)).flatMap(id => library.article('help', locale, id, filled) ?? [])
  if (articles.length === 0)
    return html`<section class="found"><h2>${say(help, locale, 'search.nothing')}</h2><p>${say(help, locale, 'search.way')}</p>
<p><a class="button primary" href="${talkTo(locale)}">${say(help, locale, 'guide')}</a></p></section>`
  const beginning = (article: Article): string => {
    const [line = ''] = toPlainText(article.body).replace(/^(?:- |\d+\. )/, '').split('\n')
    return line.length <= excerpt ? line : `${line.slice(0, line.lastIndexOf(' ', excerpt))}…`
  }
  return html`<section class="found"><h2>${say(help, locale, 'search.found', { count: articles.length })}</h2>
<ul class="ways-on">${articles.map(article => html`<li>${linkTo(help, locale, article)}<p class="note">${beginning(article)}</p></li>`)}</ul></section>`
}

async function index(help: Help, locale: string, request: RouteRequest): Promise<RouteResponse> {
  const query = (request.query.get('q') ?? '').slice(0, longestQuery).trim()
  const title = say(help, locale, 'title')
  return help.house.document(200, {
    locale,
    title: query === '' ? title : say(help, locale, 'search.title', { query }),
    head: twins(help, locale),
    ways: waysOf(help, locale),
    listed: query === '',
    main: html`<div class="sheet"><h1>${title}</h1>
<p>${say(help, locale, 'intro')}</p>
${search(help, locale, query)}
${query !== '' && (await found(help, locale, query))}
${catalogue(help, locale)}</div>`,
  })
}

const missing = (help: Help, locale: string): RouteResponse =>
  help.house.document(404, {
    locale,
    title: say(help, locale, 'missing.title'),
    ways: waysOf(help, locale),
    main: html`<div class="sheet"><h1>${say(help, locale, 'missing.title')}</h1>
<p>${say(help, locale, 'missing.text')}</p>
${search(help, locale)}
${catalogue(help, locale)}</div>`,
  })

function about(help: Help, locale: string, article: Article): Html {
  const checked = textOf(article, 'checked')
  const sources = listOf(article, 'sources')
  return html`<section class="note">
${checked !== '' && html`<p>${say(help, locale, 'article.checked', { date: dayOf(checked, locale) })}</p>`}
${sources.length > 0 && html`<p>${say(help, locale, 'article.sources')}</p><ul>${sources.map(source => html`<li>${source}</li>`)}</ul>`}</section>`
}

async function one(help: Help, locale: string, { params }: RouteRequest): Promise<RouteResponse> {
  const { library, variables, picture, topics } = help
  const article = library.article('help', locale, params['id'] ?? '', await variables(locale))
  if (article === undefined) return missing(help, locale)
  const topic = textOf(article, 'topic')
  const address = article.image === undefined ? undefined : picture(article.image)
  const related = listOf(article, 'related').flatMap(id => library.article('help', locale, id) ?? [])
  return help.house.document(200, {
    locale,
    title: article.title,
    head: twins(help, locale, article.id),
    ways: waysOf(help, locale, article.id),
    listed: true,
    main: html`<article class="sheet"><h1>${article.title}</h1>
<div class="text">${trusted(toHtml(article.body))}
${address !== undefined && html`<img src="${address}" alt="${article.alt ?? ''}">`}</div>
<p class="buttons"><a class="button primary" href="${talkTo(locale, topics.includes(topic) ? { topic } : { article: article.id })}">${say(help, locale, 'article.talk')}</a></p>
${
      related.length > 0 &&
      html`<section class="related"><h2>${say(help, locale, 'article.related')}</h2><ul class="ways-on">${related.map(each => html`<li>${linkTo(help, locale, each)}</li>`)}</ul></section>`
    }
<p><a href="${pathOf(help, locale)}">${say(help, locale, 'all')}</a></p>
${about(help, locale, article)}</article>`,
  })
}

/** The routes of the help: an index and a page for each article, in each language. */
export function helpPages(options: HelpPagesOptions): Route[] {
  const all = options.library.locales
  const isFirst = (locale: string, at: number): boolean => all.findIndex(each => pathOf(options, each) === pathOf(options, locale)) === at
  const help: Help = { ...options, locales: all.filter(isFirst) }
  return help.locales.flatMap((locale): Route[] => [
    { method: 'GET', path: pathOf(help, locale), handle: request => index(help, locale, request) },
    { method: 'GET', path: `${pathOf(help, locale)}/:id`, handle: request => one(help, locale, request) },
  ])
}
