/** Languages that the guide does not speak and knows when it hears them, by the words that neither French nor English has. */
import { fold } from '../text/fold.ts'

/** So much of what was said must be words of the language. */
const leastShare = 0.5
/** Shorter words stand in many languages: « no », « de », "die". */
const telling = 4

/**
 * Makes the function that recognises them.
 * @param languages by name: some words of each
 * @returns the name of the language of a text; undefined when it is in none of them, or too short to tell
 */
export function foreignLanguages<Name extends string>(
  languages: Readonly<Record<Name, readonly string[]>>,
): (text: string) => Name | undefined {
  // Its own names.
  const named = Object.entries(languages) as [Name, readonly string[]][]
  const known = named.map(([name, words]) => [name, new Set(words.map(fold))] as const)
  return text => {
    const words = fold(text).split(' ').filter(word => word !== '')
    const heard = known
      .map(([name, own]) => ({ name, own, count: words.filter(word => own.has(word)).length }))
      .sort((a, b) => b.count - a.count)
    const [first, second] = heard
    if (first === undefined || first.count === second?.count) return undefined
    const tells = words.some(word => word.length >= telling && first.own.has(word))
    return tells && first.count / words.length >= leastShare && (first.count > 1 || words.length === 1) ? first.name : undefined
  }
}
