/** A signature that was pasted where one answer was asked for: a name, a laboratory, an address, a telephone, line by line. */
import { clean } from '../text/fold.ts'
import type { Said } from '../flow/port.ts'

/** Longest signature, in lines. */
const longest = 12

const isName = (line: string): boolean => /^\p{Lu}[\p{L}’'.-]*(?:\s\p{Lu}[\p{L}’'.-]*){1,3}$/u.test(line)

/**
 * What a signature tells.
 * @param said what is heard in any text of the person
 * @returns undefined when the text is none: it has one line, or neither an address nor a number with a name
 */
export function signatureIn(text: string, said: Said): Said | undefined {
  const lines = text.split(/\n|\s[|•]\s/).map(clean).filter(line => line !== '')
  if (lines.length < 2 || lines.length > longest) return undefined
  const email = lines.flatMap(line => /[^\s<>():;,]+@[\w-]+(?:\.[\w-]+)+/.exec(line)?.[0].toLowerCase() ?? [])[0]
  const phone = lines.filter(line => !line.includes('@')).flatMap(line => /\+?\d(?:[\s().\-/]*\d){7,}/.exec(line)?.[0] ?? [])[0]
  const name = lines.find(isName)
  if ((email === undefined && phone === undefined) || (name === undefined && (email === undefined || phone === undefined))) return undefined
  // A family name is often in capitals, and then may come first.
  const words = name?.split(' ') ?? []
  const shouted = words.filter(word => /^[\p{Lu}’'.-]{2,}$/u.test(word))
  const lastName = shouted.length > 0 && shouted.length < words.length ? shouted.join(' ') : words.slice(1).join(' ')
  const firstName = shouted.length > 0 && shouted.length < words.length ? words.filter(word => !shouted.includes(word)).join(' ') : words[0]
  return {
    ...(firstName === undefined || firstName === '' ? {} : { firstName }),
    ...(lastName === '' ? {} : { lastName }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(said.unit === undefined ? {} : { unit: said.unit }),
    ...(said.institution === undefined ? {} : { institution: said.institution, employer: said.institution }),
  }
}
