import { domainToASCII } from 'node:url'
import { domainOf } from './address.ts'

/** An address, or a domain after its @, as the network knows it: `aide@université.fr` is `aide@xn--universit-j4a.fr`. Others stay. */
export function inAscii(address: string): string {
  const domain = domainToASCII(domainOf(address))
  return domain === '' || !address.includes('@') ? address : `${address.slice(0, address.lastIndexOf('@') + 1)}${domain}`
}
