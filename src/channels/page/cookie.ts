/** The cookie that holds a conversation: for this server only, for no script, until the browser is closed. */
import type { RouteRequest } from '../../http/route.ts'
import { readSecret } from './sessions.ts'

type Headers = RouteRequest['headers']

export interface SessionCookie {
  /** The secret that came with a request. */
  read(headers: Headers): string | undefined
  /** As an answer sets it. */
  set(headers: Headers, secret: string): string
  /** As an answer takes it away. */
  clear(headers: Headers): string
}

/** @param secure people reach the guide over TLS */
export function sessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-noa' : 'noa'
  // In a frame of another site a browser sends no other: it keeps one for each site around it.
  const site = (headers: Headers): string =>
    !secure ? 'SameSite=Lax' : headers['sec-fetch-dest'] === 'iframe' ? 'SameSite=None; Secure; Partitioned' : 'SameSite=Lax; Secure'
  const write = (headers: Headers, value: string): string => `${name}=${value}; Path=/; HttpOnly; ${site(headers)}`
  return {
    read: ({ cookie = '' }) =>
      cookie
        .split(';')
        .map(each => each.trim().split('='))
        .flatMap(([own, value]) => (own === name ? [readSecret(value)] : []))
        .find(each => each !== undefined),
    set: write,
    clear: headers => `${write(headers, '')}; Max-Age=0`,
  }
}
