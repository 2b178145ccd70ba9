/** What a person sees where there is nothing, or where something went wrong: a sentence in their language, and ways on. */
import type { Library } from '../content/library.ts'
import { html } from '../text/html.ts'
import type { RouteResponse } from '../http/route.ts'
import { wayTo, type House } from './house.ts'

/** The words for a status, by their name under `pages:errors`. */
const names: Readonly<Record<number, string>> = { 404: 'missing', 405: 'missing', 500: 'failed', 503: 'unavailable' }

/**
 * Makes the pages.
 * @returns `accepted` is the browser's `Accept-Language`, `uncertain` whether what was asked for may have been stored all the same
 */
export function errorPages(library: Library, house: House) {
  return (status: number, accepted: string | undefined, uncertain = false): RouteResponse => {
    const locale = house.localeOf(undefined, accepted)
    const name = names[status] ?? 'refused'
    const say = (of: string, key: string): string => library.plain(of, `pages:errors.${key}`)
    const told = (of: string) => say(of, `${name}.${uncertain ? 'uncertain' : 'text'}`)
    // Whose language was not understood finds it below; an address that leads nowhere is clear enough.
    const others = status === 503 ? library.locales.filter(each => each !== locale) : []
    const help = `/${library.plain(locale, 'pages:help.path')}`
    return house.document(status, {
      locale,
      title: say(locale, `${name}.title`),
      ways: [wayTo(help, library.plain(locale, 'pages:help.title'))],
      main: html`<div class="sheet"><h1>${say(locale, `${name}.heading`)}</h1>
<p>${told(locale)}</p>
${others.map(each => html`<p lang="${each}">${told(each)}</p>`)}
<p class="buttons"><a class="button primary" href="/?lang=${locale}">${say(locale, 'guide')}</a><a class="button" href="${help}">${say(locale, 'help')}</a></p></div>`,
    })
  }
}
export type ErrorPages = ReturnType<typeof errorPages>
