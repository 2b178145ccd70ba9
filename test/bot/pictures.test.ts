/** What the guide cannot read, it says so, and goes on: a picture or a file, and languages that it does not speak. */
import assert from 'node:assert/strict'
import { ActivityTypes } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, type Talk } from '../support/talk.ts'

describe('what cannot be read', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())

  const picture = [{ contentType: 'image/png', name: 'screen.png' }]
  const words = (talk: Talk): string => talk.last.map(({ text }) => text ?? '').join('\n')

  for (const channel of ['directline', 'msteams'])
    it(`as a picture over ${channel} is told, and the step goes on`, async () => {
      const talk = await beginTalk(storage, { channel })
      await talk.say('page blanche')
      const [asked] = await talk.say('une seconde')
      assert.deepEqual((await talk.send({ type: ActivityTypes.Message, text: '', attachments: picture }))[0], 'bot.cannotSee')
      assert.match(words(talk), /Je ne vois pas les images/)
      assert.ok(asked !== undefined)
    })

  it('as a picture does not hide what is written beside it', async () => {
    const talk = await beginTalk(storage)
    assert.deepEqual(await talk.send({ type: ActivityTypes.Message, text: 'je veux me connecter à NOA', attachments: picture }), ['bot.cannotSee', 'findUnit.whereAreYou'])
  })

  const greetings = {
    es: ['hola, no puedo entrar en mi cuenta', 'No he recibido el correo de activación', 'hola'],
    de: ['Ich habe mein Passwort vergessen', 'Guten Tag, ich kann mich nicht anmelden', 'Die Seite ist leer'],
    it: ['Buongiorno, non riesco ad accedere', 'Ho dimenticato la mia password', 'la pagina è bianca'],
  }
  const answers = { es: /¿En qué idioma/, de: /In welcher Sprache/, it: /In quale lingua/ }
  for (const language of ['es', 'de', 'it'] as const)
    for (const text of greetings[language])
      it(`as « ${text} » is answered in that language, with two buttons`, async () => {
        const talk = await beginTalk(storage)
        assert.deepEqual(await talk.say(text), ['bot.otherLanguage'])
        assert.match(words(talk), answers[language])
        assert.deepEqual(await talk.press('speak_en'), ['bot.switched', 'bot.menu'])
      })

  it('in the middle of something keeps its place', async () => {
    const talk = await beginTalk(storage)
    await talk.say('je veux me connecter à NOA')
    assert.deepEqual(await talk.say('no hablo francés, trabajo en el laboratorio'), ['bot.otherLanguage'])
    assert.deepEqual(await talk.say('Français'), ['findUnit.whereAreYou'])
  })

  for (const text of ['page blanche', 'no', 'de rien', 'je suis perdu', 'blank page', 'hi there, I am lost', 'je n’ai pas reçu le mail', 'The page is empty', 'non', 'un'])
    it(`as if « ${text} » is not heard`, async () => {
      const talk = await beginTalk(storage)
      assert.notDeepEqual(await talk.say(text), ['bot.otherLanguage'])
    })
})
