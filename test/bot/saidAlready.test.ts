/**
 * What was said is not asked again: an error number, a pasted page, what was tried, a laboratory in a sentence; and what is wished for is
 * heard.
 */
import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk } from '../support/talk.ts'

describe('what was said already', () => {
  let storage: Storage
  let talks = 0
  before(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  after(() => storage.close())

  const says = (expected: string, cases: readonly (string | readonly string[])[], locale = 'fr'): void => {
    for (const lines of cases) {
      const all = typeof lines === 'string' ? [lines] : lines
      it(`${all.map(line => `« ${line} »`).join(' › ')}: ${expected}`, async () => {
        const talk = await beginTalk(storage, { locale, conversation: `s${++talks}` })
        let heard: string[] = []
        for (const line of all) heard = await talk.say(line)
        assert.equal(heard.at(-1), expected)
      })
    }
  }

  describe('of an error', () => {
    says('errorNumber.didWaitingHelp', [
      '503 Service Temporarily Unavailable', 'j’ai ça : 502 Bad Gateway\nnginx', 'ça affiche erreur 500',
    ])
    it('beside the answer to what is seen', async () => {
      const talk = await beginTalk(storage, { conversation: `s${++talks}` })
      await talk.press('fixBlankPage')
      assert.equal((await talk.say('une erreur 503')).at(-1), 'errorNumber.didWaitingHelp')
    })
    says('errorNumber.didHomePageHelp', ['404 Not Found', 'la page me dit erreur 404'])
    says('errorNumber.didRightsHelp', ['403 Forbidden\nYou don’t have permission to access this resource.'])
    says('errorNumber.didWaitingHelp', ['I get 503 Service Unavailable'], 'en')
    says('errorNumber.whichNumber', ['j’ai un message d’erreur sur la page'])
  })

  describe('of what was tried', () => {
    says('findActivationMail.found', ['j’ai pas reçu le mail d’activation, ni dans les spams'])
    it('with the cache emptied is not told to empty it', async () => {
      const talk = await beginTalk(storage, { conversation: `s${++talks}` })
      const heard = await talk.say('page blanche, j’ai déjà vidé le cache')
      assert.equal(heard.at(-1), 'reloadPage.didReloadHelp')
    })
  })

  describe('of a laboratory in a sentence', () => {
    says('findUnit.isCnrs', [
      'doctorante CIFRE au LAAS, comment me connecter ?', 'comment me connecter, UMR 5205 ou 5208 je sais plus', 'je suis à l’IRISA, quelle connexion choisir ?',
    ])
  })

  describe('of a wish', () => {
    const localAccount = 'chooseLogin.createItNow'
    says(localAccount, [
      ['je veux me connecter à NOA', 'jean@gmail.com', 'je préfère un compte local quand même'], ['je veux me connecter à NOA', 'je veux un compte local'],
      ['je veux me connecter à NOA', 'UMR 6074', 'je voudrais un compte local'],
    ])
    says('findUnit.whereAreYou', ['je veux un compte local'])
  })

  it('twice in vain says how to answer, and then who can help', async () => {
    const talk = await beginTalk(storage, { conversation: `s${++talks}` })
    const words = (): string => talk.last.map(({ text }) => text ?? '').join()
    for (const line of ['je veux me connecter à NOA', 'UMR 6074', 'blabla', 'blabla']) await talk.say(line)
    assert.match(words(), /Écrivez par exemple «\u00a0Oui, c’est le mien\u00a0» ou/)
  })
})
