/** One step back from what came of a request. */
import assert from 'node:assert/strict'
import { internalEvents } from '../../src/turns/internalEvents.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { beginTalk } from '../support/talk.ts'

describe('a step back after something was done outside', () => {
  it('leads to the question before it, and does not do it again', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    try {
      const talk = await beginTalk(storage)
      await talk.say('Activer mon compte')
      for (const option of ['noMail', 'resend']) await talk.press(option)
      await talk.say('marie.curie@example.org')
      const [entry] = await storage.db.selectFrom('outbox').select('id').execute()
      const value = { entry: entry?.id, action: 'resendActivation', outcome: { result: 'accepted' } }
      const event = { name: internalEvents.outcome, value }
      await talk.turns.tell({ key: 'directline/a', event, deliveryId: 'x', settles: { id: entry?.id ?? '' } })
      assert.equal((await talk.hear()).at(-1), 'resendActivationLink.arrived')
      assert.deepEqual(await talk.say('retour'), ['resendActivationLink.address'])
      assert.equal((await storage.outbox.counts()).reduce((sum, { count }) => sum + count, 0), 1)
    } finally {
      await storage.close()
    }
  })
})
