import assert from 'node:assert/strict'
import type { AccountClient } from '../../src/accounts/client.ts'
import { actionHandlers } from '../../src/bot/outside.ts'
import { openStorage } from '../../src/storage/open.ts'
import { beginTalk } from '../support/talk.ts'

describe('what is done outside', () => {
  it('comes to an end for an address that the account service refuses to write to', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    try {
      const talk = await beginTalk(storage)
      await talk.say('pas de mail d’activation')
      await talk.press('resend')
      assert.deepEqual(await talk.say('marie@example.org'), ['activationHelp.sending'])
      const refused = { refused: [{ field: 'email', code: 'emailForm' }] }
      const accounts: AccountClient = { requestAccount: async () => refused, resendActivation: async () => refused }
      const worker = storage.outbox.work({ ...actionHandlers({ turns: talk.turns, accounts, library: talk.library }) })
      for (let tries = 0; tries < 100 && (await storage.outbox.counts())[0]?.status === 'waiting'; tries++)
        await new Promise(resolve => setTimeout(resolve, 20))
      await worker.stop()
      assert.deepEqual(await talk.hear(), ['activationHelp.resent', 'bot.anythingElse'])
    } finally {
      await storage.close()
    }
  })
})
