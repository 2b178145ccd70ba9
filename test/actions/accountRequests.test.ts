/** What comes back from the account service late, or not as hoped: said to the person, with all that they typed still there. */
import assert from 'node:assert/strict'
import { createAccountClient, type AccountAnswer, type AccountClient } from '../../src/accounts/accountClient.ts'
import { actionHandlers } from '../../src/actions/accountRequests.ts'
import type { Activity } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { OutboxWorker, Storage } from '../../src/storage/storage.ts'
import { startAccountStandIn, type AccountStandIn } from '../support/accountStandIn.ts'
import { beginTalk, type Talk } from '../support/talk.ts'

const token = 'a token of this test'
const email = 'marie@example.org'

describe('what comes back from the account service', function () {
  this.timeout(30_000)
  let storage: Storage
  let talk: Talk
  let worker: OutboxWorker | undefined
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
    talk = await beginTalk(storage, { settings: { helpdeskEmail: 'aide@example.org' } })
  })
  afterEach(async () => {
    await worker?.stop()
    worker = undefined
    await storage.close()
  })

  const work = (accounts: AccountClient): void => {
    worker = storage.outbox.work({ ...actionHandlers({ turns: talk.turns, accounts, library: talk.library }) })
  }
  const always = (answer: AccountAnswer): AccountClient => ({ requestAccount: async () => answer, resendActivation: async () => answer })

  /** What was said up to a step that nothing asked for just now. */
  async function hearUntil(step: string): Promise<string[]> {
    const heard: string[] = []
    for (let tries = 0; tries < 500 && !heard.includes(step); tries++) {
      heard.push(...(await talk.hear()))
      if (!heard.includes(step)) await new Promise(resolve => setTimeout(resolve, 20))
    }
    assert.ok(heard.includes(step), `${step} was not said, but ${heard.join(', ')}`)
    return heard
  }

  async function fillIn(address = email): Promise<void> {
    await talk.say('je voudrais créer un compte')
    for (const option of ['none', 'none', 'create']) await talk.press(option)
    for (const said of ['madame', 'Curie', 'Marie', address, 'Institut du radium', 'Passer', 'Passer', '01 23 45 67 89', "J'accepte"]) await talk.say(said)
    assert.deepEqual(await talk.press('submit'), ['createAccount.sending'])
  }

  /** The values of the review that was shown last. */
  const shown = (activities: readonly Partial<Activity>[]): string => JSON.stringify(activities.at(-1)?.attachments ?? [])

  describe('late', () => {
    let standIn: AccountStandIn
    beforeEach(async () => {
      standIn = await startAccountStandIn({ token, refuses: () => true, retryAfter: 1 })
      await standIn.turn('unavailable')
      await fillIn()
      work(createAccountClient({ url: standIn.url, token, retries: 0, breakMs: 10 }))
      await hearUntil('createAccount.delayed')
    })
    afterEach(() => standIn.close())

    it('begins the form again at the field that is refused, with all the rest kept', async () => {
      await standIn.turn('well')
      assert.deepEqual(await hearUntil('correctRequest.fillIn.phone retry'), ['bot.announcement', 'correctRequest.fillIn.phone retry'])
      assert.deepEqual(await talk.say('06 12 34 56 78'), ['correctRequest.fillIn review'])
      for (const value of ['Curie', 'Marie', email, 'Institut du radium', '0612345678']) assert.ok(shown(talk.last).includes(value), value)
    })

    it('says that nothing has gone out yet, when the link is asked for again', async () => {
      assert.deepEqual(await talk.say('renvoyer le lien'), ['resendActivationLink.queued', 'bot.anythingElse'])
    })

    it('does so over what the person has turned to, and comes back to it', async () => {
      await talk.say('je ne vois pas les référentiels')
      await standIn.turn('well')
      const heard = await hearUntil('correctRequest.fillIn.phone retry')
      assert.deepEqual(heard, ['bot.announcement', 'correctRequest.fillIn.phone retry'])
      await talk.press('_skip')
      await standIn.turn('unavailable')
      await talk.press('submit')
      const after = await hearUntil('missingReferentials.whichWay')
      assert.deepEqual(after, ['correctRequest.delayed', 'missingReferentials.whichWay'])
    })
  })

  it('corrects the very request that is refused, not a later one', async () => {
    const standIn = await startAccountStandIn({ token, refuses: refused => refused === email, retryAfter: 1 })
    try {
      await standIn.turn('unavailable')
      await fillIn()
      work(createAccountClient({ url: standIn.url, token, retries: 0, breakMs: 10 }))
      await hearUntil('createAccount.delayed')
      await fillIn('pierre@example.org')
      await hearUntil('createAccount.delayed')
      await standIn.turn('well')
      await hearUntil('correctRequest.fillIn.phone retry')
      assert.deepEqual(await talk.press('_skip'), ['correctRequest.fillIn review'])
      assert.ok(shown(talk.last).includes(email) && !shown(talk.last).includes('pierre@example.org'))
    } finally {
      await standIn.close()
    }
  })

  it('says so when the request can never be taken, late', async () => {
    const standIn = await startAccountStandIn({ token, retryAfter: 1 })
    try {
      await standIn.turn('unavailable')
      await fillIn()
      work(createAccountClient({ url: standIn.url, token, retries: 0, breakMs: 10 }))
      await hearUntil('createAccount.delayed')
      const { key } = standIn.asked[0]!
      await standIn.turn('well')
      // Its idle connections end.
      await new Promise(resolve => setTimeout(resolve, 50))
      // The key is used up by another body, as when an operator changed the form between two attempts.
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key }
      const body = JSON.stringify({ fields: { email: 'other@example.org' }, locale: 'fr' })
      assert.equal((await fetch(`${standIn.url}/accounts`, { method: 'POST', headers, body })).status, 202)
      assert.deepEqual(await hearUntil('correctRequest.fillIn review'), ['bot.announcement', 'correctRequest.fillIn review'])
      assert.ok(shown(talk.last).includes('Institut du radium'))
      // Sent again it is another request, and goes through.
      await talk.press('submit')
      await hearUntil('correctRequest.mailSent')
      assert.equal(standIn.made.get(email)?.length, 1)
      assert.deepEqual((await storage.outbox.counts()).map(({ status, count }) => [status, count]).sort(), [['failed', 1], ['settled', 1]])
    } finally {
      await standIn.close()
    }
  })

  it('says so when the request can never be taken, at once', async () => {
    await fillIn()
    work(always({ failed: { code: 'conflict' } }))
    assert.deepEqual(await hearUntil('createAccount.notTaken'), ['createAccount.notTaken'])
    await worker?.stop()
    await talk.press('again')
    work(always({ accepted: 'r1' }))
    await hearUntil('createAccount.mailSent')
  })

  it('is that the mail was held back, with how long, and the account kept', async () => {
    const asked: (string | undefined)[] = []
    await fillIn()
    work({
      ...always({ accepted: 'r1' }),
      requestAccount: async (key, body, options) => {
        asked.push(options?.requester)
        return { accepted: 'r1', heldMs: 40 * 60_000 }
      },
    })
    await hearUntil('createAccount.tooMany')
    assert.match(talk.last[0]?.text ?? '', /gardée.*40\sminutes.*renvoyer le lien/s)
    assert.match(asked[0] ?? '', /^[0-9a-f]{64}$/)
    assert.notEqual(await storage.outbox.byReference('r1'), undefined)
    // No mail has gone out, and nobody is told that one has: the service is asked, which knows how long to wait.
    assert.deepEqual(await talk.say('renvoyer le lien'), ['resendActivationLink.sending'])
    await hearUntil('resendActivationLink.resent')
  })

  describe('of a new link', () => {
    beforeEach(async () => {
      await talk.say('je n’ai pas reçu le mail d’activation')
      await talk.press('resend')
      assert.deepEqual(await talk.say(email), ['resendActivationLink.sending'])
    })

    it('is the same for an address that the account service refuses to write to', async () => {
      work(always({ refused: [{ field: 'email', code: 'emailForm' }] }))
      await hearUntil('resendActivationLink.arrived')
    })

    it('is how long to wait, when there were too many already', async () => {
      work(always({ unavailable: { code: 'http429', retryInMs: 12 * 60_000 } }))
      assert.deepEqual(await hearUntil('resendActivationLink.arrived'), ['resendActivationLink.tooMany', 'resendActivationLink.arrived'])
      assert.match(talk.last[0]?.text ?? '', /12\sminutes/)
      assert.equal((await storage.outbox.counts()).some(({ status }) => status === 'waiting'), false)
    })

    it('is how long to wait, when the service takes it and holds the mail back', async () => {
      work(always({ accepted: 'r2', heldMs: 12 * 60_000 }))
      await hearUntil('resendActivationLink.tooMany')
      assert.match(talk.last[0]?.text ?? '', /Aucun e-mail.*12\sminutes/s)
      // No mail went out, so none has to arrive before the next is asked for.
      assert.equal(await storage.outbox.byReference('r2'), undefined)
    })

    it('is said when it can never be taken', async () => {
      work(always({ failed: { code: 'conflict' } }))
      assert.deepEqual(await hearUntil('resendActivationLink.notTaken'), ['resendActivationLink.notTaken'])
    })
  })
})
