/**
 * The compiler refuses a wrong arrow. Each line below `@ts-expect-error` is such a mistake: if the compiler let one pass, this file
 * would not compile and `npm test` would stop.
 */
import assert from 'node:assert/strict'
import { defineDialog } from '../../src/flow/index.ts'

describe('the types of a table', () => {
  it('accept arrows to steps, to the end, and functions that name them', () => {
    const table = defineDialog('right', {
      first: { choose: { yes: 'second', no: 'end', other: ({ known }) => (known.helpdeskEmail ? 'second' : 'end:other') } },
      second: { say: true, next: ({ answers }) => (answers.first === 'yes' ? 'end' : 'first') },
    })
    assert.equal(table.first, 'first')
  })

  it('refuse the ten commonest mistakes', () => {
    defineDialog('wrong', {
      // @ts-expect-error a next that does not exist
      say: { say: true, next: 'nowhere' },
      // @ts-expect-error an option that leads nowhere
      choose: { choose: { yes: 'nowhere' } },
      // @ts-expect-error a function that names a step that does not exist
      computed: { say: true, next: () => 'nowhere' },
      // @ts-expect-error an answer of a step that does not exist
      answers: { say: true, next: ({ answers }) => (answers.nowhere === 'x' ? 'end' : 'say') },
      // @ts-expect-error a question without the way out after three failures
      ask: { ask: 'email', next: 'end' },
      // @ts-expect-error a check that does not exist
      check: { ask: 'colour', next: 'end', otherwise: 'end' },
      // @ts-expect-error an action with a result left out
      act: { act: 'requestAccount', with: () => ({ values: {}, locale: 'fr' }), results: { accepted: 'end', refused: 'end' } },
      // @ts-expect-error an action that does not exist
      unknown: { act: 'launchRocket', results: { done: 'end' } },
      // @ts-expect-error an action's input of the wrong type
      input: { act: 'resendActivation', with: () => ({ mail: 'x' }), results: { accepted: 'end', delayed: 'end' } },
      // @ts-expect-error choices taken from a step that does not exist
      pick: { pick: { from: 'nowhere', next: 'end', none: 'end' } },
    })
  })
})
