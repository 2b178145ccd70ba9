/** Whole conversations of people who never press a button come to the end that is right for them. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { root } from '../../../src/root.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import { howMany } from '../../support/soak.ts'
import { readSheet, typeThrough, type Walked } from './typedThrough.ts'

/** Of the personas, a little under what was reached. */
const leastReached = 0.75

describe('a conversation typed without buttons', () => {
  let storage: Storage
  before(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  after(() => storage.close())

  const walked: Walked[] = []
  for (const conversation of readSheet(join(root, 'test/understanding/conversations/development.jsonl')))
    it(`leads ${conversation.persona} to ${conversation.ends.join(' or ')}`, async () => {
      const one = await typeThrough(storage, conversation)
      walked.push(one)
      assert.equal(one.verdict, 'reached', `\n${one.course.join('\n')}`)
    })

  /** Those that nobody had seen (decision 18), as personas; some ask for units that only the full directories know. */
  it('leads most of the personas that nobody had seen to their end, and destroys nothing of theirs', async function () {
    this.timeout(600_000)
    const sheet = readSheet(join(root, 'test/understanding/conversations/heldOut.jsonl'))
    const every = Math.round(sheet.length / howMany('PERSONAS', sheet.length))
    const personas: Walked[] = []
    // Each begins as nobody, also at a second try.
    const own = await openStorage({ dataDir: ':memory:' })
    for (const [i, persona] of sheet.entries()) if (i % every === 0) personas.push(await typeThrough(own, persona))
    await own.close()
    const named = (verdict: Walked['verdict']): string[] => personas.filter(each => each.verdict === verdict).map(({ id }) => id)
    assert.deepEqual(named('destroyed'), [])
    assert.ok(named('reached').length >= leastReached * personas.length, `elsewhere: ${named('elsewhere').join(', ')}`)
  })

  it('destroys nothing that was typed', () => {
    assert.deepEqual(walked.filter(({ verdict }) => verdict === 'destroyed').map(({ id }) => id), [])
  })
})
