/** Working memory, kept because a look-up asks thousands of times. */
let rows = [0, 1, 2].map(() => new Uint16Array(64))

/**
 * Edits between two spellings: letters added, left out, replaced, or two neighbours swapped (optimal string alignment).
 * @param limit beyond this the exact figure does not matter
 * @returns the distance, or `limit + 1` when it is larger
 */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  if (b.length >= (rows[0]?.length ?? 0)) rows = rows.map(() => new Uint16Array(2 * b.length))
  // Three rows, each longer than b: every index below is inside them.
  let [beforeLast, last, row] = rows as [Uint16Array, Uint16Array, Uint16Array]
  for (let j = 0; j <= b.length; j++) last[j] = j
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1)) // inside the rows
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        cost = Math.min(cost, beforeLast[j - 2]! + 1) // inside the rows
      row[j] = cost
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    ;[beforeLast, last, row] = [last, row, beforeLast]
  }
  return last[b.length]! // inside the rows
}
