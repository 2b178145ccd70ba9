/** Who may work at the desk, on both databases: links that are used once, sessions that end, an operator who stays. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { createStaff, type Staff } from '../../src/staff/staff.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { engines, type TestDatabase } from '../support/databases.ts'

const hour = 3_600_000

for (const engine of engines)
  describe(`the staff on ${engine.name}`, () => {
    let database: TestDatabase
    let storage: Storage
    let now: number
    let staff: Staff
    before(async () => {
      database = await engine.create()
      storage = await openStorage(database)
    })
    after(async () => {
      await storage.close()
      await database.remove()
    })
    beforeEach(async () => {
      now = Date.UTC(2026, 10, 29)
      staff = createStaff(storage, () => now)
      for (const table of ['staff_member', 'staff_invitation', 'staff_session', 'staff_act'] as const) await storage.db.deleteFrom(table).execute()
    })

    async function invite(name: string, ...roles: ('editor' | 'operator')[]): Promise<{ member: string; token: string }> {
      const invitation = await staff.people.invite(name, roles, undefined)
      assert.ok(invitation !== 'lastOperator')
      return invitation
    }
    async function enter(name: string, ...roles: ('editor' | 'operator')[]): Promise<{ member: string; secret: string }> {
      const { member, token } = await invite(name, ...roles)
      return { member, secret: (await staff.sessions.accept(token))! }
    }

    it('lets a link in once, however many use it at once, and keeps neither it nor the session’s secret', async () => {
      assert.equal(await staff.people.anybody(), false)
      const { token } = await invite('Camille Martin', 'editor')
      assert.equal(await staff.people.anybody(), true)
      assert.equal((await staff.sessions.look(token))?.name, 'Camille Martin')
      const secrets = (await Promise.all([1, 2, 3, 4].map(() => staff.sessions.accept(token)))).filter(each => each !== undefined)
      assert.equal(secrets.length, 1)
      assert.deepEqual((await staff.sessions.find(secrets[0]!))?.person.roles, ['editor'])
      assert.equal(await staff.sessions.look(token), undefined)
      const rows = await Promise.all(['staff_member', 'staff_invitation', 'staff_session', 'staff_act'].map(table => sql`select * from ${sql.table(table)}`.execute(storage.db)))
      const stored = JSON.stringify(rows)
      assert.ok(!stored.includes(token) && !stored.includes(secrets[0]!))
    })

    it('ends a link after a day, when another was made, and when its person was revoked', async () => {
      const first = await invite('Camille', 'editor')
      const second = await invite('  CAMILLE ', 'editor')
      assert.equal(first.member, second.member)
      assert.equal(await staff.sessions.accept(first.token), undefined)
      now += 24 * hour
      assert.equal(await staff.sessions.accept(second.token), undefined)
      const third = await invite('Camille', 'editor')
      await staff.people.revoke(third.member, undefined)
      assert.equal(await staff.sessions.accept(third.token), undefined)
      assert.equal(await staff.people.anybody(), false)
    })

    it('ends a session that is not used, or is old, or whose person was revoked, and forgets it', async () => {
      const { secret, member } = await enter('Camille', 'editor')
      for (let day = 0; day < 29; day++) {
        now += 24 * hour
        assert.ok(await staff.sessions.find(secret), `day ${day}`)
      }
      now += 25 * hour
      assert.equal(await staff.sessions.find(secret), undefined, 'thirty days')
      assert.equal(await staff.expire(new Date(0)), 1)
      const again = await enter('Camille', 'editor')
      now += 7 * 24 * hour + 1
      assert.equal(await staff.sessions.find(again.secret), undefined, 'a week without a use')
      const last = await enter('Camille', 'editor')
      // Another process has nothing in memory.
      assert.ok(await createStaff(storage, () => now).sessions.find(last.secret))
      assert.equal(await staff.people.revoke(member, undefined), 'revoked')
      assert.equal(await createStaff(storage, () => now).sessions.find(last.secret), undefined)
      assert.equal(await staff.people.revoke(member, undefined), 'unknown')
      // Taken back, an old session stays ended.
      await invite('Camille', 'editor')
      assert.equal(await staff.sessions.find(last.secret), undefined)
    })

    it('keeps an operator at the desk, even where two end each other at once; the command line may end all', async () => {
      const a = await enter('A', 'operator')
      assert.equal(await staff.people.revoke(a.member, a.member), 'lastOperator')
      assert.equal(await staff.people.invite('A', ['editor'], a.member), 'lastOperator')
      // One who has a link and never came in is nobody who could let others in.
      await invite('B', 'operator')
      assert.equal(await staff.people.revoke(a.member, a.member), 'lastOperator')
      const b = await enter('B', 'operator')
      const results = await Promise.all([staff.people.revoke(a.member, b.member), staff.people.revoke(b.member, a.member)])
      assert.deepEqual(results.sort(), ['lastOperator', 'revoked'])
      // Nor one who was taken back, and has not come in since.
      // `list` has those that were not revoked first.
      const [left, gone] = await staff.people.list()
      await invite(gone!.name, 'operator')
      assert.equal(await staff.people.revoke(left!.id, left!.id), 'lastOperator')
      for (const { member } of [a, b]) await staff.people.revoke(member, undefined)
      assert.deepEqual((await staff.people.list()).map(({ revokedAt }) => revokedAt === undefined), [false, false])
    })

    it('notes who did what, the newest first, for a year, and then forgets whoever was revoked, too', async () => {
      const { member, secret } = await enter('Camille', 'operator')
      now += 1000
      await staff.people.invite('Dominique', ['editor'], member)
      await staff.sessions.end(secret, member)
      const noted = (await staff.audit.list(10)).map(({ who, act, about }) => [who, act, about])
      assert.deepEqual(noted, [
        ['Camille', 'signedOut', ''], ['Camille', 'invited', 'Dominique'], ['Camille', 'signedIn', ''], [undefined, 'invited', 'Camille'],
      ])
      await staff.people.revoke(member, undefined)
      now += 366 * 24 * hour
      await staff.expire(new Date(0))
      assert.deepEqual(await staff.audit.list(10), [])
      assert.deepEqual((await staff.people.list()).map(({ name }) => name), ['Dominique'])
    })
  })
