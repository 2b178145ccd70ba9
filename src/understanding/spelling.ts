/** Repairs the spelling of a word with fuse.js, against the words that editors used. */
import Fuse from 'fuse.js'

/** A word must be this long to be repaired: a shorter one has too many neighbours. */
const shortest = 5
/** A name of something else is not a slip of the hand. */
const furthest = 0.26

/**
 * Makes the function that finds the known word that was meant.
 * @param vocabulary words without accents, in small letters
 * @param threshold how far it may be from what was meant, as a share of its letters
 */
export function speller(vocabulary: ReadonlySet<string>, threshold = furthest): (word: string) => string | undefined {
  // By first letter and length: a search then reads a few dozen words, not thousands.
  const shelves = new Map<string, string[]>()
  for (const word of vocabulary)
    for (let length = word.length - 1; length <= word.length + 1; length++) {
      const name = `${word.charAt(0)}${length}`
      const shelf = shelves.get(name)
      if (shelf === undefined) shelves.set(name, [word])
      else shelf.push(word)
    }
  const searches = new Map<string, Fuse<string>>()
  return word => {
    if (word.length < shortest || word.length > 20 || /\d/.test(word)) return undefined
    const name = `${word.charAt(0)}${word.length}`
    let search = searches.get(name)
    if (search === undefined) {
      search = new Fuse(shelves.get(name) ?? [], { includeScore: true, threshold, distance: 30, ignoreFieldNorm: true })
      searches.set(name, search)
    }
    return search.search(word, { limit: 1 })[0]?.item
  }
}
