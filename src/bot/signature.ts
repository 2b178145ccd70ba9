/** A signature that was pasted where one answer was asked for: a name, a laboratory, an address, a telephone, line by line. */
import { addressIn } from '../text/address.ts'
import { clean } from '../text/fold.ts'
import type { Facts } from '../flow/facts.ts'

/** Longest signature, in lines. */
const longest = 12

const isName = (line: string): boolean => /^\p{Lu}[\p{L}’'.-]*(?:\s\p{Lu}[\p{L}’'.-]*){1,3}$/u.test(line)

/** First and last name of a name in full. A family name is often in capitals, and then may come first. */
function namesIn(name: string): { readonly firstName?: string; readonly lastName?: string } {
  const words = name.split(' ')
  const shouted = words.filter(word => /^[\p{Lu}’'.-]{2,}$/u.test(word))
  if (shouted.length === 0 || shouted.length === words.length) return { firstName: words[0] ?? '', lastName: words.slice(1).join(' ') }
  return { firstName: words.filter(word => !shouted.includes(word)).join(' '), lastName: shouted.join(' ') }
}

/** Both names, where one is asked for and the capitals tell them apart: « Marie CURIE ». Two small-lettered ones may be one name. */
export function bothNamesIn(text: string): Facts | undefined {
  const name = clean(text)
  const isTold = isName(name) && /\p{Ll}/u.test(name) && /(?:^|\s)[\p{Lu}’'-]{2,}(?:\s|$)/u.test(name)
  return isTold ? namesIn(name) : undefined
}

/**
 * What a signature tells.
 * @param facts what is heard in any text of the person
 * @returns undefined when the text is none: it has one line, or neither an address nor a number with a name
 */
export function signatureIn(text: string, facts: Facts): Facts | undefined {
  const lines = text.split(/\n|\s[|•]\s/).map(clean).filter(line => line !== '')
  if (lines.length < 2 || lines.length > longest) return undefined
  const email = lines.flatMap(line => addressIn(line) ?? [])[0]
  const phone = lines.filter(line => !line.includes('@')).flatMap(line => /\+?\d(?:[\s().\-/]*\d){7,}/.exec(line)?.[0] ?? [])[0]
  const name = lines.find(isName)
  if ((email === undefined && phone === undefined) || (name === undefined && (email === undefined || phone === undefined))) return undefined
  const { firstName, lastName } = name === undefined ? {} : namesIn(name)
  return {
    ...(firstName === undefined || firstName === '' ? {} : { firstName }),
    ...(lastName === undefined || lastName === '' ? {} : { lastName }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(facts.unit === undefined ? {} : { unit: facts.unit }),
    ...(facts.institution === undefined ? {} : { institution: facts.institution, employer: facts.institution }),
  }
}
