import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import { createRetention } from '../../src/storage/retentionJob.ts'
import { engines } from '../support/databases.ts'

const day = 86_400_000

for (const engine of engines)
  describe(`retention on ${engine.name}`, () => {
    it('erases nothing by a clock that is far from the newest row, until it has been so for days', async () => {
      const database = await engine.create()
      const today = Date.now()
      let now = today
      const storage = await openStorage({ ...database, clock: () => now })
      const lines: { level: string; code: string; days?: number }[] = []
      const note = (level: string) => (details: object) => void lines.push({ level, ...(details as { code: string }) })
      const retention = createRetention({
        rooms: { conversations: storage },
        days: 30,
        log: { info: note('info'), warn: note('warn'), error: note('error') },
        storage,
        now: () => now,
      })
      const commit = (key: string): Promise<unknown> =>
        storage.conversations.commit({
          conversation: { key, channel: 'test', id: key, version: 0, watermark: 0, locale: 'fr', state: '{}', reference: '{}' },
          activities: [],
          outbox: [],
        })
      const kept = async (): Promise<string[]> =>
        (await storage.db.selectFrom('conversation').select('key').orderBy('key').execute()).map(({ key }) => key)
      await commit('test/a')

      // Before the guide has ever noted the time, and afterwards; also when somebody has come under the wrong clock.
      for (const noted of [false, true]) {
        now = today + 32 * day
        assert.equal(await retention.run(), 0)
        if (noted) await commit('test/b')
        now += day / 4
        assert.equal(await retention.run(), 0)
        assert.deepEqual(lines.splice(0).map(({ level, code, days }) => [level, code, days]), [
          ['warn', 'retention_refused', noted ? 31 : 32],
          ['warn', 'retention_refused', noted ? 31 : 32],
        ])
        now = today + day
        assert.equal(await retention.run(), 0)
        assert.deepEqual(lines.splice(0), [])
      }
      assert.deepEqual(await kept(), ['test/a', 'test/b'])

      // The guide was off for six weeks: it says so, and believes the clock three days later.
      now = today + 42 * day
      assert.equal(await retention.run(), 0)
      now += 3 * day
      assert.equal(await retention.run(), 1)
      assert.deepEqual(await kept(), ['test/b'])
      await storage.close()
      await database.remove()
    })

    it('looks at every room for the newest row, at its first start: an account alone is enough', async () => {
      const database = await engine.create()
      const now = Date.now()
      const storage = await openStorage(database)
      const at = new Date(now).toISOString()
      const account = { id: 'a', email: 'a@example.org', fields: '{}', status: 'pending', password_hash: null, locale: 'fr', created_at: at, updated_at: at, activated_at: null } as const
      await storage.db.insertInto('account').values(account).execute()
      assert.equal((await storage.clockGuard.doubts(now + 32 * day, 30))?.days, 32)
      assert.equal(await storage.clockGuard.doubts(now + day, 30), undefined)
      await storage.close()
      await database.remove()
    })
  })
