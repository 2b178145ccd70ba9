/** The language changes in the middle: what was looked up is said in the other one, too. */
import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, type Talk } from '../support/talk.ts'

describe('a change of language where something was looked up', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())
  const labels = (talk: Talk): string[] => talk.last.at(-1)?.suggestedActions?.actions.map(({ title }) => title) ?? []

  it('names what can be chosen in the other language', async () => {
    const talk = await beginTalk(storage)
    await talk.say('qu’est-ce que Janus ?')
    assert.ok(labels(talk).includes('Oui'), labels(talk).join())
    assert.deepEqual(await talk.say('English'), ['bot.switched', 'showArticle.didItAnswer'])
    assert.ok(labels(talk).includes('Yes') && !labels(talk).includes('Oui'), labels(talk).join())
    assert.notDeepEqual(await talk.press('yes'), ['bot.oldButton', 'showArticle.didItAnswer'])
  })

  it('gives a date as it is written there', async () => {
    const talk = await beginTalk(storage)
    await talk.press('chooseLogin')
    assert.deepEqual(await talk.say('UMR 6074'), ['findUnit.isCnrs'])
    await talk.say('English')
    assert.match(talk.last.at(-1)?.text ?? '', /8 February 2022/)
    await talk.say('retour')
    assert.deepEqual(await talk.say('UMR 6074'), ['findUnit.isCnrs'])
  })
})
