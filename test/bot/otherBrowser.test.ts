/** Another browser is named than the one that the chat runs in. */
import assert from 'node:assert/strict'
import { stillTrue, withLink } from '../../src/turns/pageEvents.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { beginTalk } from '../support/talk.ts'

describe('another browser than the known one', () => {
  const facts = { browser: 'firefox', browserVersion: '140.0', os: 'windows', device: 'computer', browserGuide: 'firefox', email: 'a@b.fr' }

  it('is no longer what was confirmed, nor on another system what that ran on', () => {
    assert.deepEqual(stillTrue(facts, { browser: 'safari', os: 'ios' }), { browser: 'firefox', os: 'windows', email: 'a@b.fr' })
    assert.deepEqual(stillTrue(facts, { browser: 'chrome' }), { browser: 'firefox', os: 'windows', device: 'computer', email: 'a@b.fr' })
    assert.deepEqual(stillTrue(facts, { browser: 'firefox' }), facts)
    assert.deepEqual(stillTrue(facts, {}), facts)
    assert.equal(withLink(facts, { facts: { browser: 'edge' } }).browserGuide, undefined)
  })

  it('is no wish to empty its cache where it is only named', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    try {
      const talk = await beginTalk(storage)
      await talk.say('la page reste blanche')
      assert.deepEqual(await talk.say('firefox'), ['reloadPage.didReloadHelp retry'])
    } finally {
      await storage.close()
    }
  })

  it('gets its own instructions', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    try {
      const talk = await beginTalk(storage)
      await talk.say('vider le cache de firefox sur mon ordinateur')
      assert.match((await talk.press('firefox')).join(), /browsers\/firefox$|browsers\/firefox,/)
      await talk.say('annuler')
      assert.doesNotMatch((await talk.say('vider le cache de safari sur mon iphone')).join(), /browsers\/firefox/)
    } finally {
      await storage.close()
    }
  })
})
