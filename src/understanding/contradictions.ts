/** What examples cannot both say: the same sentence under two topics. */
import { examplesOf, type Example, type UnderstandingFile } from './data.ts'
import type { Topic } from './topics.ts'
import { sameForm } from './words.ts'

/** A mistake of an editor, where it stands; the words are those of the check, as in `src/content/faults`. */
export interface Contradiction {
  /** Path relative to the content folder. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: { readonly fr: string; readonly en: string }
  readonly sentence: string
  readonly topic: Topic
  /** Where the same sentence stands under another topic. */
  readonly other: { readonly file: string; readonly line: number; readonly topic: Topic }
}

/**
 * Finds the sentences that stand under two topics of one language. Accents, case and punctuation make no difference.
 * @param files those of the kind `understanding`, as the check of content reads them
 */
export function contradictions(files: readonly UnderstandingFile[]): Contradiction[] {
  const seen = new Map<string, Example>()
  return examplesOf(files).flatMap(example => {
    const { text, topic, use, locale, file, line, column } = example
    if (use === 'frame') return []
    const form = `${locale} ${sameForm(text)}`
    const first = seen.get(form)
    if (first === undefined) seen.set(form, example)
    if (first === undefined || first.topic === topic) return []
    const other = { file: first.file, line: first.line, topic: first.topic }
    const message = {
      fr: `Cette phrase est aussi un exemple de «\u00A0${other.topic}\u00A0» (${other.file}, ligne ${other.line}). Gardez-la sous un seul sujet.`,
      en: `This sentence is also an example of “${other.topic}” (${other.file}, line ${other.line}). Keep it under one topic.`,
    }
    return [{ file, line, column, message, sentence: text, topic, other }]
  })
}
