import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Kysely, sql } from 'kysely'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { openStorage, StorageError } from '../../src/storage/openStorage.ts'
import { postgresDialect } from '../../src/storage/postgres.ts'
import { sqliteDialect } from '../../src/storage/sqlite.ts'
import { engines } from '../support/databases.ts'
import type { TestDatabase } from '../support/databases.ts'
import { forkScript } from '../support/processes.ts'

for (const engine of engines)
  describe(`the database on ${engine.name}`, () => {
    let database: TestDatabase
    beforeEach(async () => {
      database = await engine.create()
    })
    afterEach(async () => {
      await database.remove()
    })

    const bare = (): Kysely<Record<string, Record<string, unknown>>> =>
      new Kysely({
        dialect:
          database.databaseUrl === undefined
            ? sqliteDialect(database.dataDir)
            : postgresDialect(database.databaseUrl, () => undefined),
      })

    it('brings an older database to the present form and keeps what is in it', async () => {
      const old = bare()
      const [name, first] = Object.entries(migrations)[0] ?? assert.fail()
      await migrate(old, { [name]: first })
      await old.insertInto('secret').values({ name: 'kept', value: 'v' }).execute()
      await old.destroy()
      const storage = await openStorage(database)
      const done = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(storage.db)
      assert.deepEqual(done.rows.map(row => row.name), Object.keys(migrations))
      assert.equal(await storage.secret('kept'), 'v')
      await storage.close()
    })

    it('leaves nothing of a migration that failed', async () => {
      const db = bare()
      const failing = {
        '0001_fails': {
          up: async (transaction: Kysely<unknown>) => {
            await transaction.schema.createTable('half').addColumn('a', 'text').execute()
            throw new Error('a migration that fails')
          },
        },
      }
      await assert.rejects(migrate(db, failing), /a migration that fails/)
      await assert.rejects(db.selectFrom('half').selectAll().execute())
      await migrate(db, migrations)
      await db.destroy()
    })

    it('refuses a database that a newer version made, and changes nothing in it', async () => {
      const storage = await openStorage(database)
      await sql`insert into kysely_migration (name, timestamp) values ('9999_future', '2030')`.execute(storage.db)
      await storage.close()
      await assert.rejects(openStorage(database), (error: Error) => {
        assert.ok(error instanceof StorageError)
        assert.match(error.message, /^The database was made by a newer version of the guide \(.*9999_future\): start that version, .*\.$/)
        return true
      })
    })

    it('may be opened by several at once, the first time', async () => {
      const opened = await Promise.all(Array.from({ length: 5 }, () => openStorage(database)))
      const secrets = await Promise.all(opened.map(storage => storage.secret('token')))
      assert.equal(new Set(secrets).size, 1)
      assert.match(secrets[0] ?? '', /^[0-9a-f]{64}$/)
      assert.notEqual(await opened[0]?.secret('other'), secrets[0])
      await Promise.all(opened.map(storage => storage.close()))
      const later = await openStorage(database)
      assert.equal(await later.secret('token'), secrets[0])
      await later.close()
    })

    it('answers a ping until it is closed', async () => {
      const storage = await openStorage(database)
      await storage.ping()
      await storage.close()
      await storage.close()
      await assert.rejects(storage.ping())
    })

    it('has every commit that was acknowledged when the process is killed', async function () {
      this.timeout(60_000)
      const acknowledged = new Map<string, number>()
      for (let round = 0; round < 3; round++) {
        const child = forkScript(
          `import { openStorage } from 'src/storage/openStorage.ts'
           const { conversations } = await openStorage(JSON.parse(process.env.DATABASE))
           const loop = async key => {
             for (;;) {
               const { version = 0, watermark = 0 } = await conversations.load(key) ?? {}
               const text = JSON.stringify({ text: 'x'.repeat(500) })
               const outcome = await conversations.commit({
                 conversation: { key, channel: 'test', id: key, version, watermark, locale: 'fr', state: '{}', reference: '{}' },
                 delivery: { id: String(version), activityId: 'i' + version },
                 activities: [{ id: 'i' + version, activity: text, fromBot: false }, { id: 'o' + version, activity: text, fromBot: true }],
                 outbox: [{ id: key + version, kind: 'mail', payload: '{}' }],
               })
               if (outcome !== 'committed') throw new Error(outcome)
               process.stdout.write(key + ' ' + (version + 1) + '\\n')
             }
           }
           for (let n = 0; n < 8; n++) loop('test/' + n)`,
          { DATABASE: JSON.stringify(database) },
        )
        assert.ok(child.stdout)
        const lines = createInterface({ input: child.stdout })
        lines.on('line', line => {
          const [key, version] = line.split(' ')
          // A line may be cut by the kill; a whole one was written after the acknowledgement.
          if (key !== undefined && /^\d+$/.test(version ?? '')) acknowledged.set(key, Math.max(acknowledged.get(key) ?? 0, Number(version)))
        })
        await once(child.stdout, 'data')
        setTimeout(() => child.kill('SIGKILL'), 50 + Math.random() * 300)
        await Promise.all([once(child, 'exit'), once(lines, 'close')])
      }
      assert.equal(acknowledged.size, 8)
      const storage = await openStorage(database)
      let commits = 0
      for (const [key, version] of acknowledged) {
        const stored = await storage.conversations.load(key)
        // What was under way at each of the three kills may have been stored too, but never in part.
        assert.ok(stored !== undefined && stored.version >= version && stored.version <= version + 3, `${key}: ${version} acknowledged`)
        const log = await storage.conversations.log(key, 0, 1_000_000)
        assert.equal(log.length, stored.version * 2)
        assert.equal(stored.watermark, log.length)
        for (let n = 0; n < stored.version; n++) assert.ok(await storage.conversations.delivery(key, String(n)))
        commits += stored.version
      }
      assert.deepEqual(await storage.outbox.counts(), [{ kind: 'mail', status: 'waiting', count: commits }])
      await storage.close()
    })
  })
