/** What an operator describes by a regular expression, with a check digit if there is one. No code: `kind: pattern` in a form's file. */
import { clean } from '../text/fold.ts'
import { checksums } from './checksum.ts'
import { accept, refuse, type FieldKind } from './field.ts'

/** Nothing of the kind is longer; a slow expression stays bearable, too. In characters. */
const longest = 100

/** The expression for the whole value. @throws {SyntaxError} when it is none */
export const wholePattern = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u')

export const pattern: FieldKind = {
  has: ['pattern', 'checksum'],
  codes: ({ checksum }) => ['empty', 'tooLong', 'otherForm', ...(checksum === undefined ? [] : (['wrongDigit'] as const))],
  missing: 'empty',
  check: (text, { pattern: wanted = '', checksum }) => {
    const typed = clean(text)
    if (typed === '') return refuse('empty')
    if (typed.length > longest) return refuse('tooLong')
    const form = wholePattern(wanted)
    // As typed, or without the spaces that people put in and in capitals.
    const value = [typed, typed.replaceAll(' ', ''), typed.toUpperCase(), typed.replaceAll(' ', '').toUpperCase()].find(each => form.test(each))
    if (value === undefined) return refuse('otherForm')
    return checksum === undefined || checksums[checksum](value) ? accept(value) : refuse('wrongDigit')
  },
  proposes: false,
  input: { control: 'text', style: 'Text', inputMode: 'text' },
  contract: ({ pattern: wanted = '' }) => ({ type: 'string', maxLength: longest, pattern: `^(?:${wanted})$` }),
}
