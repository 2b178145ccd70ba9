import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createChannelList } from '../../../src/channels/channelList.ts'
import { createTeams, teamsDialect } from '../../../src/channels/teams/teamsChannel.ts'
import { SignJWT } from 'jose'
import { createConnector } from '../../../src/channels/connector/connectorChannel.ts'
import { createServer } from '../../../src/http/server.ts'
import { ConfigError, type Config } from '../../../src/config.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import { until } from '../../support/directLineClient.ts'
import { echoTurns, type EchoTurns } from '../../support/echoTurns.ts'

describe('/api/messages', () => {
  const ends: (() => unknown)[] = []
  const logged: unknown[] = []
  const open = async (
    microsoft: Config['microsoft'] = { appType: 'SingleTenant' },
    publicUrl?: string,
  ): Promise<{ address: string; storage: Storage; turns: EchoTurns }> => {
    const storage = await openStorage({ dataDir: ':memory:' })
    const turns = echoTurns(storage)
    const note = (details: object): void => void logged.push(details)
    const log = { info: note, warn: note, error: note }
    const channels = createChannelList()
    const reserved = ['directline', 'console']
    const connector = createConnector({ microsoft, turns, storage, log, dialects: teamsDialect({ library: { words: () => '', locales: [] }, privately: () => '' }), reserved, invokeLimit: 300 })
    channels.add(connector)
    channels.add(createTeams({ delivery: connector.delivery, turns: { tell: () => Promise.resolve(false) }, library: { plain: () => '' }, storage }))
    const routes = channels.routes()
    const server = createServer({ routes, trustProxy: false, publicUrl, log })
    const worker = storage.outbox.work(channels.handlers())
    ends.push(async () => {
      await server.stop()
      await worker.stop()
      await storage.close()
    })
    return { address: await server.listen(0, '127.0.0.1'), storage, turns }
  }
  const activity = (more: object = {}): object => ({
    type: 'message',
    id: 'activity-1',
    text: 'bonjour',
    channelId: 'emulator',
    from: { id: 'person' },
    recipient: { id: 'bot' },
    conversation: { id: 'conversation-1' },
    locale: 'fr-FR',
    ...more,
  })
  const post = (address: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const replies = async (answer: Response): Promise<{ id: string; text: string }[]> =>
    ((await answer.json()) as { activities: { id: string; text: string }[] }).activities

  afterEach(async () => {
    logged.length = 0
    for (const end of ends.splice(0).reverse()) await end()
  })

  it('answers with the committed replies when they are expected, the same ones for a repeated delivery', async () => {
    const { address, turns, storage } = await open()
    const deliveryMode = 'expectReplies'
    const first = await replies(await post(address, activity({ deliveryMode })))
    assert.deepEqual(first.map(each => each.text), ['echo: bonjour'])
    const again = await Promise.all([1, 2, 3].map(async () => replies(await post(address, activity({ deliveryMode })))))
    for (const each of again) assert.deepEqual(each.map(({ id }) => id), [first[0]!.id])
    assert.equal(turns.received.length, 1)
    assert.deepEqual([turns.received[0]!.channel, turns.received[0]!.locale], ['emulator', 'fr-FR'])
    const data = { deliveryMode, channelData: { clientActivityID: 'mine' } }
    await post(address, activity({ ...data, id: 'a' }))
    await post(address, activity({ ...data, id: 'b' }))
    assert.equal(turns.received.length, 2)
    assert.deepEqual(await storage.outbox.counts(), [])
    assert.deepEqual(await replies(await post(address, activity({ type: 'typing', deliveryMode }))), [])
  })

  it('delivers replies to the channel otherwise, in order, again when the channel was not well, and addressed to the person', async () => {
    const got: { path: string; body: { text: string; recipient: { id: string }; replyToId?: string } }[] = []
    let failures = 2
    const sink = createHttpServer((req, res) => {
      let body = ''
      req.on('data', chunk => (body += chunk))
      req.on('end', () => {
        const { text } = JSON.parse(body) as { text: string }
        const unwell = text === 'echo 2' && failures-- > 0
        if (!unwell) got.push({ path: req.url!, body: JSON.parse(body) })
        // restify's writeHead, which is everybody's once it is loaded, does not give back the response.
        res.statusCode = unwell ? 503 : 200
        res.setHeader('content-type', 'application/json')
        res.end('{"id":"channel-id"}')
      })
    })
    await new Promise<void>(resolve => sink.listen(0, '127.0.0.1', resolve))
    ends.push(() => (sink.closeAllConnections(), sink.close()))
    const serviceUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`
    const { address, storage } = await open()
    const answer = await post(address, activity({ serviceUrl, text: 'repeat 3' }))
    assert.deepEqual([answer.status, await answer.text()], [200, ''])
    await until(() => got.length === 3, 'three deliveries', 15_000)
    assert.deepEqual(got.map(each => each.body.text), ['echo 1', 'echo 2', 'echo 3'])
    assert.equal(got[0]!.path, '/v3/conversations/conversation-1/activities/activity-1')
    assert.deepEqual([got[0]!.body.recipient.id, got[0]!.body.replyToId], ['person', 'activity-1'])
    // The acknowledgement of the last one may be on its way still.
    for (let tries = 0; tries < 200 && (await storage.outbox.counts()).some(({ status }) => status === 'waiting'); tries++)
      await new Promise(resolve => setTimeout(resolve, 20))
    assert.deepEqual(await storage.outbox.counts(), [{ kind: 'send', status: 'settled', count: 3 }])
    assert.equal(got.length, 3)
  })

  it('gives up a reply that the channel will never take', async () => {
    const sink = createHttpServer((_, res) => {
      res.statusCode = 403
      res.end('{"error":{"code":"BotDisabledByUser"}}')
    })
    await new Promise<void>(resolve => sink.listen(0, '127.0.0.1', resolve))
    ends.push(() => (sink.closeAllConnections(), sink.close()))
    const { address, storage } = await open()
    await post(address, activity({ serviceUrl: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/` }))
    let failed = 0
    for (let tries = 0; failed === 0 && tries < 200; tries++) {
      await new Promise(resolve => setTimeout(resolve, 20))
      failed = (await storage.outbox.counts()).find(each => each.status === 'failed')?.count ?? 0
    }
    assert.equal(failed, 1)
  })

  it('is for programs of this machine only, without an app id', async () => {
    const { address } = await open()
    assert.equal((await post(address, activity(), { 'x-forwarded-for': '127.0.0.1' })).status, 403)
    const published = await open(undefined, 'https://guide.example.org')
    const refused = await post(published.address, activity())
    assert.equal(refused.status, 403)
    assert.deepEqual(Object.keys(((await refused.json()) as { error: object }).error), ['code', 'message'])
    assert.equal(published.turns.received.length, 0)
  })

  it('answers every token that proves nothing with 401, without asking anybody and without a word about it', async () => {
    const appId = '11111111-1111-4111-8111-111111111111'
    const { address, turns } = await open({ appId, appPassword: 'x', appType: 'MultiTenant' })
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const claims = { serviceurl: 'https://smba.example.org/' }
    const jwt = (aud: string, alg: string, key: Parameters<SignJWT['sign']>[0], iss = 'https://somebody.example'): Promise<string> =>
      new SignJWT(claims).setProtectedHeader({ alg, kid: 'x' }).setAudience(aud).setIssuer(iss).setExpirationTime('1h').sign(key)
    const none = [{ alg: 'none' }, { aud: appId, iss: 'https://api.botframework.com' }]
    const tokens = [
      '',
      'Bearer',
      'Bearer ',
      'Bearer garbage',
      'Basic eA==',
      `Bearer ${await jwt(appId, 'RS256', privateKey)}`,
      `Bearer ${await jwt('another-bot', 'RS256', privateKey, 'https://api.botframework.com')}`,
      `Bearer ${await jwt(appId, 'HS256', createHmac('sha256', 'x').update('x').digest())}`,
      `Bearer ${none.map(each => Buffer.from(JSON.stringify(each)).toString('base64url')).join('.')}.`.replace('api.', 'other.'),
    ]
    for (const authorization of tokens) {
      const answer = await post(address, activity(), authorization === '' ? {} : { authorization })
      assert.equal(answer.status, 401, authorization)
      assert.doesNotMatch(await answer.text(), /jwt|issuer|stack|Bearer|key/i)
    }
    assert.equal(turns.received.length, 0)
    assert.doesNotMatch(JSON.stringify(logged), /bonjour|person|garbage/)
  })

  it('says what is wrong with a body, and breaks on none', async () => {
    const { address, turns } = await open()
    const wrong: [unknown, number][] = [
      ['', 400],
      ['nonsense', 400],
      ['[]', 400],
      ['null', 400],
      ['{}', 400],
      [activity({ type: '' }), 400],
      [activity({ type: 5 }), 400],
      [activity({ channelId: '../x' }), 400],
      [activity({ channelId: undefined }), 400],
      [activity({ conversation: 'x' }), 400],
      [activity({ conversation: { id: 5 } }), 400],
      [activity({ conversation: { id: 'x'.repeat(201) } }), 400],
      [activity({ text: { a: 1 } }), 400],
      [activity({ text: 'x'.repeat(100_001) }), 413],
      [activity({ value: 'x'.repeat(500_000) }), 413],
    ]
    for (const [body, status] of wrong) {
      const answer = await post(address, body)
      assert.equal(answer.status, status, JSON.stringify(body).slice(0, 80))
      assert.doesNotMatch(await answer.text(), /node_modules|at .*:\d+|ZodError|xxx/)
    }
    assert.equal(turns.received.length, 0)
    const odd = { from: 'x', recipient: [], membersAdded: [null, 5, { id: 'm' }], timestamp: 'x', serviceUrl: 'file:///etc/passwd' }
    assert.equal((await post(address, activity({ ...odd, text: 'a\u0000b' }))).status, 200)
    const received = turns.received[0]!.activity
    assert.deepEqual([received.text, received.serviceUrl, received.timestamp], ['ab', undefined, undefined])
    assert.deepEqual(received.membersAdded, [{ id: 'm' }])
  })

  it('takes what means something to it, and lets nobody speak for its own channels or from the inside', async () => {
    const { address, turns } = await open()
    const sent = async (more: object): Promise<[number, number]> => {
      const before = turns.received.length
      const { status } = await post(address, activity({ id: undefined, ...more }))
      return [status, turns.received.length - before]
    }
    assert.deepEqual(await sent({ type: 'conversationUpdate', membersAdded: [{ id: 'person' }] }), [200, 1])
    assert.deepEqual(await sent({ type: 'event', name: 'noa/outcome', value: {} }), [200, 0])
    assert.deepEqual(await sent({ type: 'messageReaction' }), [200, 0])
    assert.deepEqual(await sent({ type: 'invoke', name: 'composeExtension/query' }), [501, 0])
    assert.deepEqual(await sent({ type: 'invoke' }), [501, 0])
    assert.deepEqual(await sent({ type: 'invoke', name: 'adaptiveCard/action' }), [400, 0])
    const pressed = { action: { type: 'Action.Execute', verb: 'x', data: { option: 'yes' } } }
    assert.deepEqual(await sent({ type: 'invoke', name: 'adaptiveCard/action', value: pressed }), [200, 1])
    assert.deepEqual(turns.received.at(-1)!.activity.value, { option: 'yes' })
    assert.equal(turns.received.at(-1)!.activity.type, 'message')
    await sent({ channelId: 'directline' })
    assert.equal(turns.received.at(-1)!.channel, 'azure-directline')
  })

  it('answers a pressed button in time, even when the turn takes long', async () => {
    const { address, turns } = await open()
    const receive = turns.receive.bind(turns)
    let done = false
    turns.receive = async incoming => {
      await new Promise(resolve => setTimeout(resolve, 1500))
      const received = await receive(incoming)
      done = true
      return received
    }
    const value = { action: { type: 'Action.Execute', verb: 'x', data: {} } }
    const answer = await post(address, activity({ type: 'invoke', name: 'adaptiveCard/action', value }))
    assert.equal(done, false)
    assert.deepEqual(await answer.json(), { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '' })
    await until(() => done, 'the turn to end')
    turns.receive = () => Promise.reject(new Error('no database'))
    assert.equal((await post(address, activity({ type: 'invoke', name: 'adaptiveCard/action', value, id: 'b' }))).status, 503)
  })

  it('writes to no other machine for whoever proves nothing', async () => {
    const { address, turns } = await open()
    for (const serviceUrl of ['https://smba.example.org/', 'http://192.0.2.1/', 'http://127.0.0.1.example.org/'])
      assert.equal((await post(address, activity({ serviceUrl }))).status, 403, serviceUrl)
    assert.equal(turns.received.length, 0)
  })

  it('answers 503 when nothing could be stored, and logs no text', async () => {
    const { address, turns } = await open()
    turns.receive = () => Promise.reject(new Error('bonjour person'))
    const answer = await post(address, activity())
    assert.equal(answer.status, 503)
    assert.deepEqual(logged, [{ code: 'messages_local' }, { code: 'turn_failed', name: 'Error' }])
  })

  it('names the setting that is missing for an identity', () => {
    const none = undefined as never
    const make = (microsoft: Config['microsoft']) => () =>
      createConnector({ microsoft, turns: none, storage: { conversations: none, outbox: none }, log: { info: () => undefined } as never })
    assert.throws(make({ appId: 'x', appTenantId: 't', appType: 'SingleTenant' }), error => {
      assert.ok(error instanceof ConfigError)
      assert.match(error.message, /MICROSOFT_APP_PASSWORD/)
      return true
    })
    assert.doesNotThrow(make({ appId: 'x', appTenantId: 't', appPassword: 'p', appType: 'SingleTenant' }))
    assert.doesNotThrow(make({ appId: 'x', appTenantId: 't', appPassword: 'p', appType: 'UserAssignedMSI' }))
  })
})
