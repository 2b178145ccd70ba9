/** What is not understood twice is met with other words the second time. */
import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, nameOf, type Talk } from '../support/talk.ts'

describe('an answer that is wrong twice in the same way', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())

  const heard = (talk: Talk): string => JSON.stringify(talk.last.map(({ text, attachments }) => [text, attachments]))
  async function twice(talk: Talk, text: string): Promise<void> {
    await talk.say(text)
    const first = heard(talk)
    await talk.say(text)
    assert.notEqual(heard(talk), first)
  }
  async function beginForm(talk: Talk): Promise<void> {
    await talk.say('je voudrais créer un compte')
    for (const option of ['none', 'none', 'create', 'madame']) await talk.press(option)
    for (const answer of ['Curie', 'Marie']) await talk.say(answer)
  }

  it('in a field of the form', async () => {
    const talk = await beginTalk(storage)
    await beginForm(talk)
    await twice(talk, 'marie@')
  })

  it('at a consent, which nobody can leave empty', async () => {
    const talk = await beginTalk(storage, { settings: { termsUrl: 'https://noa.example.org/terms' } })
    await beginForm(talk)
    for (const answer of ['marie@example.org', 'Institut du radium']) await talk.say(answer)
    while (nameOf(talk.last.at(-1) ?? {}) !== 'createAccount.fillIn.terms') await talk.press('_skip')
    await talk.say('je ne sais pas')
    assert.deepEqual(await talk.say('je ne sais pas'), ['createAccount.fillIn.terms retry'])
    assert.match(heard(talk), /J’accepte/)
  })

  it('where a value looks unintended', async () => {
    const talk = await beginTalk(storage)
    await beginForm(talk)
    assert.deepEqual(await talk.say('marie@gmial.com'), ['createAccount.fillIn remark'])
    await talk.say('???')
    await twice(talk, '???')
  })

  it('in the review', async () => {
    const talk = await beginTalk(storage)
    await beginForm(talk)
    for (const answer of ['marie@example.org', 'Institut du radium']) await talk.say(answer)
    for (let optional = 0; optional < 3; optional++) await talk.press('_skip')
    assert.deepEqual(await talk.press('accept'), ['createAccount.fillIn review'])
    await twice(talk, '???')
  })

  it('at a question for a text', async () => {
    const talk = await beginTalk(storage, { settings: { helpdeskEmail: 'aide@example.org' } })
    await talk.press('contactSupport')
    for (let passed = 0; passed < 2; passed++) await talk.press('skip')
    await twice(talk, 'marie@')
  })
})
