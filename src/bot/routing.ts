/**
 * From what someone writes at the start to the conversation that helps: exact phrases first, then fuse.js over the titles and keywords
 * of the dialogs, word by word. Careful: one clear winner is begun, several are offered, none is said to be none.
 */
import Fuse from 'fuse.js'
import type { Library } from '../content/library.ts'
import { fold } from '../flow/checks.ts'

export type Route = { readonly start: string } | { readonly offer: readonly string[] } | { readonly none: true }

interface Entry {
  readonly dialog: string
  readonly phrase: string
  readonly words: readonly string[]
}

/** Words that say nothing about the subject. They stand with the keywords in content, so that editors own them. */
const stopWords = (library: Library): ReadonlySet<string> =>
  new Set(library.locales.flatMap(locale => library.list(locale, 'dialogs:bot.stopWords').map(fold)))

/**
 * Makes the router.
 * @param dialogs names of the dialogs that a person can begin by saying what is wrong
 */
export function createRouter(library: Library, dialogs: readonly string[]): (text: string) => Route {
  const ignored = stopWords(library)
  const meaningful = (text: string): string[] => fold(text).split(' ').filter(word => word.length > 1 && !ignored.has(word))
  const entries: Entry[] = library.locales.flatMap(locale =>
    dialogs.flatMap(dialog =>
      [library.plain(locale, `dialogs:${dialog}.title`), ...library.list(locale, `dialogs:${dialog}.keywords`)].map(phrase => ({
        dialog,
        phrase: fold(phrase),
        words: meaningful(phrase),
      })),
    ),
  )
  const vocabulary = new Map<string, Set<string>>()
  for (const { dialog, words } of entries)
    for (const word of words) vocabulary.set(word, (vocabulary.get(word) ?? new Set()).add(dialog))
  // fuse.js repairs the spelling of a word; which conversation is meant is decided by which of its words are there.
  const speller = new Fuse([...vocabulary.keys()], { includeScore: true, threshold: 0.25, ignoreLocation: false, distance: 20 })
  const respelt = (word: string): string | undefined =>
    vocabulary.has(word) ? word : word.length < 4 ? undefined : speller.search(word, { limit: 1 })[0]?.item

  return text => {
    const said = fold(text.slice(0, 500))
    const exact = entries.find(({ phrase }) => phrase === said)
    if (exact !== undefined) return { start: exact.dialog }
    const words = new Set(meaningful(said).map(word => respelt(word)).filter(word => word !== undefined))
    if (words.size === 0) return { none: true }
    const scores = new Map<string, number>()
    for (const { dialog, words: phrase } of entries) {
      if (phrase.length === 0) continue
      const held = phrase.filter(word => words.has(word))
      // A phrase counts by how much of it was said, and a rare word for more than one that several conversations share.
      const weight = held.reduce((sum, word) => sum + 1 / (vocabulary.get(word)?.size ?? 1), 0)
      const score = (held.length / phrase.length) * weight
      scores.set(dialog, Math.max(scores.get(dialog) ?? 0, score))
    }
    const ranked = [...scores].filter(([, score]) => score > 0.2).sort((a, b) => b[1] - a[1])
    const [best, second] = ranked
    if (best === undefined) return { none: true }
    if (best[1] >= 0.75 && best[1] >= 1.3 * (second?.[1] ?? 0)) return { start: best[0] }
    return { offer: ranked.slice(0, 3).map(([dialog]) => dialog) }
  }
}
