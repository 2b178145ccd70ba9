/** Kinds of answers that were taken wrongly once, a few sentences of each: taken as they were meant, but for those named as not. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../../../src/root.ts'
import { openDesk, type Desk, type Judged } from './typedAtStep.ts'

/** The list of what fails still. */
const notYet = 'not taken yet'

type Verdict = Judged['verdict']
type Line = readonly [step: string, lang: string, say: string, expect: string]

describe('kinds of answers', () => {
  // What the file holds is what it says at its head.
  const kinds = parse(readFileSync(join(root, 'test/understanding/answers/kinds.yml'), 'utf8')) as Readonly<Record<string, readonly Line[]>>
  let desk: Desk
  before(async () => {
    desk = await openDesk()
  })

  /** What is not taken as it was meant. */
  async function missedOf(lines: readonly Line[]): Promise<{ say: string; verdict: Verdict; told: string }[]> {
    const missed: { say: string; verdict: Verdict; told: string }[] = []
    for (const [step, lang, say, expect] of lines) {
      const { verdict, did } = await desk.judge({ step, lang, say, expect })
      if (verdict !== 'right') missed.push({ say, verdict, told: `${step} ${lang}: ${say}: ${did}, not ${expect}` })
    }
    return missed
  }

  for (const [kind, lines] of Object.entries(kinds)) {
    if (kind === notYet) continue
    it(`are taken as they were meant: ${kind}`, async () => {
      assert.deepEqual((await missedOf(lines)).map(({ told }) => told), [])
    })
  }

  it('are, where they are known as not taken yet, counted, and destroy nothing', async () => {
    const known = kinds[notYet] ?? []
    const missed = await missedOf(known)
    const all = Object.values(kinds).flat().length
    console.log(`      ${all - missed.length} of ${all} taken as they were meant, ${missed.filter(({ verdict }) => verdict === 'wrong').length} wrongly`)
    assert.deepEqual(missed.filter(({ verdict }) => verdict === 'destroyed'), [])
    assert.deepEqual(known.flatMap(([, , say]) => (missed.some(each => each.say === say) ? [] : [say])), [], 'taken by now: they belong to their kind')
  })
})
