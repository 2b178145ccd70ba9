/**
 * The compiler refuses a wrong arrow. Each line below `@ts-expect-error` is such a mistake: if the compiler let one pass, this file
 * would not compile and `npm test` would stop.
 */
import assert from 'node:assert/strict'
import { actions, does, type Action, type HandlersOf } from '../../src/flow/actions.ts'
import { defineDialog, type EndsOf } from '../../src/flow/index.ts'
import type { Step } from '../../src/flow/table.ts'

describe('the types of a table', () => {
  it('accept arrows to steps, to the end, and functions that name them', () => {
    const table = defineDialog('right', {
      first: { choose: { yes: 'second', no: 'end', other: ({ configured }) => (configured.helpdeskEmail ? 'second' : 'end:other') } },
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

  const found = defineDialog('found', {
    where: { choose: { here: 'end:found', nowhere: 'end:notFound', unsure: ({ configured }) => (configured.helpdeskEmail ? 'end' : 'end:notFound') } },
  })

  it('know how a dialog can end, also where a function says it or another dialog hands it on', () => {
    const outer = defineDialog('outer', {
      look: { begin: found, passOn: true, ends: { found: 'thanks' } },
      thanks: { say: true, next: () => 'end:thanked' },
    })
    const ends: Record<EndsOf<typeof outer>, true> = { notFound: true, done: true, thanked: true }
    // @ts-expect-error `found` goes on inside, and is no end
    ends.found = true
    assert.equal(outer.steps['look']?.kind, 'begin')
  })

  it('know what each step can answer with', () => {
    defineDialog('answers', {
      recall: { act: 'recallRequest', results: { kept: 'look', nothing: 'look' } },
      look: { begin: found, ends: { found: 'chosen', notFound: 'chosen', done: 'end' } },
      chosen: { choose: { yes: 'option', no: 'result' } },
      // @ts-expect-error no option of that name
      option: { say: true, next: ({ answers }) => (answers.chosen === 'yess' ? 'end' : 'result') },
      // @ts-expect-error no result of that name
      result: { say: true, next: ({ answers }) => (answers.recall === 'keptt' ? 'end' : 'begun') },
      // @ts-expect-error no end of that name
      begun: { say: true, next: ({ answers }) => (answers.look === 'foundd' ? 'end' : 'option') },
    })
  })

  it('refuse what was planted once and passed', () => {
    // Each of an inner dialog's ends is answered: neither one too few, nor one that there is not.
    const misspelt = defineDialog('misspelt', { where: { choose: { here: 'end:found', nowhere: 'end:notFoundd' } } })
    defineDialog('planted', {
      // @ts-expect-error an end that has no arrow, since it is misspelt in the other dialog
      end: { begin: misspelt, ends: { found: 'end', notFound: 'end' } },
      // @ts-expect-error an end that is misspelt here
      here: { begin: found, ends: { found: 'end', notFoundd: 'end', done: 'end' } },
      arrow: { begin: found, passOn: true, ends: {
        // @ts-expect-error what is refused is the arrow itself, not the whole step
        found: 'nowhere',
        notFound: 'end',
      } },
      // @ts-expect-error an end that is left out
      left: { begin: found, ends: { found: 'end' } },
      // @ts-expect-error one arrow for all ends, where they have names
      all: { begin: found, next: 'end' },
      // @ts-expect-error a dialog that does not exist
      begin: { begin: 'noSuchDialog', next: 'end' },
      errorNumber: { begin: defineDialog('errorNumber', { which: { choose: { a: 'end:later', b: 'end:solved' } } }), passOn: true },
      // @ts-expect-error an end that the begun dialog does not have
      compared: { say: true, next: ({ answers }) => (answers.errorNumber === 'latter' ? 'end' : 'begin') },
    })

    const handler = (): string => 'done'
    const handlers = {
      requestAccount: handler, resendActivation: handler, sendReport: handler, noteServiceSide: handler, keepQuestion: handler,
      replyToRequest: handler, settleRequest: handler,
    } satisfies HandlersOf<typeof handler>
    const more = { ...actions, launchRocket: does<{ seconds: number }, 'launched'>() } satisfies Record<string, Action>
    assert.equal(more.launchRocket.kind, 'do')
    // @ts-expect-error an action that does, without its handler
    assert.ok(handlers satisfies HandlersOf<typeof handler, typeof more>)
    // There is no list of names beside the actions: each says itself of which kind it is, or is none.
    // @ts-expect-error an action that is of no kind
    assert.ok({ ...actions, launchRocket: { variables: [] } } satisfies Record<string, Action>)
  })

  it('narrow a step by its kind', () => {
    const step: Step | undefined = found.steps['where']
    // @ts-expect-error the options of a step of any kind
    assert.ok(step?.choose)
    assert.deepEqual(step?.kind === 'choose' ? Object.keys(step.choose) : [], ['here', 'nowhere', 'unsure'])
  })
})
