/** What the server answers by itself. It repeats nothing of a request, and says nothing about the inside. */
import { json } from './route.ts'
import type { RouteResponse } from './route.ts'

const unexpected = ['InternalError', 'Something went wrong on our side.'] as const

const messages: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BadRequest', 'The request could not be understood.'],
  404: ['NotFound', 'There is nothing at this address.'],
  405: ['MethodNotAllowed', 'This address does not take this method.'],
  408: ['RequestTimeout', 'The request took too long to arrive.'],
  413: ['PayloadTooLarge', 'The request is too large.'],
  431: ['HeadersTooLarge', 'The headers of the request are too large.'],
  500: unexpected,
}

/** A status that the server has an answer for: 500 for any other. */
export const knownStatus = (status: number | undefined): number => (status !== undefined && status in messages ? status : 500)

/** The code and the sentence of a status. */
export const messageOf = (status: number): readonly [code: string, message: string] => messages[status] ?? unexpected

/** The fixed answer of a status. */
export function failure(status: number, headers: Record<string, string> = {}): RouteResponse & { readonly body: string } {
  const [code, message] = messageOf(status)
  const body = { error: { code, message } }
  return { ...json(status, body, headers), body: JSON.stringify(body) }
}

/** What every answer carries. A route that shows a page sets its own Content-Security-Policy. */
export function securityHeaders(publicUrl: string | undefined): Readonly<Record<string, string>> {
  return {
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(publicUrl?.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}
