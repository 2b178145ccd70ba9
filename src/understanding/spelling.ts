/** Repairs the spelling of a word with fuse.js, against the words that editors used. */
import Fuse from 'fuse.js'

/** A word must be this long to be repaired: a shorter one has too many neighbours. */
const shortest = 5
/** A longer one is none that anybody knows. */
const longest = 20
/** A name of something else is not a slip of the hand. */
const furthest = 0.26
/** So many repairs are remembered: a turn reads the same words several times. */
const mostRemembered = 4000

/** A known word, with its letters and its pairs of letters as bits: what has few of them need not be compared. */
interface Shelved {
  readonly word: string
  readonly letters: number
  readonly pairs: number
}

/** Two letters may share a bit: then a word is compared for nothing, and none is passed over. */
function shelved(word: string): Shelved {
  let letters = 0
  let pairs = 0
  for (let i = 0; i < word.length; i++) {
    letters |= 1 << (word.charCodeAt(i) & 31)
    if (i > 0) pairs |= 1 << ((word.charCodeAt(i - 1) * 7 + word.charCodeAt(i)) & 31)
  }
  return { word, letters, pairs }
}

function bitsIn(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}

/**
 * Makes the function that finds the known word that was meant.
 * @param vocabulary words without accents, in small letters
 * @param threshold how far it may be from what was meant, as a share of its letters
 */
export function speller(vocabulary: ReadonlySet<string>, threshold = furthest): (word: string) => string | undefined {
  // By first letter and length: a search then reads a few dozen words, not thousands.
  const shelves = new Map<string, Shelved[]>()
  for (const word of vocabulary) {
    if (word.length >= longest + 2) continue
    const known = shelved(word)
    for (let length = word.length - 1; length <= word.length + 1; length++) {
      const name = `${word.charAt(0)}${length}`
      const shelf = shelves.get(name)
      if (shelf === undefined) shelves.set(name, [known])
      else shelf.push(known)
    }
  }
  const search = (word: string): string | undefined => {
    const { letters, pairs } = shelved(word)
    // A slip of the hand takes away one letter at most, and two pairs.
    const slips = Math.floor(threshold * word.length)
    const near: string[] = []
    for (const known of shelves.get(`${word.charAt(0)}${word.length}`) ?? [])
      if (bitsIn(letters & ~known.letters) <= slips && bitsIn(pairs & ~known.pairs) <= 2 * slips) near.push(known.word)
    if (near.length === 0) return undefined
    const fuse = new Fuse(near, { includeScore: true, threshold, distance: 30, ignoreFieldNorm: true })
    return fuse.search(word, { limit: 1 })[0]?.item
  }
  const remembered = new Map<string, string | undefined>()
  return word => {
    if (word.length < shortest || word.length > longest || /\d/.test(word)) return undefined
    if (remembered.has(word)) return remembered.get(word)
    const meant = search(word)
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(word, meant)
    return meant
  }
}
