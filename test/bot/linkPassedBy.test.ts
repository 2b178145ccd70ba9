/** A link that names nothing known, followed in a conversation that there is already. */
import assert from 'node:assert/strict'
import { ActivityTypes } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { pageEvents } from '../../src/turns/pageEvents.ts'
import { beginTalk, buttonsOf } from '../support/talk.ts'

describe('a link that names nothing known', () => {
  for (const [value, said] of [
    [{ topic: 'no_such_topic' }, 'bot.linkPassedBy'],
    [{ article: 'januss' }, 'bot.answer'],
  ] as const)
    it(`leaves the question with its buttons: ${said}`, async () => {
      const storage = await openStorage({ dataDir: ':memory:' })
      try {
        const talk = await beginTalk(storage)
        await talk.say('Réparer une page blanche')
        const open = buttonsOf(talk.last.at(-1) ?? {}).map(({ option }) => option)
        const names = await talk.send({ type: ActivityTypes.Event, name: pageEvents.link, value })
        assert.ok(names[0]?.startsWith(said), names.join())
        assert.equal(names.at(-1), 'fixBlankPage.whatDoYouSee')
        assert.deepEqual(buttonsOf(talk.last.at(-1) ?? {}).map(({ option }) => option), open)
      } finally {
        await storage.close()
      }
    })

  it('is answered with the menu, once, where nothing is going on', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    try {
      const talk = await beginTalk(storage)
      const names = await talk.send({ type: ActivityTypes.Event, name: pageEvents.link, value: { topic: 'no_such_topic' } })
      assert.deepEqual(names, ['bot.linkUnknown'])
      assert.notEqual(buttonsOf(talk.last.at(-1) ?? {}).length, 0)
    } finally {
      await storage.close()
    }
  })
})
