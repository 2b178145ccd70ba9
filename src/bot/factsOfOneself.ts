/** What a message says of the person in passing: an address, a name, a Janus account. */
import { clean, fold } from '../text/fold.ts'
import { addressIn } from '../text/address.ts'
import type { Facts } from '../flow/facts.ts'

/** Longest of the phrases before a name, in words. */
const longestCue = 4

/** The editors' phrases, folded. */
export interface OwnPhrases {
  /** What stands before a first name and a last name. */
  readonly names: readonly string[]
  /** Whoever says it has a Janus account. */
  readonly hasJanus: readonly string[]
  /** Posts and places that, said of the CNRS, mean that it pays: who is paid by it has Janus. */
  readonly cnrsPosts: readonly string[]
  /** Whoever says it prefers a local account. */
  readonly wantsLocal: readonly string[]
  /** They deny what follows them. */
  readonly denials: readonly string[]
}

/** Between a post and « CNRS » stand so many words at most: « gestionnaire à la délégation régionale Alpes du CNRS ». */
const farthest = 4
/** A denial reaches so far, in words. */
const denialReach = 2

/** Finds what a message says of the person. */
export function factsOfOneself(text: string, phrases: OwnPhrases): Facts {
  const email = addressIn(text)
  const said = ` ${fold(text)} `
  const hasJanus = phrases.hasJanus.some(phrase => said.includes(` ${phrase} `)) || isCnrsStaff(said.trim().split(' '), phrases)
  return {
    ...(email === undefined ? {} : { email }),
    ...(hasJanus ? { janus: 'yes' } : {}),
    ...(phrases.wantsLocal.some(phrase => said.includes(` ${phrase} `)) ? { wants: 'localAccount' } : {}),
    ...nameIn(text, phrases.names),
  }
}

/** « gestionnaire à la délégation régionale du CNRS », "CNRS staff": said of oneself, and not denied. */
function isCnrsStaff(words: readonly string[], { cnrsPosts, denials }: OwnPhrases): boolean {
  const at = words.indexOf('cnrs')
  if (at === -1) return false
  const near = words.slice(Math.max(0, at - farthest - 3), at + farthest)
  const post = cnrsPosts.find(phrase => ` ${near.join(' ')} `.includes(` ${phrase} `))
  if (post === undefined) return false
  const from = words.findIndex((_, i) => words.slice(i, i + post.split(' ').length).join(' ') === post)
  return ![from, at].some(each => words.slice(Math.max(0, each - denialReach), each).some(word => denials.includes(word)))
}

/** « Je m’appelle Marie Curie »: a first name, and what follows it. */
function nameIn(text: string, cues: readonly string[]): Facts {
  const words = clean(text).split(' ')
  for (let at = 1; at < words.length; at++) {
    // A long text has few capitals: nothing is folded for the other words.
    if (!/^\p{Lu}/u.test(words[at] ?? '')) continue
    const before = words.slice(Math.max(0, at - longestCue), at).map(fold).join(' ')
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
