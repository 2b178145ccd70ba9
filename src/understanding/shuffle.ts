/** The order in which lessons are learned. */

/** What can be put in another order in its place: a list, or numbers of one kind. */
interface Ordered<T> {
  readonly length: number
  [at: number]: T
}

/** Numbers between 0 and 1 that only look random: learning gives the same weights every time. */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 0) / 2 ** 32
  }
}

/**
 * Makes what shuffles in place (Fisher and Yates): another order at each call, and the same orders for each that is made.
 */
export function createShuffle(): <T>(items: Ordered<T>) => void {
  const random = sequence(7)
  return items => {
    for (let i = items.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      ;[items[i], items[j]] = [items[j]!, items[i]!] // j ≤ i < length
    }
  }
}
