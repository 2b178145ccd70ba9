/** The outbox on both engines. Long since one list of tests runs on each. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { StorageOptions } from '../../src/storage/openStorage.ts'
import type { Outcome, OutboxEntry, OutboxHandler, Storage } from '../../src/storage/storage.ts'
import { engines } from '../support/databases.ts'
import type { TestDatabase } from '../support/databases.ts'
import { forkScript } from '../support/processes.ts'

const done: Outcome = { done: true }

/** Waits until the condition holds, or fails. */
async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 4500; tries++) {
    if (await holds()) return
    await delay(20)
  }
  assert.fail(`It never came about: ${what}`)
}

for (const engine of engines)
  describe(`the outbox on ${engine.name}`, () => {
    let database: TestDatabase
    let opened: Storage[]

    beforeEach(async () => {
      database = await engine.create()
      opened = []
    })
    afterEach(async () => {
      await Promise.all(opened.map(storage => storage.close()))
      await database.remove()
    })

    const open = async (options: Partial<StorageOptions> = {}): Promise<Storage> => {
      const storage = await openStorage({ ...database, ...options })
      opened.push(storage)
      return storage
    }
    const status = async (storage: Storage, id: string) =>
      storage.db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst()
    const settled = (storage: Storage, count: number) => async () =>
      (await storage.outbox.counts()).some(each => each.status === 'settled' && each.count === count)

    it('hands an entry to the handler of its kind, at once, and settles it with its reference', async () => {
      const storage = await open({ outbox: { pollMs: 60_000 } })
      const handed: OutboxEntry[] = []
      storage.outbox.work({
        mail: entry => {
          handed.push(entry)
          return Promise.resolve({ done: true, reference: 'message-1' })
        },
      })
      await delay(50)
      const asked = Date.now()
      await storage.outbox.add([
        { id: 'm1', kind: 'mail', payload: '{"a":1}', conversation: 'test/a', lane: 'l' },
        { id: 'x1', kind: 'nobody', payload: '{}' },
      ])
      await until(settled(storage, 1), 'settled')
      assert.ok(Date.now() - asked < 1000)
      assert.equal(handed.length, 1)
      const { createdAt, dueAt, ...rest } = handed[0] as OutboxEntry
      assert.deepEqual(rest, { id: 'm1', kind: 'mail', payload: '{"a":1}', conversation: 'test/a', lane: 'l', attempt: 1, told: false })
      assert.ok(Math.abs(Date.parse(createdAt) - asked) < 2000 && Math.abs((dueAt ?? 0) - asked) < 2000)
      assert.deepEqual(await storage.outbox.byReference('message-1'), { id: 'm1', conversation: 'test/a' })
      assert.equal(await storage.outbox.byReference('message-2'), undefined)
      assert.equal((await status(storage, 'x1'))?.status, 'waiting')
    })

    it('leaves an id that is already there as it is', async () => {
      const storage = await open()
      await storage.outbox.add([{ id: 'same', kind: 'mail', payload: 'first' }])
      await storage.outbox.add([{ id: 'same', kind: 'mail', payload: 'second' }, { id: 'new', kind: 'mail', payload: '{}' }])
      assert.equal((await status(storage, 'same'))?.payload, 'first')
      assert.deepEqual(await storage.outbox.counts(), [{ kind: 'mail', status: 'waiting', count: 2 }])
    })

    it('adds with the transaction of the caller, or not at all', async () => {
      const storage = await open({ outbox: { pollMs: 60_000 } })
      const handed: string[] = []
      storage.outbox.work({
        mail: entry => {
          handed.push(entry.id)
          return Promise.resolve(done)
        },
      })
      await delay(100)
      const undone = storage.db.transaction().execute(async transaction => {
        await storage.outbox.add([{ id: 'undone', kind: 'mail', payload: '{}' }], transaction)
        throw new Error('undo')
      })
      await assert.rejects(undone, /undo/)
      await storage.db.transaction().execute(async transaction => {
        await storage.outbox.add([{ id: 'kept', kind: 'mail', payload: '{}' }], transaction)
        await delay(100)
      })
      await until(settled(storage, 1), 'the one that was committed is handled without waiting for the clock')
      assert.deepEqual(handed, ['kept'])
    })

    it('tries again when it was asked to, under the same id, and remembers that the person was told', async () => {
      const storage = await open()
      const attempts: [string, number, boolean][] = []
      storage.outbox.work({
        ask: entry => {
          attempts.push([entry.id, entry.attempt, entry.told])
          return Promise.resolve(entry.attempt < 3 ? { retry: { inMs: 30, code: 'E503', told: entry.attempt === 1 } } : done)
        },
      })
      await storage.outbox.add([{ id: 'r1', kind: 'ask', payload: '{}' }])
      await until(settled(storage, 1), 'settled after three attempts')
      assert.deepEqual(attempts, [['r1', 1, false], ['r1', 2, true], ['r1', 3, true]])
    })

    it('takes what a handler throws for "not now", later each time, and keeps a code but no text', async () => {
      let now = Date.parse('2026-11-20T08:00:00Z')
      const storage = await open({ clock: () => now, outbox: { pollMs: 20 } })
      let attempts = 0
      storage.outbox.work({
        ask: () => {
          attempts++
          throw attempts === 1 ? Object.assign(new Error('jean@example.org'), { code: 'ECONNRESET' }) : new TypeError('jean@example.org')
        },
      })
      await storage.outbox.add([{ id: 't1', kind: 'ask', payload: '{}' }])
      const pauses: number[] = []
      for (const code of ['ECONNRESET', 'TypeError', 'TypeError', 'TypeError']) {
        const nth = pauses.length + 1
        await until(async () => attempts === nth && (await status(storage, 't1'))?.lease_owner === null, `attempt ${nth}`)
        const row = await status(storage, 't1')
        assert.equal(row?.code, code)
        assert.doesNotMatch(JSON.stringify(row), /jean/)
        pauses.push(row.due_at - now)
        now = row.due_at
      }
      pauses.forEach((pause, n) => {
        assert.ok(pause >= 500 * 2 ** n && pause <= 1000 * 2 ** n, `${pause} after attempt ${n + 1}`)
      })
    })

    it('keeps what failed for good, with its code, and goes on with the lane', async () => {
      const storage = await open()
      storage.outbox.work({
        ask: entry => Promise.resolve(entry.id === 'bad' ? { failed: { code: 'E422' } } : done),
      })
      await storage.outbox.add([
        { id: 'bad', kind: 'ask', payload: '{}', lane: 'l' },
        { id: 'good', kind: 'ask', payload: '{}', lane: 'l' },
      ])
      await until(settled(storage, 1), 'the second is settled')
      const row = await status(storage, 'bad')
      assert.equal(row?.status, 'failed')
      assert.equal(row.code, 'E422')
      assert.deepEqual(await storage.outbox.counts(), [
        { kind: 'ask', status: 'failed', count: 1 },
        { kind: 'ask', status: 'settled', count: 1 },
      ])
    })

    it('waits until an entry is due', async () => {
      const storage = await open({ outbox: { pollMs: 60_000 } })
      let handledAt = 0
      storage.outbox.work({
        later: () => {
          handledAt = Date.now()
          return Promise.resolve(done)
        },
      })
      const dueAt = Date.now() + 300
      await storage.outbox.add([{ id: 'l1', kind: 'later', payload: '{}', dueAt }])
      await until(settled(storage, 1), 'settled')
      assert.ok(handledAt >= dueAt && handledAt < dueAt + 1000, `${handledAt - dueAt} ms after it was due`)
    })

    it('keeps the order of a lane over retries and over two processes, while other lanes go on, and does nothing twice', async function () {
      this.timeout(120_000)
      const processes = [await open({ outbox: { concurrency: 4, pollMs: 100 } }), await open({ outbox: { concurrency: 4, pollMs: 100 } })]
      const [first] = processes as [Storage]
      const began: string[] = []
      const ended: string[] = []
      const together: string[] = []
      const busy = new Set<string>()
      let most = 0
      const handler: OutboxHandler = async entry => {
        const lane = entry.lane ?? entry.id
        if (busy.has(lane)) together.push(entry.id)
        busy.add(lane)
        most = Math.max(most, busy.size)
        if (entry.attempt === 1) began.push(entry.id)
        await delay(Math.random() * 8)
        busy.delete(lane)
        if (entry.attempt === 1 && Math.random() < 0.3) return { retry: { inMs: 10, code: 'again' } }
        ended.push(entry.id)
        return done
      }
      const lanes = ['a', 'b', 'c', 'd', 'e', 'f']
      for (let n = 0; n < 10; n++)
        await first.outbox.add(lanes.map(lane => ({ id: `${lane}${n}`, kind: 'ordered', payload: '{}', lane })))
      for (const each of processes) each.outbox.work({ ordered: handler })
      await until(settled(first, 60), 'all are settled')
      assert.equal(new Set(ended).size, 60)
      assert.equal(ended.length, 60)
      for (const lane of lanes) {
        const order = Array.from({ length: 10 }, (_, n) => `${lane}${n}`)
        assert.deepEqual(ended.filter(id => id.startsWith(lane)), order)
        assert.deepEqual(began.filter(id => id.startsWith(lane)), order)
      }
      assert.deepEqual(together, [], 'two entries of one lane were handled at once')
      assert.ok(most > 1, 'lanes go on beside each other')
    })

    it('handles no more at once than it may', async () => {
      const storage = await open({ outbox: { concurrency: 3 } })
      let busy = 0
      let most = 0
      storage.outbox.work({
        slow: async () => {
          most = Math.max(most, ++busy)
          await delay(10)
          busy--
          return done
        },
      })
      await storage.outbox.add(Array.from({ length: 30 }, (_, n) => ({ id: `s${n}`, kind: 'slow', payload: '{}' })))
      await until(settled(storage, 30), 'all are settled')
      assert.equal(most, 3)
    })

    it('lets no kind wait for another that takes long', async () => {
      const storage = await open({ outbox: { concurrency: 2, pollMs: 60_000 } })
      let release = (): void => undefined
      const held = new Promise<void>(resolve => (release = resolve))
      const quick: string[] = []
      let slow = 0
      storage.outbox.work({
        slow: async () => {
          slow++
          await held
          return done
        },
        quick: entry => {
          quick.push(entry.id)
          return Promise.resolve(done)
        },
      })
      try {
        const entries = (kind: string, count: number) => Array.from({ length: count }, (_, n) => ({ id: `${kind}${n}`, kind, payload: '{}' }))
        await storage.outbox.add([...entries('slow', 5), ...entries('quick', 7)])
        await until(() => quick.length === 7, 'the quick ones are handled')
        await until(settled(storage, 7), 'they are settled')
        assert.equal(slow, 2)
      } finally {
        release()
      }
      await until(settled(storage, 5), 'the slow ones are settled')
    })

    it('leaves a slow entry to its process for as long as that lives', async () => {
      const options = { outbox: { leaseMs: 150, pollMs: 20 } }
      const processes = [await open(options), await open(options)]
      let attempts = 0
      for (const each of processes)
        each.outbox.work({
          slow: async () => {
            attempts++
            await delay(700)
            return done
          },
        })
      await processes[0]?.outbox.add([{ id: 'slow', kind: 'slow', payload: '{}' }])
      await until(settled(processes[0] as Storage, 1), 'settled')
      assert.equal(attempts, 1)
    })

    it('takes over what a killed process had in hand, under the same id, long before its lease ends', async function () {
      this.timeout(120_000)
      const storage = await open()
      await storage.outbox.add([{ id: 'orphan', kind: 'ask', payload: '{}' }])
      const child = forkScript(
        `import { openStorage } from 'src/storage/openStorage.ts'
         const storage = await openStorage(JSON.parse(process.env.DATABASE))
         storage.outbox.work({ ask: entry => { process.send(entry.id); return new Promise(() => undefined) } })`,
        { DATABASE: JSON.stringify(database) },
      )
      try {
        assert.deepEqual(await once(child, 'message'), ['orphan', undefined])
      } finally {
        child.kill('SIGKILL')
      }
      await once(child, 'exit')
      const killed = Date.now()
      const attempts: number[] = []
      storage.outbox.work({
        ask: entry => {
          attempts.push(entry.attempt)
          return Promise.resolve(done)
        },
      })
      await until(settled(storage, 1), 'settled by the survivor')
      assert.deepEqual(attempts, [2])
      assert.ok(Date.now() - killed < 8000, `it took ${Date.now() - killed} ms`)
    })

    it('is woken by a turn that was committed, and believes a handler that settled by a turn of its own', async () => {
      const storage = await open({ outbox: { pollMs: 60_000 } })
      const key = 'test/turn'
      const turn = (version: number, more: object) =>
        storage.conversations.commit({
          conversation: { key, channel: 'test', id: 'turn', version, watermark: 0, locale: 'fr', state: '{}', reference: '{}' },
          activities: [],
          outbox: [],
          ...more,
        })
      storage.outbox.work({
        ask: async entry => {
          assert.equal(await turn(1, { settles: { id: entry.id, reference: 'r' } }), 'committed')
          return { settled: true }
        },
      })
      await delay(50)
      assert.equal(await turn(0, { outbox: [{ id: 'o1', kind: 'ask', payload: '{}', conversation: key }] }), 'committed')
      await until(settled(storage, 1), 'settled')
      assert.deepEqual(await storage.outbox.byReference('r'), { id: 'o1', conversation: key })
      assert.equal(await turn(2, { settles: { id: 'o1' } }), 'conflict')
    })

    it('finishes what it has in hand when it stops, and takes nothing new', async () => {
      const storage = await open({ outbox: { concurrency: 1 } })
      const handled: string[] = []
      let begun = (): void => undefined
      const first = new Promise<void>(resolve => (begun = resolve))
      const worker = storage.outbox.work({
        slow: async entry => {
          begun()
          await delay(100)
          handled.push(entry.id)
          return done
        },
      })
      await storage.outbox.add([{ id: 's1', kind: 'slow', payload: '{}' }, { id: 's2', kind: 'slow', payload: '{}' }])
      await first
      await worker.stop()
      assert.deepEqual(handled, ['s1'])
      assert.equal((await status(storage, 's1'))?.status, 'settled')
      await storage.outbox.add([{ id: 's3', kind: 'slow', payload: '{}' }])
      await delay(100)
      assert.deepEqual(handled, ['s1'])
    })
  })
