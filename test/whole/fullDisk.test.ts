/** The database has no room left: whoever asks is told so, on every route that stores something, in the way that they asked. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { signWebhook } from '../../src/accounts/events.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { openPage } from '../support/formPage.ts'

type Asked = readonly [method: string, path: string, body?: string | URLSearchParams, headers?: Record<string, string>]

const long = 'z'.repeat(60_000)
const secret = 'a-secret-of-the-account-service'
const person = { accept: 'text/html,application/xhtml+xml' }
const script = { accept: 'application/json' }

describe('a full disk', () => {
  let guide: RunningGuide
  before(async () => {
    guide = await startGuide({ ACCOUNT_EVENTS_SECRET: secret })
  })
  after(() => guide.stop())

  const ask = ([method, path, body, headers]: Asked): Promise<Response> =>
    fetch(guide.address + path, { method, redirect: 'manual', headers: { ...headers }, ...(body === undefined ? {} : { body }) })
  const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<Record<string, string>> => {
    const answer = await ask(['POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers }])
    // Tokens and ids.
    return (await answer.json()) as Record<string, string>
  }

  /** All that stores something, as it is when everything is well. */
  async function storing(): Promise<Record<string, Asked>> {
    const [page, fresh] = [await openPage(guide.address), await openPage(guide.address)]
    await page.write('bonjour')
    const of = (each: typeof page, answered: Record<string, string>, text = long): Asked =>
      ['POST', '/', new URLSearchParams({ ...each.hidden(), text }), { ...answered, cookie: each.cookie ?? '' }]
    const given = await post('/v3/directline/tokens/generate', {})
    const dl = { authorization: `Bearer ${given['token']}`, 'content-type': 'application/json' }
    await ask(['POST', '/v3/directline/conversations', '{}', dl])
    const activity = { type: 'message', id: '1', channelId: 'emulator', serviceUrl: 'http://127.0.0.1:9', from: { id: 'u' }, recipient: { id: 'b' }, conversation: { id: 'c' }, text: long }
    return {
      'a form of the page': of(page, person),
      'the first form of a page': of(fresh, person),
      'a script of the page': of(page, script),
      'Direct Line': ['POST', `/v3/directline/conversations/${given['conversationId']}/activities`, JSON.stringify({ type: 'message', text: long, from: { id: 'x' } }), dl],
      'Bot Framework': ['POST', '/api/messages', JSON.stringify(activity), { 'content-type': 'application/json' }],
    }
  }

  it('is 503 with Retry-After on every route that stores something: a page to a person, JSON to a program', async () => {
    const { db } = guide.app.storage
    const all = await storing()
    const body = JSON.stringify({ type: 'account.activated', requestId: 'nobody', at: new Date().toISOString() })
    await sql`pragma max_page_count = 1`.execute(db)
    try {
      for (const [name, asked] of Object.entries(all)) {
        const answer = await ask(asked)
        assert.equal(answer.status, 503, name)
        assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/, name)
        assert.match(answer.headers.get('content-type') ?? '', asked[3]?.['accept'] === person.accept ? /^text\/html/ : /^application\/json/, name)
        assert.doesNotMatch(await answer.text(), /SQLITE|zzz/, name)
      }
      // What is only read goes on, and what the account service says of nobody needs no room.
      for (const path of ['/', '/aide', '/aide/clear-cache', `/activate?token=${'x'.repeat(43)}`, '/mailbox', '/livez'])
        assert.ok((await ask(['GET', path])).status < 500, path)
      assert.equal((await ask(['POST', '/account-events', body, signWebhook(secret, 'x', body, Date.now())])).status, 404)
    } finally {
      await sql`pragma max_page_count = 1000000`.execute(db)
    }
    const [again] = Object.values(all)
    assert.ok(again !== undefined)
    assert.equal((await ask(again)).status, 303)
  })
})
