/** Texts as long as a person may send: sentences, words in any order, words with slips of the hand, and noise. Always the same. */

/** Numbers that only look random. */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 0) / 2 ** 32
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyzéèà'

/**
 * Makes texts, a quarter of each kind, of all lengths.
 * @param most characters
 * @param sentences what they are made of
 */
export function textsUpTo(most: number, count: number, sentences: readonly string[]): string[] {
  const random = sequence(5)
  const one = <T>(all: ArrayLike<T>): T => all[Math.floor(random() * all.length)]!
  const words = sentences.flatMap(sentence => sentence.split(/\s+/))
  const slip = (word: string): string => {
    const at = Math.floor(random() * word.length)
    return random() < 0.5 ? word.slice(0, at) + word.slice(at + 1) : word.slice(0, at) + one(letters) + word.slice(at)
  }
  const kinds = [
    () => `${one(sentences)}.`,
    () => one(words),
    () => slip(one(words)),
    () => Array.from({ length: 5 + Math.floor(random() * 8) }, () => one(letters)).join(''),
  ]
  return Array.from({ length: count }, (_, i) => {
    const length = 1 + Math.floor(random() * most)
    let text = ''
    while (text.length < length) text += `${one([kinds[i % kinds.length]!])()} `
    return text.slice(0, length)
  })
}
