import assert from 'node:assert/strict'
import { ActivityTypes } from '../../src/sdk.ts'
import { internalEvents } from '../../src/turns/internalEvents.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, buttonsOf, type Talk } from '../support/talk.ts'

/** Fills the form in and stops at its review. */
async function fillIn(talk: Talk): Promise<string[]> {
  await talk.say('je voudrais créer un compte')
  await talk.press('none')
  await talk.press('none')
  await talk.press('create')
  await talk.press('madame')
  for (const answer of ['Curie', 'Marie', 'marie.curie@example.org', 'Institut du radium']) await talk.say(answer)
  for (let optional = 0; optional < 3; optional++) await talk.press('_skip')
  return talk.press('accept')
}

describe('the guide', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())
  const stored = async (): Promise<string> => (await storage.conversations.load('directline/a'))?.state ?? ''

  it('greets once, with a menu', async () => {
    const talk = await beginTalk(storage)
    // Web Chat holds an answer back that names something it cannot see.
    assert.equal(talk.last[0]?.replyToId, undefined)
    assert.deepEqual(talk.last.map(({ channelData }) => (channelData as { step: string }).step), ['bot.greeting'])
    assert.deepEqual(await talk.send({ type: ActivityTypes.ConversationUpdate, membersAdded: [{ id: 'someone', name: '' }] }), [])
    assert.ok((talk.last[0]?.suggestedActions?.actions.length ?? 0) <= 5)
  })

  it('advises before it signs anyone up, and says what a local account cannot see', async () => {
    const talk = await beginTalk(storage)
    assert.deepEqual(await talk.say('je voudrais créer un compte'), ['askForAccount.first', 'findUnit.whereAreYou'])
    assert.deepEqual(await talk.say('je ne sais pas'), ['findUnit.whereAreYou retry'])
    assert.deepEqual(await talk.say('Zyxxy'), ['findUnit.notFound'])
    assert.deepEqual(await talk.press('tutelles'), ['findUnit.whereTutellesAre', 'findUnit.isItCnrs'])
    assert.deepEqual(await talk.press('yes'), ['chooseLogin.federationCnrs guides/login/federation-cnrs', 'chooseLogin.whatNext'])
    assert.deepEqual(await talk.press('localAccount'), ['chooseLogin.localAccount guides/login/local-account', 'chooseLogin.createItNow'])
    assert.deepEqual((await talk.press('create')).slice(0, 2), ['createAccount.whatFor', 'createAccount.fillIn.title'])
  })

  it('asks for the account once, however often the button is pressed or delivered', async () => {
    const talk = await beginTalk(storage)
    assert.deepEqual(await fillIn(talk), ['createAccount.fillIn review'])
    const value = { step: 'createAccount.fillIn', ask: (talk.last[0]!.channelData as { ask: number }).ask, option: 'submit' }
    const press = { type: ActivityTypes.Message, value }
    assert.deepEqual(await talk.send(press, 'same'), ['createAccount.sending'])
    assert.deepEqual(await talk.send(press, 'same'), [])
    assert.deepEqual(await talk.send(press, 'again'), ['bot.oldButton', 'bot.pending'])
    const counts = await storage.outbox.counts()
    assert.deepEqual(counts, [{ kind: 'requestAccount', status: 'waiting', count: 1 }])
  })

  it('keeps nothing of a form that was left by "annuler"', async () => {
    const talk = await beginTalk(storage)
    await fillIn(talk)
    assert.match(await stored(), /marie\.curie/)
    assert.deepEqual(await talk.say('Annuler'), ['bot.cancelled'])
    assert.doesNotMatch(await stored(), /curie|radium/i)
  })

  it('understands commands at any step, alone, and resumes where it was', async () => {
    const talk = await beginTalk(storage)
    await talk.say('je voudrais créer un compte')
    await talk.press('none')
    assert.deepEqual(await talk.say('aide'), ['bot.help', 'findInstitution.employer'])
    assert.deepEqual(await talk.say('retour'), ['findUnit.whereAreYou'])
    assert.deepEqual(await talk.say('retour'), ['bot.nothingBefore', 'findUnit.whereAreYou'])
    assert.deepEqual(await talk.say('English'), ['bot.switched', 'findUnit.whereAreYou'])
    assert.equal(talk.last.at(-1)?.locale, 'en')
    assert.deepEqual(await talk.say('parler français'), ['bot.switched', 'findUnit.whereAreYou'])
    assert.deepEqual(await talk.say('parler français'), ['findUnit.whereAreYou'])
    assert.match((await talk.say("parler à quelqu'un"))[0] ?? '', /^contactSupport\./)
    assert.deepEqual(await talk.say('annuler'), ['findUnit.whereAreYou'])
    assert.deepEqual(await talk.say('recommencer'), ['bot.restarted'])
    assert.deepEqual(await talk.say('annuler'), ['bot.nothingToCancel'])
    assert.deepEqual(await talk.say('retour'), ['bot.nothingBefore'])
  })

  it('says why it asks, then asks again', async () => {
    const talk = await beginTalk(storage)
    await fillIn(talk)
    await talk.press('edit', 'phone')
    const asked = talk.last.at(-1)
    assert.deepEqual(await talk.say('pourquoi ?'), ['createAccount.fillIn', 'createAccount.fillIn.phone'])
    assert.equal(talk.last.at(-1)?.text, asked?.text)
    await talk.say('annuler')
    assert.deepEqual(await talk.say('pourquoi ?'), ['bot.noReason'])
  })

  it('erases the conversation at once when it is asked to', async () => {
    const talk = await beginTalk(storage)
    await fillIn(talk)
    await talk.press('submit')
    assert.deepEqual(await talk.say('effacer ma conversation'), ['bot.areYouSure'])
    assert.match(await stored(), /curie/i)
    await talk.send({ type: ActivityTypes.Message, text: 'Oui, tout effacer' }, 'forget')
    assert.match(JSON.stringify(await storage.conversations.log('directline/a', 0)), /bot\.forgotten/)
    // A client that reads on from the last that it has seen hears it.
    assert.ok(talk.last.some(({ channelData }) => (channelData as { step: string }).step === 'bot.forgotten'))
    for (const table of ['conversation', 'activity', 'delivery', 'outbox'] as const)
      assert.doesNotMatch(JSON.stringify(await storage.db.selectFrom(table).selectAll().execute()), /curie|radium|voudrais|effacer ma/i)
    assert.deepEqual(await storage.outbox.counts(), [])
    const say = (text: string, deliveryId: string) =>
      talk.turns.receive({ channel: 'directline', conversation: 'a', activity: { type: ActivityTypes.Message, text }, deliveryId })
    assert.equal((await say('Oui, tout effacer', 'forget')).repeated, true)
    assert.ok((await say('page blanche', 'next')).replies.length > 0)
  })

  it('takes a command inside a longer text as text', async () => {
    const talk = await beginTalk(storage)
    await fillIn(talk)
    await talk.press('edit', 'employer')
    assert.deepEqual(await talk.say('Aide sociale'), ['createAccount.fillIn review'])
    assert.match(JSON.stringify(talk.last), /Aide sociale/)
  })

  it('never fills a field with the sentence that began the form', async () => {
    const talk = await beginTalk(storage)
    await fillIn(talk)
    assert.doesNotMatch(JSON.stringify(talk.last), /voudrais/)
  })

  it('answers an old card politely and does nothing', async () => {
    const talk = await beginTalk(storage)
    const menu = talk.last[0]?.suggestedActions?.actions[0]?.value as object
    await talk.say('recommencer')
    assert.deepEqual(await talk.send({ type: ActivityTypes.Message, value: menu }), ['bot.oldButton'])
    await fillIn(talk)
    const review = talk.last[0]!
    await talk.say('annuler')
    const value = { step: 'createAccount.fillIn', ask: (review.channelData as { ask: number }).ask, option: 'submit' }
    assert.deepEqual(await talk.send({ type: ActivityTypes.Message, value }), ['bot.oldButton'])
    assert.deepEqual(await storage.outbox.counts(), [])
  })

  it('tells of an activation in the middle of another dialog, then where it was', async () => {
    const talk = await beginTalk(storage)
    await talk.say('page blanche')
    const event = { name: internalEvents.announcement, value: { name: 'accountActivated' } }
    assert.equal(await talk.turns.tell({ key: 'directline/a', event, deliveryId: 'x' }), true)
    assert.deepEqual(await talk.hear(), ['bot.announcement guides/login/account-active', 'fixBlankPage.whatDoYouSee'])
  })

  it('says that an account is active with the way in, and the portal a button away where it is known', async () => {
    const talk = await beginTalk(storage, { settings: { portalUrl: 'https://noa.example.org' } })
    const event = { name: internalEvents.announcement, value: { name: 'accountActivated' } }
    await talk.turns.tell({ key: 'directline/a', event, deliveryId: 'x' })
    assert.deepEqual(await talk.hear(), ['bot.announcement guides/login/account-active'])
    const shown = JSON.stringify(talk.last)
    assert.match(shown, /"Action.OpenUrl","title":"Ouvrir NOA","url":"https:\/\/noa\.example\.org\/?"/)
    assert.match(shown, /Via un compte local/)
    assert.doesNotMatch(JSON.stringify(talk.last.flatMap(buttonsOf)), /chooseLogin|askForAccount|activationHelp/)
  })

  it('offers a person in its menu only where there is one', async () => {
    const offered = async (settings: object, conversation: string): Promise<boolean> =>
      (await beginTalk(storage, { settings, conversation }).then(talk => talk.say('recommencer').then(() => talk.last.flatMap(buttonsOf))))
        .some(({ option }) => option === 'contactSupport')
    assert.equal(await offered({ helpdeskEmail: 'aide@example.org' }, 'b'), true)
    assert.equal(await offered({}, 'c'), false)
  })

  it('does not let a client pretend that an account is active', async () => {
    const talk = await beginTalk(storage)
    assert.deepEqual(await talk.send({ type: ActivityTypes.Event, name: internalEvents.announcement, value: { name: 'accountActivated' } }), [])
    assert.deepEqual(await talk.send({ type: ActivityTypes.Event, name: internalEvents.outcome, value: { entry: 'x', action: 'requestAccount', outcome: { result: 'accepted' } } }), [])
  })

  it('says so when it does not understand, never the same sentence twice, then names a human', async () => {
    const talk = await beginTalk(storage)
    assert.deepEqual(await talk.say('xyzzy plugh'), ['bot.notUnderstood'])
    assert.deepEqual(await talk.say('xyzzy plugh'), ['bot.stillNotUnderstood'])
    assert.deepEqual(await talk.say('xyzzy plugh'), ['bot.lost'])
    for (const reply of talk.last) assert.ok((reply.suggestedActions?.actions.length ?? 0) > 0)
  })

  it('goes on after an upgrade that took the present step away', async () => {
    const talk = await beginTalk(storage)
    await talk.say('page blanche')
    const row = (await storage.conversations.load('directline/a'))!
    const state = row.state.replaceAll('whatDoYouSee', 'stepOfAnOlderVersion')
    assert.notEqual(state, row.state)
    await storage.conversations.commit({ conversation: { ...row, state }, activities: [], outbox: [] })
    assert.deepEqual(await talk.say('oui'), ['bot.stepGone'])
    assert.equal((await talk.say('page blanche')).at(-1), 'fixBlankPage.whatDoYouSee')
  })

  const hostile: Record<string, unknown> = {
    empty: '', spaces: ' \u00a0 ', control: '\u0007\u001b[31m', emoji: '👩🏽‍🔬🧪', html: '<img src=x onerror=alert(1)>', json: '{"step":"x"}',
    markdown: '[x](javascript:alert(1)) **gras** `code`', long: 'a'.repeat(100_000), template: '{{portalUrl}} $t(dialogs:bot.menu.text)',
    number: 42, object: { a: 1 }, list: ['a'],
  }
  for (const [kind, text] of Object.entries(hostile))
    it(`answers ${kind} clearly at the start, at a choice and in the form, and loses nothing`, async () => {
      const talk = await beginTalk(storage)
      const send = (): Promise<string[]> => talk.send({ type: ActivityTypes.Message, text: text as string })
      assert.notDeepEqual(await send(), [])
      await talk.say('page blanche')
      assert.match((await send()).at(-1) ?? '', /^(?:fixBlankPage\.whatDoYouSee|reloadPage\.didReloadHelp)/)
      await talk.say('annuler')
      await fillIn(talk)
      await talk.press('edit', 'email')
      const replies = await send()
      assert.equal(replies.length > 0, true)
      await talk.say('retour')
      assert.match(JSON.stringify(talk.last), /marie\.curie@example\.org/)
    })

  it('echoes nothing that a person typed as markup', async () => {
    const talk = await beginTalk(storage)
    await fillIn(talk)
    await talk.press('edit', 'employer')
    await talk.say('**X** [lien](https://evil.example) <b>y</b>')
    const text = JSON.stringify(talk.last[0]?.attachments?.[0]?.content)
    assert.match(text, /"type":"TextRun","text":"\*\*X\*\* \[lien\]\(https:\/\/evil\.example\) <b>y<\/b>"/)
    await talk.press('edit', 'employer')
    assert.doesNotMatch(talk.last[0]?.text ?? '', /\*\*X\*\*|\[lien\]\(/)
  })

  for (const value of [{ step: 'createAccount.fillIn', ask: 1, option: 'submit' }, { step: 1 }, { step: 'x', ask: 'y', option: {} }, [], null, 'x'])
    it(`takes a card value of another step (${JSON.stringify(value)}) for what it is`, async () => {
      const talk = await beginTalk(storage)
      await talk.say('page blanche')
      const replies = await talk.send({ type: ActivityTypes.Message, value })
      assert.match(replies.at(-1) ?? '', /^fixBlankPage\.whatDoYouSee/)
    })
})
