/** Signing in at the desk by a provider: on the way there, and back. */
import { html } from '../../text/html.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import { ProviderFault, type Provider } from '../../staff/provider.ts'
import { newSecret } from '../../staff/secrets.ts'
import type { Threshold } from './desk.ts'
import { deskPath, signInPath, wayBack } from './deskPaths.ts'
import { staffCookie } from './staffCookie.ts'

const beginPath = `${signInPath}/provider`
/** What an operator gives to the provider as the address to come back to. */
const backPath = `${signInPath}/return`
/** So long somebody may take at the provider, s. */
const underWay = 600

/** @param publicAddress origin under which people reach the guide */
export function providerSignIn({ provider, publicAddress }: { readonly provider: Provider; readonly publicAddress: () => string }) {
  return (threshold: Threshold): { readonly routes: readonly Route[]; readonly begin: (to: string) => string } => {
    const { staff, library, house, cookie, open, draw, tooOften, secure, onwards } = threshold
    // The one cookie that must come along when another site sends the browser back.
    const going = staffCookie('noa-desk-sign-in', secure, 'Lax', underWay)
    const back = (): string => publicAddress() + backPath

    const begin = async (request: RouteRequest): Promise<RouteResponse> => {
      const often = await tooOften('try', request)
      if (often !== undefined) return often
      const secret = newSecret()
      const address = await provider.begin(secret, wayBack(request.query.get('to')), back()).catch(toFault)
      if (address instanceof ProviderFault) return failed(request, address)
      return { status: 303, headers: { location: address, 'cache-control': 'no-store', 'set-cookie': going.set(secret) } }
    }

    const finish = async (request: RouteRequest): Promise<RouteResponse> => {
      const often = await tooOften('try', request)
      if (often !== undefined) return often
      const secret = going.read(request.headers)
      const returned = new URL(`${back()}?${request.query.toString()}`)
      const found = secret === undefined ? new ProviderFault('refused') : await provider.finish(secret, returned).catch(toFault)
      if (found instanceof ProviderFault) return failed(request, found)
      const entered = await staff.people.enter(found.person)
      if (typeof entered === 'object') {
        const session = await staff.sessions.begin(entered.id, 'provider')
        // Not led on by a status: the browser would take the next page for one to which the provider led, and not send the cookie.
        return onwards(request, wayBack(found.to), cookie.set(session))
      }
      return closed(request, entered, found.person.name)
    }

    const toFault = (error: unknown): ProviderFault => {
      if (error instanceof ProviderFault) return error
      throw error
    }
    const localeOf = (request: RouteRequest): string => house.localeOf(request.query.get('lang'), request.headers['accept-language'])
    const failed = (request: RouteRequest, { kind }: ProviderFault): RouteResponse => {
      const locale = localeOf(request)
      const say = (key: string): string => library.plain(locale, `pages:desk.provider.${kind}.${key}`)
      return draw({
        locale, status: kind === 'unreachable' ? 503 : 403, title: say('title'),
        main: html`<p>${say('text')}</p><p class="buttons"><a class="button primary" href="${deskPath}">${library.plain(locale, 'pages:desk.provider.again')}</a></p>`,
      })
    }
    const closed = (request: RouteRequest, why: 'noRole' | 'revoked', name: string): RouteResponse => {
      const locale = localeOf(request)
      const say = (key: string): string => library.plain(locale, `pages:desk.provider.${key}`, { name })
      return draw({
        locale, status: 403, title: say(`${why}.title`),
        main: html`<p>${say(`${why}.text`)}</p><p class="buttons"><a class="button" href="${deskPath}">${say('again')}</a></p>`,
      })
    }

    return {
      begin: to => `${beginPath}?${new URLSearchParams({ to }).toString()}`,
      routes: [
        { method: 'GET', path: beginPath, handle: open(begin) },
        { method: 'GET', path: backPath, handle: open(finish) },
      ],
    }
  }
}
