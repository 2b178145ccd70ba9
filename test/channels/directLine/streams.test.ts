import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { createDirectLine } from '../../../src/channels/directLine/directLine.ts'
import type { DirectLine, DirectLineLimits } from '../../../src/channels/directLine/directLine.ts'
import { createServer } from '../../../src/http/server.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import { engines } from '../../support/databases.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { until } from '../../support/directLineClient.ts'
import { echoTurns } from '../../support/echoTurns.ts'

interface Guide {
  readonly address: string
  readonly directLine: DirectLine
}

interface Begun {
  readonly token: string
  readonly conversationId: string
  readonly resume: string
}

for (const engine of engines)
  describe(`crowds at Direct Line on ${engine.name}`, () => {
    let database: TestDatabase
    const ends: (() => unknown)[] = []
    beforeEach(async () => {
      database = await engine.create()
    })
    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end()
      await database.remove()
    })

    const open = async (limits: Partial<DirectLineLimits> = {}): Promise<Guide> => {
      const storage = await openStorage(database)
      const log = { info: () => {}, warn: () => {}, error: () => {} }
      const directLine = createDirectLine({ storage, turns: echoTurns(storage), address: () => server.address(), log, limits })
      const server = createServer({ routes: directLine.routes, upgrades: [directLine.upgrades], trustProxy: true, log })
      ends.push(async () => {
        await server.stop()
        await storage.close()
      })
      return { address: await server.listen(0, '127.0.0.1'), directLine }
    }

    const ask = async (address: string, path: string, headers: Record<string, string>, body?: object): Promise<Response> =>
      fetch(`${address}/v3/directline${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    /** Somebody at an address, with a browser. */
    const someone = (address: string, browser: string, from?: string): Record<string, string> => ({
      origin: address,
      'user-agent': browser,
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
    })
    const begin = async (address: string, who = someone(address, 'a')): Promise<Begun> =>
      (await (await ask(address, '/tokens/generate', who, {})).json()) as Begun
    const stream = async (address: string, { token, conversationId }: Begun): Promise<string> => {
      const answer = await ask(address, `/conversations/${conversationId}`, { authorization: `Bearer ${token}` })
      return ((await answer.json()) as { streamUrl: string }).streamUrl
    }
    /** Opens a stream. Resolves with 101, or with the status that refuses it. */
    const upgrade = (url: string, opened: (socket: WebSocket) => unknown = () => undefined): Promise<number | undefined> =>
      new Promise(resolve => {
        const socket = new WebSocket(url)
        ends.push(() => socket.terminate())
        socket.on('error', () => resolve(undefined))
        socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode))
        socket.once('open', () => {
          opened(socket)
          resolve(101)
        })
      })

    it('keeps eight streams of a conversation in a burst, also when the others do not answer that they are closed', async () => {
      const { address, directLine } = await open()
      const taken = new Set<Socket>()
      const take = (message: unknown): void => void taken.add((message as { socket: Socket }).socket)
      const begun = await begin(address)
      const urls = await Promise.all(Array.from({ length: 60 }, () => stream(address, begun)))
      subscribe('net.server.socket', take)
      ends.push(() => unsubscribe('net.server.socket', take))
      const statuses = await Promise.all(urls.map(url => upgrade(url, socket => socket.pause())))
      assert.deepEqual(new Set(statuses), new Set([101]))
      assert.equal(directLine.streams(), 8)
      await until(() => [...taken].filter(({ destroyed }) => !destroyed).length <= 8, 'the others to be cut off', 5000)
      const said = await ask(address, `/conversations/${begun.conversationId}/activities`, { authorization: `Bearer ${begun.token}` }, { type: 'message', text: 'x' })
      assert.equal(said.status, 200)
    })

    it('opens one stream with a token, whichever process it is shown to and however it is written', async () => {
      const here = await open()
      const there = await open()
      const url = await stream(here.address, await begin(here.address))
      const elsewhere = engine.name === 'postgres' ? url.replace(here.address.slice(5), there.address.slice(5)) : url
      // The last character of a signature stands for four bits: it can be written in four ways.
      const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const again = elsewhere.slice(0, -1) + digits[digits.indexOf(elsewhere.at(-1) ?? '') ^ 1]
      const statuses = await Promise.all([url, elsewhere, url, again, elsewhere].map(each => upgrade(each)))
      assert.deepEqual(statuses.toSorted(), [101, 403, 403, 403, 403])
      assert.equal(here.directLine.streams() + there.directLine.streams(), 1)
    })

    it('opens no more streams of a conversation in a minute than it may, and those of another all the same', async () => {
      const { address, directLine } = await open({ streams: 3 })
      const [mine, other] = [await begin(address), await begin(address)]
      const urls = await Promise.all(Array.from({ length: 5 }, () => stream(address, mine)))
      assert.deepEqual((await Promise.all(urls.map(url => upgrade(url)))).toSorted(), [101, 101, 101, 429, 429])
      assert.equal(await upgrade(await stream(address, other)), 101)
      assert.equal(directLine.streams(), 4)
    })

    it('lets those of an address reload and talk on when one of them has begun too many conversations', async () => {
      const limits = { address: 8, visitor: 4 }
      const { address } = await open(limits)
      const mine = await begin(address, someone(address, 'mine', '192.0.2.1'))
      const begins = async (browser: string, from: string): Promise<number> =>
        (await ask(address, '/tokens/generate', someone(address, browser, from), {})).status
      const loud: number[] = []
      for (let n = 0; n < 8; n++) loud.push(await begins('loud', '192.0.2.1'))
      assert.deepEqual(loud, [200, 200, 200, 200, 429, 429, 429, 429])
      // Who is over the narrow limit uses up nothing of the wide one.
      for (let n = 0; n < 3; n++) assert.equal(await begins(`neighbour ${n}`, '192.0.2.1'), 200)
      assert.equal(await begins('one too many', '192.0.2.1'), 429)
      assert.equal(await begins('loud', '192.0.2.2'), 200)

      const resumed = await ask(address, '/tokens/resume', someone(address, 'mine', '192.0.2.1'), {
        conversationId: mine.conversationId,
        resumeSecret: mine.resume,
      })
      assert.equal(resumed.status, 200)
      const authorization = `Bearer ${((await resumed.json()) as Begun).token}`
      const said = await ask(address, `/conversations/${mine.conversationId}/activities`, { authorization }, { type: 'message', text: 'x' })
      assert.equal(said.status, 200)
      assert.equal(await upgrade(await stream(address, mine)), 101)

      if (engine.name !== 'postgres') return
      const another = await open(limits)
      const there = await ask(another.address, '/tokens/generate', someone(another.address, 'new', '192.0.2.1'), {})
      assert.equal(there.status, 429)
      assert.match(there.headers.get('retry-after') ?? '', /^\d+$/)
    })

    it('limits how often a page comes back to one conversation, for whoever has its secret', async () => {
      const { address } = await open({ resumptions: 2 })
      const mine = await begin(address)
      const resume = async (resumeSecret: string): Promise<number> =>
        (await ask(address, '/tokens/resume', someone(address, 'a'), { conversationId: mine.conversationId, resumeSecret })).status
      for (let n = 0; n < 5; n++) assert.equal(await resume('guessed'), 403)
      assert.deepEqual([await resume(mine.resume), await resume(mine.resume), await resume(mine.resume)], [200, 200, 429])
    })
  })
