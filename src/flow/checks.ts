/**
 * What a typed answer must be. A check forgives what does not matter (spaces, accents, case, pasted noise) and answers with a value
 * or with a code that has words saying how to repair it. It never throws and never keeps anything.
 */
import type { Field } from '../content/library.ts'
import { misspeltMailDomain } from './mailDomains.ts'

/** A remark on a good value: worth a question, never a refusal. */
export type Remark = 'domainTypo' | 'cnrsAddress'

export type Checked =
  | { readonly ok: true; readonly value: string; readonly remark?: Remark; readonly suggestion?: string }
  | { readonly ok: false; readonly code: CheckCode }

/** Every fault has words: `<field>.errors.<code>` in a form, `<step>.errors.<code>` or `<step>.retry` in a dialog. */
export const checkCodes = [
  'empty', 'tooLong', 'tooShort', 'looksLikeEmail', 'needsLetters', 'missingAt', 'missingDomain', 'severalAddresses', 'accents',
  'emailForm', 'phoneDigits', 'notAnOption', 'mustAccept',
] as const
export type CheckCode = (typeof checkCodes)[number]

/** Longest e-mail address, in characters (RFC 5321, 4.5.3.1.3: a path of 256 octets with its angle brackets). */
const longestEmail = 254

/** Text as a person meant it: one kind of Unicode, no control or invisible characters, single spaces. */
export const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\u200B-\u200F\u2028-\u202E\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()

/** Folds what does not matter when two texts are compared: case, accents, punctuation, ligatures. */
export const fold = (text: string): string =>
  clean(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

interface Limits {
  readonly minLength?: number
  readonly maxLength?: number
}

function checkText(text: string, { minLength = 1, maxLength = 200 }: Limits): Checked {
  const value = clean(text)
  if (value === '') return { ok: false, code: 'empty' }
  if (value.length > maxLength) return { ok: false, code: 'tooLong' }
  // A mistyped address must never become a name (it did elsewhere: RasaHQ/rasa issue 7467).
  if (/\S@\S/.test(value)) return { ok: false, code: 'looksLikeEmail' }
  if (!/\p{L}/u.test(value)) return { ok: false, code: 'needsLetters' }
  if (value.length < minLength) return { ok: false, code: 'tooShort' }
  return { ok: true, value }
}

/** An address inside whatever was pasted around it: `Jeanne <jeanne@univ.fr>`, `mailto:…`, a full sentence. */
function checkEmail(text: string): Checked {
  const typed = clean(text)
  if (typed === '') return { ok: false, code: 'empty' }
  if (typed.length > 2000) return { ok: false, code: 'tooLong' }
  const joined = typed.replace(/^mailto:/i, '').replace(/\s*@\s*/g, '@').replace(/^[\s<("'«]+|[\s>)"'».,;:!?]+$/g, '')
  if (!joined.includes('@')) return { ok: false, code: 'missingAt' }
  const found = joined.match(/[^\s<>()[\]"«»,;:]+@[^\s<>()[\]"«»,;:]*/g) ?? []
  if (found.length > 1) return { ok: false, code: 'severalAddresses' }
  const value = (found[0] ?? '').replace(/[.!?']+$/, '').toLowerCase()
  if (value === '') return { ok: false, code: 'emailForm' }
  if (value.length > longestEmail) return { ok: false, code: 'tooLong' }
  if (/[^\x21-\x7e]/.test(value)) return { ok: false, code: 'accents' }
  const [local = '', domain = '', ...rest] = value.split('@')
  if (rest.length > 0) return { ok: false, code: 'severalAddresses' }
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(domain) || domain.split('.').some(label => /^-|-$/.test(label) || label.length > 63))
    return { ok: false, code: 'missingDomain' }
  if (!/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local) || local.length > 64)
    return { ok: false, code: 'emailForm' }
  if (domain === 'cnrs.fr' || domain.endsWith('.cnrs.fr')) return { ok: true, value, remark: 'cnrsAddress' }
  const meant = misspeltMailDomain(domain)
  return meant === undefined
    ? { ok: true, value }
    : { ok: true, value, remark: 'domainTypo', suggestion: `${local}@${meant}` }
}

/** A telephone number: 6 to 15 digits (ITU-T E.164), however it is spaced; kept as digits with its `+`. */
function checkPhone(text: string): Checked {
  const typed = clean(text)
  if (typed === '') return { ok: false, code: 'empty' }
  const plain = typed.replace(/\(0\)/g, '').replace(/^(t[ée]l[ée]?phone|t[ée]l|phone)\s*\.?\s*:?/i, '').replace(/^00/, '+')
  const digits = plain.replace(/[\s().\-/_]/g, '')
  if (!/^\+?\d{6,15}$/.test(digits)) return { ok: false, code: 'phoneDigits' }
  return { ok: true, value: digits }
}

/** Anything that was typed, within reason: what it means is found out by the action that follows. */
function checkAnything(text: string): Checked {
  const value = clean(text)
  if (!/[\p{L}\p{N}]/u.test(value)) return { ok: false, code: 'empty' }
  return value.length > 600 ? { ok: false, code: 'tooLong' } : { ok: true, value }
}

/** Checks that an `ask` step can name. */
export const checks = {
  anything: checkAnything,
  text: (text: string): Checked => checkText(text, {}),
  email: checkEmail,
  phone: checkPhone,
} as const
export type CheckName = keyof typeof checks

/** Checks a typed value of a form's field. Choices and consents are recognised by the prompt, not here. */
export function checkField(field: Field, text: string): Checked {
  if (field.kind === 'email') return checkEmail(text)
  if (field.kind === 'phone') return checkPhone(text)
  return checkText(text, field)
}
