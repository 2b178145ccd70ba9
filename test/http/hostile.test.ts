import assert from 'node:assert/strict'
import { connect } from 'node:net'
import fc from 'fast-check'
import { teamsDialect } from '../../src/channels/teams/teamsChannel.ts'
import { createDirectLine } from '../../src/channels/directLine/directLine.ts'
import { messagesRoute } from '../../src/channels/connector/messagesEndpoint.ts'
import { createServer } from '../../src/http/server.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { echoTurns } from '../support/echoTurns.ts'

/** Answers that say too much: a stack, a path of the house, the name of what it is made with. */
const telling = /node_modules|\bat [\w.<>]+ \(|\/src\/|\.ts:\d|ECONN|SQLITE|TypeError|RangeError|SyntaxError|restify|libsql/i

/** Percent-encoding for text that may hold halves of characters. */
const encode = (text: string): string => encodeURIComponent(Buffer.from(text).toString())

describe('hostile input to the channels', () => {
  let address: string
  let token: string
  let conversationId: string
  const ends: (() => unknown)[] = []
  const logged: object[] = []

  before(async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    const turns = echoTurns(storage)
    const note = (details: object): void => void logged.push(details)
    const log = { info: note, warn: () => {}, error: note }
    const limits = { address: 1e6, visitor: 1e6, resumptions: 1e6, activities: 1e6, requests: 1e6, streams: 1e6 }
    const directLine = createDirectLine({ storage, turns, address: () => server.address(), log, limits })
    const messages = messagesRoute({ microsoft: { appType: 'SingleTenant' }, turns, dialects: teamsDialect({ library: { words: () => '', locales: [] }, privately: () => '' }), delivery: { post: () => Promise.reject(new Error('nothing is written')) }, storage, log })
    const server = createServer({
      routes: [...directLine.routes, messages],
      upgrades: [directLine.upgrades],
      trustProxy: false,
      log,
    })
    ends.push(async () => {
      await server.stop()
      await storage.close()
    })
    address = await server.listen(0, '127.0.0.1')
    // That it serves this machine only is said once, at the start.
    logged.length = 0
    const given = await fetch(`${address}/v3/directline/tokens/generate`, { method: 'POST' })
    ;({ token, conversationId } = (await given.json()) as { token: string; conversationId: string })
  })
  after(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })

  const send = async (method: string, path: string, headers: Record<string, string>, body?: string): Promise<void> => {
    const answer = await fetch(address + path, { method, headers, ...(body === undefined ? {} : { body }) })
    const text = await answer.text()
    // An invoke by a name that nobody knows is answered 501, as the SDK does.
    assert.ok(answer.status < 500 || (answer.status === 501 && path === '/api/messages'), `${answer.status} for ${method} ${path}`)
    assert.doesNotMatch(text, telling)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    if (answer.status >= 400) assert.match(text, /^\{"error":\{"code":"\w+","message":"[^"]+"\}\}$/)
  }

  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('', '\0', '../../etc/passwd', '<script>alert(1)</script>', '%00', '\r\nX: y', '\ud800', '__proto__', 'constructor', '-1', '1e999'),
  )
  const activity = fc.oneof(
    fc.json({ maxDepth: 6, stringUnit: 'binary' }),
    fc.string({ unit: 'binary' }),
    fc
      .record(
        {
          type: fc.oneof(fc.constantFrom('message', 'message', 'event', 'invoke', 'typing', 'conversationUpdate'), word),
          text: fc.oneof(word, fc.anything()),
          value: fc.anything(),
          name: word,
          locale: word,
          id: word,
          channelId: fc.oneof(fc.constantFrom('emulator', 'msteams'), word),
          conversation: fc.oneof(fc.record({ id: word }), fc.anything()),
          from: fc.oneof(fc.record({ id: word }), fc.anything()),
          channelData: fc.oneof(fc.record({ clientActivityID: word }), fc.anything()),
          membersAdded: fc.oneof(fc.array(fc.anything()), fc.anything()),
          serviceUrl: word,
          deliveryMode: fc.constantFrom('expectReplies', 'expectReplies', ''),
        },
        { requiredKeys: ['type'] },
      )
      .map(value => JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each)) ?? 'null'),
  )

  it('ends every activity with an answer below 500, in both endpoints', async function () {
    this.timeout(60_000)
    await fc.assert(
      fc.asyncProperty(activity, async body => {
        await send('POST', `/v3/directline/conversations/${conversationId}/activities`, { authorization: `Bearer ${token}` }, body)
        await send('POST', '/api/messages', {}, body)
      }),
      { numRuns: 400 },
    )
    assert.deepEqual(logged, [])
  })

  it('ends every address, query and token the same way', async function () {
    this.timeout(60_000)
    const path = fc.constantFrom(
      '/v3/directline/tokens/generate',
      '/v3/directline/tokens/refresh',
      '/v3/directline/tokens/resume',
      '/v3/directline/conversations',
      '/v3/directline/conversations/ID',
      '/v3/directline/conversations/ID/activities',
      '/v3/directline/conversations/ID/upload',
      '/v3/directline/conversations/ID/stream',
      '/v3/directline/session/getsessionid',
      '/api/messages',
      '/ID',
    )
    const header = word.map(text => text.replace(/[^\x20-\x7e]/g, '').trim())
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
        fc.oneof(fc.constant('own'), word),
        word,
        fc.oneof(fc.constant('own'), header),
        fc.oneof(activity, word),
        async (pattern, method, id, watermark, bearer, body) => {
          const at = pattern.replace('ID', encode(id === 'own' ? conversationId : id))
          const query = `?watermark=${encode(watermark)}`
          const headers = { authorization: `Bearer ${bearer === 'own' ? token : bearer}` }
          const answer = method === 'HEAD' || method === 'GET' ? undefined : body
          if (method === 'HEAD') await fetch(address + at + query, { method, headers })
          else await send(method, at + query, headers, answer)
        },
      ),
      { numRuns: 800 },
    )
    assert.deepEqual(logged, [])
  })

  it('survives bytes that are no HTTP, and streams that are no WebSocket', async function () {
    this.timeout(60_000)
    const { port } = new URL(address)
    const raw = (bytes: Buffer): Promise<string> =>
      new Promise(resolve => {
        let answer = ''
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(bytes))
        socket.setTimeout(200, () => socket.destroy())
        socket.on('data', chunk => (answer += chunk.toString('latin1')))
        socket.on('error', () => undefined)
        socket.on('close', () => resolve(answer))
      })
    const upgrade = fc
      .record({ id: word, query: word, key: word, version: word })
      .map(({ id, query, key, version }) =>
        Buffer.from(
          `GET /v3/directline/conversations/${id}/stream?t=${query} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n` +
            `Upgrade: websocket\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: ${version}\r\n\r\n`,
        ),
      )
    const bytes = fc.uint8Array({ maxLength: 300 }).map(each => Buffer.from(each))
    const line = fc.tuple(word, word, word).map(([a, b, c]) => Buffer.from(`${a} /${b} HTTP/1.1\r\nHost: ${c}\r\n\r\n`))
    await fc.assert(
      fc.asyncProperty(fc.oneof(upgrade, bytes, line), async data => {
        const answer = await raw(data)
        assert.doesNotMatch(answer, /^HTTP\/1.1 5/)
        assert.doesNotMatch(answer, telling)
      }),
      { numRuns: 600 },
    )
    assert.deepEqual(logged, [])
    assert.equal((await fetch(`${address}/v3/directline/tokens/generate`, { method: 'POST' })).status, 200)
  })
})
