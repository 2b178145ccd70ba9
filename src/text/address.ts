/** What an e-mail address is, and where one stands in what somebody wrote. */

/** Longest e-mail address, in characters (RFC 5321, 4.5.3.1.3: a path of 256 octets with its angle brackets). */
export const longestAddress = 254
/** What proves an answer by mail (`noa-7k3m9q-…`, `replyProof.ts`) takes so many characters of an address. */
export const lengthOfProof = 35

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const domainForm = new RegExp(`^(?:${label}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$`)
const atom = '[a-z0-9!#$%&\'*+/=?^_`{|}~-]+'
const localForm = new RegExp(`^${atom}(?:\\.${atom})*$`)

/** Whether this can stand before the @ (RFC 5321's dot-string, in small letters). */
export const isLocalPart = (text: string): boolean => text.length <= 64 && localForm.test(text)
/** Whether this is a domain with at least two parts, in small letters. */
export const isMailDomain = (text: string): boolean => text.length <= 253 && domainForm.test(text)

/** Whether a text is one address and nothing else, in any case. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 0 || text.length > longestAddress) return false
  return isLocalPart(text.slice(0, at).toLowerCase()) && isMailDomain(text.slice(at + 1).toLowerCase())
}

/**
 * What looks like an address in a text, complete or not, in order. Marks of punctuation around one are no part of it.
 * Read word by word: a pattern that looks for the @ from every letter takes as long as the square of a long text.
 */
export function addressesIn(text: string): string[] {
  return [...text.matchAll(/[^\s<>()[\]"«»,;:]+/gu)]
    .map(([word]) => word)
    .filter(word => word.indexOf('@') > 0)
    .map(word => word.replace(/[.!?'’/]{1,8}$/, ''))
}

/** The first whole address in what somebody wrote, in small letters. */
export const addressIn = (text: string): string | undefined => addressesIn(text).map(found => found.toLowerCase()).find(isAddress)

/**
 * Whether a text, or JSON of texts, holds this very address: `anne-marie@univ.fr` is not `marie@univ.fr`.
 * @param address in small letters
 */
export function holdsAddress(text: string, address: string): boolean {
  // The end of a line, as JSON writes it, is no letter of an address.
  const read = text.toLowerCase().replace(/\\+[nrt]/g, ' ')
  const inside = /[\p{L}\p{N}._%+-]/u
  for (let at = read.indexOf(address); at !== -1; at = read.indexOf(address, at + 1)) {
    const after = read.slice(at + address.length, at + address.length + 2)
    if (!inside.test(read.charAt(at - 1)) && !/^(?:[\p{L}\p{N}-]|\.[\p{L}\p{N}])/u.test(after)) return true
  }
  return false
}

/** What stands after the @. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)
