/** The help articles as answers: which one answers a question, and which conversation goes on from it. */
import type { Library } from '../content/library.ts'
import { toPlainText } from '../content/markdown.ts'
import type { LookFunctions, Outcome } from '../flow/actions.ts'
import type { ArticleFinder, ArticleQuestions, FoundArticle } from '../understanding/articles.ts'

/** From this score on one article is shown; from the other on, several are offered. Found on the questions of test/understanding. */
const bands = { show: 0.35, offer: 0.15 }
/** At most so many are offered. */
const most = 3

export interface Articles {
  /** The looks of the dialog `answerQuestion`. */
  readonly looks: Pick<LookFunctions, 'findArticle'>
  /**
   * The article that clearly answers a question, for one that is asked in the middle of something else.
   * @returns undefined when no article does, or several may
   */
  answerTo(text: string, locale: string): FoundArticle | undefined
}

/** What people ask, by article and language, for the finder. */
export const articleQuestions = (library: Library): ArticleQuestions[] =>
  library.locales.flatMap(locale =>
    library.articles('help', locale).map(({ id, title, keywords, body, extra }) => ({
      id,
      locale,
      questions: [title, ...(Array.isArray(extra['questions']) ? (extra['questions'] as string[]) : [])],
      sentences: [...keywords, ...toPlainText(body).split(/(?<=[.?!:])\s+|\n+/)],
    })),
  )

/** Makes the answers. */
export function createArticles({ library, finder }: { library: Library; finder: ArticleFinder }): Articles {
  const likely = (text: string, locale: string): readonly FoundArticle[] =>
    finder.find(text, locale).filter(({ score }) => score >= bands.offer)

  return {
    looks: {
      findArticle: ({ text, article, others }, locale): Outcome => {
        const choice = (id: string) => {
          const found = library.article('help', locale, id)
          return found === undefined ? [] : [{ id, label: found.title }]
        }
        const named = article === undefined || others !== undefined ? [] : choice(article)
        if (named.length > 0) return { result: 'found', choices: named }
        const found = likely(text, locale)
        if (others === undefined && (found[0]?.score ?? 0) >= bands.show) return { result: 'found', choices: found.slice(0, 1).flatMap(({ id }) => choice(id)) }
        // What was shown already did not answer: the one that was picked, or else the best one.
        const shown = others === undefined ? undefined : others || article || found[0]?.id
        const left = found.filter(({ id }) => id !== shown).slice(0, most)
        return left.length === 0 ? { result: 'nothing' } : { result: 'several', choices: left.flatMap(({ id }) => choice(id)) }
      },
    },
    answerTo: (text, locale) => {
      const [best] = finder.find(text, locale)
      return best !== undefined && best.score >= bands.show ? best : undefined
    },
  }
}
