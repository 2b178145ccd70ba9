/**
 * What a question asks for: what something is, why, who, how long. Whoever asks that wants to know before they do anything. The words
 * are the editors', under `marks` in the lexicon.
 */
import { Phrases } from './phrases.ts'
import { wordsOf } from './words.ts'

/** By the names of their lists in `content/understanding/<locale>/lexicon.yml`. */
const askings = ['definition', 'why', 'who', 'howLong'] as const
export type Asking = (typeof askings)[number]

/**
 * Makes the function that finds what a text asks for. A phrase of one word counts only where a clause begins: « qui » and « who » lead
 * into other clauses, too.
 * @param phrases of each, in every language
 * @param courtesies what may stand before a question
 */
export function createAskings(
  phrases: (asking: Asking) => readonly string[],
  courtesies: readonly string[],
): (text: string) => ReadonlySet<Asking> {
  const book = new Phrases<Asking>()
  for (const asking of askings) for (const phrase of phrases(asking)) book.add(phrase, asking)
  const polite = new Phrases<true>()
  for (const phrase of courtesies) polite.add(phrase, true)
  return text => {
    const words = wordsOf(text)
    const first = polite.opening(words)
    return new Set(
      [...book.in(words)].flatMap(({ start, length, values }) =>
        length > 1 || start <= first || words[start]?.opens === true ? values : []),
    )
  }
}
