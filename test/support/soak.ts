/**
 * How much is tried of what is long by nature, and by which chance. `npm run soak` (`SOAK=1`) tries all of it, `npm test` a tenth or less.
 * Half goes by a chance that is the same in every run, half by one that is new and printed; `SEED=1234` repeats that one alone.
 */

/** Whether all of it is tried. */
export const soaking = process.env['SOAK'] !== undefined

/** A test for a soak alone: a second language, size, colour scheme or way through what `npm test` walks through once. */
export const inSoak = (title: string, test: Mocha.AsyncFunc): void => {
  if (soaking) it(title, test)
}

/** So many, of a number that a soak tries. A variable of that name asks for another number (`KILLS=500`). */
export const howMany = (variable: string, whole: number, short = Math.ceil(whole / 10)): number =>
  Number(process.env[variable] ?? (soaking ? whole : short))

const given = process.env['SEED']
/** A seed for each part of what is tried by chance; together they make the whole. */
export const seeds: readonly number[] =
  given === undefined ? [20260302, Math.floor(Math.random() * 2 ** 31)] : [Number(given)]

/** For the line that tells how it went. */
export const seedsUsed = `seeds ${seeds.join(' and ')}`

/** A generator of numbers from 0 to 1, the same for a seed (Mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
