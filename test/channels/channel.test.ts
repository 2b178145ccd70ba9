/** The port, proved with a channel that is none of the guide's own: a conversation through it, and what is said to it late. */
import assert from 'node:assert/strict'
import type { Activity } from '../../src/sdk.ts'
import { until } from '../support/directLineClient.ts'
import { createFakeChannel, textOnly, type FakeChannel } from '../support/fakeChannel.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { nameOf } from '../support/talk.ts'

describe('a channel of somebody else’s', function () {
  this.timeout(60_000)
  let guide: RunningGuide
  let fake!: FakeChannel
  before(async () => {
    guide = await startGuide({}, { channels: ({ turns }) => [(fake = createFakeChannel(turns))] })
  })
  after(() => guide.stop())

  const delivered = (conversation: string): readonly Partial<Activity>[] => fake.delivered.get(conversation) ?? []
  const names = (conversation: string): string[] => delivered(conversation).map(nameOf)
  /** Ids of all that the guide said, as its log has it. */
  const saidIn = async (conversation: string): Promise<(string | undefined)[]> =>
    (await guide.app.storage.conversations.log(`fake/${conversation}`, 0))
      .map(({ activity }) => JSON.parse(activity) as Activity)
      .filter(({ from }) => from.role === 'bot')
      .map(({ id }) => id)
  /** Waits until a step was delivered. */
  const hears = (conversation: string, step: string): Promise<void> =>
    until(() => names(conversation).at(-1)?.startsWith(step) === true, step, 20_000)
  /** Writes a choice as it stands in the last message. */
  async function choose(conversation: string, key: string): Promise<void> {
    const label = guide.app.library.plain('fr', key)
    const { text = '' } = delivered(conversation).at(-1) ?? {}
    assert.ok(text.split('\n').includes(`- ${label}`), `${label} does not stand in: ${text}`)
    await fake.say(conversation, label)
  }

  it('carries a whole sign-up in text alone, to the answer that comes late', async () => {
    const person = 'marie'
    await fake.say(person, 'je voudrais créer un compte')
    await hears(person, 'findUnit.whereAreYou')
    await choose(person, 'dialogs:findUnit.whereAreYou.options.none')
    await hears(person, 'findInstitution.employer')
    await choose(person, 'dialogs:findInstitution.employer.options.none')
    await hears(person, 'chooseLogin.createItNow')
    await choose(person, 'dialogs:chooseLogin.createItNow.options.create')
    await hears(person, 'createAccount.fillIn.title')
    await choose(person, 'forms:localAccount.title.options.madame')
    await hears(person, 'createAccount.fillIn.lastName')
    for (const answer of ['Curie', 'Marie', 'marie.fake@example.org', 'Institut du radium', 'passer', 'passer', 'passer', 'oui']) {
      const before = delivered(person).length
      await fake.say(person, answer)
      await until(() => delivered(person).length > before, `an answer to ${answer}`, 20_000)
    }
    await hears(person, 'createAccount.fillIn review')
    // A card, told as text: what was given stands in it, and how to send it.
    const review = delivered(person).at(-1)
    assert.match(review?.text ?? '', /Curie[^]*marie\.fake@example\.org/)
    const replies = await fake.say(person, guide.app.library.plain('fr', 'dialogs:createAccount.fillIn.submit'))
    assert.ok(!replies.some(each => nameOf(each).startsWith('createAccount.mailSent')), 'the answer of the service is not in the turn')
    await until(() => names(person).includes('createAccount.mailSent'), 'the late answer', 20_000)
    const said = await saidIn(person)
    await until(() => delivered(person).length === said.length, 'the rest of that turn', 20_000)
    assert.deepEqual(delivered(person).map(({ id }) => id), said, 'in order, each once')
    for (const { text = '', attachments, suggestedActions } of delivered(person)) {
      assert.deepEqual([attachments, suggestedActions], [undefined, undefined])
      assert.ok(text !== '' && text.length <= textOnly.longestText)
    }
  })

  it('is asked again while it is away, and then gets everything in order', async () => {
    fake.away = true
    await fake.say('pierre', 'bonjour')
    await fake.say('pierre', 'c’est quoi Janus ?')
    await until(() => fake.refused > 2, 'attempts', 20_000)
    assert.deepEqual(delivered('pierre'), [])
    fake.away = false
    const said = await saidIn('pierre')
    await until(() => delivered('pierre').length >= said.length, 'all of it', 20_000)
    assert.deepEqual(delivered('pierre').map(({ id }) => id), said)
  })

  it('cannot be spoken for by the Bot Connector service', async () => {
    const activity = { type: 'message', id: '1', text: 'bonjour', channelId: 'fake', conversation: { id: 'stranger' }, from: { id: 'x' }, recipient: { id: 'noa' } }
    const answer = await fetch(`${guide.address}/api/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(activity) })
    assert.equal(answer.status, 200)
    assert.equal(await guide.app.storage.conversations.load('fake/stranger'), undefined)
    assert.notEqual(await guide.app.storage.conversations.load('azure-fake/stranger'), undefined)
  })
})
