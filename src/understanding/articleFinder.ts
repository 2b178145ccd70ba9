/**
 * From a question of any kind to the help article that answers it, or to none. Trained at start-up from the titles and the `questions`
 * of the articles, against what the editors say is out of scope; always with the same result.
 *
 * Two signs together: the classifier says which questions a text is like, and the overlap how much of what it says stands in an
 * article at all. Found on the questions of test/understanding, where each alone does less.
 */
import { Classifier, type Training } from './classifier.ts'
import type { Example, UnderstandingData } from './data.ts'
import { Reader, type Features } from './features.ts'
import { languageRecogniser } from './language.ts'
import { speller } from './spelling.ts'
import { outOfScope } from './topics.ts'
import { sameForm } from './words.ts'

/** One help article as it is asked for. */
export interface ArticleQuestions {
  readonly id: string
  readonly locale: string
  /** Its title and its questions, as people ask them. */
  readonly questions: readonly string[]
  /** What it says, in sentences. */
  readonly sentences: readonly string[]
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
const least = 0.02
/** A likelihood that the classifier gives to nothing at all. */
const floor = 0.002
/** What a text's whole overlap is worth beside the classifier's likelihood, as a logarithm; and how much of it says nothing yet. */
const overlapping = { weight: 3.6, usual: 0.35 }

const training = { epochs: 4, rate: 0.6 }

/** Words, their stems and their letters; not what stands in pairs. */
const tells = (feature: string): boolean => /^(?:w|c|cc|#|~)/.test(feature)

/** Trains the finder. Deterministic; half as long again as the understanding of topics takes, for sixty articles in two languages. */
export function createArticleFinder(data: UnderstandingData, articles: readonly ArticleQuestions[]): ArticleFinder {
  const ids = [...new Set(articles.map(({ id }) => id))].sort()
  const asExample = (id: string, locale: string, text: string): Example => ({
    text, locale, topic: 'help', use: 'example', file: `help/${locale}/${id}.md`, line: 1, column: 1,
  })
  const asked = articles.flatMap(({ id, locale, questions }) => questions.map(text => ({ id, example: asExample(id, locale, text) })))
  const said = articles.flatMap(({ id, locale, sentences }) => sentences.map(text => ({ id, example: asExample(id, locale, text) })))
  // The words of the articles are known words, too.
  const examples = [...data.examples, ...[...asked, ...said].map(({ example }) => example)]
  const reader = new Reader({ ...data, examples }, speller)
  const languageOf = languageRecogniser(data)

  const held = new Map(ids.map(id => [id, new Set<string>()]))
  const sentencesWith = new Map<string, number>()
  const hold = (id: string, features: Features): void => {
    const own = held.get(id)!
    for (const feature of features.keys())
      if (tells(feature)) {
        own.add(feature)
        sentencesWith.set(feature, (sentencesWith.get(feature) ?? 0) + 1)
      }
  }
  function* lessons(): Generator<Training<string>> {
    const featuresOf = ({ text, locale }: Example): Features => reader.features(reader.read(text, locale, true))
    for (const { id, example } of asked) {
      const features = featuresOf(example)
      hold(id, features)
      yield { features, label: id }
    }
    for (const { id, example } of said) hold(id, featuresOf(example))
    for (const example of data.examples)
      if (example.topic === outOfScope && example.use === 'example') yield { features: featuresOf(example), label: none }
  }
  const model = new Classifier([...ids, none], lessons(), training)
  const whole = new Map(asked.map(({ id, example }) => [sameForm(example.text), id]))

  /** How much of what a text says stands in each article, between 0 and 1: what few sentences hold says more. */
  function overlaps(features: Features): number[] {
    const sentences = asked.length + said.length
    const weighed = [...features].flatMap(([feature, weight]) =>
      tells(feature) ? [{ feature, weight: weight * Math.log((1 + sentences) / (1 + (sentencesWith.get(feature) ?? 0))) }] : [],
    )
    const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
    return ids.map(id => {
      const own = held.get(id)!
      return total === 0 ? 0 : weighed.reduce((sum, { feature, weight }) => (own.has(feature) ? sum + weight : sum), 0) / total
    })
  }

  return {
    find: (text, locale) => {
      const exact = whole.get(sameForm(text))
      if (exact !== undefined) return [{ id: exact, score: 1 }]
      const reading = reader.read(text, languageOf(text, locale) ?? data.locales[0] ?? 'fr')
      if (reading.all.length === 0) return []
      const features = reader.features(reading)
      const likely = model.probabilities(features)
      const shares = [...overlaps(features), overlapping.usual]
      const weights = shares.map((share, i) => (likely[i]! + floor) * Math.exp(overlapping.weight * share))
      const sum = weights.reduce((all, each) => all + each, 0)
      return ids
        .map((id, i): FoundArticle => ({ id, score: Math.round((1000 * weights[i]!) / sum) / 1000 }))
        .filter(({ score }) => score >= least)
        .sort((a, b) => b.score - a.score)
        .slice(0, 5)
    },
  }
}
