import assert from 'node:assert/strict'
import { describe, it } from 'mocha'
import { understandBatch } from '../../src/understanding/index.ts'
import { learnedFrom, testLibrary } from '../support/learned.ts'

describe('understandBatch', () => {
  it('answers JSON lines in their order, and stays aligned on a bad one', async () => {
    const { understanding } = await learnedFrom(await testLibrary())
    const lines = ['{"text":"page blanche sur firefox","lang":"fr"}', '', 'not JSON', '{"text":"hello"}', '{"text":7}', '{"text":"merci","lang":null}']
    const bad: number[] = []
    const answers: Record<string, unknown>[] = []
    for await (const line of understandBatch(understanding, lines, number => bad.push(number))) answers.push(JSON.parse(line))
    assert.deepEqual(bad, [3, 5])
    assert.deepEqual(answers.map(({ intent, action }) => [intent, action]), [
      ['blank_page', 'start'],
      ['out_of_scope', 'none'],
      ['greeting', 'start'],
      ['out_of_scope', 'none'],
      ['thanks', 'start'],
    ])
    assert.deepEqual(Object.keys(answers[0]!), ['intent', 'score', 'action', 'candidates', 'slots'])
    assert.deepEqual(answers[0]!.slots, { browser: 'firefox', symptom: 'blankPage' })
  })
})
