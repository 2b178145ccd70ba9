/** An address of a page with a slash too many, as people type and mails make it. */
import type { IncomingMessage } from 'node:http'
import type { Route, RouteResponse } from './route.ts'

/**
 * Makes what leads to the same address without the slash at its end, where there is a page; undefined for anything else. A program is
 * not led anywhere: it asks for no HTML.
 */
export function withoutSlash(routes: readonly Route[]): (request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>) => RouteResponse | undefined {
  const pages = routes.filter(({ method }) => method === 'GET').map(({ path }) => new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`))
  return ({ method, url = '', headers: { accept = '' } }) => {
    const [, path = '', query = ''] = /^(\/[^?#]*[^/?#])\/(\?.*)?$/.exec(url) ?? []
    if (path === '' || !['GET', 'HEAD'].includes(method ?? '') || !/\btext\/html\b/.test(accept) || !pages.some(page => page.test(path))) return undefined
    return { status: 308, headers: { location: path + query, 'cache-control': 'no-store' } }
  }
}
