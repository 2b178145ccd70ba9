/** What a message says of the person in passing: an address, a name, a Janus account. */
import { clean, fold } from '../text/fold.ts'
import { addressIn } from '../text/address.ts'
import type { Said } from '../flow/port.ts'

/** Longest of the phrases before a name, in words. */
const longestCue = 4

/** The editors' phrases, folded. */
export interface OwnPhrases {
  /** What stands before a first name and a last name. */
  readonly names: readonly string[]
  /** Whoever says it has a Janus account. */
  readonly hasJanus: readonly string[]
}

/** Finds what a message says of the person. */
export function saidOfOneself(text: string, { names, hasJanus }: OwnPhrases): Said {
  const email = addressIn(text)
  const said = ` ${fold(text)} `
  return {
    ...(email === undefined ? {} : { email }),
    ...(hasJanus.some(phrase => said.includes(` ${phrase} `)) ? { janus: 'yes' } : {}),
    ...nameIn(text, names),
  }
}

/** « Je m’appelle Marie Curie »: a first name, and what follows it. */
function nameIn(text: string, cues: readonly string[]): Said {
  const words = clean(text).split(' ')
  const folded = words.map(fold)
  for (let at = 1; at < words.length; at++) {
    const before = folded.slice(Math.max(0, at - longestCue), at).join(' ')
    if (!cues.some(cue => before === cue || before.endsWith(` ${cue}`))) continue
    const given: string[] = []
    for (const word of words.slice(at, at + 4)) {
      if (!/^\p{Lu}[\p{L}’'-]*[.,;:!?]?$/u.test(word)) break
      given.push(word.replace(/[.,;:!?]$/, ''))
      if (/[.,;:!?]$/.test(word)) break
    }
    const [firstName, ...lastName] = given
    if (firstName !== undefined) return { firstName, ...(lastName.length === 0 ? {} : { lastName: lastName.join(' ') }) }
  }
  return {}
}
