import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openStorage, StorageError } from '../../src/storage/openStorage.ts'
import { temporaryFolder } from '../support/databases.ts'
import { forkScript } from '../support/processes.ts'

const permissions = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('SQLite', function () {
  // Some of them start another process.
  this.timeout(60_000)
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  // A value that libsql does not take ends the process with an abort, which no handler sees: hence another process.
  const values: Record<string, [value: string, given: unknown]> = {
    'text': ["'é 🎓'", 'é 🎓'],
    'long text': ["'é'.repeat(2_000_000).length + ''", '2000000'],
    'text with half a surrogate pair': ["'a\\ud800b'", 'a\ufffdb'],
    'a whole number': ['42', '42'],
    'a bigint': ['42n', '42'],
    'a fraction': ['1.5', '1.5'],
    'null': ['null', null],
    'text with a NUL': ["'a\\0b'", TypeError],
    'true': ['true', TypeError],
    'a Date': ['new Date()', TypeError],
    'an object': ['({ a: 1 })', TypeError],
    'an array': ['[1]', TypeError],
    'a Uint8Array': ['new Uint8Array(3)', TypeError],
    'a Buffer': ["Buffer.from('a')", TypeError],
    'an ArrayBuffer': ['new ArrayBuffer(3)', TypeError],
    'undefined': ['undefined', TypeError],
    'NaN': ['NaN', TypeError],
    'Infinity': ['Infinity', TypeError],
    'a number beyond 2^53': ['2 ** 60', TypeError],
    'a bigint beyond 2^53': ['2n ** 60n', TypeError],
    'a function': ['() => 1', TypeError],
    'a symbol': ["Symbol('a')", TypeError],
  }
  it('stores or refuses a bound value of any kind, and the process lives', async () => {
    const child = forkScript(
      `import { sqliteDialect } from 'src/storage/sqlite.ts'
       const database = await sqliteDialect(':memory:').createDriver()
       await database.init()
       const connection = await database.acquireConnection()
       const run = (sql, parameters) => connection.executeQuery({ sql, parameters, query: {} })
       const given = async value => {
         try {
           await run('create table t (value text)', [])
           await run('insert into t values (?)', [value])
           return (await run("select case when length(value) > 99 then length(value) || '' else value end as v from t", [])).rows[0].v
         } catch (error) {
           return error.name
         } finally {
           await run('drop table t', [])
         }
       }
       ${Object.entries(values).map(([name, [value]]) => `process.send([${JSON.stringify(name)}, await given(${value})])`).join('\n')}
       process.disconnect()`,
    )
    const given: unknown[] = []
    child.on('message', message => given.push(message))
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    const expected = Object.entries(values).map(([name, [, value]]) => [name, value === TypeError ? 'TypeError' : value])
    assert.deepEqual(given, expected)
    assert.deepEqual([code, signal], [0, null])
  })

  it('keeps whole numbers whole, in text columns too, and as results of sums and limits', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    const row = await sql<object>`select typeof(${5}) as type, ${2 ** 40} + ${1} as sum limit ${1}`.execute(storage.db)
    assert.deepEqual(row.rows, [{ type: 'integer', sum: 2 ** 40 + 1 }])
    await storage.close()
  })

  it('writes every commit through to the disk, in WAL mode', async () => {
    const storage = await openStorage({ dataDir: folder })
    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(storage.db)).rows[0] ?? {})[0]
    assert.equal(await pragma('journal_mode'), 'wal')
    assert.equal(await pragma('synchronous'), 2)
    assert.equal(await pragma('foreign_keys'), 1)
    await storage.close()
  })

  it('lets nobody else read the folder and the files', async () => {
    const dataDir = join(folder, 'new', 'var')
    const storage = await openStorage({ dataDir })
    await storage.secret('a')
    assert.equal(permissions(dataDir), '700')
    for (const end of ['', '-wal', '-shm']) assert.equal(permissions(join(dataDir, `noa.sqlite${end}`)), '600')
    await storage.close()
    chmodSync(dataDir, 0o755)
    chmodSync(join(dataDir, 'noa.sqlite'), 0o644)
    await (await openStorage({ dataDir })).close()
    assert.equal(permissions(dataDir), '700')
    assert.equal(permissions(join(dataDir, 'noa.sqlite')), '600')
  })

  it("leaves a folder of other people's things as it is", async () => {
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'theirs'), '')
    await (await openStorage({ dataDir: folder })).close()
    assert.equal(permissions(folder), '755')
    assert.equal(permissions(join(folder, 'noa.sqlite')), '600')
  })

  it('is one whole file once it is closed', async () => {
    const storage = await openStorage({ dataDir: folder })
    const secret = await storage.secret('a')
    await storage.close()
    await storage.close()
    for (const end of ['-wal', '-shm']) rmSync(join(folder, `noa.sqlite${end}`), { force: true })
    const again = await openStorage({ dataDir: folder })
    assert.equal(await again.secret('a'), secret)
    await again.close()
  })

  it('says in one sentence what to do when the folder or the file cannot be used', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await assert.rejects(openStorage({ dataDir: join(file, 'var') }), (error: Error) => {
      assert.ok(error instanceof StorageError)
      assert.match(error.message, /^The folder .*file\/var cannot be used for the database \(ENOTDIR\): .*DATA_DIR.*\.$/)
      return true
    })
    const broken = join(folder, 'broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'noa.sqlite'), 'This is a letter, not a database. '.repeat(500))
    await assert.rejects(openStorage({ dataDir: broken }), (error: Error) => {
      assert.ok(error instanceof StorageError)
      assert.match(error.message, /not a sound database \(SQLITE_NOTADB\): move it away/)
      return true
    })
    mkdirSync(join(folder, 'taken', 'noa.sqlite'), { recursive: true })
    await assert.rejects(openStorage({ dataDir: join(folder, 'taken') }), StorageError)
    assert.ok(existsSync(join(broken, 'noa.sqlite')))
  })

  it('lets others read what is committed while it writes, and nothing else', async () => {
    for (const dataDir of [folder, ':memory:']) {
      const storage = await openStorage({ dataDir })
      const names = async (db = storage.db): Promise<string[]> => (await db.selectFrom('secret').select('name').execute()).map(({ name }) => name)
      let meanwhile: Promise<string[]> | undefined
      let ended = false
      await storage.db.transaction().execute(async transaction => {
        await transaction.insertInto('secret').values({ name: 'a', value: 'written' }).execute()
        assert.deepEqual(await names(transaction), ['a'])
        meanwhile = names()
        // In memory there is but one connection, and the question waits.
        if (dataDir !== ':memory:') assert.deepEqual(await meanwhile, [])
        ended = true
      })
      assert.ok(ended)
      assert.deepEqual(await meanwhile, dataDir === ':memory:' ? ['a'] : [])
      assert.deepEqual(await names(), ['a'])
      await storage.close()
    }
  })

  it('leaves nothing of a transaction that failed, and goes on', async () => {
    const storage = await openStorage({ dataDir: folder })
    const failing = storage.db.transaction().execute(async transaction => {
      await transaction.insertInto('secret').values({ name: 'a', value: 'written' }).execute()
      throw new Error('planted')
    })
    await assert.rejects(failing, /planted/)
    // A change by itself that the database refuses is undone as well, and holds up nobody.
    await storage.db.insertInto('secret').values({ name: 'b', value: 'first' }).execute()
    await assert.rejects(storage.db.insertInto('secret').values({ name: 'b', value: 'second' }).execute(), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    assert.deepEqual(await storage.db.selectFrom('secret').select(['name', 'value']).execute(), [{ name: 'b', value: 'first' }])
    await storage.close()
  })

  it('waits for another process that writes, instead of failing', async () => {
    const storage = await openStorage({ dataDir: folder })
    const child = forkScript(
      `import { openStorage } from 'src/storage/openStorage.ts'
       const storage = await openStorage({ dataDir: process.env.DATA_DIR })
       await storage.db.transaction().execute(async transaction => {
         await transaction.insertInto('secret').values({ name: 'a', value: 'theirs' }).execute()
         process.send('writing')
         await new Promise(resolve => setTimeout(resolve, 300))
       })
       process.exit(0)`,
      { DATA_DIR: folder },
    )
    await once(child, 'message')
    await storage.db.transaction().execute(async transaction => {
      const found = await transaction.selectFrom('secret').selectAll().execute()
      assert.deepEqual(found, [{ name: 'a', value: 'theirs' }])
      await transaction.insertInto('secret').values({ name: 'b', value: 'ours' }).execute()
    })
    await storage.close()
  })
})
