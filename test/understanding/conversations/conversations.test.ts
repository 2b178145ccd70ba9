/** Whole conversations of people who never press a button come to the end that is right for them. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { root } from '../../../src/root.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import { readSheet, typeThrough, type Walked } from './typedThrough.ts'

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

  it('destroys nothing that was typed', () => {
    assert.deepEqual(walked.filter(({ verdict }) => verdict === 'destroyed').map(({ id }) => id), [])
  })
})
