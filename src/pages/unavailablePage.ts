/** What a person sees when the database cannot be used: in their language, and the other one below it. */
import type { Library } from '../content/library.ts'
import { html } from '../text/html.ts'
import { documentPage } from './document.ts'
import type { RouteResponse } from '../http/route.ts'

/**
 * Makes the page.
 * @param accepted the browser's `Accept-Language`
 * @param uncertain whether what was asked for may have been stored all the same
 */
export function unavailablePage(library: Library, accepted: string | undefined, uncertain: boolean): RouteResponse {
  const wanted = (accepted ?? '').split(',').map(each => each.trim().slice(0, 2).toLowerCase())
  const locale = wanted.find(each => library.locales.includes(each)) ?? library.defaultLocale
  const say = (of: string, key: string): string => library.plain(of, `pages:unavailable.${key}`)
  const told = (of: string) => html`<section lang="${of}"><p>${say(of, uncertain ? 'uncertain' : 'text')}</p></section>`
  const others = library.locales.filter(each => each !== locale)
  return documentPage(503, {
    locale,
    title: say(locale, 'title'),
    body: html`<main><h1>${say(locale, 'heading')}</h1>
${told(locale)}
${others.map(told)}
</main>`,
  })
}
