/** Direct Line 3.0, as its clients use it. Long since one list of tests runs on each engine. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { ConnectionStatus } from 'botframework-directlinejs'
import { WebSocket } from 'ws'
import { createDirectLine } from '../../../src/channels/directLine/directLine.ts'
import type { DirectLine, DirectLineOptions } from '../../../src/channels/directLine/directLine.ts'
import { createServer } from '../../../src/http/server.ts'
import type { GuideServer } from '../../../src/http/server.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import { engines } from '../../support/databases.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { openClient, openLine, until } from '../../support/directLineClient.ts'
import type { Client, Line } from '../../support/directLineClient.ts'
import { echoTurns } from '../../support/echoTurns.ts'
import type { EchoTurns } from '../../support/echoTurns.ts'
import { howMany } from '../../support/soak.ts'

interface House {
  readonly address: string
  readonly storage: Storage
  readonly turns: EchoTurns
  readonly directLine: DirectLine
  readonly server: GuideServer
  readonly stop: () => Promise<void>
}

interface Conversation {
  readonly conversationId: string
  readonly token: string
  readonly expires_in: number
  readonly resume: string
}

/** Open at the same time. */
const crowd = howMany('CONVERSATIONS', 1000)

for (const engine of engines)
  describe(`Direct Line on ${engine.name}`, () => {
    let database: TestDatabase
    let clockAhead = 0
    const logged: unknown[] = []
    const ends: (() => unknown)[] = []

    const open = async (options: Partial<DirectLineOptions> & { maxAge?: number } = {}): Promise<House> => {
      const storage = await openStorage(database)
      const turns = echoTurns(storage)
      const log = { info: () => {}, warn: () => {}, error: (details: object) => logged.push(details) }
      const directLine = createDirectLine({
        storage,
        turns,
        address: () => server.address(),
        log,
        events: ['locale'],
        clock: () => Date.now() + clockAhead,
        ...options,
      })
      const server: GuideServer = createServer({
        routes: directLine.routes,
        upgrades: [directLine.upgrades],
        trustProxy: false,
        publicUrl: options.publicUrl,
        log,
      })
      let stopped: Promise<void> | undefined
      const stop = (): Promise<void> => (stopped ??= server.stop().then(() => storage.close()))
      ends.push(stop)
      return { address: await server.listen(0, '127.0.0.1'), storage, turns, directLine, server, stop }
    }

    /** In a database of its own: here all conversations are counted. */
    const openApart = async (options?: Parameters<typeof open>[0]): Promise<House> => {
      const own = await engine.create()
      ends.push(() => own.remove())
      database = own
      return open(options)
    }

    const line = async (target: string): Promise<Line> => {
      const opened = await openLine(target)
      ends.push(() => opened.close())
      return opened
    }

    const api = (address: string, path: string, body?: unknown, token?: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${address}/v3/directline${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })

    const begin = async (address: string, locale?: string): Promise<Conversation> => {
      const answer = await api(address, '/tokens/generate', locale === undefined ? {} : { locale })
      assert.equal(answer.status, 200)
      return (await answer.json()) as Conversation
    }

    const client = (address: string, options: object): Client => {
      const opened = openClient({ domain: `${address}/v3/directline`, ...options })
      ends.push(() => opened.end())
      return opened
    }

    const code = async (answer: Response): Promise<[number, string]> => {
      const { error } = (await answer.json()) as { error: { code: string; message: string } }
      assert.equal(typeof error.message, 'string')
      return [answer.status, error.code]
    }

    // One for all: conversations know nothing of each other.
    let common: TestDatabase
    before(async () => (common = await engine.create()))
    after(() => common.remove())
    beforeEach(() => {
      database = common
      clockAhead = 0
      logged.length = 0
    })
    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end()
    })

    for (const webSocket of [true, false])
      it(`greets, takes a message and echoes it ${webSocket ? 'by WebSocket' : 'by polling'}`, async () => {
        const { address, turns } = await open()
        const { token, conversationId, expires_in } = await begin(address)
        assert.equal(expires_in, 1800)
        const chat = client(address, { token, webSocket, pollingInterval: 200, conversationStartProperties: { locale: 'en-GB' } })
        await until(() => chat.texts().length === 1, 'greeting')
        assert.deepEqual(chat.texts(), ['Welcome'])
        const id = await chat.say('bonjour', 'client-1')
        await until(() => chat.texts().length === 3, 'answer')
        assert.deepEqual(chat.texts(), ['Welcome', 'bonjour', 'echo: bonjour'])
        const mine = chat.activities[1]!
        assert.equal(mine.id, id)
        assert.deepEqual(mine.channelData, { clientActivityID: 'client-1' })
        assert.match(mine.from.id, /^dl_/)
        assert.equal(mine.from.role, 'user')
        assert.equal(turns.received[1]!.deliveryId, 'client-1')
        assert.equal(turns.received[0]!.conversation, conversationId)
        assert.deepEqual(chat.statuses, [0, 1, 2])
      })

    it('gives a repeated message the id and the place of the first', async () => {
      const { address } = await open()
      const chat = client(address, { token: (await begin(address)).token })
      await until(() => chat.texts().length === 1, 'greeting')
      const ids = await Promise.all([chat.say('once', 'same'), chat.say('once', 'same'), chat.say('once', 'same')])
      assert.equal(new Set(ids).size, 1)
      await chat.say('end', 'end')
      await until(() => chat.texts().includes('echo: end'), 'answer')
      assert.deepEqual(chat.texts(), ['Bienvenue', 'once', 'echo: once', 'end', 'echo: end'])
    })

    it('greets once, in the language that was asked for, however often and wherever the conversation is begun', async () => {
      const { address, turns } = await open()
      const { token, conversationId } = await begin(address, 'en')
      await Promise.all([
        api(address, '/conversations', {}, token),
        api(address, '/conversations', '', token),
        api(address, `/conversations/${conversationId}?watermark=`, undefined, token),
      ])
      assert.equal((await api(address, '/conversations', { locale: 'fr' }, token)).status, 200)
      const poll = await api(address, `/conversations/${conversationId}/activities`, undefined, token)
      const { activities, watermark } = (await poll.json()) as { activities: { text: string }[]; watermark: string }
      assert.deepEqual([activities.map(each => each.text), watermark], [['Welcome'], '1'])
      assert.equal(turns.received.length, 1)
    })

    it('keeps 20 quick messages in order, also when they all arrive before the first is answered', async () => {
      const { address } = await open()
      const { token, conversationId } = await begin(address)
      const chat = client(address, { token })
      await until(() => chat.texts().length === 1, 'greeting')
      const sent = Array.from({ length: 20 }, (_, n) => `message ${n + 1}`)
      for (const text of sent) await chat.say(text, text)

      // The client opens several connections for messages at the same time, and what comes first is then the network's affair: on
      // one connection it is not.
      const line = connect(Number(new URL(address).port), '127.0.0.1')
      const more = sent.map(text => `more ${text}`)
      for (const text of more) {
        const body = JSON.stringify({ type: 'message', text })
        line.write(
          `POST /v3/directline/conversations/${conversationId}/activities HTTP/1.1\r\nHost: localhost\r\n` +
            `Authorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        )
      }
      await until(() => chat.texts().length === 81, 'all answers')
      line.destroy()
      assert.deepEqual(
        chat.texts().slice(1),
        [...sent, ...more].flatMap(text => [text, `echo: ${text}`]),
      )
    })

    it('shows both tabs of a conversation everything, in the same order', async () => {
      const { address } = await open()
      const { token, conversationId } = await begin(address)
      const one = client(address, { token })
      await until(() => one.texts().length === 1, 'greeting')
      const two = client(address, { token, conversationId, watermark: '0' })
      await until(() => two.texts().length === 1, 'history')
      await Promise.all([one.say('from one', 'one'), two.say('from two', 'two')])
      await until(() => one.texts().length === 5 && two.texts().length === 5, 'both')
      assert.deepEqual(one.texts(), two.texts())
      assert.deepEqual(one.activities.map(each => each.id), two.activities.map(each => each.id))
    })

    it('goes on after a reload, also when the token has expired meanwhile', async () => {
      const { address } = await open()
      const { token, conversationId, resume } = await begin(address)
      const before = client(address, { token })
      await until(() => before.texts().length === 1, 'greeting')
      await before.say('before', 'b')
      await until(() => before.texts().length === 3, 'answer')
      before.end()

      clockAhead = 31 * 60_000
      assert.deepEqual(await code(await api(address, '/tokens/refresh', {}, token)), [403, 'TokenExpired'])
      const answer = await api(address, '/tokens/resume', { conversationId, resumeSecret: resume })
      const fresh = (await answer.json()) as Conversation
      assert.deepEqual([answer.status, fresh.conversationId], [200, conversationId])
      assert.equal('resume' in fresh, false)
      const after = client(address, { token: fresh.token, conversationId, watermark: '0' })
      await until(() => after.texts().length === 3, 'history')
      assert.deepEqual(after.texts(), ['Bienvenue', 'before', 'echo: before'])
      await after.say('after', 'a')
      await until(() => after.texts().length === 5, 'answer')
      assert.equal(after.activities[3]!.from.id, before.activities[1]!.from.id)
    })

    it('tells the client what it understands: expired is 403, gone is 404', async () => {
      const { address, directLine } = await openApart()
      const { token, conversationId, resume } = await begin(address)
      const chat = client(address, { token, webSocket: false, pollingInterval: 200 })
      await until(() => chat.texts().length === 1, 'greeting')
      clockAhead = 31 * 60_000
      await until(() => chat.statuses.includes(ConnectionStatus.ExpiredToken), 'expired')
      assert.equal(await chat.say('too late'), 'retry')
      const renewed = (await (await api(address, '/tokens/resume', { conversationId, resumeSecret: resume })).json()) as Conversation
      chat.line.reconnect({ ...renewed, streamUrl: '' })
      await chat.say('in time')
      await until(() => chat.texts().includes('echo: in time'), 'answer')

      assert.equal(await directLine.expire(new Date(Date.now() + clockAhead + 1)), 1)
      await until(() => chat.statuses.at(-1) === ConnectionStatus.Ended, 'ended')
      assert.deepEqual(await code(await api(address, '/tokens/resume', { conversationId, resumeSecret: resume })), [
        404,
        'ConversationNotFound',
      ])
    })

    it('refreshes a token for the same conversation and user, past the life of the first', async () => {
      const { address } = await open()
      const { token, conversationId } = await begin(address)
      clockAhead = 20 * 60_000
      const second = (await (await api(address, '/tokens/refresh', '', token)).json()) as Conversation
      clockAhead = 40 * 60_000
      assert.equal((await api(address, `/conversations/${conversationId}`, undefined, second.token)).status, 200)
      const user = (jwt: string): unknown => JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()).user
      assert.equal(user(second.token), user(token))
    })

    it('misses and doubles nothing when the line is cut in the middle of an answer', async () => {
      const { address } = await open({ limits: { activities: 1000 } })
      const cable = await line(address)
      const chat = client(cable.address, { token: (await begin(cable.address)).token })
      await until(() => chat.texts().length === 1, 'greeting')
      for (let cuts = 0; cuts < 5; cuts++) {
        const [before, made] = [chat.texts().length, cable.made()]
        cable.cutAfter(3000 + cuts * 7777)
        // The answer to the message itself can be lost: it is said again, and is the same.
        while ((await chat.say('repeat 200', `cut-${cuts}`).catch(() => 'retry')) === 'retry');
        await until(() => chat.texts().length >= before + 201, 'the rest')
        await wait(20)
        assert.ok(cable.made() > made, 'the line was not cut')
        assert.deepEqual(
          chat.texts().slice(before),
          ['repeat 200', ...Array.from({ length: 200 }, (_, n) => `echo ${n + 1}`)],
        )
      }
      assert.equal(new Set(chat.activities.map(each => each.id)).size, chat.activities.length)
    })

    it('goes on when the server starts again on the same data while the page is open', async () => {
      const first = await open()
      const cable = await line(first.address)
      const { token, conversationId } = await begin(cable.address)
      const chat = client(cable.address, { token })
      await until(() => chat.texts().length === 1, 'greeting')
      await chat.say('before', 'before')
      cable.lead(undefined)
      await first.stop()

      const second = await open()
      await second.turns.announce('directline', conversationId, 'while you were away')
      cable.lead(second.address)
      await until(() => chat.texts().length === 4, 'what was missed')
      await chat.say('after', 'after')
      await until(() => chat.texts().length === 6, 'answer')
      assert.deepEqual(chat.texts(), ['Bienvenue', 'before', 'echo: before', 'while you were away', 'after', 'echo: after'])
      assert.deepEqual(chat.statuses, [0, 1, 2])
    })

    if (engine.name === 'postgres')
      it('brings a message that one process answers to a page that is connected to another', async () => {
        const [here, there] = [await open(), await open()]
        const { token, conversationId } = await begin(here.address)
        const near = client(here.address, { token })
        await until(() => near.texts().length === 1, 'greeting')
        const far = client(there.address, { token, conversationId, watermark: '0' })
        await until(() => far.texts().length === 1, 'history')
        for (let n = 0; n < 10; n++) await (n % 2 === 0 ? near : far).say(`${n}`, `p-${n}`)
        await until(() => near.texts().length === 21 && far.texts().length === 21, 'everything on both sides')
        assert.deepEqual(near.texts(), far.texts())
        assert.deepEqual(near.texts().slice(1), Array.from({ length: 10 }, (_, n) => [`${n}`, `echo: ${n}`]).flat())
      })

    it('closes streams with "going away" when the server stops', async () => {
      const { address, stop, directLine } = await open()
      const { token } = await begin(address)
      const { streamUrl } = (await (await api(address, '/conversations', {}, token)).json()) as { streamUrl: string }
      const socket = new WebSocket(streamUrl)
      await new Promise(resolve => socket.once('message', resolve))
      assert.equal(directLine.streams(), 1)
      const closed = new Promise<number>(resolve => socket.once('close', resolve))
      await stop()
      assert.equal(await closed, 1001)
      assert.equal(directLine.streams(), 0)
    })

    it('starts again from the beginning when the conversation was erased', async () => {
      const { address, storage, turns } = await open()
      const { token, conversationId } = await begin(address)
      const chat = client(address, { token })
      await until(() => chat.texts().length === 1, 'greeting')
      await chat.say('erase me', 'e')
      await until(() => chat.texts().length === 3, 'answer')
      await storage.conversations.erase(`directline/${conversationId}`)
      await chat.say('anew', 'n')
      await until(() => chat.texts().length === 5, 'the new beginning')
      assert.deepEqual(chat.texts().slice(3), ['anew', 'echo: anew'])
      const poll = await api(address, `/conversations/${conversationId}/activities?watermark=3`, undefined, token)
      assert.deepEqual(((await poll.json()) as { watermark: string }).watermark, '2')
      assert.equal(turns.received.length, 3)
    })

    it('opens one conversation with a token, and no other', async () => {
      const { address } = await open()
      const [mine, other] = [await begin(address), await begin(address)]
      for (const path of ['', '/activities'])
        assert.deepEqual(await code(await api(address, `/conversations/${other.conversationId}${path}`, undefined, mine.token)), [
          403,
          'Forbidden',
        ])
      const activity = { type: 'message', text: 'x' }
      assert.equal((await api(address, `/conversations/${other.conversationId}/activities`, activity, mine.token)).status, 403)
      const started = (await (await api(address, '/conversations', {}, mine.token)).json()) as { streamUrl: string }
      const status = (url: string): Promise<number | undefined> =>
        new Promise(resolve => {
          const socket = new WebSocket(url)
          socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode))
          socket.once('open', () => (socket.terminate(), resolve(101)))
          socket.once('error', () => undefined)
        })
      assert.equal(await status(started.streamUrl), 101)
      assert.equal(await status(started.streamUrl.replace(mine.conversationId, other.conversationId)), 403)
      const api1 = new URL(started.streamUrl)
      api1.searchParams.set('t', mine.token)
      assert.equal(await status(api1.href), 403)
      clockAhead = 61_000
      assert.equal(await status(started.streamUrl), 403)

      const stream = new URL(started.streamUrl).searchParams.get('t')!
      assert.deepEqual(await code(await api(address, '/tokens/refresh', {}, stream)), [403, 'BadToken'])
      assert.deepEqual(await code(await api(address, '/tokens/refresh', {})), [401, 'Unauthorized'])
      const [header, payload] = mine.token.split('.')
      const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
      for (const forged of ['garbage', none, `${header}.${payload}.AAAA`])
        assert.deepEqual(await code(await api(address, '/tokens/refresh', {}, forged)), [403, 'BadToken'])
      for (const resumeSecret of ['', other.resume, mine.resume.slice(1)])
        assert.deepEqual(
          await code(await api(address, '/tokens/resume', { conversationId: mine.conversationId, resumeSecret })),
          [403, 'Forbidden'],
        )
    })

    it('believes nothing that a client says about who it is', async () => {
      const { address, turns } = await open()
      const { token, conversationId } = await begin(address)
      const forged = {
        type: 'message',
        text: 'x',
        id: 'mine',
        from: { id: 'admin', role: 'bot', name: 'NOA' },
        recipient: { id: 'x' },
        conversation: { id: 'other', tenantId: 't' },
        channelId: 'msteams',
        serviceUrl: 'http://127.0.0.1:1/',
        timestamp: '1999-01-01T00:00:00Z',
        deliveryMode: 'expectReplies',
        callerId: 'x',
        attachments: [{ contentType: 'text/html', content: '<b>' }],
        entities: [{ type: 'x' }],
      }
      await api(address, `/conversations/${conversationId}/activities`, forged, token)
      const { activity } = turns.received[0]!
      const { from, recipient, conversation, channelId, timestamp, ...rest } = activity
      assert.match(from!.id, /^dl_/)
      assert.equal(from!.role, 'user')
      assert.deepEqual([recipient!.id, conversation!.id, channelId], ['noa', conversationId, 'directline'])
      assert.ok(Math.abs(timestamp!.getTime() - Date.now()) < 10_000)
      assert.deepEqual(rest, { type: 'message', text: 'x', textFormat: 'plain' })
    })

    it('gives tokens to its own page only', async () => {
      const { address } = await open()
      const ask = async (at: string, headers: Record<string, string>): Promise<[number, string | null]> => {
        const answer = await api(at, '/tokens/generate', {}, undefined, headers)
        return [answer.status, answer.headers.get('access-control-allow-origin')]
      }
      const port = new URL(address).port
      assert.deepEqual(await ask(address, {}), [200, null])
      assert.deepEqual(await ask(address, { origin: address }), [200, address])
      const byName = `http://localhost:${port}`
      assert.deepEqual(await ask(byName.replace('localhost', '127.0.0.1'), { origin: byName }), [403, null])
      for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${Number(port) + 1}`, `${address}.evil.example`])
        assert.deepEqual(await ask(address, { origin }), [403, null], origin)
      assert.deepEqual(await ask(address, { 'x-forwarded-for': '127.0.0.1' }), [403, null])

      const published = await open({ publicUrl: 'https://guide.example.org' })
      assert.deepEqual(await ask(published.address, { origin: 'https://guide.example.org' }), [200, 'https://guide.example.org'])
      assert.deepEqual(await ask(published.address, {}), [403, null])
      assert.deepEqual(await ask(published.address, { origin: published.address }), [403, null])
      const token = (
        (await (
          await api(published.address, '/tokens/generate', {}, undefined, { origin: 'https://guide.example.org' })
        ).json()) as Conversation
      ).token
      const { streamUrl } = (await (await api(published.address, '/conversations', {}, token)).json()) as { streamUrl: string }
      assert.match(streamUrl, /^wss:\/\/guide\.example\.org\/v3\/directline\/conversations\//)
      const preflight = await fetch(`${published.address}/v3/directline/tokens/refresh`, {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example' },
      })
      assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, null])
    })

    it('limits new conversations by visitor and activities by conversation, and says when to come back', async () => {
      const { address } = await openApart({ limits: { visitor: 2, activities: 3 } })
      const { token, conversationId } = await begin(address)
      await begin(address)
      const refused = await api(address, '/tokens/generate', {})
      const seconds = Number(refused.headers.get('retry-after'))
      assert.ok(seconds > 0 && seconds <= 60, `Retry-After ${seconds}`)
      assert.deepEqual(await code(refused), [429, 'TooManyRequests'])
      const post = (): Promise<Response> =>
        api(address, `/conversations/${conversationId}/activities`, { type: 'message', text: 'x' }, token)
      assert.deepEqual(
        (await Promise.all([post(), post(), post(), post()])).map(each => each.status).sort(),
        [200, 200, 200, 429],
      )
    })

    it('takes a file for what it is: sent, and not looked at', async () => {
      const { address, turns } = await open()
      const chat = client(address, { token: (await begin(address)).token })
      await until(() => chat.texts().length === 1, 'greeting')
      const attachment = { contentType: 'image/png', contentUrl: 'data:image/png;base64,iVBORw0KGgo=', name: 'screen.png' }
      await chat.post({ type: 'message', text: 'see this', from: { id: 'me' }, attachments: [attachment] })
      const { text, attachments } = turns.received.at(-1)!.activity
      assert.deepEqual([text, attachments], ['see this', [{ contentType: 'application/octet-stream' }]])
      const large = { ...attachment, contentUrl: `data:text/plain,${'x'.repeat(5 * 1024 * 1024)}` }
      await assert.rejects(chat.post({ type: 'message', from: { id: 'me' }, attachments: [large] }), { status: 413 })
      assert.equal(await new Promise(resolve => chat.line.getSessionId().subscribe(resolve)), '')
    })

    it('ignores what means nothing to it, with an id', async () => {
      const { address, turns } = await open()
      const { token, conversationId } = await begin(address)
      for (const activity of [
        { type: 'typing' },
        { type: 'conversationUpdate', membersAdded: [{ id: 'x' }] },
        { type: 'invoke', name: 'adaptiveCard/action' },
        { type: 'event', name: 'tokens/response' },
        { type: 'endOfConversation' },
      ]) {
        const answer = await api(address, `/conversations/${conversationId}/activities`, activity, token)
        assert.deepEqual([answer.status, Object.keys((await answer.json()) as object)], [200, ['id']])
      }
      assert.equal(turns.received.length, 0)
      await api(address, `/conversations/${conversationId}/activities`, { type: 'event', name: 'locale', value: 'en' }, token)
      assert.equal(turns.received[0]!.activity.name, 'locale')
    })

    it('bounds and cleans what comes in, and breaks on none of it', async () => {
      const { address, turns } = await open({ limits: { activities: 1000 } })
      const { token, conversationId } = await begin(address)
      const post = (body: unknown): Promise<Response> => api(address, `/conversations/${conversationId}/activities`, body, token)
      const message = { type: 'message' }
      const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
      const wrong: [unknown, number][] = [
        ['', 400],
        ['nonsense', 400],
        ['null', 400],
        ['[]', 400],
        ['"message"', 400],
        ['{"type":5}', 400],
        ['{}', 400],
        [{ ...message }, 400],
        [{ ...message, text: 5 }, 400],
        [{ ...message, text: null }, 400],
        [{ ...message, text: { a: 1 } }, 400],
        [`{"type":"message","value":${deep}}`, 400],
        [{ ...message, text: 'x'.repeat(100_001) }, 413],
        [{ ...message, value: 'x'.repeat(400_000) }, 413],
      ]
      for (const [body, status] of wrong) assert.equal((await post(body)).status, status, JSON.stringify(body).slice(0, 60))
      assert.equal(turns.received.length, 0)

      const right: [string | object, string | undefined][] = [
        [{ ...message, text: '' }, ''],
        [{ ...message, text: '’'.repeat(100_000) }, '’'.repeat(100_000)],
        [{ ...message, text: 'a\u0000b\u0007c\r\n\td\u009f' }, 'abc\r\n\td'],
        ['{"type":"message","text":"\\ud800 x \\ude00"}', '\uFFFD x \uFFFD'],
        [{ ...message, text: '😀 <b>é</b> {"type":"x"} ../../etc' }, '😀 <b>é</b> {"type":"x"} ../../etc'],
        [{ ...message, text: 'x', locale: '<script>', channelData: 'text' }, 'x'],
        [{ ...message, text: 'x', channelData: { clientActivityID: { a: 1 }, big: 'x'.repeat(9000) } }, 'x'],
        ['{"type":"message","value":{"__proto__":{"polluted":1},"__pro\\u0000to__":{"polluted":1},"a":"b\\u0000"}}', undefined],
      ]
      for (const [body, text] of right) {
        assert.equal((await post(body)).status, 200)
        assert.equal(turns.received.at(-1)!.activity.text, text)
      }
      const received = turns.received.map(each => each.activity)
      assert.deepEqual(received.at(-1)!.value, { a: 'b' })
      assert.deepEqual([received.at(-2)!.channelData, received.at(-3)!.channelData, received.at(-3)!.locale], [{}, undefined, undefined])
      for (const body of ['', 'nonsense', '[]', '{"conversationId":5,"resumeSecret":{}}', '{"conversationId":"x\\u0000","resumeSecret":"y"}'])
        assert.ok([400, 404].includes((await api(address, '/tokens/resume', body)).status), body)
      for (const watermark of ['-1', 'x', '9'.repeat(30), '%00', '1e3', '5'])
        assert.equal(
          (await api(address, `/conversations/${conversationId}/activities?watermark=${watermark}`, undefined, token)).status,
          200,
        )
      assert.deepEqual(logged, [])
    })

    it('answers 503 when nothing could be stored, and logs no text', async () => {
      const { address, turns } = await open()
      const { token, conversationId } = await begin(address)
      turns.receive = () => Promise.reject(new Error('could not store: secret words'))
      const answer = await api(address, `/conversations/${conversationId}/activities`, { type: 'message', text: 'secret words' }, token)
      assert.deepEqual(await code(answer), [503, 'ServiceUnavailable'])
      assert.deepEqual(logged, [{ code: 'turn_failed', name: 'Error' }])
    })

    it('cuts off a client that does not read, instead of keeping what it is owed', async () => {
      const { address, directLine } = await open({ times: { frame: 300 } })
      const { token, conversationId } = await begin(address)
      const { streamUrl } = (await (await api(address, '/conversations', {}, token)).json()) as { streamUrl: string }
      const socket = new WebSocket(streamUrl)
      await new Promise(resolve => socket.once('message', resolve))
      socket.pause()
      for (let n = 0; n < 80; n++)
        await api(address, `/conversations/${conversationId}/activities`, { type: 'message', text: 'x'.repeat(100_000) }, token)
      await until(() => directLine.streams() === 0, 'end of the stream', 8000)
      socket.terminate()
    })

    it('notices a client that is gone without a word', async () => {
      const { address, directLine } = await open({ times: { keepAlive: 100 } })
      const { token } = await begin(address)
      const stream = async (): Promise<string> =>
        ((await (await api(address, '/conversations', {}, token)).json()) as { streamUrl: string }).streamUrl
      const alive = new WebSocket(await stream())
      const deaf = new WebSocket(await stream(), { autoPong: false })
      const empty: string[] = []
      alive.on('message', (data: Buffer) => empty.push(data.toString()))
      await until(() => directLine.streams() === 2, 'both streams')
      await until(() => directLine.streams() === 1, 'end of one', 5000)
      await wait(300)
      assert.equal(alive.readyState, WebSocket.OPEN)
      assert.ok(empty.includes(''), 'no keep-alive came')
      alive.terminate()
      deaf.terminate()
    })

    it(`holds ${crowd} open conversations in little memory, and wakes one without the others`, async function () {
      this.timeout(40_000)
      const { address, turns, directLine } = await openApart({ limits: { address: 5000, visitor: 5000 } })
      const conversations: { id: string; url: string }[] = []
      const prepare = async (): Promise<void> => {
        const { token, conversationId } = await begin(address)
        const { streamUrl } = (await (await api(address, '/conversations', {}, token)).json()) as { streamUrl: string }
        conversations.push({ id: conversationId, url: streamUrl })
      }
      for (let n = 0; n < crowd; n += 50) await Promise.all(Array.from({ length: 50 }, prepare))
      setFlagsFromString('--expose_gc')
      const collect = runInNewContext('gc') as () => void
      const heap = (): number => (collect(), process.memoryUsage().heapUsed)
      const before = heap()

      // The clients have a heap of their own.
      const worker = new Worker(
        `const { parentPort, workerData } = require('node:worker_threads')
         const { WebSocket } = require('ws')
         for (const url of workerData) new WebSocket(url).on('message', data => parentPort.postMessage(String(data)))`,
        { eval: true, workerData: conversations.map(each => each.url) },
      )
      ends.push(() => worker.terminate())
      let frames = 0
      let last = ''
      worker.on('message', (data: string) => {
        frames++
        last = data
      })
      await until(() => frames === crowd, 'every greeting', 20_000)
      assert.equal(directLine.streams(), crowd)
      // What else the heap does is spread over all of them.
      const each = (heap() - before) / crowd
      assert.ok(each < 20_000 + 5_000_000 / crowd, `${Math.round(each)} bytes for an idle conversation`)

      const { id } = conversations[crowd / 2]!
      await turns.announce('directline', id, 'only you')
      await until(() => frames === crowd + 1, 'the announcement')
      assert.match(last, /only you/)
      await wait(50)
      assert.equal(frames, crowd + 1)
      await worker.terminate()
      await until(() => directLine.streams() === 0, 'all streams closed')
    })
  })
