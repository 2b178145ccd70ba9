/** What a message says of what is seen and of what was tried already, so that it is not asked again. */
import { triedNames, type Facts, type TriedName } from '../flow/facts.ts'
import { fold } from '../text/fold.ts'

/** What servers write on the page of an error (RFC 9110, 15.5 and 15.6), and the number that it means. */
const pageTexts: readonly (readonly [string, string])[] = [
  ['bad request', '400'], ['unauthorized', '401'], ['authorization required', '401'], ['forbidden', '403'], ['not found', '404'], ['gone', '410'],
  ['internal server error', '500'], ['not implemented', '501'], ['bad gateway', '502'], ['service unavailable', '503'],
  ['service temporarily unavailable', '503'], ['gateway timeout', '504'], ['gateway time out', '504'],
]
const number = /(?<![\p{L}\p{N}.,@/-])(4(?:0\d|10|29)|5[01]\d)(?![\p{L}\p{N}]|[.,]\d)/u

/**
 * An error number that stands in a message: pasted with its page, or named beside a word for an error.
 * @param errors folded words for an error
 * @returns `pasted`: the page's own words are there, which are nobody's language and no wish
 */
export function errorIn(text: string, errors: readonly string[]): { readonly number: string; readonly pasted: boolean } | undefined {
  const said = ` ${fold(text)} `
  const found = number.exec(text)?.[1]
  const page = pageTexts.find(([words, code]) => said.includes(` ${words} `) && (found === undefined || found === code))
  if (page !== undefined && (found !== undefined || page[0].includes(' '))) return { number: page[1], pasted: true }
  return found !== undefined && errors.some(word => said.includes(` ${word} `)) ? { number: found, pasted: false } : undefined
}

/** What was tried and did not help, as `facts.tried` holds it. @param phrases folded, by what was tried */
export function triedInVain(text: string, phrases: Readonly<Partial<Record<TriedName, readonly string[]>>>): Facts {
  const said = ` ${fold(text)} `
  const names = triedNames.filter(name => phrases[name]?.some(phrase => said.includes(` ${phrase} `)) === true)
  return names.length === 0 ? {} : { tried: names.map(name => `${name}=no`).join(',') }
}
