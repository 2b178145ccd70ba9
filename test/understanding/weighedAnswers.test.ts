/** What was heard by phrases and what is likely, weighed against each other. */
import assert from 'node:assert/strict'
import { weighed } from '../../src/understanding/index.ts'
import type { Heard } from '../../src/understanding/answers.ts'

const option = (id: string, more: object = {}) => ({ id, label: id, names: [], ...more })
const options = [option('yes'), option('no'), option('send', { wholly: true })]
const likely = (scores: Readonly<Record<string, number>>) =>
  Object.entries(scores).map(([answer, score]) => ({ answer, score })).sort((a, b) => b.score - a.score)
const named = (id: string, wholly = false, surely = false): Heard => ({ kind: 'option', id, wholly, surely })

describe('what was heard and what is likely', () => {
  const cases: readonly (readonly [string, Heard | undefined, Readonly<Record<string, number>>, Heard | undefined])[] = [
    ['a phrase that is the whole text stands', named('yes', true, true), { no: 0.99, yes: 0.01 }, named('yes', true, true)],
    ['nothing heard, and surely likely', undefined, { no: 0.9, yes: 0.1 }, named('no', false, true)],
    ['nothing heard, and two as likely', undefined, { no: 0.5, yes: 0.45, aWait: 0.05 }, { kind: 'either', ids: ['yes', 'no'] }],
    ['nothing heard, and nothing likely', undefined, { aQuestion: 0.3, no: 0.3, aWait: 0.3, yes: 0.1 }, undefined],
    ['some word of one, and another far likelier', named('yes'), { no: 0.95, yes: 0.05 }, named('no', false, true)],
    ['some word of one, and another somewhat likelier', named('yes'), { no: 0.6, yes: 0.25, aWait: 0.15 }, { kind: 'either', ids: ['yes', 'no'] }],
    ['a request is never guessed', undefined, { send: 0.99, no: 0.01 }, { kind: 'partly', id: 'send' }],
    ['a question is no answer', named('yes'), { aQuestion: 0.95, yes: 0.05 }, undefined],
    ['waiting', undefined, { aWait: 0.9, yes: 0.1 }, { kind: 'wait', wholly: false }],
  ]
  for (const [what, heard, scores, meant] of cases)
    it(what, () => { assert.deepEqual(weighed(heard, likely(scores), options), meant) })

  it('which of a list is meant is told by its words, however likely the button below it is', () => {
    const list = [option('a', { listed: true }), option('b', { listed: true }), option('none')]
    const scores = likely({ aListed: 0.5, none: 0.5, a: 0, b: 0 })
    assert.deepEqual(weighed(named('b', false, true), scores, list), named('b', false, true))
    assert.equal(weighed(undefined, scores, list), undefined)
  })
})
