/** What is learned from the words of this checkout: once for all test processes, for it is kept with the build. */
import { articleQuestions } from '../../src/actions/articles.ts'
import { learnedIn } from '../../src/app/learning.ts'
import type { Library } from '../../src/content/library.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { createArticleFinder, type ArticleFinder } from '../../src/understanding/articleFinder.ts'
import { createAnswerJudge, createUnderstanding, learnAside, readUnderstanding, type AnswerJudge, type Understanding, type UnderstandingData } from '../../src/understanding/index.ts'
import { testedContent } from './testedContent.ts'

export interface LearnedWords {
  readonly data: UnderstandingData
  readonly understanding: Understanding
  readonly finder: ArticleFinder
  readonly judge: AnswerJudge
}

/** The library that tests speak with. */
export const testLibrary = (): Promise<Library> =>
  openLibrary({ dir: testedContent, defaultLocale: 'fr', globals: { retentionDays: 30, activationHours: 24, mailFrom: 'noa@example.org' } })

let read: Promise<UnderstandingData> | undefined
const learned = new WeakMap<Library, Promise<LearnedWords>>()

/** What the words of a library teach. */
export function learnedFrom(library: Library): Promise<LearnedWords> {
  const learn = async (): Promise<LearnedWords> => {
    const data = await (read ??= readUnderstanding(testedContent))
    const articles = articleQuestions(library)
    const known = (await learnAside({ data, articles }, learnedIn())).learned
    return {
      data,
      understanding: createUnderstanding(data, known.topics),
      finder: createArticleFinder(data, articles, known.articles),
      judge: createAnswerJudge(known.answers),
    }
  }
  const known = learned.get(library) ?? learn()
  learned.set(library, known)
  return known
}
