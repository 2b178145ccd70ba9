/** A telephone number: 6 to 15 digits (ITU-T E.164), however it is spaced; kept as digits with its `+`. */
import { clean } from '../text/fold.ts'
import { accept, refuse, type FieldKind } from './field.ts'

export const phone: FieldKind = {
  has: [],
  codes: () => ['empty', 'phoneDigits'],
  missing: 'empty',
  check: text => {
    const typed = clean(text)
    if (typed === '') return refuse('empty')
    const plain = typed.replace(/\(0\)/g, '').replace(/^(?:t[ée]l[ée]?phone|t[ée]l|phone) ?\.? ?:?/i, '').replace(/^00/, '+')
    const digits = plain.replace(/[\s().\-/_]/g, '')
    return /^\+?\d{6,15}$/.test(digits) ? accept(digits) : refuse('phoneDigits')
  },
  proposes: false,
  input: { control: 'text', style: 'Tel', inputMode: 'tel', autocomplete: 'tel' },
  contract: () => ({ type: 'string', minLength: 6, maxLength: 50 }),
}
