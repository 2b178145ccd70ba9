/** The words that the editors used, and what they are worth: what a sentence is read with. */
import type { UnderstandingData } from './data.ts'
import { Phrases, type PhraseTree } from './phrases.ts'
import { outOfScope } from './topics.ts'
import { sameForm, wordsOf } from './words.ts'

/** A group of the lexicon. */
export interface Concept {
  readonly kind: 'words' | 'elsewhere'
  readonly name: string
  /** Stems of the first phrase of its group. */
  readonly canonical: readonly string[]
}

/** As plain data. */
export interface LearnedWords {
  /** By locale: what is another subject in one language is an innocent word in another. */
  readonly concepts: ReadonlyMap<string, PhraseTree<Concept>>
  readonly marks: PhraseTree<string>
  readonly courtesy: PhraseTree<true>
  /** By locale: the form of what is typed -> what is meant. */
  readonly spellings: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Stems -> how often examples in scope hold them; Infinity for words of the lexicon, 0 for words only heard elsewhere. */
  readonly known: ReadonlyMap<string, number>
  /** Words whose spelling is known. */
  readonly vocabulary: ReadonlySet<string>
}

/** Learns them. */
export function learnWords(data: UnderstandingData): LearnedWords {
  const concepts = new Map(data.locales.map(locale => [locale, new Phrases<Concept>()]))
  const marks = new Phrases<string>()
  const courtesy = new Phrases<true>()
  const spellings = new Map<string, ReadonlyMap<string, string>>()
  const vocabulary = new Set<string>()
  const known = new Map<string, number>()
  const know = (text: string, count: number): void => {
    for (const word of wordsOf(text)) {
      if (word.text.length > 3) vocabulary.add(word.text)
      known.set(word.stem, (known.get(word.stem) ?? 0) + count)
    }
  }
  for (const { kind, name, locale, phrases } of data.groups)
    for (const phrase of phrases) {
      know(phrase, kind === 'elsewhere' || kind === 'contexts' ? 0 : Infinity)
      if (kind === 'courtesy') courtesy.add(phrase, true)
      else if (kind === 'marks') marks.add(phrase, name)
      else if (kind !== 'contexts') {
        const concept = { kind, name, canonical: wordsOf(phrases[0] ?? phrase).map(word => word.stem) }
        for (const [other, book] of concepts) if (other === locale || kind === 'words') book.add(phrase, concept)
      }
    }
  for (const { phrases } of Object.values(data.slots).flat()) for (const phrase of phrases) know(phrase, Infinity)
  for (const { text, topic, use } of data.examples) if (use !== 'frame') know(text, topic === outOfScope ? 0 : 1)
  for (const [locale, meanings] of Object.entries(data.spellings)) {
    spellings.set(locale, new Map(Object.entries(meanings).map(([typed, meant]) => [sameForm(typed), meant])))
    for (const meant of Object.values(meanings)) know(meant, Infinity)
  }
  return {
    concepts: new Map([...concepts].map(([locale, book]) => [locale, book.tree])),
    marks: marks.tree,
    courtesy: courtesy.tree,
    spellings,
    known,
    vocabulary,
  }
}
