import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'libsql'
import { Kysely, sql } from 'kysely'
import { backUp } from '../../src/storage/backup.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { postgresDialect } from '../../src/storage/postgres.ts'
import { sqliteDialect } from '../../src/storage/sqlite.ts'
import { engines, temporaryFolder } from '../support/databases.ts'

const mark = 'MARQUE-rose-thé-42'

/** A turn of a conversation whose state grows, so that SQLite moves rows about. */
async function say({ conversations }: Storage, key: string, text: string): Promise<void> {
  const { version = 0, watermark = 0, state = '{}' } = (await conversations.load(key)) ?? {}
  const said = JSON.stringify({ said: `${state.slice(-1500)}${text}` })
  const outcome = await conversations.commit({
    conversation: { key, channel: 'test', id: key, version, watermark, locale: 'fr', state: said, reference: '{}' },
    activities: [{ id: 'in', activity: JSON.stringify({ text }), fromBot: false }],
    outbox: [{ id: `${key}-${version}`, kind: 'mail', payload: JSON.stringify({ text }), conversation: key }],
  })
  assert.equal(outcome, 'committed')
}

describe('what was erased from SQLite', function () {
  this.timeout(60_000)
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const file = (): string => join(folder, 'noa.sqlite')
  const marksIn = (path: string): number => (existsSync(path) ? readFileSync(path).toString('utf8').split(mark).length - 1 : 0)
  const marks = (): number => marksIn(file()) + marksIn(`${file()}-wal`)
  const gone = async (within = 5000): Promise<void> => {
    for (const begun = Date.now(); marks() > 0; await delay(50))
      assert.ok(Date.now() - begun < within * 4, `${marks()} marks are still on the disk`)
  }
  /** Ten people of each kind talk at the same time. */
  const talk = async (storage: Storage): Promise<string[]> => {
    const people = Array.from({ length: 20 }, (_, n) => ({ key: `test/${(n * 7919) % 101}`, text: n % 2 === 0 ? mark : 'autre chose' }))
    for (let round = 0; round < 12; round++)
      await Promise.all(people.map(({ key, text }) => say(storage, key, `${text} ${'x'.repeat((round * 97) % 400)}`)))
    return people.filter(({ text }) => text === mark).map(({ key }) => key)
  }

  it('is gone from file, log and backup seconds later, while others go on talking', async () => {
    const storage = await openStorage({ dataDir: folder })
    const marked = await talk(storage)
    assert.ok(marks() > 100, 'the marks were there')
    let talking = true
    const others = (async () => {
      for (let n = 0; talking; n++) await say(storage, `test/other${n % 5}`, 'y'.repeat((n * 131) % 900))
    })()
    for (const key of marked) await storage.conversations.erase(key)
    await gone()
    talking = false
    await others
    backUp(folder, join(folder, 'copy.sqlite'))
    assert.equal(marksIn(join(folder, 'copy.sqlite')), 0)
    await storage.close()
    assert.equal(marks(), 0)
  })

  it('leaves the log as soon as nobody reads the old state any more', async () => {
    const storage = await openStorage({ dataDir: folder })
    const [key = ''] = await talk(storage)
    const reader = new Database(file())
    reader.exec('begin')
    reader.prepare('select count(*) from activity').all([])
    await storage.conversations.erase(key)
    assert.equal(await storage.conversations.load(key), undefined)
    await delay(300)
    assert.ok(marks() > 0, 'a backup under way still sees it')
    for (const each of await storage.db.selectFrom('conversation').select('key').execute()) await storage.conversations.erase(each.key)
    reader.exec('rollback')
    reader.close()
    await gone()
    await storage.close()
  })

  it('goes with retention, and the file gives its room back', async () => {
    const storage = await openStorage({ dataDir: folder })
    await talk(storage)
    await say(storage, 'test/long', 'z'.repeat(3_000_000))
    await say(storage, 'test/long', 'z')
    await storage.db.updateTable('conversation').set({ updated_at: '2020-01-01T00:00:00.000Z' }).execute()
    await storage.db.updateTable('outbox').set({ created_at: '2020-01-01T00:00:00.000Z' }).execute()
    assert.ok((await storage.expire(new Date('2021-01-01'))) > 200)
    await storage.tidy()
    await gone()
    assert.ok(statSync(file()).size < 500_000, `the file still has ${statSync(file()).size} bytes`)
    await storage.close()
  })

  it('goes also where an older version of the guide left it in free pages', async () => {
    const old = new Database(file())
    for (const pragma of ['journal_mode = WAL', 'secure_delete = FAST']) old.prepare(`pragma ${pragma}`).all([])
    old.exec('create table erased (text text)')
    for (let n = 0; n < 200; n++) old.prepare('insert into erased values (?)').run([`${mark} ${'x'.repeat(3000)}`])
    old.exec('delete from erased')
    old.exec('drop table erased')
    old.prepare('pragma wal_checkpoint(truncate)').all([])
    old.close()
    assert.ok(marks() > 50, 'secure_delete = FAST leaves it')
    const storage = await openStorage({ dataDir: folder, serves: true })
    await gone()
    assert.deepEqual((await sql`pragma auto_vacuum`.execute(storage.db)).rows, [{ auto_vacuum: 2 }])
    await storage.close()
  })

  it('goes with the end of what was in hand outside', async () => {
    const storage = await openStorage({ dataDir: folder })
    let finish = (): void => undefined
    const begun = new Promise<void>(begin => {
      const until = new Promise<void>(resolve => (finish = resolve))
      storage.outbox.work({ mail: async () => (begin(), await until, { done: true }) })
    })
    await say(storage, 'test/a', mark)
    await begun
    await storage.conversations.erase('test/a')
    assert.deepEqual((await storage.outbox.counts()).map(({ count }) => Number(count)), [1], 'it goes on to its end')
    finish()
    for (const begunAt = Date.now(); (await storage.outbox.counts()).length > 0; await delay(20)) assert.ok(Date.now() - begunAt < 5000)
    await gone()
    await storage.close()
  })
})

for (const engine of engines)
  describe(`what an erased conversation had asked for outside, on ${engine.name}`, () => {
    it('is not tried again, whether it waited, was in hand, or was in the hand of a process that died', async () => {
      const database = await engine.create()
      const storage = await openStorage(database)
      const attempts: string[] = []
      let finish = (): void => undefined
      const held = new Promise<void>(resolve => (finish = resolve))
      const add = (id: string): Promise<void> => storage.outbox.add([{ id, kind: 'ask', payload: mark, conversation: `test/${id}` }])
      const retry = { retry: { inMs: 1, code: 'away' } }
      const ids = async (): Promise<string[]> =>
        (await storage.db.selectFrom('outbox').select('id').orderBy('id').execute()).map(({ id }) => id)
      const until = async (so: () => boolean | Promise<boolean>): Promise<void> => {
        for (const begun = Date.now(); !(await so()); await delay(10)) assert.ok(Date.now() - begun < 10_000, (await ids()).join())
      }
      await add('waits')
      await add('inHand')
      const worker = storage.outbox.work({
        ask: async ({ id }) => {
          attempts.push(id)
          if (id === 'inHand') await held
          return id === 'waits' ? { retry: { inMs: 400, code: 'away' } } : retry
        },
      })
      await until(() => attempts.length === 2)
      await until(async () => (await storage.db.selectFrom('outbox').select('code').where('id', '=', 'waits').executeTakeFirst())?.code === 'away')
      for (const id of ['waits', 'inHand']) await storage.conversations.erase(`test/${id}`)
      assert.deepEqual(await ids(), ['inHand'])
      finish()
      await until(async () => (await ids()).length === 0)
      await delay(500)
      assert.deepEqual(attempts, ['waits', 'inHand'])
      await worker.stop()

      await add('orphan')
      await storage.db.updateTable('outbox').set({ lease_owner: '999999999.gone x', lease_until: Date.now() + 60_000, attempt: 1 }).execute()
      await storage.conversations.erase('test/orphan')
      assert.deepEqual(await ids(), ['orphan'])
      storage.outbox.work({ ask: async ({ id }) => (attempts.push(id), retry) })
      await until(async () => (await ids()).length === 0)
      assert.deepEqual(attempts, ['waits', 'inHand'])
      await storage.close()
      await database.remove()
    })
  })

for (const engine of engines)
  describe(`a database of version 0.1.0 on ${engine.name}`, () => {
    it('is brought to the present form, with what is in its outbox', async () => {
      const database = await engine.create()
      const old = new Kysely<Record<string, Record<string, unknown>>>({
        dialect:
          database.databaseUrl === undefined ? sqliteDialect(database.dataDir) : postgresDialect(database.databaseUrl, () => undefined),
      })
      await migrate(old, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0007')))
      const entry = { id: 'kept', kind: 'mail', payload: '{"a":1}', status: 'waiting', due_at: 0, created_at: '2026-01-01T00:00:00.000Z' }
      await old.insertInto('outbox').values(entry).execute()
      await old.destroy()
      const storage = await openStorage(database)
      const handled = new Promise<string>(resolve => {
        storage.outbox.work({ mail: async ({ payload }) => (resolve(payload), { done: true }) })
      })
      assert.equal(await handled, '{"a":1}')
      await storage.ping()
      await storage.close()
      await database.remove()
    })
  })
