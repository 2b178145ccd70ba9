import { setImmediate as others } from 'node:timers/promises'

/** Longest piece of work in which nobody else is answered, ms. */
const longest = 8

/** Does what is long in pieces, and lets everybody else have their turn in between. */
export async function inSlices(steps: Iterable<unknown>): Promise<void> {
  let until = performance.now() + longest
  for (const _ of steps)
    if (performance.now() > until) {
      await others()
      until = performance.now() + longest
    }
}
