import assert from 'node:assert/strict'
import { freshState, readState } from '../../src/turns/conversationState.ts'

describe('the state of a conversation', () => {
  const dialogs = { dialogStack: [{ id: 'findUnit', state: {} }] }
  const rest = { dialogs, locale: 'en', asks: 4, greeted: true, lost: 1, at: 12 }

  it('is read as 0.1 kept it, when facts were called otherwise', () => {
    const before = JSON.stringify({ ...rest, said: { unit: 'LIRIS', email: 'marie@example.org' } })
    assert.deepEqual(readState(before, 'fr'), { ...rest, facts: { unit: 'LIRIS', email: 'marie@example.org' } })
    // Read once more after a turn, and after a turn of 0.1 between two of ours: the newer name counts.
    assert.deepEqual(readState(JSON.stringify(readState(before, 'fr')), 'fr').facts.unit, 'LIRIS')
    assert.deepEqual(readState(JSON.stringify({ ...rest, said: {}, facts: { unit: 'LIP' } }), 'fr').facts, { unit: 'LIP' })
  })

  it('begins anew where it cannot be read', () => {
    for (const damaged of ['', '{', '[]', 'null', '{"dialogs":{}}', '{"said":{"unit":"LIRIS"}}'])
      assert.deepEqual(readState(damaged, 'fr'), freshState('fr'))
  })
})
