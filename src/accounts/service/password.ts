/**
 * What a password must be, and how it is kept.
 *
 * The rule is the CNIL's recommendation on passwords (délibération n° 2022-100 of 21 July 2022,
 * https://www.cnil.fr/fr/mots-de-passe-une-nouvelle-recommandation-pour-maitriser-sa-securite): a password that stands alone needs an
 * entropy of 80 bits, of which it gives three examples. Each of them is enough here: 12 characters with capitals, small letters,
 * digits and special characters; 14 characters with capitals, small letters and digits; a sentence of at least 7 words.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { unaccented } from '../../text/fold.ts'

export type PasswordFault = 'required' | 'tooWeak' | 'tooLong' | 'tooPlain'

/** Longer ones are refused, so that hashing has a bounded cost; passphrases of 20 words fit in. */
export const longestPassword = 256
const fewestDistinct = 6

/** Characters as a person counts them, in one form whatever the keyboard composed (RFC 8265, 4.2.2: NFC; spaces kept as spaces). */
const normalisePassword = (password: string): string => password.normalize('NFC').replace(/\p{Zs}/gu, ' ')

/**
 * What is wrong with a password.
 * @param email the account's address: a password made of it is the first that anyone tries
 * @returns undefined when it will do
 */
export function passwordFault(password: string, email: string): PasswordFault | undefined {
  const text = normalisePassword(password)
  const characters = [...text]
  if (text.trim() === '') return 'required'
  if (characters.length > longestPassword) return 'tooLong'
  const mixed = /\p{Lu}/u.test(text) && /\p{Ll}/u.test(text) && /\p{Nd}/u.test(text)
  const special = /[^\p{L}\p{M}\p{N}\s]/u.test(text)
  const words = text.split(/[\s\-_.,;:!?'’]+/u).filter(word => /\p{L}{2}/u.test(word))
  const strong =
    (characters.length >= 12 && mixed && special) || (characters.length >= 14 && mixed) || new Set(words.map(unaccented)).size >= 7
  if (!strong) return 'tooWeak'
  const local = unaccented(email.split('@')[0] ?? '')
  const rest = local.length < 4 ? unaccented(text) : unaccented(text).replaceAll(local, '')
  // Repeating a few characters, or the address with something behind it, fills a length without being hard to guess.
  return new Set(rest).size < fewestDistinct ? 'tooPlain' : undefined
}


/** OWASP Password Storage Cheat Sheet, scrypt: N = 2^15 (32 MiB), r = 8, p = 3. */
const cost = { ln: 15, r: 8, p: 3 } as const

const derive = (password: string, salt: Buffer, { ln, r, p }: { ln: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: 2 ** ln, r, p, maxmem: 256 * r * 2 ** ln }
    scrypt(normalisePassword(password), salt, 32, options, (error, hash) => (error === null ? resolve(hash) : reject(error)))
  })

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** The password as it is kept: scrypt in the PHC string format, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${base64(salt)}$${base64(await derive(password, salt, cost))}`
}

/** Whether this is the password that was kept. */
export async function verifyPassword(password: string, kept: string): Promise<boolean> {
  const read = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(kept)
  if (read === null) return false
  const [, ln, r, p, salt = '', hash = ''] = read
  const wanted = Buffer.from(hash, 'base64')
  const given = await derive(password, Buffer.from(salt, 'base64'), { ln: Number(ln), r: Number(r), p: Number(p) })
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
