/**
 * From a question of any kind to the help article that answers it, or to none. Learned from the titles and the `questions` of the
 * articles, against what the editors say is out of scope; always with the same result.
 *
 * Two signs together: the classifier says which questions a text is like, and the overlap how much of what it says stands in an
 * article at all. Found on the questions of test/understanding, where each alone does less.
 */
import { toPlainText } from '../content/markdown.ts'
import { Classifier, type Model } from './classifier.ts'
import type { Example, UnderstandingData } from './data.ts'
import { Reader, type Features } from './features.ts'
import { learnWords, type LearnedWords } from './knownWords.ts'
import { languageRecogniser, learnLanguages, type LearnedLanguages } from './language.ts'
import { outOfScope } from './topics.ts'
import { train, type Lesson } from './training.ts'
import { sameForm } from './words.ts'

/** One help article as it is asked for. */
export interface ArticleQuestions {
  readonly id: string
  readonly locale: string
  /** Its title and its questions, as people ask them. */
  readonly questions: readonly string[]
  readonly keywords: readonly string[]
  /** What it says, in Markdown. */
  readonly body: string
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

/** Which articles hold a feature, as plain data. */
interface Held {
  readonly features: readonly string[]
  /** By feature: what it says where it is met. What few sentences hold says more. */
  readonly says: Float64Array
  /** What a feature says that no article holds. */
  readonly unheld: number
  /** By feature: where its articles begin in `articles`; one more for the end. */
  readonly from: Uint32Array
  readonly articles: Uint16Array
}

/** What is learned from the articles, as plain data. */
export interface LearnedArticles {
  readonly ids: readonly string[]
  readonly words: LearnedWords
  readonly languages: LearnedLanguages
  readonly model: Model<string>
  readonly held: Held
  /** By the form of a whole question. */
  readonly whole: ReadonlyMap<string, string>
}

/** An article and a sentence that stands in it or asks for it. */
interface Sentence {
  readonly id: string
  readonly example: Example
}

const sentencesOf = ({ keywords, body }: ArticleQuestions): string[] => [...keywords, ...toPlainText(body).split(/(?<=[.?!:])\s+|\n+/)]

/** Collects which articles hold a feature, and how many sentences. */
function createHolding(ids: readonly string[]) {
  const places = new Map(ids.map((id, place) => [id, place]))
  const held = new Map<string, { sentences: number; readonly articles: Set<number> }>()
  let sentences = 0
  return {
    hold: (id: string, features: Features): void => {
      const place = places.get(id)
      if (place === undefined) return
      sentences++
      for (const feature of features.keys()) {
        if (!tells(feature)) continue
        const known = held.get(feature) ?? { sentences: 0, articles: new Set() }
        known.sentences++
        known.articles.add(place)
        held.set(feature, known)
      }
    },
    held: (): Held => {
      const all = [...held.values()]
      const from = new Uint32Array(all.length + 1)
      for (const [i, { articles }] of all.entries()) from[i + 1] = (from[i] ?? 0) + articles.size
      return {
        features: [...held.keys()],
        says: Float64Array.from(all, each => Math.log((1 + sentences) / (1 + each.sentences))),
        unheld: Math.log(1 + sentences),
        from,
        articles: Uint16Array.from(all.flatMap(each => [...each.articles])),
      }
    },
  }
}

/** Learns them. Deterministic; half as long again as the topics take, for sixty articles in two languages. */
export function learnArticles(data: UnderstandingData, articles: readonly ArticleQuestions[]): LearnedArticles {
  const ids = [...new Set(articles.map(({ id }) => id))].sort()
  const sentence = ({ id, locale }: ArticleQuestions, text: string): Sentence => ({
    id, example: { text, locale, topic: 'help', use: 'example', file: `help/${locale}/${id}.md`, line: 1, column: 1 },
  })
  const asked = articles.flatMap(article => article.questions.map(text => sentence(article, text)))
  const said = articles.flatMap(article => sentencesOf(article).map(text => sentence(article, text)))
  // The words of the articles are known words, too.
  const words = learnWords({ ...data, examples: [...data.examples, ...[...asked, ...said].map(({ example }) => example)] })
  const reader = new Reader(words)
  const featuresOf = ({ text, locale }: Example): Features => reader.features(reader.read(text, locale, true))
  const { hold, held } = createHolding(ids)
  function* lessons(): Generator<Lesson<string>> {
    for (const { id, example } of asked) {
      const features = featuresOf(example)
      hold(id, features)
      yield { features, label: id }
    }
    for (const { id, example } of said) hold(id, featuresOf(example))
    for (const example of data.examples)
      if (example.topic === outOfScope && example.use === 'example') yield { features: featuresOf(example), label: none }
  }
  const model = train([...ids, none], lessons(), training)
  const whole = new Map(asked.map(({ id, example }) => [sameForm(example.text), id]))
  return { ids, words, languages: learnLanguages(data), model, held: held(), whole }
}

/** How much of what a text says stands in each article, between 0 and 1. */
function overlapsIn({ ids, held: { features, says, unheld, from, articles } }: LearnedArticles): (text: Features) => number[] {
  const rows = new Map(features.map((feature, row) => [feature, row]))
  return text => {
    const shares = ids.map(() => 0)
    let total = 0
    for (const [feature, weight] of text) {
      if (!tells(feature)) continue
      const row = rows.get(feature)
      const said = weight * (row === undefined ? unheld : says[row]!) // one for each feature
      total += said
      // The articles of a feature stand from its own place to that of the next.
      if (row !== undefined) for (let at = from[row]!; at < from[row + 1]!; at++) shares[articles[at]!]! += said
    }
    return total === 0 ? shares : shares.map(share => share / total)
  }
}

/** Makes the finder of what was learned from the articles. */
export function createArticleFinder(
  data: UnderstandingData,
  questions: readonly ArticleQuestions[],
  learned: LearnedArticles = learnArticles(data, questions),
): ArticleFinder {
  const { ids, whole } = learned
  const reader = new Reader(learned.words)
  const languageOf = languageRecogniser(learned.languages)
  const model = new Classifier(learned.model)
  const overlaps = overlapsIn(learned)

  return {
    find: (text, locale) => {
      const exact = whole.get(sameForm(text))
      if (exact !== undefined) return [{ id: exact, score: 1 }]
      const reading = reader.read(text, languageOf(text, locale) ?? learned.languages.locales[0] ?? 'fr')
      if (reading.all.length === 0) return []
      const features = reader.features(reading)
      const likely = model.probabilities(features)
      const shares = [...overlaps(features), overlapping.usual]
      const weights = shares.map((share, i) => ((likely[i] ?? 0) + floor) * Math.exp(overlapping.weight * share))
      const sum = weights.reduce((all, each) => all + each, 0)
      return ids
        .map((id, i): FoundArticle => ({ id, score: Math.round((1000 * (weights[i] ?? 0)) / sum) / 1000 }))
        .filter(({ score }) => score >= least)
        .sort((a, b) => b.score - a.score)
        .slice(0, 5)
    },
  }
}
