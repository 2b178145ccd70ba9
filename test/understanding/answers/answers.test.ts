/**
 * What people answer at a step, in their own words, taken as it was meant, walked through the real engine: the sheets that were read
 * while it was built and those that nobody had seen (decision 18), of each a tenth, all of it in `npm run soak`; and, of a sheet by a
 * fourth hand, the lines of which nothing was learned (decision 45). `node dist/test/understanding/answers/figures.js development` (or
 * `heldOut`) says what failed.
 */
import assert from 'node:assert/strict'
import { readUnderstanding } from '../../../src/understanding/index.ts'
import { howMany } from '../../support/soak.ts'
import { testedContent } from '../../support/testedContent.ts'
import { figures, openDesk, sheets, stepKind, type Desk, type Judged, type Sentence } from './typedAtStep.ts'

/** The lines of which the judge was told nothing: what it makes of them it can only have understood. */
async function unlearned(lines: readonly Sentence[]): Promise<Sentence[]> {
  const { answers } = await readUnderstanding(testedContent)
  const known = new Set(answers.lessons.map(({ text }) => text))
  return lines.filter(({ say }) => !known.has(say))
}

describe('answers in people’s own words', () => {
  /** About two points beside what was reached: what falls below has lost something. */
  const held = {
    development: { floor: 0.925, ceiling: 0.03 },
    heldOut: { floor: 0.93, ceiling: 0.03 },
    validation: { floor: 0.825, ceiling: 0.075 },
  } as const

  let desk: Desk
  before(async () => {
    desk = await openDesk()
  })

  for (const [folder, { floor, ceiling }] of Object.entries(held))
    it(`are understood at their step, and destroy nothing: ${folder}`, async function () {
      this.timeout(900_000)
      const all = folder === 'validation' ? await unlearned(sheets(folder)) : sheets(folder)
      // Every so many, the same in each run: no sentence fails by chance.
      const every = folder === 'validation' ? 1 : Math.round(all.length / howMany('ANSWERS', all.length))
      const judged: Judged[] = []
      for (const [i, sentence] of all.entries()) if (i % every === 0) judged.push(await desk.judge(sentence))
      for (const kind of [...new Set(judged.map(stepKind))])
        for (const lang of ['fr', 'en']) {
          const { count, right, wrong } = figures(judged.filter(each => each.lang === lang && stepKind(each) === kind))
          console.log(`      ${kind} ${lang}: ${(100 * right).toFixed(1)} % of ${count} right, ${(100 * wrong).toFixed(1)} % wrong`)
        }
      const { right, wrong, destroyed } = figures(judged)
      console.log(`      all: ${(100 * right).toFixed(1)} % right, ${(100 * wrong).toFixed(1)} % wrong, ${destroyed} destroyed`)
      assert.ok(right >= floor, `${right} right`)
      assert.ok(wrong <= ceiling, `${wrong} wrong`)
      assert.equal(destroyed, 0)
    })
})
