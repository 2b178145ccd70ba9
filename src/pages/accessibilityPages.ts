/**
 * The accessibility statement, with the parts that French law names (arrêté du 20 septembre 2019, annex). An operator who has an audit
 * publishes another one, to which this address then leads.
 */
import type { Settings } from '../config.ts'
import type { Library, Variables } from '../content/library.ts'
import { toHtml } from '../content/markdown.ts'
import type { Route } from '../http/route.ts'
import { html, trusted, type Html } from '../text/html.ts'
import { wayTo, type House } from './house.ts'

export interface AccessibilityPagesOptions {
  readonly library: Library
  readonly house: House
  readonly settings: Pick<Settings, 'accessibilityUrl' | 'helpdeskEmail' | 'siteOwner'>
}

const parts = ['state', 'results', 'inaccessible', 'established', 'technologies', 'environment', 'tools', 'pages', 'contact', 'remedies'] as const

/** The routes of the statement, one in each language. */
export function accessibilityPages({ library, house, settings }: AccessibilityPagesOptions): Route[] {
  const { accessibilityUrl, helpdeskEmail, siteOwner } = settings
  const say = (locale: string, key: string): string => library.plain(locale, `pages:accessibility.${key}`)
  const text = (locale: string, key: string, variables?: Variables): Html => trusted(toHtml(library.words(locale, `pages:accessibility.${key}`, variables)))
  const pathOf = (locale: string): string => `/${say(locale, 'path')}`
  const locales = library.locales.filter((locale, at, all) => all.findIndex(each => pathOf(each) === pathOf(locale)) === at)

  const contact = (locale: string): Html =>
    helpdeskEmail === undefined ? text(locale, 'contact.portal') : text(locale, 'contact.email', { email: helpdeskEmail })
  const statement = (locale: string): Html => html`<article class="sheet"><h1>${say(locale, 'title')}</h1>
${text(locale, 'intro', { owner: siteOwner ?? say(locale, 'noOwner') })}
${parts.map(part => html`<section><h2>${say(locale, `${part}.title`)}</h2>${text(locale, `${part}.text`)}${part === 'contact' && contact(locale)}</section>`)}</article>`

  return locales.map(locale => ({
    method: 'GET',
    path: pathOf(locale),
    handle: () =>
      accessibilityUrl === undefined
        ? house.document(200, {
            locale,
            title: say(locale, 'title'),
            ways: [
              ...locales.filter(each => each !== locale).map(each => wayTo(pathOf(each), library.plain(each, 'pages:help.ownName'), each)),
              wayTo(`/?lang=${locale}`, library.plain(locale, 'pages:help.guide')),
            ],
            listed: true,
            main: statement(locale),
          })
        : { status: 302, headers: { location: accessibilityUrl, 'cache-control': 'no-store' } },
  }))
}
