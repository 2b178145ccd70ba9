/**
 * From a question of any kind to the help article that answers it, or to none. Trained at start-up from the titles and the `questions`
 * of the articles, against what the editors say is out of scope; always with the same result.
 */
import { Classifier, type Training } from './classifier.ts'
import type { Example, UnderstandingData } from './data.ts'
import { Reader } from './features.ts'
import { languageRecogniser } from './language.ts'
import { speller } from './spelling.ts'
import { outOfScope } from './topics.ts'
import { sameForm } from './words.ts'

/** One help article as it is asked for. */
export interface ArticleQuestions {
  readonly id: string
  readonly locale: string
  /** Its title and its questions, as people ask them. */
  readonly texts: readonly string[]
}

export interface FoundArticle {
  readonly id: string
  /** How likely the article answers the question, between 0 and 1. */
  readonly score: number
}

export interface ArticleFinder {
  /**
   * The likeliest articles, at most five, best first; empty when none can be.
   * @param locale the conversation's language; the question's own is recognised
   */
  find(text: string, locale?: string): readonly FoundArticle[]
}

/** What no article answers. */
const none = '-'
/** Below it an article is not likely enough to be named. */
const least = 0.08

const training = { epochs: 8, rate: 0.5 }

/** Trains the finder. Deterministic; a fifth of a second for thirty articles in two languages. */
export function createArticleFinder(data: UnderstandingData, articles: readonly ArticleQuestions[]): ArticleFinder {
  const ids = [...new Set(articles.map(({ id }) => id))].sort()
  const labels = [...ids, none]
  const asked = articles.flatMap(({ id, locale, texts }) =>
    texts.map(text => ({ id, example: { text, topic: 'help', locale, use: 'example', file: `help/${locale}/${id}.md`, line: 1, column: 1 } satisfies Example })),
  )
  const elsewhere = data.examples.filter(({ topic, use }) => topic === outOfScope && use === 'example')
  // The words of the articles are known words, too.
  const reader = new Reader({ ...data, examples: [...data.examples, ...asked.map(({ example }) => example)] }, speller)
  const languageOf = languageRecogniser(data)
  function* lessons(): Generator<Training<string>> {
    const featuresOf = ({ text, locale }: Example) => reader.features(reader.read(text, locale, true))
    for (const { id, example } of asked) yield { features: featuresOf(example), label: id }
    for (const example of elsewhere) yield { features: featuresOf(example), label: none }
  }
  const model = new Classifier(labels, lessons(), training)
  const whole = new Map(asked.map(({ id, example }) => [sameForm(example.text), id]))

  return {
    find: (text, locale) => {
      const exact = whole.get(sameForm(text))
      if (exact !== undefined) return [{ id: exact, score: 1 }]
      const reading = reader.read(text, languageOf(text, locale) ?? data.locales[0] ?? 'fr')
      if (reading.all.length === 0) return []
      const scores = model.probabilities(reader.features(reading))
      return ids
        .map((id, i): FoundArticle => ({ id, score: Math.round(scores[i]! * 1000) / 1000 }))
        .filter(({ score }) => score >= least)
        .sort((a, b) => b.score - a.score)
        .slice(0, 5)
    },
  }
}
