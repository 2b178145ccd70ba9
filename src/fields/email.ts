/** An e-mail address. */
import { addressesIn, isLocalPart, isMailDomain, longestAddress } from '../text/address.ts'
import { clean } from '../text/fold.ts'
import { accept, refuse, type Checked, type FieldKind } from './field.ts'
import { misspeltMailDomain } from './mailDomains.ts'

/** An address inside whatever was pasted around it: `Jeanne <jeanne@univ.fr>`, `mailto:…`, a full sentence. */
function check(text: string): Checked {
  const typed = clean(text)
  if (typed === '') return refuse('empty')
  if (typed.length > 2000) return refuse('tooLong')
  const joined = typed.replace(/^mailto:/i, '').replace(/\s*@\s*/g, '@')
  if (!joined.includes('@')) return refuse('missingAt')
  const [found, ...others] = addressesIn(joined)
  if (others.length > 0) return refuse('severalAddresses')
  const value = (found ?? '').toLowerCase()
  if (value === '') return refuse('emailForm')
  if (value.length > longestAddress) return refuse('tooLong')
  if (/[^\x21-\x7e]/.test(value)) return refuse('accents')
  const [local = '', domain = '', ...rest] = value.split('@')
  if (rest.length > 0) return refuse('severalAddresses')
  if (!isMailDomain(domain)) return refuse('missingDomain')
  if (!isLocalPart(local)) return refuse('emailForm')
  if (domain === 'cnrs.fr' || domain.endsWith('.cnrs.fr')) return { ok: true, value, remark: 'cnrsAddress' }
  const meant = misspeltMailDomain(domain)
  return meant === undefined ? accept(value) : { ok: true, value, remark: 'domainTypo', suggestion: `${local}@${meant}` }
}

export const email: FieldKind = {
  has: ['maxLength'],
  codes: () => ['empty', 'tooLong', 'missingAt', 'missingDomain', 'severalAddresses', 'accents', 'emailForm'],
  missing: 'empty',
  check,
  proposes: true,
  input: { control: 'text', style: 'Email', inputMode: 'email', autocomplete: 'email' },
  contract: ({ maxLength = longestAddress }) => ({ type: 'string', format: 'email', maxLength }),
}
