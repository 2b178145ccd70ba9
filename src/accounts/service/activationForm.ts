/** The form behind the link of the activation mail: where it stands, and how one that comes back is known to be ours. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RouteRequest } from '../../http/route.ts'

export const activationPath = '/activate'

/** How long a page may stay open before its button is pressed. */
const formLife = 12 * 3_600_000

/** A token as one of ours looks; anything else is not even looked up. */
export const tokenForm = /^[\w-]{20,100}$/

/** Whether the browser says that the form stands on this very site. Browsers that say nothing are held to the seal alone. */
export function fromHere(request: RouteRequest, publicAddress: string): boolean {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return false
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  return origin === publicAddress || new URL(origin).host === host
}

export interface FormSeal {
  /** What the form of a link carries. */
  of(token: string): Promise<string>
  /** Whether this is what it carried, not long ago. */
  holds(token: string, given: string): Promise<boolean>
}

/**
 * Signs forms.
 * @param secret the same for every process of the installation
 * @param clock ms since the epoch
 */
export function formSeal(secret: () => Promise<string>, clock: () => number): FormSeal {
  const signature = async (token: string, issued: string): Promise<Buffer> =>
    createHmac('sha256', await secret()).update(`${issued}.${token}`).digest()
  return {
    async of(token) {
      const issued = clock().toString(36)
      return `${issued}.${(await signature(token, issued)).toString('base64url')}`
    },
    async holds(token, given) {
      const [issued = '', mac = ''] = given.split('.')
      const age = clock() - parseInt(issued, 36)
      if (!/^[0-9a-z]{1,12}$/.test(issued) || !(age >= 0 && age < formLife)) return false
      const [wanted, is] = [await signature(token, issued), Buffer.from(mac, 'base64url')]
      return is.length === wanted.length && timingSafeEqual(is, wanted)
    },
  }
}
