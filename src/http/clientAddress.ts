/** Who a request is from, as far as its connection and what proxies add can say. */
import type { IncomingMessage } from 'node:http'
import { isIP, isIPv6 } from 'node:net'
import proxyAddress from 'proxy-addr'
import { isLocalHost, isOfThisMachine } from './localHost.ts'

const plainAddress = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address)

/** The client's address: what the nearest proxy saw under `trustProxy`, else the socket's. */
export function clientAddress(req: IncomingMessage, trustProxy: boolean): string {
  const socket = plainAddress(req.socket.remoteAddress ?? '')
  // Only the nearest hop is ours: what stands before it in the header anybody can have written.
  const seen = plainAddress(trustProxy ? proxyAddress(req, (_, hop) => hop === 0) : socket)
  return isIP(seen) === 0 ? socket : seen
}

/** One key for all addresses that one IPv6 subscriber has. @param address as sockets and proxies write it */
export function addressKey(address: string): string {
  const plain = plainAddress(address)
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  return [...groups, ...Array<string>(missing).fill('0')].slice(0, 4).join(':')
}

/** What proxies add: `Forwarded`, `Via`, `X-Forwarded-…`, and the names by which some pass on the address of the client. */
const forwarding = /^(?:forwarded|via|x-forwarded(?:-.+)?|x-(?:real|client|cluster-client|original-forwarded)-(?:ip|for)|(?:true-client|cf-connecting|fastly-client)-ip)$/

/** A page from elsewhere in a browser of this machine: its scripts reach the loopback, and say in `Origin` where they are from. */
const fromElsewhere = (origin: string | undefined): boolean => origin !== undefined && !isOfThisMachine(origin)

/** True when the request truly comes from this machine: a local reverse proxy makes everyone loopback, and so does a browser. */
export function isLocal(req: IncomingMessage, publicUrl: string | undefined): boolean {
  const from = plainAddress(req.socket.remoteAddress ?? '')
  return (
    publicUrl === undefined &&
    (from === '::1' || from.startsWith('127.')) &&
    isLocalHost(req.headers.host) &&
    !fromElsewhere(req.headers.origin) &&
    !Object.keys(req.headers).some(name => forwarding.test(name))
  )
}

const hostForm = /^(?:[\w.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/

/** An address that the router and URL can take. Others end with 400 before any of them sees it. */
export const wellFormed = (req: IncomingMessage): boolean =>
  (req.headers.host === undefined || hostForm.test(req.headers.host)) &&
  (req.url?.startsWith('/') ?? false) &&
  URL.canParse(`http://${req.headers.host ?? 'localhost'}${req.url}`)
