/** The language in which a page begins. */
import type { Library } from '../../content/library.ts'
import type { RouteRequest } from '../../http/route.ts'

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
