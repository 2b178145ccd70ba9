/** An ORCID iD, sixteen digits of which the last may be X, out of a pasted address or with other spacing; kept as ORCID writes it. */
import { clean } from '../text/fold.ts'
import { checksums } from './checksum.ts'
import { accept, refuse, type FieldKind } from './field.ts'

export const orcid: FieldKind = {
  has: [],
  codes: () => ['empty', 'otherForm', 'wrongDigit'],
  missing: 'empty',
  check: text => {
    const typed = clean(text).replace(/^(?:ORCID(?: iD)? ?:? ?)?(?:https?:\/\/)?(?:www\.)?(?:orcid\.org\/)?/i, '')
    if (typed === '') return refuse('empty')
    const digits = typed.replace(/[\s\-–.]/g, '').toUpperCase()
    if (!/^\d{15}[\dX]$/.test(digits)) return refuse('otherForm')
    return checksums['mod11-2'](digits) ? accept(digits.replace(/(?<=.)(?=(?:.{4})+$)/g, '-')) : refuse('wrongDigit')
  },
  proposes: false,
  input: { control: 'text', style: 'Text', inputMode: 'text' },
  contract: () => ({ type: 'string', pattern: '^(?:\\d{4}-){3}\\d{3}[\\dX]$' }),
}
