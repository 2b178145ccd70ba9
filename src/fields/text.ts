/** A name, or a few words. */
import { clean } from '../text/fold.ts'
import { accept, refuse, type FieldKind } from './field.ts'

export const text: FieldKind = {
  has: ['minLength', 'maxLength', 'offers', 'answeredBy'],
  codes: ({ minLength = 1 }) => ['empty', 'tooLong', 'looksLikeEmail', 'needsLetters', ...(minLength > 1 ? (['tooShort'] as const) : [])],
  missing: 'empty',
  check: (typed, { minLength = 1, maxLength = 200 }) => {
    const value = clean(typed)
    if (value === '') return refuse('empty')
    if (value.length > maxLength) return refuse('tooLong')
    // A mistyped address must never become a name (it did elsewhere: RasaHQ/rasa issue 7467).
    if (/\S@\S/.test(value)) return refuse('looksLikeEmail')
    if (!/\p{L}/u.test(value)) return refuse('needsLetters')
    return value.length < minLength ? refuse('tooShort') : accept(value)
  },
  proposes: true,
  input: { control: 'text', style: 'Text', inputMode: 'text' },
  contract: ({ minLength = 1, maxLength = 200 }) => ({ type: 'string', minLength, maxLength }),
}
