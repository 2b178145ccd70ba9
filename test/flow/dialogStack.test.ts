import assert from 'node:assert/strict'
import { beginContext } from '../../src/flow/context.ts'
import { defineDialog } from '../../src/flow/define.ts'
import { toDialog } from '../../src/flow/dialog.ts'
import { framesOf, giveUp, openAsks, running, StepGone, waits } from '../../src/flow/dialogStack.ts'
import type { DialogTable } from '../../src/flow/table.ts'
import type { FlowTurn, Input } from '../../src/flow/port.ts'
import { giveTurn } from '../../src/flow/stepPrompt.ts'
import { DialogSet, type DialogContext, type DialogState } from '../../src/sdk.ts'
import { MemoryAdapter, turnContext } from '../support/memoryAdapter.ts'

const inner = defineDialog('inner', { sure: { choose: { yes: 'ask', no: 'end' } }, ask: { act: 'noteServiceSide', results: { noted: 'end' } } })
const outer = defineDialog('outer', { go: { begin: inner, passOn: true } })
const pressed = (option: string, ask: number): Input => ({ kind: 'button', value: { step: 'inner.sure', ask, option } })

/** Lets the dialogs do something with what is kept of a conversation. */
async function run(state: DialogState, tables: readonly DialogTable[], input: Input, what: (dc: DialogContext) => Promise<unknown>) {
  const dialogs = new DialogSet()
  for (const table of tables) dialogs.add(toDialog(table))
  let asks = 0
  const nothing = async (): Promise<void> => undefined
  const turn = { locale: 'fr', input, facts: {}, configured: {}, present: nothing, nextAsk: () => ++asks, answered: () => undefined, entrust: () => 'note:1' }
  const context = turnContext(new MemoryAdapter())
  // The steps of these tables need no more of a turn.
  giveTurn(context, turn as unknown as FlowTurn)
  await what(beginContext(dialogs, context, state))
}

describe('flow/dialogStack', () => {
  const begun = async (): Promise<DialogState> => {
    const state: DialogState = { dialogStack: [] }
    await run(state, [inner, outer], { kind: 'again' }, dc => dc.beginDialog('outer'))
    return state
  }

  it('tells what waits, from the outermost to the innermost, and for what', async () => {
    const state = await begun()
    assert.deepEqual(running(state), ['outer', 'inner', 'inner.sure'])
    assert.equal(framesOf(state).at(-1)?.path, '/outer/inner/inner.sure')
    assert.deepEqual(openAsks(state), [1])
    assert.equal(waits(state), false)
    await run(state, [inner, outer], pressed('yes', 1), dc => dc.continueDialog())
    assert.equal(waits(state), true)
    assert.equal(waits(state, entry => entry === 'another'), false)
    giveUp(state)
    assert.deepEqual(running(state), [])
  })

  const other = defineDialog('inner', { other: { say: true, next: 'end' } })
  const within = defineDialog('outer', { go: { begin: defineDialog('gone', { bye: { say: true, next: 'end' } }), passOn: true } })
  for (const [what, tables] of [
    ['the dialog', [inner]],
    ['the dialog inside it', [outer]],
    ['the step', [other, outer]],
  ] as const)
    it(`knows ${what} to be gone`, async () => {
      const state = await begun()
      await assert.rejects(run(state, tables, { kind: 'again' }, dc => dc.continueDialog()), StepGone)
    })
  it('knows a dialog to be gone that is to be begun, also from inside another one', async () => {
    for (const name of ['nowhere', 'outer'])
      await assert.rejects(run({ dialogStack: [] }, [within], { kind: 'again' }, dc => dc.beginDialog(name)), StepGone)
  })
})
