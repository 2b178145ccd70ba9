/** What becomes of a conversation when people do not just answer: they ask, change their mind, leave, come back, are polite or are not. */
import assert from 'node:assert/strict'
import { ActivityTypes } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, type Talk } from '../support/talk.ts'

const minutes = 60_000

describe('a conversation that is', () => {
  let storage: Storage
  let clock: number
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
    clock = Date.parse('2026-11-22T09:00:00Z')
  })
  afterEach(() => storage.close())

  const begin = (locale = 'fr'): Promise<Talk> => beginTalk(storage, { locale, now: () => clock })
  const words = (talk: Talk): string => talk.last.map(({ text, summary }) => text ?? summary ?? '').join('\n')
  const buttons = (talk: Talk): string[] =>
    talk.last.at(-1)?.suggestedActions?.actions.map(({ value }) => (value as { option: string }).option) ?? []
  const said = async (): Promise<Record<string, string>> => {
    const { state } = (await storage.conversations.load('directline/a'))!
    return (JSON.parse(state) as { facts: Record<string, string> }).facts
  }

  describe('begun in free text', () => {
    const openings: Readonly<Record<string, string>> = {
      'bjr g recu aucun mel d activation': 'activationHelp',
      'page blanche depuis ce matin sur firefox': 'fixBlankPage',
      'mes modifs s’affichent pas': 'fixBlankPage',
      'je ne veux pas créer de compte, j’ai déjà Janus': 'chooseLogin',
      'j’ai oublié mon mdp': 'recoverPassword',
      'je voudrais parler à une vraie personne s’il vous plaît': 'contactSupport',
    }
    for (const [text, dialog] of Object.entries(openings))
      it(`begins ${dialog} for « ${text} »`, async () => {
        const talk = await begin()
        await talk.say(text)
        const { state } = (await storage.conversations.load('directline/a'))!
        const { dialogs } = JSON.parse(state) as { dialogs: { dialogStack: { id: string }[] } }
        assert.equal(dialogs.dialogStack[0]?.id, dialog)
      })

    it('leads whoever has Janus past the directory and past sign-up', async () => {
      const talk = await begin()
      assert.deepEqual(await talk.say('je ne veux pas créer de compte, j’ai déjà Janus'), [
        'chooseLogin.federationCnrs guides/login/federation-cnrs',
        'chooseLogin.whatNext',
      ])
    })

    it('learns in the middle that there is a Janus account, too', async () => {
      const talk = await begin()
      await talk.say('je voudrais créer un compte')
      assert.deepEqual(await talk.say('en fait j’ai un compte Janus'), [
        'chooseLogin.federationCnrs guides/login/federation-cnrs',
        'chooseLogin.whatNext',
      ])
    })

    it('offers the likely conversations when several may be meant', async () => {
      const talk = await begin()
      for (const vague of ['mon accès', 'j’ai un souci avec mon compte', 'connexion mail']) {
        const [answer] = await talk.say(vague)
        if (answer !== 'bot.offer') continue
        assert.ok(buttons(talk).length >= 1 && buttons(talk).length <= 3)
        return
      }
      assert.fail('nothing was offered')
    })

    it('answers a question that only sounds like a conversation', async () => {
      const talk = await begin()
      assert.match((await talk.say('combien de temps gardez-vous mes messages ?'))[0] ?? '', /^showArticle\.article help\//)
      await talk.say('annuler')
      // And the other way round: here a conversation helps further.
      assert.match((await talk.say('comment vider le cache de firefox ?'))[0] ?? '', /^(?:clearCache|knowBrowser|checkIncident)\./)
    })

    it('goes on in the language of the person', async () => {
      const talk = await begin()
      assert.equal((await talk.say('Hello, I never received the activation email'))[0], 'bot.switched')
      assert.ok(talk.last.every(({ locale }) => locale === 'en'))
    })
  })

  it('asked two things begins the first and comes back to the second', async () => {
    const talk = await begin()
    await talk.say('page blanche sur firefox et aussi je n’ai pas reçu le mail d’activation')
    for (let steps = 0; steps < 30; steps++) {
      const offered = buttons(talk)
      if (offered.includes('activation_email')) break
      const option = ['yes', 'solved', 'right', 'white'].find(each => offered.includes(each)) ?? offered[0]
      assert.ok(option, `no button after ${words(talk)}`)
      await talk.press(option)
    }
    assert.match(words(talk), /Vous parliez aussi d’autre chose/)
    assert.match((await talk.press('activation_email'))[0] ?? '', /^(?:activationHelp|find)/)
  })

  describe('interrupted', () => {
    it('by another subject asks first, and loses nothing', async () => {
      const talk = await begin()
      const here = (await talk.say('page blanche')).at(-1)!
      assert.deepEqual(await talk.say('au fait je n’ai jamais reçu le mail d’activation'), ['bot.otherSubject'])
      assert.deepEqual(buttons(talk), ['activation_email', 'stay'])
      assert.equal((await talk.press('stay')).at(-1)?.replace(' retry', ''), here)
      await talk.say('au fait je n’ai jamais reçu le mail d’activation')
      assert.match((await talk.say('oui')).join(), /activation|Activation/)
    })

    it('by its own subject is not interrupted', async () => {
      const talk = await begin()
      await talk.say('page blanche')
      assert.notEqual((await talk.say('la page est toujours blanche'))[0], 'bot.otherSubject')
    })

    it('by a wish for a person goes on where it was when that is given up', async () => {
      const talk = await begin()
      const here = (await talk.say('je voudrais créer un compte')).at(-1)
      assert.match((await talk.say('parler à quelqu’un'))[0] ?? '', /^contactSupport\./)
      const back = await talk.say('annuler')
      assert.equal(back.at(-1), here)
    })

    it('by a question answers it, then asks again', async () => {
      const talk = await begin()
      const here = (await talk.say('je voudrais créer un compte')).at(-1)
      const answers = await talk.say('c’est quoi une tutelle ?')
      assert.match(answers[0] ?? '', /^bot\.answer help\//)
      assert.equal(answers.at(-1), here)
    })

    it('by a question while a name is asked for answers it, and keeps the field', async () => {
      const talk = await begin()
      await talk.say('je voudrais créer un compte')
      for (const option of ['none', 'none', 'create', 'madame']) await talk.press(option)
      const answers = await talk.say('c’est quoi Janus ?')
      assert.match(answers[0] ?? '', /^bot\.answer help\//)
      assert.equal(answers.at(-1), 'createAccount.fillIn.lastName')
      await talk.say('Curie')
      assert.doesNotMatch((await storage.conversations.load('directline/a'))!.state, /"lastName":"c’est/)
    })

    it('by a correction of an earlier answer keeps it, says so, and asks the present field again', async () => {
      const talk = await begin()
      await talk.say('je voudrais créer un compte')
      for (const option of ['none', 'none', 'create', 'madame']) await talk.press(option)
      for (const text of ['Curie', 'Marie', 'marie@example.org']) await talk.say(text)
      assert.deepEqual(await talk.say('en fait mon adresse est marie.curie@example.org'), ['createAccount.fillIn', 'createAccount.fillIn.employer'])
      assert.match(words(talk), /marie\.curie@example\.org/)
      const state = async (): Promise<string> => (await storage.conversations.load('directline/a'))!.state
      assert.match(await state(), /"email":"marie\.curie@example\.org"/)
      // An address alone is no employer, and corrects nothing.
      assert.deepEqual(await talk.say('autre@example.org'), ['createAccount.fillIn.employer retry'])
      assert.doesNotMatch(await state(), /"email":"autre/)
    })

    it('by a signature is offered what it tells, field by field', async () => {
      const talk = await begin()
      await talk.say('je voudrais créer un compte')
      for (const option of ['none', 'none', 'create', 'madame']) await talk.press(option)
      assert.deepEqual(await talk.say('Marie CURIE\nInstitut du radium\nmarie.curie@example.org\n01 23 45 67 89'),
        ['createAccount.fillIn', 'createAccount.fillIn.lastName'])
      assert.match(words(talk), /CURIE/)
      await talk.press('_proposed')
      assert.match(words(talk), /Marie/)
    })

    it('by politeness or anger stays calm and goes on', async () => {
      const talk = await begin()
      const here = (await talk.say('page blanche')).at(-1)
      for (const [text, answer] of [['merci beaucoup', 'bot.thanks'], ['bonjour', 'bot.greeting'], ['c’est nul', 'bot.insult'], ['êtes-vous un robot ?', 'bot.whoAreYou']] as const)
        assert.deepEqual(await talk.say(text), [answer, here])
    })
  })

  it('answered with a courtesy for a name takes it when it is said once more', async () => {
    const talk = await begin()
    await talk.say('je voudrais créer un compte')
    for (const option of ['none', 'none', 'create', 'madame']) await talk.press(option)
    assert.deepEqual(await talk.say('Bonjour'), ['bot.greeting', 'createAccount.fillIn.lastName'])
    assert.match(words(talk), /écrivez-la encore une fois/)
    assert.deepEqual(await talk.say('Bonjour'), ['createAccount.fillIn.firstName'])
  })

  it('left for an hour asks whether to go on, and takes what was said then', async () => {
    const talk = await begin()
    await talk.say('je voudrais créer un compte')
    for (const option of ['none', 'none', 'create', 'madame']) await talk.press(option)
    clock += 29 * minutes
    assert.deepEqual(await talk.say('Curie'), ['createAccount.fillIn.firstName'])
    clock += 31 * minutes
    assert.deepEqual(await talk.say('Marie'), ['bot.resume'])
    assert.match(words(talk), /Créer un compte/)
    assert.deepEqual(await talk.say('oui'), ['createAccount.fillIn.email'])
    clock += 31 * minutes
    assert.deepEqual(await talk.say('marie@example.org'), ['bot.resume'])
    assert.deepEqual(await talk.press('restart'), ['bot.restarted'])
  })

  it('told something in passing proposes it, and does not ask again', async () => {
    const talk = await begin()
    await talk.say('bonjour, je m’appelle Marie Curie (marie.curie@example.org), je voudrais créer un compte')
    assert.deepEqual(await said(), { ...(await said()), firstName: 'Marie', lastName: 'Curie', email: 'marie.curie@example.org' })
    for (const option of ['none', 'none', 'create', 'madame']) await talk.press(option)
    assert.match(words(talk), /Curie/)
    for (const number of ['0', '1']) assert.deepEqual(await talk.say(number), ['createAccount.fillIn.lastName retry'])
    assert.deepEqual(await talk.say('oui'), ['createAccount.fillIn.firstName'])
    assert.deepEqual(await talk.press('_proposed'), ['createAccount.fillIn.email'])
    assert.deepEqual(await talk.say('autre@example.org'), ['createAccount.fillIn.employer'])
    assert.match((await storage.conversations.load('directline/a'))!.state, /"values":\{[^}]*"lastName":"Curie","firstName":"Marie","email":"autre@example\.org"/)
  })

  it('told what does not arrive is not asked what the matter is', async () => {
    const talk = await begin()
    assert.match((await talk.say('bjr g recu aucun mel d’activation'))[0] ?? '', /^findActivationMail\./)
  })

  it('told something instead of an answer keeps it', async () => {
    const talk = await begin()
    await talk.say('page blanche')
    await talk.say('j’utilise firefox sur windows')
    assert.deepEqual([(await said())['browser'], (await said())['os']], ['firefox', 'windows'])
  })

  it('told the laboratory in passing has it confirmed instead of asking for it', async () => {
    const talk = await begin()
    assert.deepEqual(await talk.say('je travaille à l’UMR 5205, quel établissement choisir ?'), ['findUnit.isCnrs'])
    assert.match(words(talk), /LIRIS/)
  })

  it('ended asks whether it is solved, and has a way on whatever the answer', async () => {
    const talk = await begin()
    await talk.say('je ne veux pas créer de compte, j’ai déjà Janus')
    await talk.press('noCredentials')
    assert.deepEqual(await talk.press('wait'), ['bot.isItSolved'])
    assert.deepEqual(buttons(talk).slice(0, 2), ['solved', 'unsolved'])
    assert.equal(buttons(talk).length, 4)
    assert.deepEqual(await talk.say('c’est réglé'), ['bot.gladly'])
    assert.equal(buttons(talk).length, 2)
    await talk.say('je ne veux pas créer de compte, j’ai déjà Janus')
    await talk.press('noCredentials')
    await talk.press('wait')
    assert.match((await talk.press('unsolved'))[0] ?? '', /^contactSupport\./)
    await talk.say('annuler')
    await talk.say('je ne veux pas créer de compte, j’ai déjà Janus')
    assert.deepEqual(await talk.press('done'), ['chooseLogin.solved', 'bot.anythingElse'])
  })

  it('not understood proposes three subjects, then a person', async () => {
    const talk = await begin()
    assert.deepEqual(await talk.say('xyzzy plugh'), ['bot.notUnderstood'])
    assert.deepEqual(await talk.say('xyzzy plugh'), ['bot.stillNotUnderstood'])
    assert.equal(buttons(talk).length, 3)
    assert.deepEqual(await talk.say('xyzzy plugh'), ['bot.lost'])
    assert.ok(!buttons(talk).includes('contactSupport'), 'a person was promised where none can be reached')
    const reached = await beginTalk(storage, { conversation: 'b', settings: { helpdeskEmail: 'aide@example.org' } })
    for (let i = 0; i < 3; i++) await reached.say('xyzzy plugh')
    assert.equal(buttons(reached)[0], 'contactSupport')
  })

  it('told to continue in English says the present step again in English', async () => {
    const talk = await begin()
    const here = (await talk.say('page blanche')).at(-1)
    for (const [text, locale] of [['can we speak English?', 'en'], ['français', 'fr'], ['english', 'en']] as const) {
      assert.deepEqual(await talk.say(text), ['bot.switched', here])
      assert.ok(talk.last.every(each => each.locale === locale))
    }
  })

  it('thought to be given up in a whole sentence is asked first, and loses nothing', async () => {
    const talk = await begin()
    await talk.say('page blanche')
    const here = (await talk.say('finalement j’abandonne, laissez tomber'))
    assert.deepEqual(here, ['bot.areYouSure'])
    assert.match((await talk.say('non')).join(), /^fixBlankPage|^reloadPage/)
    await talk.say('finalement j’abandonne, laissez tomber')
    assert.deepEqual(await talk.say('oui'), ['bot.cancelled'])
  })

  it('asked by its old button says so and shows where it is', async () => {
    const talk = await begin()
    const old = talk.last[0]?.suggestedActions?.actions[0]?.value as object
    const here = (await talk.say('page blanche')).at(-1)
    const replies = await talk.send({ type: ActivityTypes.Message, value: old })
    assert.deepEqual(replies, ['bot.oldButton', here])
  })
})
