/** What a typed answer must be that is no field of a form: checks that an `ask` step can name. */
import type { Checked, Refusal } from '../fields/field.ts'
import { kinds } from '../fields/kinds.ts'
import { isAddress } from '../text/address.ts'
import { clean } from '../text/fold.ts'

/** Anything that was typed, within reason: what it means is found out by the action that follows. */
function checkAnything(text: string): Checked {
  const value = clean(text)
  if (!/[\p{L}\p{N}]/u.test(value)) return { ok: false, code: 'empty' }
  return value.length > 600 ? { ok: false, code: 'tooLong' } : { ok: true, value }
}

/** An e-mail address is no page: whoever gives theirs here is told where it will be asked for. */
function checkPageAddress(text: string): Checked {
  const checked = checkAnything(text)
  return checked.ok && isAddress(checked.value) ? { ok: false, code: 'looksLikeEmail' } : checked
}

const needed = { required: true }

export const checks = {
  anything: checkAnything,
  /** The number of an error, or what is written in its place. */
  errorNumber: checkAnything,
  /** The address of a page, or words that tell which it is. */
  pageAddress: checkPageAddress,
  text: (text: string): Checked => kinds.text.check(text, needed),
  email: (text: string): Checked => kinds.email.check(text, needed),
  phone: (text: string): Checked => kinds.phone.check(text, needed),
} as const
export type CheckName = keyof typeof checks

/** Codes that a check can answer with: each has words, `<step>.errors.<code>`. */
export function codesOfCheck(check: CheckName): readonly Refusal[] {
  switch (check) {
    case 'anything':
    case 'errorNumber':
      return ['empty', 'tooLong']
    case 'pageAddress':
      return ['empty', 'tooLong', 'looksLikeEmail']
    case 'text':
    case 'email':
    case 'phone':
      return kinds[check].codes(needed)
  }
}
