import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { json } from '../../src/http/route.ts'
import type { Route, RouteRequest } from '../../src/http/route.ts'
import { createServer } from '../../src/http/server.ts'
import type { GuideServer, ServerOptions } from '../../src/http/server.ts'

/** Sends bytes as they are and returns everything that came back before the server closed or `ms` went by. */
function raw(address: string, text: string | readonly string[], ms = 3000): Promise<string> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => {
      for (const part of [text].flat()) socket.write(part, 'latin1')
    })
    socket.setTimeout(ms, () => socket.destroy())
    socket.on('data', chunk => (answer += chunk.toString('latin1')))
    socket.on('error', error => ((error as NodeJS.ErrnoException).code === 'ECONNRESET' ? resolve(answer) : reject(error)))
    socket.on('close', () => resolve(answer))
  })
}

describe('server', () => {
  const running: GuideServer[] = []
  const logged: object[] = []
  const log = { info: () => {}, warn: () => {}, error: (details: object, message: string) => logged.push({ ...details, message }) }
  const start = async (routes: Route[], options: Partial<ServerOptions> = {}): Promise<string> => {
    const server = createServer({ routes, trustProxy: false, log, ...options })
    running.push(server)
    return server.listen(0, '127.0.0.1')
  }
  const show: Route = {
    method: 'POST',
    path: '/show/:id',
    handle: ({ params, path, address, local, body, query }: RouteRequest) =>
      json(200, { params, path, address, local, size: body.length, query: [...query] }),
  }
  const hello: Route = { method: 'GET', path: '/hello', handle: () => json(200, { hello: true }) }
  afterEach(async () => {
    logged.length = 0
    await Promise.all(running.splice(0).map(server => server.stop()))
  })

  it('hands a route its parameters, query, body and client', async () => {
    const address = await start([show])
    const answer = await fetch(`${address}/show/a%2Fb%20c?x=1`, { method: 'POST', body: 'é' })
    assert.deepEqual(await answer.json(), {
      params: { id: 'a/b c' },
      path: '/show/a%2Fb%20c',
      address: '127.0.0.1',
      local: true,
      size: 2,
      query: [['x', '1']],
    })
  })

  it('answers 404 and 405 with JSON that repeats nothing', async () => {
    const address = await start([hello])
    for (const [path, method, status] of [
      ['/secret<script>', 'GET', 404],
      ['/hello', 'POST', 405],
    ] as const) {
      const answer = await fetch(address + path, { method, headers: { accept: 'text/plain' } })
      assert.equal(answer.status, status)
      const { error } = (await answer.json()) as { error: { code: string; message: string } }
      assert.deepEqual(Object.keys(error), ['code', 'message'])
      assert.doesNotMatch(JSON.stringify(error), /secret|hello|POST/)
    }
  })

  it('leads a person from an address with a slash too many to the page, and nobody anywhere else', async () => {
    const address = await start([hello, { ...hello, path: '/pages/:id' }, { ...hello, path: '/' }])
    const ask = async (path: string, accept = 'text/html'): Promise<string> => {
      const { status, headers } = await fetch(address + path, { headers: { accept }, redirect: 'manual' })
      return `${status} ${headers.get('location') ?? ''}`.trim()
    }
    assert.equal(await ask('/hello/?lang=en'), '308 /hello?lang=en')
    assert.equal(await ask('/pages/a%2Fb/'), '308 /pages/a%2Fb')
    assert.deepEqual([await ask('/'), await ask('/?x=/')], ['200', '200'])
    for (const path of ['/hello//', '//hello/', '//evil.example/', '/none/', '/show/1/']) assert.match(await ask(path), /^40[04]$/, path)
    assert.equal(await ask('/hello/', '*/*'), '404')
  })

  it('answers what throws with a fixed sentence, and logs a code without the message', async () => {
    const fail: Route = {
      method: 'GET',
      path: '/fail/:how',
      handle: ({ params }) => {
        if (params.how === 'error') throw new TypeError('typed by a person')
        return Promise.reject('typed by a person') // oxlint-disable-line typescript/prefer-promise-reject-errors
      },
    }
    const address = await start([fail])
    for (const how of ['error', 'text']) {
      const answer = await fetch(`${address}/fail/${how}`)
      assert.equal(answer.status, 500)
      assert.doesNotMatch(await answer.text(), /person|TypeError|at /)
    }
    assert.equal(logged.length, 2)
    assert.match(JSON.stringify(logged), /route_failed.*TypeError/)
    assert.doesNotMatch(JSON.stringify(logged), /person/)
  })

  it('bounds the body by bytes, declared or not, and goes on', async () => {
    const address = await start([show])
    assert.equal((await fetch(`${address}/show/1`, { method: 'POST', body: 'x'.repeat(65536) })).status, 200)
    assert.equal((await fetch(`${address}/show/1`, { method: 'POST', body: 'x'.repeat(65537) })).status, 413)
    const chunk = `${(70000).toString(16)}\r\n${'x'.repeat(70000)}\r\n0\r\n\r\n`
    const answer = await raw(address, `POST /show/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`)
    assert.match(answer, /^HTTP\/1.1 413 /)
    assert.equal((await fetch(`${address}/show/1`, { method: 'POST', body: '' })).status, 200)
  })

  it('answers whoever sends too much, and lets the rest come before it ends the connection', async () => {
    const address = await start([show])
    const size = 5_000_000
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    let answer = ''
    const ended = new Promise((resolve, reject) => socket.on('data', data => (answer += String(data))).on('error', reject).on('close', resolve))
    socket.write(`POST /show/1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`)
    await once(socket, 'data')
    socket.write(Buffer.alloc(size))
    await ended
    assert.match(answer, /^HTTP\/1.1 413 [^]*"PayloadTooLarge"/)
  })

  it('cuts off a body that does not come, and a connection that says nothing', async () => {
    const address = await start([show], { times: { body: 100, idle: 300 } })
    const slow = await raw(address, 'POST /show/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc')
    assert.match(slow, /^HTTP\/1.1 408 [^]*"RequestTimeout"/)
    const began = Date.now()
    await raw(address, 'GET /', 5000)
    assert.ok(Date.now() - began < 4000, 'the silent connection was kept')
  })

  it('survives addresses and headers that make no sense', async () => {
    const address = await start([hello, show, { ...hello, path: '/param/:id' }])
    const requests = [
      'GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /param/%00 HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /param/%zz HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /%E0%A4%A HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET http://[/ HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET http://evil.example/hello HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET // HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /hello HTTP/1.1\r\nHost: [\r\n\r\n',
      'GET /hello HTTP/1.1\r\nHost: a/../b?c#d@e\r\n\r\n',
      'GET /hello HTTP/1.1\r\nHost: a:99999999\r\n\r\n',
      'GET /hello HTTP/1.1\r\nHost: a:99999\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
      'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
      'BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /hello HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      `GET /hello HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20000)}\r\n\r\n`,
      'POST /show/1 HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
      'POST /show/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      'nonsense\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000\u0001',
    ]
    for (const request of requests) {
      const answer = await raw(address, request, 400)
      assert.doesNotMatch(answer, /^HTTP\/1.1 5|node_modules|\.js:|evil\.example/, request)
    }
    assert.equal((await fetch(`${address}/hello`)).status, 200)
  })

  it('answers HEAD with the headers of GET and no body', async () => {
    const address = await start([hello])
    const answer = await fetch(`${address}/hello`, { method: 'HEAD' })
    assert.deepEqual([answer.status, answer.headers.get('content-length'), await answer.text()], [200, '14', ''])
  })

  it('puts its headers on every answer and does not say what it runs on', async () => {
    const own: Route = { method: 'GET', path: '/own', handle: () => json(200, {}, { 'content-security-policy': "default-src 'self'" }) }
    const address = await start([hello, own], { publicUrl: 'https://guide.example.org' })
    for (const path of ['/hello', '/own', '/nowhere']) {
      const { headers } = await fetch(address + path)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000')
      assert.match(headers.get('content-security-policy')!, path === '/own' ? /^default-src 'self'$/ : /frame-ancestors 'none'/)
      assert.equal(headers.get('server'), null)
      assert.equal(headers.get('x-powered-by'), null)
    }
    assert.match(await raw(address, 'nonsense\r\n\r\n'), /^HTTP\/1.1 400 [^]*x-content-type-options: nosniff/)
  })

  it('believes a forwarding header only when told to, and is never local then', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' }
    const ask = async (address: string, more: Record<string, string>): Promise<{ address: string; local: boolean }> =>
      (await fetch(`${address}/show/1`, { method: 'POST', body: '', headers: more })).json() as never
    const direct = await start([show])
    const proxied = await start([show], { trustProxy: true })
    const open = await start([show], { publicUrl: 'http://127.0.0.1:1' })
    const picked = async (at: string, more: Record<string, string>): Promise<unknown[]> => {
      const { address, local } = await ask(at, more)
      return [address, local]
    }
    assert.deepEqual(await picked(direct, headers), ['127.0.0.1', false])
    for (const name of ['via', 'forwarded', 'x-forwarded-host', 'x-forwarded-port', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip'])
      assert.deepEqual(await picked(direct, { [name]: '203.0.113.9' }), ['127.0.0.1', false], name)
    assert.deepEqual(await picked(proxied, headers), ['203.0.113.9', false])
    assert.deepEqual(await picked(proxied, { 'x-forwarded-for': 'nonsense' }), ['127.0.0.1', false])
    assert.deepEqual(await picked(open, {}), ['127.0.0.1', false])
    const foreign = await raw(direct, 'POST /show/1 HTTP/1.1\r\nHost: guide.example.org\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    assert.match(foreign, /"local":false/)
  })

  it('takes no page from elsewhere for a program of this machine, though the browser is one', async () => {
    const address = await start([show])
    const local = async (headers: Record<string, string>): Promise<unknown> =>
      ((await (await fetch(`${address}/show/1`, { method: 'POST', body: '', headers })).json()) as { local: unknown }).local
    assert.equal(await local({}), true)
    for (const origin of [address, 'http://localhost:5000', 'http://[::1]:1']) assert.equal(await local({ origin }), true, origin)
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example', 'file://', 'nonsense', 'http://localhost@evil.example'])
      assert.equal(await local({ origin }), false, origin)
  })

  it('ends requests in flight before it stops, and takes no new one', async () => {
    let release: () => void = () => {}
    let arrived: () => void = () => {}
    const inHand = new Promise<void>(resolve => (arrived = resolve))
    const wait: Route = {
      method: 'GET',
      path: '/wait',
      handle: () =>
        new Promise(resolve => {
          release = () => resolve(json(200, { late: true }))
          arrived()
        }),
    }
    const address = await start([wait, hello])
    await (await fetch(`${address}/hello`)).text()
    const pending = fetch(`${address}/wait`)
    await inHand
    const stopped = running[0]!.stop()
    await assert.rejects(fetch(`${address}/hello`))
    release()
    const answer = await pending
    assert.deepEqual([answer.headers.get('connection'), await answer.json()], ['close', { late: true }])
    const began = Date.now()
    await stopped
    assert.ok(Date.now() - began < 5000)
    assert.equal(running[0]!.address(), undefined)
  })

  it('says which port is taken', async () => {
    const address = await start([hello])
    await assert.rejects(
      createServer({ routes: [], trustProxy: false, log }).listen(Number(new URL(address).port), '127.0.0.1'),
      { code: 'EADDRINUSE' },
    )
  })

  describe('files', () => {
    let dir: string
    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'noa-static-'))
      await writeFile(join(dir, 'chat-1A2B3C4D.js'), 'let chat')
      await writeFile(join(dir, 'chat-1A2B3C4D.js.br'), brotliCompressSync('let chat'))
      await writeFile(join(dir, 'login-box.svg'), '<svg/>')
      await writeFile(join(dir, 'large.bin'), Buffer.alloc(5_000_000, 'x'))
    })
    afterEach(() => rm(dir, { recursive: true }))
    const files = (): Promise<string> => start([], { statics: [{ prefix: '/assets', dir }] })

    it('come compressed, for ever when their name is their content, else checked again', async () => {
      const address = await files()
      const chat = await fetch(`${address}/assets/chat-1A2B3C4D.js`, { headers: { 'accept-encoding': 'br' } })
      assert.equal(await chat.text(), 'let chat')
      assert.equal(chat.headers.get('content-encoding'), 'br')
      assert.equal(chat.headers.get('cache-control'), 'public, max-age=31536000, immutable')
      const box = await fetch(`${address}/assets/login-box.svg`)
      assert.equal(box.headers.get('cache-control'), 'no-cache')
      assert.equal(box.headers.get('content-type'), 'image/svg+xml')
      const again = await fetch(`${address}/assets/login-box.svg`, { headers: { 'if-none-match': box.headers.get('etag')! } })
      assert.equal(again.status, 304)
      const head = await fetch(`${address}/assets/login-box.svg`, { method: 'HEAD' })
      assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '6', ''])
    })

    it('stay within their folder, and hostile requests for them end well', async () => {
      const address = await files()
      for (const path of ['/assets/', '/assets', '/assets/../server.ts', '/assets/%2e%2e/x', '/assets/%00', '/assets/%zz', '/assets//etc'])
        assert.match(await raw(address, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`), /^HTTP\/1.1 404 /, path)
      const range = `GET /assets/login-box.svg HTTP/1.1\r\nHost: a\r\nRange: bytes=5-2\r\nConnection: close\r\n\r\n`
      assert.match(await raw(address, range), /^HTTP\/1.1 200 /)
      await rm(join(dir, 'large.bin'))
      await raw(address, 'GET /assets/large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
      assert.equal((await fetch(`${address}/assets/login-box.svg`)).status, 200)
    })
  })
})
