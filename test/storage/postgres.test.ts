import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { connectionNames } from '../../src/storage/liveProcesses.ts'
import { openStorage, StorageError } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { engines } from '../support/databases.ts'
import type { TestDatabase } from '../support/databases.ts'

const commit = async (storage: Storage, key: string): Promise<number> => {
  const loaded = await storage.conversations.load(key)
  const { version = 0, watermark = 0 } = loaded ?? {}
  const conversation = { key, channel: 'test', id: key, version, watermark, locale: 'fr', state: '{}', reference: '{}' }
  const activities = [{ id: 'a', activity: '{}', fromBot: true }]
  assert.equal(await storage.conversations.commit({ conversation, activities, outbox: [] }), 'committed')
  return watermark + 1
}

async function until(holds: () => boolean | Promise<boolean>, what: string, within = 25_000): Promise<void> {
  for (const begun = Date.now(); Date.now() - begun < within; await delay(5)) if (await holds()) return
  assert.fail(`It never came about: ${what}`)
}

for (const engine of engines.filter(each => each.name === 'postgres'))
  describe('two processes on PostgreSQL', function () {
    this.timeout(60_000)
    let database: TestDatabase
    let one: Storage
    let two: Storage
    let errors: Error[]
    let heard: [string, number][]

    beforeEach(async () => {
      database = await engine.create()
      errors = []
      heard = []
      one = await openStorage({ ...database, onError: () => undefined })
      two = await openStorage({ ...database, onError: error => void errors.push(error), outbox: { pollMs: 60_000 } })
      two.conversations.watch((key, watermark) => heard.push([key, watermark]))
    })
    afterEach(async () => {
      await Promise.all([one.close(), two.close()])
      await database.remove()
    })

    /** More than once, where a commit is told and also found by catching up when listening begins. */
    const hears = (key: string): boolean => heard.some(([each]) => each === key)
    const terminate = (name: string) =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = ${name} and pid <> pg_backend_pid()`.execute(one.db)

    it('hear of each other\'s commits', async () => {
      await commit(one, 'test/first')
      await until(() => hears('test/first'), 'the first commit, made while the listener connects, is caught up with')
      await commit(one, 'test/a b')
      // Heard, and not found by looking: the worker of this process looks once a minute only.
      await until(() => hears('test/a b'), 'the second commit is heard')
      assert.deepEqual(new Set(heard.map(String)), new Set(['test/first,1', 'test/a b,1']))
      const long = `test/${'é'.repeat(990)}`
      await Promise.all([commit(one, long), commit(two, 'test/own')])
      await until(() => hears(long), 'a long key')
      assert.equal(heard.filter(([key]) => key === 'test/own').length, 1)
    })

    it('go on after the listening connection was lost, and miss nothing that was committed meanwhile', async () => {
      await commit(one, 'test/before')
      await until(() => hears('test/before'), 'listening')
      for (let round = 0; round < 3; round++) {
        // The end of a connection takes its time: what is committed before would still be heard on it.
        const lost = errors.length
        await until(async () => (await terminate(connectionNames.listener), errors.length > lost), 'the loss is noticed')
        const key = `test/meanwhile${round}`
        await commit(one, key)
        await until(() => hears(key), 'what was committed meanwhile')
      }
      const count = heard.length
      await commit(one, 'test/after')
      await until(() => heard.length > count, 'listening again')
    })

    it('live through the loss of every connection', async () => {
      const working = await commit(one, 'test/a')
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()`.execute(one.db)
      await terminate(connectionNames.pool)
      // The pool may hold connections of whose end it has not yet heard: what fails on them was not committed.
      let committed = 0
      const again = async (): Promise<boolean> => {
        committed = await commit(two, 'test/a').catch(() => 0)
        return committed > 0
      }
      await until(again, 'a commit on a new connection')
      assert.equal(committed, working + 1)
      await two.ping()
    })

    it('reject a turn whose connection is lost in the middle, and can commit it afterwards', async () => {
      await commit(one, 'test/a')
      const locked = one.db.transaction().execute(async transaction => {
        await sql`select key from conversation where key = 'test/a' for update`.execute(transaction)
        const waiting = commit(two, 'test/a')
        waiting.catch(() => undefined)
        const waits = sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`
        await until(async () => (await waits.execute(one.db)).rows[0]?.count === 1, 'the other waits for the row')
        await sql`select pg_terminate_backend(pid) from pg_stat_activity
                  where datname = current_database() and wait_event_type = 'Lock'`.execute(transaction)
        await assert.rejects(waiting)
      })
      await locked
      assert.equal(await commit(two, 'test/a'), 2)
    })

    it('wake each other\'s workers', async () => {
      const handled: string[] = []
      two.outbox.work({
        mail: entry => {
          handled.push(entry.id)
          return Promise.resolve({ done: true })
        },
      })
      await delay(200)
      await one.outbox.add([{ id: 'm1', kind: 'mail', payload: '{}' }])
      await until(() => handled.length === 1, 'woken by an entry that was added')
      const conversation = { key: 'test/w', channel: 'test', id: 'w', version: 0, watermark: 0, locale: 'fr', state: '{}', reference: '{}' }
      await one.conversations.commit({ conversation, activities: [], outbox: [{ id: 'm2', kind: 'mail', payload: '{}' }] })
      await until(() => handled.length === 2, 'woken by a turn')
    })

    it('do not say what the server quotes of a row that it refused', async () => {
      await one.db.insertInto('secret').values({ name: 'n', value: 'jean@example.org' }).execute()
      await assert.rejects(one.db.insertInto('secret').values({ name: 'n', value: 'x' }).execute(), (error: object) => {
        assert.doesNotMatch(JSON.stringify({ ...error }), /\(n\)|jean/)
        return true
      })
    })
  })

for (const engine of engines.filter(each => each.name === 'postgres'))
  describe('PostgreSQL that cannot be used', () => {
    let database: TestDatabase
    before(async () => {
      database = await engine.create()
    })
    after(async () => {
      await database.remove()
    })

    it('is told in one sentence that says what to do, without the password', async () => {
      const url = new URL(database.databaseUrl ?? '')
      const password = url.password
      const change = (how: (changed: URL) => void): string => {
        const changed = new URL(url)
        how(changed)
        return changed.href
      }
      const cases: [string, RegExp][] = [
        [change(each => (each.password = 'wrong-password')), /^PostgreSQL refuses the user or the password of DATABASE_URL: /],
        [change(each => (each.pathname = '/nowhere')), /^The database that DATABASE_URL names does not exist: /],
        [change(each => (each.port = '1')), /^PostgreSQL does not answer at DATABASE_URL \(ECONNREFUSED\): /],
        [change(each => (each.hostname = 'nowhere.invalid')), /^PostgreSQL does not answer at DATABASE_URL \((ENOTFOUND|EAI_AGAIN)\): /],
      ]
      for (const [databaseUrl, expected] of cases)
        await assert.rejects(openStorage({ dataDir: database.dataDir, databaseUrl }), (error: Error) => {
          assert.ok(error instanceof StorageError, String(error))
          assert.match(error.message, expected)
          assert.ok(error.message.endsWith('.') && !/wrong-password/.test(error.stack ?? '') && !(error.stack ?? '').includes(password))
          return true
        })
    })
  })
