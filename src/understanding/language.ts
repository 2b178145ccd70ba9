/** In which language a sentence is written: learned from the editors' sentences, by words and by letters. */
import type { UnderstandingData } from './data.ts'
import { unaccented } from '../text/fold.ts'
import { readable } from './words.ts'

/** As likely as this, the sentence is in another language than the conversation. */
const sure = 0.8
/** Counted for what was never seen in a language, so that one rare letter decides nothing. */
const unseen = 0.3
/** Of many signs in one sentence, each says less: they repeat one another. */
const damping = 0.35

function* signsOf(text: string): Generator<string> {
  // The accents are told before they are taken away.
  if (/[àâçéèêëîïôùûœ]/i.test(text)) yield 'accent'
  for (const [word] of unaccented(readable(text)).matchAll(/[\p{L}']+/gu)) {
    const padded = ` ${word} `.slice(0, 22)
    yield padded
    for (let i = 0; i + 3 <= padded.length; i++) yield padded.slice(i, i + 3)
  }
}

/** How much each sign speaks for each language, as plain data. */
export interface LearnedLanguages {
  readonly locales: readonly string[]
  readonly signs: readonly string[]
  /** By sign, a row of locales: its damped logarithmic likelihood. */
  readonly likelihoods: Float64Array
}

/** Learns what tells the languages apart. */
export function learnLanguages({ locales, examples, groups }: Pick<UnderstandingData, 'locales' | 'examples' | 'groups'>): LearnedLanguages {
  const counts = new Map<string, number[]>()
  const totals = locales.map(() => 0)
  const learn = (text: string, locale: string): void => {
    const at = locales.indexOf(locale)
    for (const sign of signsOf(text)) {
      let count = counts.get(sign)
      if (count === undefined) counts.set(sign, (count = locales.map(() => 0)))
      count[at] = (count[at] ?? 0) + 1
      totals[at] = (totals[at] ?? 0) + 1
    }
  }
  for (const { text, locale } of examples) learn(text, locale)
  for (const { phrases, locale } of groups) for (const phrase of phrases) learn(phrase, locale)
  const rows = [...counts.values()].flatMap(count => count.map((each, i) => damping * Math.log((each + unseen) / (totals[i] ?? 1))))
  return { locales, signs: [...counts.keys()], likelihoods: Float64Array.from(rows) }
}

/**
 * Makes the function that recognises a language.
 * @returns the language of a text: the given one unless the text is clearly in another; undefined when nothing tells
 */
export function languageRecogniser(learned: LearnedLanguages): (text: string, given?: string) => string | undefined {
  const { locales, signs, likelihoods } = learned
  const rows = new Map(signs.map((sign, i) => [sign, i * locales.length]))
  return (text, given) => {
    const scores = locales.map(() => 0)
    for (const sign of signsOf(text)) {
      const row = rows.get(sign)
      if (row === undefined) continue
      for (let i = 0; i < scores.length; i++) scores[i]! += likelihoods[row + i]! // each sign has one for each language
    }
    const highest = Math.max(...scores)
    if (highest === 0) return given
    const best = scores.indexOf(highest)
    const likelihood = 1 / scores.reduce((sum, score) => sum + Math.exp(score - highest), 0)
    return given === undefined || !locales.includes(given) || likelihood > sure ? locales[best] : given
  }
}
