/**
 * The page behind the link of the activation mail. Opening it changes nothing, since mail scanners open links; its button uses the
 * token, once, with the password.
 */
import type { Library } from '../../content/library.ts'
import type { House } from '../../pages/house.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import type { AccountStore, Clock } from './accountStore.ts'
import { activationPath, formSeal, fromHere, tokenForm } from './activationForm.ts'
import type { Link } from './activationLinks.ts'
import { done, mailed, ready, show, stale, type View } from './activationViews.ts'
import { hashPassword, passwordFault } from './password.ts'

export interface ActivationOptions {
  readonly store: AccountStore
  readonly library: Library
  readonly house: House
  /** Signs the forms; the same for every process of the installation. */
  readonly secret: () => Promise<string>
  /** Origin under which people reach the page. */
  readonly publicAddress: () => string
  readonly portalUrl: string | undefined
  /** Where the password of a local account is changed, when that is known. */
  readonly localPasswordUrl: string | undefined
  readonly clock: Clock
}

/** The language asked for, else the account's, else the browser's. */
function localeOf(library: Library, asked: string | null, link: Link | undefined, request: RouteRequest): string {
  const accepted = (request.headers['accept-language'] ?? '').split(',').map(each => each.trim().slice(0, 2).toLowerCase())
  const wanted = [asked, link?.locale, ...accepted]
  return wanted.find((each): each is string => typeof each === 'string' && library.locales.includes(each)) ?? library.defaultLocale
}

/** The routes of the page. */
export function activationPages(options: ActivationOptions): Route[] {
  const { store, library, house, publicAddress, portalUrl, localPasswordUrl, clock } = options
  const seal = formSeal(options.secret, clock)

  const look = async (request: RouteRequest, values: URLSearchParams): Promise<View> => {
    const given = values.get('token') ?? ''
    const token = tokenForm.test(given) ? given : ''
    const link = token === '' ? undefined : await store.links.find(token)
    const locale = localeOf(library, values.get('lang'), link, request)
    return { library, house, token, link, locale, seal: await seal.of(token), portalUrl, localPasswordUrl }
  }

  /** A form that was sent, with whether it is one of ours. */
  async function sent(request: RouteRequest): Promise<{ view: View; ours: boolean; values: URLSearchParams }> {
    const values = new URLSearchParams(request.body.toString('utf8'))
    const view = await look(request, values)
    const ours = fromHere(request, publicAddress()) && (await seal.holds(view.token, values.get('form') ?? ''))
    return { view, ours, values }
  }

  async function activate(request: RouteRequest): Promise<RouteResponse> {
    const { view, ours, values } = await sent(request)
    const { link, token } = view
    if (link === undefined) return show(view)
    if (!ours) return stale(view)
    if (link.state !== 'ready') return show(view)
    const password = values.get('password') ?? ''
    const fault = passwordFault(password, link.email)
    if (fault !== undefined) return ready(view, fault)
    const active = await store.activate(token, await hashPassword(password))
    // Used or ended by another request in the meantime.
    return active === undefined ? show({ ...view, link: await store.links.find(token) }) : done(view)
  }

  async function again(request: RouteRequest): Promise<RouteResponse> {
    const { view, ours } = await sent(request)
    const { link, locale } = view
    if (link === undefined) return show(view)
    if (!ours) return stale(view)
    if (link.state !== 'expired' && link.state !== 'ended') return show(view)
    const { email, sender } = link
    const result = await store.accept({ key: null, sender, body: { again: true }, email, fields: undefined, locale })
    return mailed(view, 'heldMs' in result)
  }

  return [
    { method: 'GET', path: activationPath, handle: async request => show(await look(request, request.query)) },
    { method: 'POST', path: activationPath, maxBody: 8 * 1024, handle: activate },
    { method: 'POST', path: `${activationPath}/again`, maxBody: 8 * 1024, handle: again },
  ]
}
