/** A mailbox whose server is silent, or lets nobody stay: the watch says so, tries again after growing pauses, and can be ended. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { watchMailbox, type WatchedMailbox } from '../../src/mail/watchMailbox.ts'

interface Silent { watched: WatchedMailbox; connections: readonly number[]; log: readonly string[]; end(): Promise<void> }

/** @param answers by command, what is sent after its tag; undefined: nothing, ever. `closes`: after the answer to SEARCH */
async function serving(
  answers: (command: string) => string | undefined, closes = false, patience = 100, take: () => Promise<void> = () => Promise.resolve(),
): Promise<Silent> {
  const connections: number[] = []
  const open = new Set<Socket>()
  const server = createServer(socket => {
    connections.push(performance.now())
    open.add(socket)
    socket.on('error', () => undefined).write('* OK ready\r\n')
    let read = ''
    socket.on('data', bytes => {
      const lines = `${read}${String(bytes)}`.split('\r\n')
      read = lines.pop() ?? ''
      for (const [, tag = '', command = ''] of lines.map(line => /^(\S+) (?:UID )?(\S+)/.exec(line) ?? [])) {
        const answer = answers(command)
        if (answer !== undefined) socket.write(answer.replaceAll('TAG', tag))
        if (closes && command === 'SEARCH') socket.end()
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const log: string[] = []
  const note = (fields: unknown, text?: string): void => void log.push(`${JSON.stringify(fields)} ${text ?? ''}`)
  // It listens on a port.
  const url = `imap://noa%40example.org:pass-word@127.0.0.1:${(server.address() as AddressInfo).port}/`
  const watched = watchMailbox({ url, take, log: { info: note, warn: note }, pauses: { first: 40, most: 10_000 }, patience })
  return {
    watched, connections, log,
    end: async () => {
      await watched.stop()
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 1000, 'not in time')
    await delay(10)
  }
}

const usual = (command: string): string | undefined => ({
  CAPABILITY: '* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK\r\n',
  SELECT: '* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\nTAG OK [READ-WRITE] x\r\n',
  SEARCH: '* SEARCH\r\nTAG OK\r\n',
  IDLE: '+ idling\r\n',
} as Readonly<Record<string, string>>)[command] ?? 'TAG OK\r\n'

describe('a mailbox', function () {
  this.timeout(20_000)

  for (const silent of ['LOGIN', 'SELECT', 'SEARCH'])
    it(`that never answers ${silent} is down and tried again, and nothing of it is logged`, async () => {
      const { watched, connections, log, end } = await serving(command => (command === silent || (silent === 'LOGIN' && command === 'AUTHENTICATE') ? undefined : usual(command)))
      await until(() => connections.length >= 3)
      assert.equal(watched.state().state, 'down')
      assert.equal(watched.state().code, 'timeout')
      await end()
      assert.equal(log.length, 1)
      assert.doesNotMatch(log.join(), /pass-word|noa@|noa%40/)
    })

  it('that is silent does not hold up the end', async () => {
    const { connections, end } = await serving(command => (command === 'SEARCH' ? undefined : usual(command)), false, 60_000)
    await until(() => connections.length === 1)
    const began = performance.now()
    await end()
    assert.ok(performance.now() - began < 5000)
  })

  it('with a long backlog is watched from the first mail that was taken', async () => {
    const marked = new Set<string>()
    let taken = 0
    const mail = (uid: number): string => `* ${uid} FETCH (UID ${uid} BODY[HEADER] {8}\r\nA: b\r\n\r\n)\r\nTAG OK\r\n`
    const { watched, end } = await serving(command => {
      if (command === 'SEARCH') return marked.size === 0 ? '* SEARCH 1 2\r\nTAG OK\r\n' : usual(command)
      if (command === 'STORE') marked.add('1')
      return command === 'FETCH' ? mail(taken + 1) : usual(command)
    }, false, 5000, async () => {
      taken += 1
      if (taken === 2) await until(() => watched.state().state === 'watched')
    })
    await until(() => taken === 2 && watched.state().state === 'watched')
    await end()
  })

  it('that lets the guide in and out again is tried after pauses that grow', async () => {
    const { connections, end } = await serving(usual, true, 5000)
    await until(() => connections.length >= 6)
    await end()
    const [first = 0, , , , fifth = 0, sixth = 0] = connections
    // 40, 80, 160, 320 and 640 ms; without growth each is 40.
    assert.ok(sixth - fifth >= 640 && fifth - first >= 600)
  })
})
