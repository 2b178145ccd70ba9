/** E-mail addresses as they are compared. */
import { domainToASCII } from 'node:url'

/** An address as an account has it: one account each. */
export const normaliseEmail = (email: string): string => email.trim().toLowerCase()

/** Where dots before the @ mean nothing, and under which one name (https://support.google.com/mail/answer/7436150). */
const dotless: Readonly<Record<string, string>> = { 'gmail.com': 'gmail.com', 'googlemail.com': 'gmail.com' }

/**
 * The mailbox that an address leads to, for counting: `Marie.Curie+noa@GoogleMail.com` is `mariecurie@gmail.com`. What follows a plus
 * is a label of its owner's nearly everywhere (RFC 5233); where it is not, two people share one count, and nothing else.
 */
export function mailboxOf(email: string): string {
  const address = normaliseEmail(email)
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1).replace(/\.$/, '')
  const ascii = domainToASCII(domain) || domain
  const local = address.slice(0, at)
  // An address that begins with a plus has no other name.
  const bare = local.replace(/(?<=.)\+.*$/, '')
  const one = dotless[ascii]
  return one === undefined ? `${bare}@${ascii}` : `${bare.replaceAll('.', '')}@${one}`
}
