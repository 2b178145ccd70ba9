/** Clients that half ask, ask slowly, or never read: what they may hold of the server, and that everybody else is answered meanwhile. */
import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { json } from '../../src/http/route.ts'
import type { Route } from '../../src/http/route.ts'
import { createServer } from '../../src/http/server.ts'
import type { GuideServer, ServerOptions } from '../../src/http/server.ts'
import { howMany } from '../support/soak.ts'

const half = 'POST /hello HTTP/1.1\r\nHost: a\r\nX-Half: '
const slowBody = 'POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'
const upgrade = 'GET /nowhere HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
const large = 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n'
/** More than the network holds of its own. */
const big = Buffer.alloc(12_000_000)
const file = 'GET /files/large.bin HTTP/1.1\r\nHost: a\r\n\r\n'

/** A soak opens 12 000 of each kind. */
const sockets = howMany('SOCKETS', 12_000)

describe('connections', () => {
  const ends: (() => unknown)[] = []
  let dir: string
  let release: () => void
  const routes: Route[] = [
    { method: 'GET', path: '/hello', handle: () => json(200, { hello: true }) },
    { method: 'POST', path: '/hello', handle: () => json(200, { hello: true }) },
    { method: 'GET', path: '/large', handle: () => ({ status: 200, body: big }) },
    { method: 'GET', path: '/wait', handle: () => new Promise(resolve => (release = () => resolve(json(200, { late: true })))) },
  ]

  const start = async (options: Partial<ServerOptions> = {}): Promise<string> => {
    const log = { info: () => {}, warn: () => {}, error: () => {} }
    const server: GuideServer = createServer({ routes, statics: [{ prefix: '/files', dir }], trustProxy: false, log, ...options })
    ends.push(() => server.stop())
    return server.listen(0, '127.0.0.1')
  }

  /** Sends and then neither reads nor closes, whatever the server does. */
  const deaf = (address: string, text: string, from = '127.0.0.1'): Promise<string> =>
    new Promise(resolve => {
      const { port } = new URL(address)
      const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: from, allowHalfOpen: true }, () => {
        socket.pause().write(text)
        resolve(`${socket.localAddress}:${socket.localPort}`)
      })
      socket.on('error', () => resolve('none'))
      ends.push(() => socket.destroy())
    })
  const deafs = (address: string, text: string, count: number, from?: string): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, () => deaf(address, text, from)))

  /** The server's ends, by the addresses of the others. */
  const taken = new Map<string, Socket>()
  const take = (message: unknown): void => {
    const { socket } = message as { socket: Socket }
    taken.set(`${socket.remoteAddress}:${socket.remotePort}`, socket)
  }
  before(() => subscribe('net.server.socket', take))
  after(() => unsubscribe('net.server.socket', take))

  /** How many of them the server still holds. The clients are not asked: they hear nothing. */
  const held = async (sockets: readonly string[]): Promise<number> => {
    await delay(50)
    // A port is used again once its connection is gone.
    return [...new Set(sockets)].filter(each => taken.get(each)?.destroyed === false).length
  }
  const allGone = async (sockets: readonly string[], patience: number): Promise<void> => {
    const began = Date.now()
    while ((await held(sockets)) > 0) assert.ok(Date.now() - began < patience, 'they are still held')
  }

  const hello = async (address: string): Promise<void> =>
    assert.equal((await fetch(`${address}/hello`, { headers: { connection: 'close' }, signal: AbortSignal.timeout(4000) })).status, 200)

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'noa-connections-'))
    await writeFile(join(dir, 'large.bin'), big)
  })
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
    await rm(dir, { recursive: true })
  })

  const short = { headers: 300, body: 300, unread: 300 }
  for (const [kind, text] of Object.entries({ 'half a header': half, silence: '', nonsense: 'nonsense\r\n\r\n', 'a refused upgrade': upgrade, 'half a body': slowBody, 'an answer never read': large, 'a file never read': file }))
    it(`are destroyed shortly after ${kind}, though their clients neither read nor close`, async () => {
      const address = await start({ times: short })
      await allGone(await deafs(address, text, 10), 6000)
      await hello(address)
    })

  for (const [kind, text] of Object.entries({ 'half a header': half, 'half a body': slowBody, 'an answer never read': large, 'a file never read': file }))
    it(`of one address are bounded, and those with ${kind} make way for whoever asks and reads`, async () => {
      const address = await start({ connections: { ofAddress: 20, all: 500 } })
      const elsewhere = await deafs(address, half, 5, '127.0.0.2')
      const many: string[] = []
      for (let round = 0; round < 3; round++) {
        many.push(...(await deafs(address, text, 20)))
        await hello(address)
      }
      await delay(100)
      assert.equal(await held(elsewhere), 5, 'another address had to pay for it')
      const left = await held(many)
      assert.ok(left > 0 && left <= 20, `${left} are held`)
    })

  it('are bounded in all, from however many addresses they come', async () => {
    const address = await start({ connections: { ofAddress: 20, all: 50 } })
    const many: string[] = []
    for (let host = 2; host < 12; host++) {
      many.push(...(await deafs(address, half, 15, `127.0.0.${host}`)))
      await hello(address)
    }
    assert.ok((await held(many)) <= 50)
  })

  it('are not counted by address behind a proxy, through which everyone comes from the same one', async () => {
    const address = await start({ connections: { ofAddress: 5, all: 100 }, trustProxy: true })
    const many = await deafs(address, half, 50)
    // The network has taken them; the server does so a moment later.
    for (let looks = 0; looks < 40 && (await held(many)) < 50; looks++);
    assert.equal(await held(many), 50)
  })

  // An answer that is never read is much to write.
  for (const [kind, text, count] of [
    ['half a header', half, sockets], ['silence', '', sockets], ['half a body', slowBody, sockets], ['an answer never read', large, sockets / 12],
  ] as const)
    it(`of one address keep nobody out: ${count} with ${kind}`, async function () {
      this.timeout(20_000 + count * 20)
      const most = Math.ceil(count / 6)
      const address = await start({ connections: { ofAddress: most, all: sockets } })
      const many: string[] = []
      while (many.length < count) {
        many.push(...(await deafs(address, text, Math.ceil(count / 24))))
        await hello(address)
      }
      await delay(100)
      assert.ok((await held(many)) <= most)
    })

  it('that became streams leave room for those that ask', async () => {
    const ways: string[] = []
    const upgraded: Duplex[] = []
    let wellTaken = true
    const upgrades = [{
      upgrade: (_: unknown, socket: Duplex, __: unknown, opened: () => void) => {
        if (!wellTaken) return false
        opened()
        socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n')
        upgraded.push(socket)
        return true
      },
      stop: () => upgraded.forEach(socket => socket.destroy()),
    }]
    const address = await start({ connections: { ofAddress: 20, all: 40 }, upgrades, madeWay: bound => void ways.push(bound) })
    for (let host = 1; host < 5; host++) {
      const many = await deafs(address, upgrade, 20, `127.0.0.${host}`)
      await delay(200)
      assert.ok((await held(many)) <= 15, 'of one address')
      await hello(address)
    }
    assert.equal(upgraded.filter(({ destroyed }) => !destroyed).length, 30)
    // Those that are refused take nobody's place.
    const open = upgraded.filter(({ destroyed }) => !destroyed)
    wellTaken = false
    await deafs(address, upgrade, 60)
    await delay(200)
    assert.ok(open.every(({ destroyed }) => !destroyed))
    assert.ok(ways.includes('ofAddress') && ways.includes('all'))
  })

  it('do not make way while the guide has their request in hand', async () => {
    const address = await start({ connections: { ofAddress: 10, all: 20 } })
    const answer = fetch(`${address}/wait`)
    await delay(100)
    for (let round = 0; round < 5; round++) await deafs(address, half, 20)
    release()
    assert.deepEqual(await (await answer).json(), { late: true })
  })
})
