/** Which domain was meant by one that nobody has: `univ-lyon1.f`, `sorbone-universite.fr`. */
import { distance } from '../text/distance.ts'

/** Shorter names have honest neighbours: there only what stands behind the last dot may be mistyped. */
const shortest = 6
/** From this length on two slips are allowed. */
const long = 12

const digits = (text: string): string => text.replace(/\D/g, '')
const nameOf = (domain: string): string => domain.split('.').slice(0, -1).join('.')

/**
 * @param typed a domain in small letters, with or without its last part
 * @returns the nearest of the domains; undefined when it is one of them, or near none
 */
export function nearDomain(typed: string, domains: Iterable<string>): string | undefined {
  let best: { domain: string; far: number } | undefined
  for (const domain of domains) {
    if (domain === typed) return undefined
    // Lyon 1 is not Lyon 2.
    if (digits(domain) !== digits(typed)) continue
    const limit = typed.length >= long ? 2 : 1
    const isShort = nameOf(domain).length < shortest
    const sameName = nameOf(domain) === typed || (nameOf(domain) === nameOf(typed) && (!isShort || distance(typed, domain, 1) <= 1))
    const far = sameName ? 0.5 : isShort ? limit + 1 : distance(typed, domain, limit)
    if (far <= limit && (best === undefined || far < best.far)) best = { domain, far }
  }
  return best?.domain
}
