/** A person is asked for while a message to one is being written already. */
import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import { beginTalk } from '../support/talk.ts'

describe('a wish for a person', () => {
  it('does not begin the message anew that a conversation has led to', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    try {
      const talk = await beginTalk(storage)
      await talk.say('mes modifications ne s’affichent pas')
      for (const option of ['yes', 'federation', 'no']) await talk.press(option)
      assert.equal((await talk.press('no')).at(-1), 'contactSupport.ownWords')
      assert.equal((await talk.press('skip')).at(-1), 'contactSupport.page')
      assert.deepEqual(await talk.say('parler à quelqu’un'), ['contactSupport.page'])
    } finally {
      await storage.close()
    }
  })

  it('is heard while the page is asked to look and does not answer', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    try {
      const talk = await beginTalk(storage)
      await talk.send({ type: 'event', name: 'noa/page', value: { browser: 'firefox', os: 'windows', device: 'computer' } })
      await talk.say('Réparer une page blanche')
      await talk.press('blankPage')
      assert.ok((await talk.press('yes')).includes('bot.looking'))
      assert.equal((await talk.say('parler à quelqu’un')).at(-1), 'contactSupport.ownWords')
    } finally {
      await storage.close()
    }
  })
})
