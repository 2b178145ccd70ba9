/** What is learned from the editors' sentences. */
import { articleQuestions } from '../actions/articles.ts'
import type { Config } from '../config.ts'
import type { Library } from '../content/library.ts'
import { createArticleFinder, type ArticleFinder } from '../understanding/articleFinder.ts'
import { createUnderstanding, readUnderstanding, type Understanding } from '../understanding/index.ts'

export interface Learned {
  readonly understanding: Understanding
  readonly finder: ArticleFinder
}

/** Made when it is first needed, and then kept. */
function whenNeeded<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined
  return () => (made ??= { it: make() }).it
}

/** Once in a process for the same sentences: the files do not change under it. By their folder and the questions of the articles. */
const learned = new Map<string, Promise<Learned>>()

/** Learning takes the better part of a second each: nobody waits for it at the start, only whoever writes the first sentence. */
export function learn(library: Library, { contentDir, locales }: Pick<Config, 'contentDir' | 'locales'>): Promise<Learned> {
  const questions = articleQuestions(library)
  const make = async (): Promise<Learned> => {
    const data = await readUnderstanding(contentDir, locales)
    const topics = whenNeeded(() => createUnderstanding(data))
    const articles = whenNeeded(() => createArticleFinder(data, questions))
    return {
      understanding: { understand: (text, lang) => topics().understand(text, lang), explain: (text, lang) => topics().explain(text, lang) },
      finder: { find: (text, locale) => articles().find(text, locale) },
    }
  }
  const key = JSON.stringify([contentDir, locales, questions])
  const known = learned.get(key) ?? make()
  learned.set(key, known)
  return known
}
