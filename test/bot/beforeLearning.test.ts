/** What the guide does while it still learns what people say. */
import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk } from '../support/talk.ts'

describe('before anything was learned', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())

  it('the guide greets and answers buttons and commands; a sentence waits, and is then understood', async () => {
    let done = (): void => undefined
    const talk = await beginTalk(storage, {
      settings: { helpdeskEmail: 'aide@example.org' }, learned: new Promise(resolve => { done = resolve }),
    })
    assert.match((await talk.press('contactSupport'))[0] ?? '', /^contactSupport\./)
    assert.deepEqual(await talk.say('annuler'), ['bot.cancelled'])
    let answered = false
    const sentence = talk.say('j’ai une page blanche').then(names => {
      answered = true
      return names
    })
    await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal(answered, false)
    done()
    assert.doesNotMatch((await sentence)[0] ?? 'bot.nothing', /^bot\./)
  })
})
