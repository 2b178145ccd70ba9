/** So many answers are kept; then all are forgotten, which costs no more than what is asked next. */
const most = 20_000

/** A pure function of a text that does not work the same text twice: a content folder is checked again and again with few changes. */
export function remembered<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return text => {
    const before = known.get(text)
    if (before !== undefined) return before
    const made = work(text)
    if (known.size >= most) known.clear()
    known.set(text, made)
    return made
  }
}
