import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { healthRoutes } from '../../src/http/health.ts'
import type { RouteRequest } from '../../src/http/route.ts'
import { openStorage, StorageError } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { StorageFault } from '../../src/storage/storageError.ts'
import { WriteLock } from '../../src/storage/writeLock.ts'
import { temporaryFolder } from '../support/databases.ts'

const long = 'z'.repeat(200_000)
const turn = (key: string) => ({
  conversation: { key, channel: 'test', id: key, version: 0, watermark: 0, locale: 'fr', state: '{}', reference: '{}' },
  activities: [{ id: 'in', activity: long, fromBot: false }],
  outbox: [],
})
const fault = (code: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StorageFault, String(error))
  assert.match(error.code, code)
  return true
}
/** What `/readyz` answers. */
async function readiness(storage: Storage): Promise<[number, Record<string, unknown>]> {
  const [, readyz] = healthRoutes({ ping: () => storage.ping(), stopping: () => false })
  const { status, body } = await readyz!.handle({} as RouteRequest)
  return [status, JSON.parse(String(body)) as Record<string, unknown>]
}

describe('SQLite that fails', function () {
  this.timeout(30_000)
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('because it is full, says so under its own name, is not ready, and is again once there is room', async () => {
    const storage = await openStorage({ dataDir: folder })
    const [well, { freeBytes }] = await readiness(storage)
    assert.equal(well, 200)
    assert.ok(Number(freeBytes) > 0)
    await sql`pragma max_page_count = 1`.execute(storage.db)
    // The rollback fails, too, since SQLite has made it already: the first error is what is told.
    await assert.rejects(storage.conversations.commit(turn('test/a')), fault(/^SQLITE_FULL$/))
    await assert.rejects(storage.db.insertInto('secret').values({ name: 'a', value: long }).execute(), fault(/^SQLITE_FULL$/))
    await new Promise(resolve => setTimeout(resolve, 1100))
    const [full, { status, reason }] = await readiness(storage)
    assert.deepEqual([full, status, reason], [503, 'database', 'SQLITE_FULL'])
    await sql`pragma max_page_count = 1000000`.execute(storage.db)
    assert.equal(await storage.conversations.commit(turn('test/a')), 'committed')
    assert.equal((await readiness(storage))[0], 200)
    await storage.close()
  })

  it('because its disk is full, is not ready either', async function () {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      // Only root has a disk to fill; the test above stands for it.
      return
    }
    try {
      const storage = await openStorage({ dataDir: disk })
      assert.equal((await readiness(storage))[0], 200)
      assert.throws(() => writeFileSync(join(disk, 'full'), Buffer.alloc(20_000_000)), { code: 'ENOSPC' })
      await new Promise(resolve => setTimeout(resolve, 1100))
      const [status, { reason }] = await readiness(storage)
      assert.equal(status, 503)
      assert.match(String(reason), /^(SQLITE_FULL|SQLITE_IOERR.*|disk_full)$/)
      await assert.rejects(storage.conversations.commit(turn('test/a')), fault(/^SQLITE_(FULL|IOERR)/))
      rmSync(join(disk, 'full'))
      assert.equal(await storage.conversations.commit(turn('test/a')), 'committed')
      // It ends cleanly all the same, and the next start finds what was committed.
      assert.throws(() => writeFileSync(join(disk, 'full'), Buffer.alloc(20_000_000)), { code: 'ENOSPC' })
      await storage.close()
      rmSync(join(disk, 'full'))
      const next = await openStorage({ dataDir: disk })
      assert.ok((await next.conversations.load('test/a')) !== undefined)
      await next.close()
    } finally {
      execFileSync('umount', ['-l', disk])
    }
  })

  const damage = (): void => {
    const file = join(folder, 'noa.sqlite')
    const descriptor = openSync(file, 'r+')
    const { size } = statSync(file)
    for (let page = 10; page * 4096 < size; page++) writeSync(descriptor, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
    closeSync(descriptor)
  }

  it('because its pages are damaged, does not begin', async () => {
    const storage = await openStorage({ dataDir: folder })
    await storage.conversations.commit(turn('test/a'))
    await storage.close()
    damage()
    await assert.rejects(openStorage({ dataDir: folder, serves: true }), (error: Error) => {
      assert.ok(error instanceof StorageError)
      assert.match(error.message, /is not a sound database \(.*\): move it away, or put a backup in its place\.$/)
      return true
    })
  })

  it('because its pages are damaged while it runs, is not ready from the first request that meets it', async () => {
    const heard: Error[] = []
    const options = { dataDir: folder, onError: (error: Error) => void heard.push(error) }
    const first = await openStorage(options)
    for (let n = 0; n < 60; n++) await first.conversations.commit(turn(`test/${n}`))
    await first.close()
    const storage = await openStorage(options)
    damage()
    await assert.rejects(storage.conversations.log('test/59', 0), fault(/^SQLITE_(CORRUPT|NOTADB)/))
    const [status, { reason }] = await readiness(storage)
    assert.equal(status, 503)
    assert.match(String(reason), /^SQLITE_/)
    assert.ok(heard.length > 0)
    await storage.close().catch(() => undefined)
  })

  it('because another writer of the process holds on, gives up the wait, and goes on afterwards', async () => {
    const lock = new WriteLock()
    await lock.take(50)
    await assert.rejects(lock.take(50), fault(/^locked$/))
    const waiting = lock.take(5000)
    lock.release()
    await waiting
  })

  it('because another guide has its folder, says so; commands come and go beside it', async () => {
    const guide = await openStorage({ dataDir: folder, serves: true })
    await assert.rejects(openStorage({ dataDir: folder, serves: true }), (error: Error) => {
      assert.ok(error instanceof StorageError)
      assert.match(error.message, /^Another guide runs in .*: stop it first, .*DATABASE_URL\)\.$/)
      return true
    })
    const command = await openStorage({ dataDir: folder })
    assert.equal(await command.secret('a'), await guide.secret('a'))
    await command.close()
    await guide.close()
    await (await openStorage({ dataDir: folder, serves: true })).close()
  })
})
