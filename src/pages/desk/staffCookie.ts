/** The cookies of the desk: who is signed in (never sent by a page from elsewhere), and a sign-in that is under way at a provider. */
import type { RouteRequest } from '../../http/route.ts'

type Headers = RouteRequest['headers']

export interface StaffCookie {
  /** The secret that came with a request. */
  read(headers: Headers): string | undefined
  /** As an answer sets it. */
  set(secret: string): string
  /** As an answer takes it away. */
  clear(): string
}

/**
 * @param secure people reach the guide over TLS
 * @param site `Lax`: sent as well when another site leads here
 * @param seconds it lives; undefined: with the browser
 */
export function staffCookie(name: string, secure: boolean, site: 'Strict' | 'Lax', seconds?: number): StaffCookie {
  const own = secure ? `__Host-${name}` : name
  const write = (value: string, age: number | undefined): string =>
    `${own}=${value}; Path=/; HttpOnly; SameSite=${site}${secure ? '; Secure' : ''}${age === undefined ? '' : `; Max-Age=${age}`}`
  return {
    read: ({ cookie = '' }) =>
      cookie
        .split(';')
        .map(each => each.trim().split('='))
        .find(([key, value = '']) => key === own && /^[\w-]{43}$/.test(value))?.[1],
    set: secret => write(secret, seconds),
    clear: () => write('', 0),
  }
}
