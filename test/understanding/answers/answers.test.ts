/** What people answer at a step, in their own words, taken as it was meant: the development sheets, walked through the real engine. */
import assert from 'node:assert/strict'
import { figures, openDesk, sheets, stepKind, type Judged } from './typedAtStep.ts'

describe('answers in people’s own words', () => {
  /** Two points beside what was reached: what falls below has lost something. The aim is 90 % right and 2 % wrong. */
  const floor = 0.94
  const ceiling = 0.02
  /** A part of the sheets, every so many lines; the whole of them with `node dist/test/understanding/answers/figures.js`. */
  const every = 4

  it('are understood at their step, and destroy nothing', async function () {
    this.timeout(180_000)
    const desk = await openDesk()
    const judged: Judged[] = []
    for (const [i, sentence] of sheets('development').entries()) if (i % every === 0) judged.push(await desk.judge(sentence))
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
