/** A question of any kind, asked at the start. */
import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk } from '../support/talk.ts'

describe('a question at the start', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())

  it('that no article answers is kept for the editors, and a person is offered', async () => {
    const talk = await beginTalk(storage)
    assert.deepEqual(await talk.say('quelle est la capitale de la Mongolie ?'), ['answerQuestion.noArticle'])
    assert.deepEqual(await storage.outbox.counts(), [{ kind: 'keepQuestion', status: 'waiting', count: 1 }])
  })

  it('can be announced first, and is then asked for', async () => {
    const talk = await beginTalk(storage)
    await talk.say('parler à quelqu’un')
    for (const option of ['skip', 'skip', 'done']) await talk.press(option)
    assert.deepEqual(await talk.press('answerQuestion'), ['answerQuestion.question'])
    assert.deepEqual(await talk.say('qu’est-ce que Janus ?'), ['showArticle.article help/janus', 'showArticle.didItAnswer'])
  })
})
