/**
 * The whole guide as a person meets it in Teams, towards a connector on loopback.
 * Long since they share one guide, whose start costs most.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { Library } from '../../../src/content/library.ts'
import type { ButtonValue } from '../../../src/flow/port.ts'
import type { Activity } from '../../../src/sdk.ts'
import { faultsOfCard } from '../../support/adaptiveCards.ts'
import { startConnector, type Asked, type Connector, type Kept } from '../../support/botConnector.ts'
import { temporaryFolder } from '../../support/databases.ts'
import { until } from '../../support/directLineClient.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

interface Pressable {
  readonly type: string
  readonly title: string
  readonly verb?: string
  readonly data: ButtonValue & { readonly label: string }
}

/** The buttons of a card, and what can be typed into it. */
function pressables(activity: Partial<Activity>): Pressable[] {
  const found: Pressable[] = []
  const search = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    const { type } = part as { type?: unknown }
    if (typeof type === 'string' && /^(?:Action\.(?!OpenUrl)|Input\.)/.test(type)) found.push(part as Pressable)
    Object.values(part).forEach(search)
  }
  search(activity.attachments)
  return found
}

const stepOf = ({ activity }: Kept): string => (activity.channelData as { step?: string } | undefined)?.step ?? ''
const contentOf = (activity: Partial<Activity>): { body: { type: string; inlines?: { text: string }[] }[]; fallbackText: string } =>
  activity.attachments![0]!.content as never
/** What an answered card says was chosen. */
const answeredOf = (activity: Partial<Activity>): string | undefined => {
  const last = contentOf(activity).body.at(-1)
  return last?.type === 'RichTextBlock' ? last.inlines?.[0]?.text : undefined
}

/** Waits for what must be asked. */
async function eventually(holds: () => Promise<boolean>, what: string, ms = 15_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It never came: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** One person in Teams. */
class Person {
  readonly conversation = `a:${randomUUID()}`
  readonly #id = `29:${randomUUID()}`
  readonly #guide: () => RunningGuide
  readonly #connector: Connector
  readonly #locale: string
  #ids = 0

  constructor(guide: () => RunningGuide, connector: Connector, locale = 'fr-FR') {
    this.#guide = guide
    this.#connector = connector
    this.#locale = locale
  }

  get key(): string {
    return `msteams/${this.conversation}`
  }

  async send(more: object): Promise<Response> {
    const activity = {
      id: `${++this.#ids}`,
      channelId: 'msteams',
      serviceUrl: this.#connector.serviceUrl,
      from: { id: this.#id, name: 'Marie Curie', aadObjectId: randomUUID() },
      recipient: { id: '28:guide', name: 'Guide NOA' },
      conversation: { id: this.conversation, conversationType: 'personal', tenantId: '22222222-2222-4222-8222-222222222222' },
      entities: [{ type: 'clientInfo', locale: this.#locale, platform: 'Web' }],
      ...more,
    }
    return fetch(`${this.#guide().address}/api/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(activity) })
  }

  async install(): Promise<void> {
    // The two that Teams sends, in the order that would tempt one to greet in the wrong language.
    const added = { type: 'conversationUpdate', entities: undefined, membersAdded: [{ id: '28:guide' }, { id: this.#id }] }
    assert.equal((await this.send(added)).status, 200)
    assert.equal((await this.send({ type: 'installationUpdate', action: 'add', locale: this.#locale, entities: undefined })).status, 200)
  }

  async say(text: string, more: object = {}): Promise<void> {
    assert.equal((await this.send({ type: 'message', text, textFormat: 'plain', ...more })).status, 200)
  }

  /** Presses a button of a card as Teams does, and returns what it is answered. */
  async press(action: Pressable): Promise<{ status: number; body: { statusCode: number; type: string; value: unknown } }> {
    const { type, verb, data } = action
    const answer = await this.send({ type: 'invoke', name: 'adaptiveCard/action', value: { action: { type, verb, data }, trigger: 'manual' } })
    return { status: answer.status, body: (await answer.json()) as never }
  }

  get heard(): Kept[] {
    return this.#connector.kept.filter(({ activity }) => activity.conversation?.id === this.conversation)
  }

  /** How often the connector was asked who this person is. */
  get askedAbout(): number {
    return this.#connector.asked.filter(({ method, path }) => method === 'GET' && path.includes(encodeURIComponent(this.conversation))).length
  }

  /** Waits for the last message to be of this step, and gives it. */
  async hears(step: string, more: (kept: Kept) => boolean = () => true): Promise<Kept> {
    await until(() => this.heard.some(each => stepOf(each) === step && more(each)), `${step}; heard: ${this.heard.map(stepOf).join(' ')}`, 15_000)
    return this.heard.findLast(each => stepOf(each) === step && more(each))!
  }
}

const option = (kept: Kept, name: string): Pressable => {
  const found = pressables(kept.activity).find(({ data }) => data.option === name)
  return found ?? assert.fail(`no button ${name} among ${pressables(kept.activity).map(({ data }) => data.option).join(' ')}`)
}

describe('the guide in Teams', function () {
  this.timeout(60_000)
  let guide: RunningGuide
  let connector: Connector
  let library: Library
  let unwell: ((asked: Asked) => boolean) | undefined
  const profile = { id: 'x', givenName: 'Marie', surname: 'Skłodowska', email: 'marie.curie@example.org', userPrincipalName: 'mcurie@example.org' }
  before(async () => {
    connector = await startConnector({ member: profile, unwell: asked => unwell?.(asked) ?? false })
    guide = await startGuide({ PORTAL_URL: 'https://noa.example.org' })
    library = guide.app.library
  })
  after(async () => {
    await guide.stop()
    connector.stop()
  })
  afterEach(() => {
    unwell = undefined
    // Whatever was shown meanwhile, open or answered.
    for (const kept of connector.kept)
      for (const { content } of kept.activity.attachments ?? []) assert.deepEqual(faultsOfCard(content), [], stepOf(kept))
  })
  const person = (locale?: string): Person => new Person(() => guide, connector, locale)
  const quiet = async (): Promise<void> => {
    await eventually(async () => !(await guide.app.storage.outbox.counts()).some(({ status }) => status === 'waiting'), 'the outbox to be empty', 15_000)
  }

  it('greets once, when it is installed, in the language that the person uses Teams in', async () => {
    for (const [locale, spoken] of [['en-GB', 'en'], ['fr-FR', 'fr'], ['de-DE', 'fr']] as const) {
      const someone = person(locale)
      await someone.install()
      const greeting = await someone.hears('bot.greeting')
      assert.equal(greeting.activity.locale, spoken)
      assert.equal(greeting.activity.attachments?.length, 1)
      // Teams says it again when the app is opened, changed or updated.
      await someone.install()
      await someone.send({ type: 'installationUpdate', action: 'add-upgrade', locale })
      await someone.send({ type: 'conversationUpdate', membersAdded: [{ id: '29:other' }], locale })
      await quiet()
      assert.equal(someone.heard.length, 1, locale)
    }
  })

  it('greets again only after it was removed, and begins anew then', async () => {
    const someone = person()
    await someone.install()
    await someone.hears('bot.greeting')
    await someone.say('je voudrais créer un compte')
    await quiet()
    const before = someone.heard.length
    await someone.send({ type: 'installationUpdate', action: 'remove-upgrade', locale: 'fr-FR' })
    await someone.install()
    await quiet()
    assert.equal(someone.heard.length, before)
    await someone.send({ type: 'installationUpdate', action: 'remove' })
    await quiet()
    assert.equal(someone.heard.length, before, 'nothing is said to whoever has left')
    await someone.install()
    await until(() => someone.heard.filter(each => stepOf(each) === 'bot.greeting').length === 2, 'the second welcome')
  })

  it('helps in private: in a chat of several people or a channel it says so, with the way there, and keeps nothing', async () => {
    const mention = (id: string): object => ({ type: 'mention', mentioned: { id, name: 'Guide NOA' }, text: '<at>Guide NOA</at>' })
    const asides = (id: string): string[] => connector.kept.flatMap(({ activity: { conversation, text } }) => (conversation?.id === id ? (text ?? '') : []))
    const someone = person()
    const mark = `secret ${randomUUID()}`
    for (const [conversationType, locale, words] of [['groupChat', 'fr-FR', ['en privé']], ['channel', 'en-US', ['in private']], ['groupChat', 'de-DE', ['en privé', 'in private']]] as const) {
      const conversation = { id: `19:${randomUUID()}@thread.v2`, conversationType, isGroup: true }
      const there = { conversation, locale, entities: undefined }
      for (const more of [
        { type: 'conversationUpdate', membersAdded: [{ id: '28:guide' }] },
        { type: 'message', text: `${mark}, to somebody else`, entities: [mention('29:other')] },
        { type: 'event', name: 'noa/locale', value: 'en' },
        { type: 'installationUpdate', action: 'add' },
        { type: 'message', text: `<at>Guide NOA</at> ${mark}`, entities: [mention('28:guide')] },
        { type: 'conversationUpdate', membersRemoved: [{ id: '28:guide' }] },
      ])
        assert.equal((await someone.send({ ...there, ...more })).status, 200, more.type)
      await until(() => asides(conversation.id).length === 2, 'a word at the arrival, and one for who asks', 15_000)
      for (const said of asides(conversation.id)) {
        assert.ok(said.includes(`](${guide.address}/)`), said)
        assert.deepEqual(['en privé', 'in private'].filter(each => said.includes(each)), words)
      }
      for (const [name, status] of [['composeExtension/query', 501], ['adaptiveCard/action', 400]] as const)
        assert.equal((await someone.send({ ...there, type: 'invoke', name, value: { action: { type: 'Action.Execute', data: { option: 'send' } } } })).status, status)
      assert.equal((await guide.app.storage.conversations.load(`msteams/${conversation.id}`)), undefined)
      const asked = await someone.send({ ...there, type: 'message', deliveryMode: 'expectReplies', text: mark, entities: [mention('28:guide')] })
      assert.equal(((await asked.json()) as { activities: unknown[] }).activities.length, 1)
    }
    await quiet()
    const { db } = guide.app.storage
    const kept = JSON.stringify([await db.selectFrom('outbox').selectAll().execute(), await db.selectFrom('conversation').selectAll().execute(), guide.log])
    assert.ok(!kept.includes(mark) && !kept.includes('@thread.v2'), 'nothing of it')
  })

  it('ignores what asks for nothing', async () => {
    const someone = person()
    for (const more of [
      { type: 'typing' },
      { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] },
      { type: 'messageUpdate', text: 'créer un compte', channelData: { eventType: 'editMessage' } },
      { type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } },
      { type: 'conversationUpdate', membersRemoved: [{ id: '29:other' }] },
      { type: 'conversationUpdate', channelData: { eventType: 'channelRenamed' } },
      { type: 'event', name: 'noa/person', value: { email: 'evil@example.org' } },
      { type: 'endOfConversation' },
    ])
      assert.equal((await someone.send(more)).status, 200, more.type)
    assert.equal((await someone.send({ type: 'invoke', name: 'composeExtension/query', value: {} })).status, 501)
    assert.equal((await someone.send({ type: 'invoke', name: 'adaptiveCard/action', value: { action: { type: 'Action.Evil', data: {} } } })).status, 400)
    await quiet()
    assert.deepEqual(someone.heard, [])
  })

  it('answers a pressed button with its card, answered, and changes the card for good', async () => {
    const someone = person()
    await someone.install()
    const greeting = await someone.hears('bot.greeting')
    const buttons = pressables(greeting.activity)
    assert.ok(buttons.length >= 4)
    assert.deepEqual([...new Set(buttons.map(({ type, verb }) => `${type} ${verb}`))], ['Action.Execute bot.greeting'])
    const chosen = option(greeting, 'askForAccount')
    const began = performance.now()
    const { status, body } = await someone.press(chosen)
    assert.ok(performance.now() - began < 5000, 'within the time that Teams allows')
    assert.deepEqual([status, body.statusCode, body.type], [200, 200, 'application/vnd.microsoft.card.adaptive'])
    const closed = { attachments: [{ contentType: '', content: body.value }] }
    assert.deepEqual(pressables(closed), [])
    assert.equal(answeredOf(closed), library.plain('fr', 'dialogs:bot.answered.text', { answer: chosen.title }))
    assert.match(contentOf(closed).fallbackText, /Réponse\u00A0: /)
    await until(() => greeting.changes === 1, 'the card to be changed')
    assert.deepEqual(contentOf(greeting.activity), body.value)
    assert.equal(greeting.activity.type, 'message')
    assert.equal(someone.heard.findIndex(each => each.changes > 0), 0)

    // From a client that still shows it: nothing is begun, and the card is closed there, too.
    const before = someone.heard.length
    const again = await someone.press(chosen)
    assert.deepEqual(again.body.value, body.value)
    await someone.hears('bot.oldButton')
    await quiet()
    assert.ok(someone.heard.length > before)
    assert.equal(greeting.changes, 1)
  })

  it('closes the card of a question that was answered by a text, with the text as it is', async () => {
    const someone = person()
    await someone.install()
    const greeting = await someone.hears('bot.greeting')
    await someone.say('je voudrais **créer** un compte <b>vite</b>')
    await until(() => greeting.changes === 1, 'the card to be changed')
    assert.deepEqual(pressables(greeting.activity), [])
    assert.equal(answeredOf(greeting.activity), 'Réponse\u00A0: je voudrais **créer** un compte vite')
    await quiet()
    const question = someone.heard.at(-1)!
    assert.ok(pressables(question.activity).length > 0, 'the present question can be answered')
    assert.equal(question.changes, 0)
  })

  it('leaves a question open that was not answered, and closes every card of it once it was', async () => {
    const someone = person()
    await someone.install()
    await someone.press(option(await someone.hears('bot.greeting'), 'activationHelp'))
    await quiet()
    const question = someone.heard.at(-1)!
    const choices = pressables(question.activity)
    assert.ok(choices.length > 1, stepOf(question))
    await someone.say('xyzzy plugh')
    await quiet()
    const again = someone.heard.at(-1)!
    assert.deepEqual([stepOf(again), question.changes], [stepOf(question), 0])
    await someone.press(choices[0]!)
    await quiet()
    const answer = library.plain('fr', 'dialogs:bot.answered.text', { answer: choices[0]!.title })
    for (const each of [question, again]) assert.deepEqual([pressables(each.activity), answeredOf(each.activity)], [[], answer])
  })

  it('loses no reply when the connector is not well, keeps their order, and never lets a card hold them back', async () => {
    const someone = person()
    await someone.install()
    await someone.hears('bot.greeting')
    let puts = 0
    let posts = 0
    unwell = ({ method, path }) => {
      if (!path.includes(encodeURIComponent(someone.conversation))) return false
      if (method === 'PUT') return ++puts > 0
      return method === 'POST' && ++posts <= 2
    }
    await someone.say('aide')
    await someone.say('bonjour')
    const said = async (): Promise<string[]> =>
      (await guide.app.storage.conversations.log(someone.key, 0))
        .map(({ activity }) => JSON.parse(activity) as Activity)
        .filter(({ from }) => from.role === 'bot')
        .map(activity => stepOf({ id: '', activity, changes: 0 }))
    await eventually(async () => someone.heard.length >= (await said()).length, 'every reply to arrive', 40_000)
    assert.deepEqual(someone.heard.map(stepOf), await said())
    assert.ok(puts > 0 && posts > 2)
  })

  it('closes a card that was answered before it could be delivered', async () => {
    const someone = person()
    let down = true
    unwell = ({ path }) => down && path.includes(encodeURIComponent(someone.conversation))
    await someone.install()
    await someone.say('je voudrais créer un compte')
    await eventually(async () => (await guide.app.storage.outbox.find(`update:${someone.key}:1`)) !== undefined, 'the greeting to be answered')
    await new Promise(resolve => setTimeout(resolve, 500))
    down = false
    const greeting = await someone.hears('bot.greeting')
    await until(() => greeting.changes === 1, 'the card to be changed', 15_000)
    assert.deepEqual(pressables(greeting.activity), [])
  })

  it('reads what a person typed without mentions and mark-up', async () => {
    const someone = person()
    await someone.install()
    await someone.hears('bot.greeting')
    const mention = { type: 'mention', mentioned: { id: '28:guide', name: 'Guide NOA' }, text: '<at>Guide NOA</at>' }
    await someone.say('<p><at>Guide NOA</at>&nbsp;je voudrais cr&#233;er un compte</p>'.replace('&#233;', 'é'), { entities: [mention] })
    await until(() => someone.heard.length > 1, 'an answer')
    const log = (await guide.app.storage.conversations.log(someone.key, 0)).map(({ activity }) => JSON.parse(activity) as Activity)
    assert.deepEqual(log.filter(({ from }) => from.role === 'user').map(({ text }) => text), ['je voudrais créer un compte'])
  })

  it('proposes the name and address of the profile in the form, and asks for them once', async () => {
    const someone = person()
    await someone.install()
    await someone.hears('bot.greeting')
    await someone.say('bonjour')
    await quiet()
    await someone.say('je voudrais créer un compte')
    for (let tries = 0; tries < 10; tries++) {
      await quiet()
      if (someone.heard.some(each => stepOf(each) === 'createAccount.fillIn')) break
      const last = someone.heard.at(-1)!
      const way = pressables(last.activity).find(({ data }) => ['none', 'create', 'otherPlace', 'useIt'].includes(data.option)) ?? pressables(last.activity).at(-1)
      await someone.press(way ?? assert.fail(`stuck at ${stepOf(last)}`))
    }
    const field = (): Kept => someone.heard.at(-1)!
    const nameOf = ({ activity }: Kept): string => (activity.channelData as { field?: string }).field ?? ''
    const proposed: string[] = []
    for (let tries = 0; tries < 6 && nameOf(field()) !== 'employer'; tries++) {
      const keep = pressables(field().activity).find(({ data }) => data?.option === '_proposed')
      if (keep !== undefined) proposed.push(nameOf(field()), contentOf(field().activity).fallbackText)
      await someone.press(keep ?? option(field(), 'madame'))
      await quiet()
    }
    assert.deepEqual(proposed.filter((_, n) => n % 2 === 0), ['lastName', 'firstName', 'email'])
    const values = proposed.filter((_, n) => n % 2 === 1)
    for (const [at, value] of [profile.surname, profile.givenName, profile.email].entries()) assert.match(values[at]!, new RegExp(value))
    assert.equal(someone.askedAbout, 1)
    const { log } = guide
    assert.ok(!log.some(line => line.includes(profile.email) || line.includes(profile.surname)))
  })

  it('says nothing about a profile that cannot be had, and does not wait for it', async () => {
    const someone = person()
    await someone.install()
    await someone.hears('bot.greeting')
    unwell = ({ method }) => method === 'GET'
    const began = performance.now()
    await someone.say('bonjour')
    await until(() => someone.heard.length >= 2, 'an answer')
    assert.ok(performance.now() - began < 3000)
    await until(() => someone.askedAbout > 0, 'the question')
    assert.ok(!someone.heard.some(({ activity }) => /profil|http_/i.test(JSON.stringify(activity))))
  })

  it('announces the active account in Teams after the guide was started again', async () => {
    const folder = temporaryFolder()
    let running = await startGuide({ PORTAL_URL: 'https://noa.example.org', DATA_DIR: folder })
    try {
      const someone = new Person(() => running, connector)
      const email = `${randomUUID()}@example.org`
      await someone.install()
      await someone.hears('bot.greeting')
      const { storage } = running.app
      const settled = (): Promise<void> => eventually(async () => !(await storage.outbox.counts()).some(({ status }) => status === 'waiting'), 'quiet', 15_000)
      await someone.say('je voudrais créer un compte')
      const answers: Record<string, string> = { lastName: 'Curie', firstName: 'Marie', email, employer: 'Institut du radium' }
      for (let tries = 0; tries < 25; tries++) {
        await settled()
        if (someone.heard.some(each => stepOf(each) === 'createAccount.mailSent')) break
        const last = someone.heard.at(-1)!
        const { field } = last.activity.channelData as { field?: string }
        const buttons = pressables(last.activity)
        if (field !== undefined && answers[field] !== undefined) await someone.say(answers[field])
        else
          await someone.press(
            buttons.find(({ data }) => ['none', 'create', 'skip', '_skip', 'accept', 'submit', 'madame'].includes(data.option)) ??
              assert.fail(`stuck at ${stepOf(last)} ${field ?? ''}: ${buttons.map(({ data }) => data.option).join(' ')}, after ${someone.heard.map(stepOf).join(' ')}`),
          )
      }
      await someone.hears('createAccount.mailSent')
      const review = someone.heard.find(({ activity }) => (activity.channelData as { part?: string }).part === 'review')!
      await until(() => review.changes > 0, 'the review to be closed')
      assert.deepEqual(pressables(review.activity), [])
      const link = /https?:\/\/\S+\/activate\?\S+/.exec((await running.mailTo(email)).text)?.[0] ?? ''
      await running.stop()
      running = await startGuide({ PORTAL_URL: 'https://noa.example.org', DATA_DIR: folder })
      const { pathname, search } = new URL(link)
      const page = await (await fetch(`${running.address}${pathname}${search}`)).text()
      const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']): [string, string] => [name, value])
      const body = new URLSearchParams([...hidden, ['password', 'Radium, 1898 : polonium !']])
      assert.ok((await fetch(`${running.address}${pathname}`, { method: 'POST', body })).ok)
      const announced = await someone.hears('bot.announcement')
      assert.match(JSON.stringify(announced.activity), /Votre compte est actif/)
    } finally {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
