/** What a conversation may be told of what it asked the account service for, and of nothing else. */
import assert from 'node:assert/strict'
import { requestLooks, waitInWords } from '../../src/actions/accountLookups.ts'
import type { Library } from '../../src/content/library.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Outcome, Storage } from '../../src/storage/storage.ts'
import { engines, type TestDatabase } from '../support/databases.ts'
import { testedContent } from '../support/testedContent.ts'

describe('a time to wait', () => {
  it('is said as people say it, never shorter than it is', () => {
    const said = (ms: number, locale: string): string => waitInWords(ms, locale).replace(/\s/g, ' ')
    assert.equal(said(39_001, 'fr'), '40 secondes')
    assert.equal(said(1, 'fr'), '1 seconde')
    assert.equal(said(119_000, 'en'), '119 seconds')
    assert.equal(said(119_001, 'en'), '2 minutes')
    assert.equal(said(3_541_000, 'fr'), '60 minutes')
  })
})

for (const engine of engines)
  describe(`what a conversation asked the account service for, on ${engine.name}`, () => {
    let storage: Storage
    let database: TestDatabase
    let now: number
    let library: Library
    before(async () => {
      library = await openLibrary({ dir: testedContent, defaultLocale: 'fr' })
    })
    beforeEach(async () => {
      database = await engine.create()
      storage = await openStorage(database)
      now = Date.now()
    })
    afterEach(async () => {
      await storage.close()
      await database.remove()
    })

    const looks = () => requestLooks({ storage, library, resendSeconds: 60, now: () => now })
    const values = { lastName: 'Curie', email: 'marie@example.org' }

    /** Something that was asked for, and what became of it. */
    async function asked(conversation: string, kind: 'requestAccount' | 'resendActivation', outcome?: Outcome): Promise<void> {
      await storage.outbox.add([{ id: `${kind}:${conversation}:${Math.random()}`, kind, payload: JSON.stringify({ values, locale: 'fr' }), conversation }])
      if (outcome === undefined) return
      const handled = new Promise<void>(resolve => {
        const worker = storage.outbox.work({ [kind]: () => Promise.resolve(outcome) })
        const look = setInterval(() => {
          void storage.outbox.counts().then(async counts => {
            if (counts.some(({ status }) => status === 'waiting')) return
            clearInterval(look)
            await worker.stop()
            resolve()
          })
        }, 5)
      })
      await handled
      now = Date.now()
    }

    it('is heard where it is said plainly, in either language, and asked about elsewhere', async () => {
      for (const [text, result] of [
        ['Bonjour, j’ai créé mon compte hier et je n’ai rien reçu', 'noMail'],
        ['I have not received the activation email', 'noMail'],
        ['le lien d’activation a expiré', 'linkFails'],
        ['My link expired!', 'linkFails'],
        ['je me suis trompé d’adresse à l’inscription', 'wrongAddress'],
        ['on me dit que mon compte est déjà activé', 'alreadyActive'],
        ['la page refuse mon mot de passe', 'passwordRefused'],
        ['je n’ai rien reçu, je me suis peut-être trompé d’adresse', 'unclear'],
        ['renvoyer le lien', 'resend'],
        ['3 jours que j’attends ce fichu mail', 'fedUp'],
        ['still waiting for the damn email', 'fedUp'],
        ['ce fichu lien a expiré', 'linkFails'],
        ['Could you resend the link please?', 'resend'],
        ['mon lien a expiré, pouvez-vous me renvoyer le lien', 'linkFails'],
        ['comment activer mon compte', 'unclear'],
        ['', 'unclear'],
      ] as const)
        assert.equal((await looks().hearTrouble({ text }, 'fr', 'a')).result, result, text)
    })

    it('is waited for after a mail, then may be asked for again', async () => {
      assert.equal((await looks().mayResend({}, 'fr', 'a')).result, 'now')
      await asked('a', 'requestAccount', { done: true, reference: 'r1' })
      now += 20_000
      const soon = await looks().mayResend({}, 'fr', 'a')
      assert.equal(soon.result, 'soon')
      assert.match(soon.variables?.['wait'] ?? '', /^(40|41)\ssecondes$/)
      assert.match(soon.variables?.['since'] ?? '', /^(20|21)\ssecondes$/)
      assert.equal((await looks().mayResend({}, 'fr', 'b')).result, 'now')
      now += 41_000
      assert.equal((await looks().mayResend({}, 'fr', 'a')).result, 'now')
      await asked('a', 'resendActivation', { done: true, reference: 'r2' })
      assert.equal((await looks().mayResend({}, 'fr', 'a')).result, 'soon')
    })

    it('is not asked for twice while the first has not gone out, and at once when nothing was sent', async () => {
      await asked('b', 'resendActivation', { failed: { code: 'conflict' } })
      assert.equal((await looks().mayResend({}, 'fr', 'b')).result, 'now')
      await asked('a', 'requestAccount')
      assert.equal((await looks().mayResend({}, 'fr', 'a')).result, 'queued')
    })

    it('is kept for the form that corrects it, in its own conversation only', async () => {
      assert.deepEqual(await looks().recallRequest({}, 'fr', 'a'), { result: 'nothing' })
      await asked('a', 'requestAccount', { done: true, reference: 'r1' })
      assert.deepEqual(await looks().recallRequest({}, 'fr', 'a'), { result: 'kept', values, at: 'email' })
      assert.deepEqual(await looks().recallRequest({}, 'fr', 'b'), { result: 'nothing' })
      await asked('a', 'requestAccount', { done: true })
      assert.deepEqual(await looks().recallRequest({}, 'fr', 'a'), { result: 'kept', values })
    })
  })
