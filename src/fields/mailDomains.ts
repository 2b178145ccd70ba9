/**
 * "Vouliez-vous dire … ?" on a mistyped e-mail domain. The list is short and curated: the providers that people in France really use.
 * A domain that only resembles one of them may be right, so a resemblance is a question and never a refusal.
 */
import { distance } from '../text/distance.ts'

const known = [
  'gmail.com', 'outlook.com', 'outlook.fr', 'hotmail.com', 'hotmail.fr', 'live.fr', 'live.com', 'msn.com', 'yahoo.fr', 'yahoo.com',
  'icloud.com', 'orange.fr', 'wanadoo.fr', 'free.fr', 'sfr.fr', 'laposte.net', 'bbox.fr', 'proton.me', 'protonmail.com', 'gmx.fr',
]

/** Real domains one letter away from a known one: never questioned. */
const neighbours = new Set(['mail.com', 'gmx.com', 'gmx.de', 'ymail.com', 'live.be', 'live.it', 'live.de', 'free.org', 'gmx.net', 'gmx.ch', 'yahoo.de', 'yahoo.it', 'yahoo.es', 'hotmail.it', 'hotmail.es', 'hotmail.de', 'outlook.es', 'outlook.de', 'outlook.it', 'outlook.be', 'hotmail.be', 'sfr.com'])

/** Whether whoever wants it has an address of this domain, so that it tells nothing of where a person works. */
export const isMailProvider = (domain: string): boolean =>
  known.includes(domain) || neighbours.has(domain) || /^(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|gmx|proton|protonmail|tutanota|laposte|zoho|mail|web)\.[a-z.]{2,6}$/.test(domain)

/**
 * The known domain that a domain most resembles, or undefined when it is known itself or resembles none.
 * @param domain lower-case domain of an address
 */
export function misspeltMailDomain(domain: string): string | undefined {
  if (known.includes(domain) || neighbours.has(domain)) return undefined
  let best: { domain: string; far: number } | undefined
  for (const candidate of known) {
    // Short names have many honest neighbours, so they must be closer.
    const allowed = candidate.length >= 9 ? 2 : 1
    const far = distance(domain, candidate, allowed)
    if (far <= allowed && (best === undefined || far < best.far)) best = { domain: candidate, far }
  }
  return best?.domain
}
