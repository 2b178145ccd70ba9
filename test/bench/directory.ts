/**
 * Speed and accuracy of unit look-ups on a full RNSR file, beside one fuse.js index over names, acronyms and labels:
 * `npm run bench -- --units FILE` (or `UNITS_FILE=FILE`). Without a file there is nothing to measure.
 * Times are each look-up's best of five runs, so that other work on the machine counts less.
 */
import Fuse from 'fuse.js'
import { findUnits, type UnitAnswer } from '../../src/directory/findUnits.ts'
import type { Unit } from '../../src/directory/unit.ts'
import { judge, readIndex, readLookUps, type LookUp } from '../directory/score.ts'

const runs = 5

interface Measured {
  readonly mean: number
  readonly p50: number
  readonly p99: number
  readonly right: number
  readonly wrong: number
}

type Judged = Pick<UnitAnswer, 'answer' | 'units'>

/** @param times how often each look-up is run (fuse.js is slow enough for fewer) */
function measure(lookUps: readonly LookUp[], look: (query: string) => Judged, times: number): Measured {
  for (const { query } of lookUps.slice(0, 50)) look(query)
  const best = lookUps.map(() => Infinity)
  let right = 0
  let wrong = 0
  for (let run = 0; run < times; run++)
    lookUps.forEach((lookUp, at) => {
      const started = performance.now()
      const answer = look(lookUp.query)
      best[at] = Math.min(best[at]!, performance.now() - started)
      if (run > 0) return
      const verdict = judge(lookUp, answer)
      if (verdict === 'right') right++
      if (verdict === 'wrong') wrong++
    })
  const sorted = best.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  return {
    mean: sorted.reduce((sum, time) => sum + time, 0) / sorted.length,
    p50: at(0.5),
    p99: at(0.99),
    right: right / lookUps.length,
    wrong: wrong / lookUps.length,
  }
}

/** What a plain index of fuse.js makes of a text: its best unit, when it is near enough; those that tie with it count too. */
function plainFuse(units: readonly Unit[]): (query: string) => Judged {
  const fuse = new Fuse(units, {
    keys: ['name', 'acronym', 'codes'],
    includeScore: true,
    ignoreLocation: true,
    ignoreDiacritics: true,
    threshold: 0.3,
  })
  const answerOf = ({ level, cnrs }: Unit): UnitAnswer['answer'] =>
    level !== 2 || cnrs === 'participant' || cnrs === 'unclear' ? 'unknown' : cnrs === 'tutelle' ? 'true' : 'false'
  return query => {
    const found = fuse.search(query, { limit: 5 })
    const first = found[0]
    if (first === undefined) return { answer: 'unknown', units: [] }
    const tied = found.filter(({ score }) => (score ?? 1) <= (first.score ?? 1) + 1e-9).map(({ item }) => item)
    const answers = new Set(tied.map(answerOf))
    const units = tied.map(unit => ({ rnsr: unit.rnsr })) as unknown as Judged['units']
    return { answer: answers.size > 1 ? 'ambiguous' : answerOf(first.item), units }
  }
}

const args = process.argv.slice(2)
const file = args[args.indexOf('--units') + 1 || args.length] ?? process.env['UNITS_FILE']
if (file === undefined || file === '')
  console.log('directory: no RNSR file given (--units FILE or UNITS_FILE), nothing measured')
else {
  const started = performance.now()
  const index = await readIndex(file)
  const opened = performance.now() - started
  const lookUps = readLookUps()
  const ours = measure(lookUps, query => findUnits(index, query), runs)
  const fuse = measure(lookUps, plainFuse(index.entries.map(({ unit }) => unit)), 2)
  const line = (name: string, { mean, p50, p99, right, wrong }: Measured): string =>
    `${name.padEnd(10)} mean ${mean.toFixed(3)} ms  p50 ${p50.toFixed(3)}  p99 ${p99.toFixed(3)}  right ${(100 * right).toFixed(1)} %  confidently wrong ${(100 * wrong).toFixed(1)} %`
  console.log(
    `directory: ${index.entries.length} units read and indexed in ${opened.toFixed(0)} ms, ${lookUps.length} look-ups, best of ${runs}`,
  )
  console.log(line('findUnits', ours))
  console.log(line('fuse.js', fuse))
  console.log(`${(fuse.mean / ours.mean).toFixed(0)} times faster than fuse.js`)
  const held = ours.p99 <= 5 && fuse.mean / ours.mean >= 20 && ours.right > fuse.right && ours.wrong < fuse.wrong
  if (!held) {
    console.log('directory: the bar is not held (p99 at most 5 ms, 20 times faster than fuse.js and more often right)')
    process.exitCode = 1
  }
}
