/** What a browser holds of its conversation, on both engines. */
import assert from 'node:assert/strict'
import { newSecret, pageSessions } from '../../../src/channels/page/sessions.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import { engines } from '../../support/databases.ts'

for (const engine of engines)
  describe(`channels/page/sessions on ${engine.name}`, () => {
    it('opens one conversation for all tabs, until it is forgotten or was silent for too long', async () => {
      const database = await engine.create()
      const storage = await openStorage(database)
      try {
        let now = Date.parse('2026-11-29T08:00:00Z')
        const sessions = pageSessions(storage, 12, () => now)
        const secret = newSecret()
        assert.equal(await sessions.find(secret), undefined)
        const [one, other] = await Promise.all([sessions.begin(secret, 'fr'), sessions.begin(secret, 'en')])
        assert.equal(one.id, other.id)
        assert.deepEqual(await sessions.find(secret), { ...one, watermark: undefined })
        assert.equal(JSON.stringify(await storage.db.selectFrom('page_session').selectAll().execute()).includes(secret), false)

        const conversation = { key: one.key, channel: 'page', id: one.id, version: 0, watermark: 0, locale: 'en', state: '{}', reference: '{}' }
        await storage.conversations.commit({ conversation, activities: [{ id: 'a', activity: '{}', fromBot: true }], outbox: [] })
        assert.deepEqual([(await sessions.find(secret))?.locale, (await sessions.find(secret))?.watermark], ['en', 1])

        now += 11 * 3_600_000
        assert.equal((await sessions.find(secret))?.id, one.id)
        now += 11 * 3_600_000
        assert.equal((await sessions.find(secret))?.id, one.id)
        now += 12.1 * 3_600_000
        assert.equal(await sessions.find(secret), undefined)
        assert.notEqual((await sessions.begin(secret, 'fr')).id, one.id)

        await sessions.forget(secret)
        assert.equal(await sessions.find(secret), undefined)
        await sessions.begin(newSecret(), 'fr')
        assert.equal(await sessions.expire(new Date(now)), 0)
        assert.equal(await sessions.expire(new Date(now + 1)), 1)
      } finally {
        await storage.close()
        await database.remove()
      }
    })
  })
