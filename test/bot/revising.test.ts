/** What is an answer to another question than the present one finds its way to that question. */
import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, type Talk } from '../support/talk.ts'

describe('an answer to another question', () => {
  let storage: Storage
  let conversations = 0
  before(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  after(() => storage.close())

  const through = async (...lines: readonly string[]): Promise<{ readonly talk: Talk; readonly heard: readonly string[] }> => {
    const talk = await beginTalk(storage, { conversation: `${++conversations}` })
    let heard: readonly string[] = []
    for (const line of lines) heard = await talk.say(line)
    return { talk, heard }
  }
  const toBrowser = ['j’ai une page blanche', 'page blanche', 'non', 'je n’ai pas pu essayer', 'un ordi', 'chrome']
  const toEmail = [
    'je veux m’inscrire sur noa', 'je travaille dans une entreprise', 'Vernay Instruments', 'non', 'oui', 'non', 'Quesnel', 'Odile',
  ]

  for (const line of ['non pardon je voulais dire Firefox', 'enfin plutôt Firefox', 'correction : firefox'])
    it(`answers the choice before anew: ${line}`, async () => {
      const { heard } = await through(...toBrowser, line)
      assert.deepEqual(heard, ['reloadPage.hardReload browsers/firefox', 'reloadPage.didHardReloadHelp'])
    })

  it('answers anew across a dialog that had begun, and goes on from there', async () => {
    const { heard } = await through('j’ai une page blanche', 'page blanche', 'non', 'pardon, je voulais dire oui')
    assert.deepEqual(heard, ['fixBlankPage.solved', 'bot.anythingElse'])
  })

  it('leaves alone what says nothing of the choice before', async () => {
    const { heard } = await through(...toBrowser, 'non pardon, je voulais dire mercredi')
    assert.match(heard.at(-1) ?? '', /^(?:reloadPage|chooseBrowser)\./)
  })

  for (const [line, value] of [['non pardon je voulais dire Odette', 'Odette'], ['oups Odette', 'Odette']] as const)
    it(`corrects the field before, says so, and asks the present one again: ${line}`, async () => {
      const { talk, heard } = await through(...toEmail, line)
      assert.equal(heard.at(-1), 'createAccount.fillIn.email')
      assert.match(talk.last.map(({ text }) => text).join(' '), new RegExp(value))
    })

  it('takes no story for the field before', async () => {
    const { heard } = await through(...toEmail, 'oups j’ai oublié mon adresse')
    assert.deepEqual(heard, ['createAccount.fillIn.email retry'])
  })

  describe('typed where a question blocks', () => {
    const blocked = [...toEmail, 'odile', 'mon adresse', 'encore']
    it('is taken when it is good', async () => {
      assert.equal((await through(...blocked, 'odile@vernay.example')).heard.at(-1), 'createAccount.fillIn.employer')
    })
    it('is no answer when it is not', async () => {
      assert.deepEqual((await through(...blocked, 'Odile')).heard, ['createAccount.stuck retry'])
    })
  })
})
