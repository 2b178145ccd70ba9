/** Kinds of answers that were taken wrongly once, a few sentences of each: every one is taken as it was meant. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../../../src/root.ts'
import { openDesk, type Desk } from './typedAtStep.ts'

type Line = readonly [step: string, lang: string, say: string, expect: string]

describe('kinds of answers', () => {
  // What the file holds is what it says at its head.
  const kinds = parse(readFileSync(join(root, 'test/understanding/answers/kinds.yml'), 'utf8')) as Readonly<Record<string, readonly Line[]>>
  let desk: Desk
  before(async () => {
    desk = await openDesk()
  })

  for (const [kind, lines] of Object.entries(kinds))
    it(`are taken as they were meant: ${kind}`, async () => {
      const missed: string[] = []
      for (const [step, lang, say, expect] of lines) {
        const { verdict, did } = await desk.judge({ step, lang, say, expect })
        if (verdict !== 'right') missed.push(`${step} ${lang}: ${say}: ${did}, not ${expect}`)
      }
      assert.deepEqual(missed, [])
    })
})
