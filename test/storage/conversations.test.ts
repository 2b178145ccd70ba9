import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { LogEvent } from 'kysely'
import { connectionNames } from '../../src/storage/liveProcesses.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage, TurnCommit } from '../../src/storage/storage.ts'
import { engines } from '../support/databases.ts'
import type { TestDatabase } from '../support/databases.ts'

/** A turn that says `said`, decided on the conversation as `loaded`. */
function turn(key: string, loaded: { version: number; watermark: number } | undefined, more: Partial<TurnCommit> = {}): TurnCommit {
  return {
    conversation: {
      key,
      channel: 'test',
      id: key,
      version: loaded?.version ?? 0,
      watermark: loaded?.watermark ?? 0,
      locale: 'fr',
      state: '{"é":"œ \\u0000 🎓"}',
      reference: '{}',
    },
    activities: [
      { id: 'in', activity: '{"text":"bonjour"}', fromBot: false },
      { id: 'out', activity: '{"text":"oui ?"}', fromBot: true },
    ],
    outbox: [],
    ...more,
  }
}

const entry = (id: string, more: object = {}) => ({ id, kind: 'mail', payload: '{}', ...more })

for (const engine of engines)
  describe(`conversations on ${engine.name}`, () => {
    let database: TestDatabase
    let storage: Storage
    let other: Storage
    let statements: string[] = []
    let now = Date.parse('2026-11-20T08:00:00Z')

    before(async () => {
      database = await engine.create()
      const log = (event: LogEvent): void => {
        statements.push(event.query.sql)
      }
      storage = await openStorage({ ...database, log, clock: () => now })
      // A second process: its own pool on PostgreSQL, its own connection to the same file on SQLite.
      other = await openStorage({ ...database, clock: () => now })
    })
    after(async () => {
      await storage.close()
      await other.close()
      await database.remove()
    })

    it('gives back a conversation as it was committed', async () => {
      assert.equal(await storage.conversations.load('test/a'), undefined)
      assert.equal(await storage.conversations.commit(turn('test/a', undefined)), 'committed')
      const first = await storage.conversations.load('test/a')
      assert.deepEqual(first, {
        ...turn('test/a', undefined).conversation,
        version: 1,
        watermark: 2,
        createdAt: '2026-11-20T08:00:00.000Z',
        updatedAt: '2026-11-20T08:00:00.000Z',
      })
      now += 1000
      assert.equal(await storage.conversations.commit(turn('test/a', first)), 'committed')
      const second = await storage.conversations.load('test/a')
      assert.equal(second?.version, 2)
      assert.equal(second.watermark, 4)
      assert.equal(second.createdAt, '2026-11-20T08:00:00.000Z')
      assert.equal(second.updatedAt, '2026-11-20T08:00:01.000Z')
    })

    it('logs activities under the watermarks that their commit gave them', async () => {
      assert.deepEqual(await storage.conversations.log('test/a', 1), [
        { watermark: 2, id: 'out', activity: '{"text":"oui ?"}' },
        { watermark: 3, id: 'in', activity: '{"text":"bonjour"}' },
        { watermark: 4, id: 'out', activity: '{"text":"oui ?"}' },
      ])
      assert.deepEqual((await storage.conversations.log('test/a', 0, 2)).map(each => each.watermark), [1, 2])
      assert.deepEqual(await storage.conversations.log('test/a', 4), [])
    })

    it('stores nothing of a turn that was decided on an older version', async () => {
      const loaded = await storage.conversations.load('test/a')
      assert.equal(await other.conversations.commit(turn('test/a', loaded)), 'committed')
      const late = turn('test/a', loaded, { delivery: { id: 'late', activityId: 'in' }, outbox: [entry('late')] })
      assert.equal(await storage.conversations.commit(late), 'conflict')
      assert.equal(await storage.conversations.commit(turn('test/a', undefined)), 'conflict')
      assert.equal((await storage.conversations.log('test/a', 0)).length, 6)
      assert.equal(await storage.conversations.delivery('test/a', 'late'), undefined)
      assert.deepEqual(await storage.outbox.counts(), [])
    })

    it('says with a conversation whether a delivery of it is committed', async () => {
      const long = 'd'.repeat(300)
      assert.equal(await storage.conversations.load('test/delivered', long), undefined)
      await storage.conversations.commit(turn('test/delivered', undefined, { delivery: { id: long, activityId: 'in' } }))
      const { delivered, ...stored } = (await storage.conversations.load('test/delivered', long))!
      assert.deepEqual(stored, await storage.conversations.load('test/delivered'))
      assert.ok(delivered)
      assert.deepEqual(delivered, await storage.conversations.delivery('test/delivered', long))
      assert.deepEqual(await storage.conversations.load('test/delivered', 'other'), stored)
      await storage.conversations.commit(turn('test/undelivered', undefined))
      assert.equal((await storage.conversations.load('test/undelivered', long))?.delivered, undefined)
    })

    it('puts turns of one moment in one transaction, and a conflict harms none of them', async () => {
      const stale = await storage.conversations.load('test/a')
      assert.equal(await storage.conversations.commit(turn('test/a', stale)), 'committed')
      statements = []
      const outcomes = await Promise.all([
        ...Array.from({ length: 50 }, async (_, n) => {
          // Turns of the same round of the event loop do not come to their end at the same step of it.
          for (let step = 0; step < n; step++) await Promise.resolve()
          return storage.conversations.commit(
            turn(`test/group${n}`, undefined, { delivery: { id: 'd', activityId: 'in' }, outbox: [entry(`group${n}`)] }),
          )
        }),
        storage.conversations.commit(turn('test/a', stale)),
      ])
      assert.deepEqual(outcomes, [...Array.from({ length: 50 }, () => 'committed'), 'conflict'])
      assert.equal(statements.filter(statement => statement.startsWith('begin')).length, 1)
      for (let n = 0; n < 50; n++) {
        assert.equal((await storage.conversations.load(`test/group${n}`))?.version, 1)
        assert.equal((await storage.conversations.log(`test/group${n}`, 0)).length, 2)
        assert.ok(await storage.conversations.delivery(`test/group${n}`, 'd'))
      }
      assert.deepEqual(await storage.outbox.counts(), [{ kind: 'mail', status: 'waiting', count: 50 }])
    })

    it('refuses the one turn of a group whose values cannot be stored', async () => {
      const good = turn('test/good', undefined)
      const nul = turn('test/nul', undefined, { activities: [{ id: 'in', activity: 'sesame\0', fromBot: false }] })
      const long = turn(`test/${'k'.repeat(3000)}`, undefined)
      const [first, second, third] = await Promise.allSettled([good, nul, long].map(each => storage.conversations.commit(each)))
      assert.deepEqual(first, { status: 'fulfilled', value: 'committed' })
      assert.ok(second?.status === 'rejected' && second.reason instanceof TypeError)
      assert.doesNotMatch(String(second.reason), /sesame/)
      assert.ok(third?.status === 'rejected' && third.reason instanceof RangeError)
      assert.equal(await storage.conversations.load('test/nul'), undefined)
    })

    it('recognises a repeated delivery, however long its id', async () => {
      for (const id of ['client-1', 'x'.repeat(100_000)]) {
        const key = `test/delivery${id.length}`
        const first = turn(key, undefined, { delivery: { id, activityId: 'in' } })
        assert.equal(await storage.conversations.commit(first), 'committed')
        assert.deepEqual(await other.conversations.delivery(key, id), { activityId: 'in', watermark: 1, lastWatermark: 2 })
        assert.equal(await storage.conversations.delivery(key, `${id}x`), undefined)
        // Another process that did not look first: the version is right, the delivery is not new.
        const again = turn(key, await other.conversations.load(key), { delivery: { id, activityId: 'in' } })
        const [repeated, unharmed] = await Promise.all([
          other.conversations.commit(again),
          other.conversations.commit(turn(`${key}-neighbour`, undefined)),
        ])
        assert.equal(repeated, 'conflict')
        assert.equal(unharmed, 'committed')
        assert.equal((await storage.conversations.load(key))?.version, 1)
        assert.equal((await storage.conversations.log(key, 0)).length, 2)
      }
    })

    it('gives an activity that is not logged the place before its replies', async () => {
      const silent = turn('test/silent', undefined, {
        delivery: { id: 'd', activityId: 'event' },
        activities: [{ id: 'out', activity: '{}', fromBot: true }],
      })
      await storage.conversations.commit(silent)
      assert.deepEqual(await storage.conversations.delivery('test/silent', 'd'), {
        activityId: 'event',
        watermark: 0,
        lastWatermark: 1,
      })
    })

    it('lets exactly one of two turns settle an outbox entry', async () => {
      const asking = turn('test/settle', undefined, { outbox: [entry('once', { conversation: 'test/settle' })] })
      assert.equal(await storage.conversations.commit(asking), 'committed')
      const loaded = await storage.conversations.load('test/settle')
      const result = turn('test/settle', loaded, { settles: { id: 'once', reference: 'ref-1' } })
      // Of another conversation, so that it is the entry that decides and not the version.
      const elsewhere = turn('test/elsewhere', undefined, { settles: { id: 'once', reference: 'ref-2' } })
      const outcomes = await Promise.all([storage.conversations.commit(result), other.conversations.commit(elsewhere)])
      assert.deepEqual([...outcomes].sort(), ['committed', 'conflict'])
      const reference = outcomes[0] === 'committed' ? 'ref-1' : 'ref-2'
      assert.deepEqual(await other.outbox.byReference(reference), { id: 'once', conversation: 'test/settle' })
      const loser = outcomes[0] === 'committed' ? 'test/elsewhere' : 'test/settle'
      assert.notEqual((await storage.conversations.load(loser))?.version, 2)
      assert.equal((await storage.conversations.log(loser, 2)).length, 0)
    })

    it('keeps every one of many turns that race from two processes', async () => {
      const shares = 20
      const say = async (from: Storage, text: string): Promise<void> => {
        for (;;) {
          const loaded = await from.conversations.load('test/race')
          const activities = [{ id: text, activity: text, fromBot: false }]
          if ((await from.conversations.commit(turn('test/race', loaded, { activities }))) === 'committed') return
        }
      }
      const texts = Array.from({ length: shares * 2 }, (_, n) => `t${n}`)
      await Promise.all(texts.map((text, n) => say(n % 2 === 0 ? storage : other, text)))
      const logged = await storage.conversations.log('test/race', 0)
      assert.deepEqual(logged.map(each => each.watermark), Array.from({ length: shares * 2 }, (_, n) => n + 1))
      assert.deepEqual(logged.map(each => each.id).sort(), [...texts].sort())
    })

    it('tells each watcher of a commit once, before the commit is answered', async () => {
      const heard: [string, number][] = []
      const failing = storage.conversations.watch(() => {
        throw new Error('a listener that fails')
      })
      const stop = storage.conversations.watch((key, watermark) => {
        if (key === 'test/watched') heard.push([key, watermark])
      })
      // The listening connection of PostgreSQL is there to hear our own commit too, however slow the machine.
      const listening = async (): Promise<boolean> =>
        (await sql`select 1 from pg_stat_activity where application_name = ${connectionNames.listener} and state = 'idle'
          and datname = current_database() and query like 'listen %'`.execute(storage.db)).rows.length > 0
      if (engine.name === 'postgres') {
        while (!(await listening())) await delay(20)
        await delay(200)
      }
      await storage.conversations.commit(turn('test/watched', undefined))
      assert.deepEqual(heard, [['test/watched', 2]])
      await delay(100)
      assert.deepEqual(heard, [['test/watched', 2]])
      stop()
      failing()
      await storage.conversations.commit(turn('test/watched', await storage.conversations.load('test/watched')))
      assert.equal(heard.length, 1)
    })

    it('erases a conversation with its log, its deliveries and what is settled, not yet begun, or waits for another try', async () => {
      const key = 'test/erased'
      await storage.conversations.commit(
        turn(key, undefined, {
          delivery: { id: 'd', activityId: 'in' },
          outbox: ['erase-new', 'erase-settled', 'erase-begun'].map((id, n) => entry(id, { conversation: key, kind: `erase${n}` })),
        }),
      )
      await storage.conversations.commit(turn('test/kept', undefined))
      const loaded = await storage.conversations.load(key)
      await storage.conversations.commit(turn(key, loaded, { settles: { id: 'erase-settled' } }))
      await new Promise<void>((resolve, reject) => {
        const worker = storage.outbox.work({
          erase2: () => {
            setImmediate(() => void worker.stop().then(resolve, reject))
            return Promise.resolve({ retry: { inMs: 60_000, code: 'later' } })
          },
        })
      })
      const stale = await storage.conversations.load(key)
      await storage.conversations.erase(key)
      assert.equal(await storage.conversations.load(key), undefined)
      assert.deepEqual(await storage.conversations.log(key, 0), [])
      assert.equal(await storage.conversations.delivery(key, 'd'), undefined)
      const left = await storage.db.selectFrom('outbox').select('id').where('conversation', '=', key).execute()
      // What waits for another try is not tried again for somebody who has erased.
      assert.deepEqual(left, [])
      assert.ok(await storage.conversations.load('test/kept'))
      // A turn that was under way does not bring it back.
      assert.equal(await storage.conversations.commit(turn(key, stale)), 'conflict')
      assert.equal(await storage.conversations.load(key), undefined)
    })

    it('expires what nobody touched, and nothing else', async () => {
      const old = await engine.create()
      let time = Date.parse('2026-01-01T00:00:00Z')
      const store = await openStorage({ ...old, clock: () => time })
      try {
        const names = Array.from({ length: 450 }, (_, n) => `test/old${n}`)
        await Promise.all(
          names.map(key =>
            store.conversations.commit(
              turn(key, undefined, { delivery: { id: 'd', activityId: 'in' }, outbox: [entry(randomUUID(), { conversation: key })] }),
            ),
          ),
        )
        await store.conversations.commit(turn('test/active', undefined, { outbox: [entry('settled late')] }))
        time = Date.parse('2026-02-01T00:00:00Z')
        const active = await store.conversations.load('test/active')
        await store.conversations.commit(turn('test/active', active, { settles: { id: 'settled late' }, outbox: [entry('new')] }))
        // 450 conversations with two activities, a delivery and an entry that never succeeded each.
        assert.equal(await store.expire(new Date('2026-01-15T00:00:00Z')), 450 * 5)
        assert.equal(await store.conversations.load('test/old0'), undefined)
        assert.deepEqual(await store.conversations.log('test/old449', 0), [])
        assert.equal((await store.conversations.log('test/active', 0)).length, 4)
        assert.deepEqual(await store.outbox.counts(), [
          { kind: 'mail', status: 'settled', count: 1 },
          { kind: 'mail', status: 'waiting', count: 1 },
        ])
        assert.equal(await store.expire(new Date('2026-01-15T00:00:00Z')), 0)
      } finally {
        await store.close()
        await old.remove()
      }
    })
  })
