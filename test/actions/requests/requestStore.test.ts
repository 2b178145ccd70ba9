/** Requests as rows: on both engines, by two agents at once, by whoever has another's reference, and until their time is over. */
import assert from 'node:assert/strict'
import { Kysely } from 'kysely'
import { createRequests, type NewRequest, type Requests } from '../../../src/actions/requests/requestStore.ts'
import { createReplyProofs } from '../../../src/actions/requests/replyProofs.ts'
import { createReturnCodes, newReturnCode, readReturnCode } from '../../../src/actions/requests/returnCodes.ts'
import { pageSessions } from '../../../src/channels/page/sessions.ts'
import { migrate } from '../../../src/storage/migrate.ts'
import { migrations } from '../../../src/storage/migrations/index.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import { postgresDialect } from '../../../src/storage/postgres.ts'
import { sqliteDialect } from '../../../src/storage/sqlite.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import type { Tables } from '../../../src/storage/tables.ts'
import { engines, type TestDatabase } from '../../support/databases.ts'

const day = 86_400_000

for (const engine of engines)
  describe(`requests to the helpdesk on ${engine.name}`, () => {
    let database: TestDatabase
    let storage: Storage
    let requests: Requests
    let now = Date.now()
    const clock = (): number => now

    before(async () => {
      database = await engine.create()
      storage = await openStorage({ ...database, clock })
      requests = createRequests(storage, clock)
    })
    after(async () => {
      await storage?.close()
      await database?.remove()
    })

    const made = async (reference: string, more: Partial<NewRequest> = {}): Promise<string> => {
      await requests.draft({
        reference, conversation: `page/${reference}`, locale: 'fr', subject: 'Page blanche', likeness: 'errorMessage:503', ticket: undefined,
        agreed: [{ name: 'ownWords', label: 'Message', value: 'tout est blanc' }], transcript: undefined, email: undefined, ...more,
      })
      await requests.submit(reference)
      return reference
    }
    const conversation = (id: string) =>
      storage.conversations.commit({
        conversation: { key: `page/${id}`, channel: 'page', id, version: 0, watermark: 0, locale: 'fr', state: '{}', reference: '{}' }, activities: [], outbox: [],
      })
    const tells = async (): Promise<string[]> =>
      (await storage.db.selectFrom('outbox').select('payload').where('kind', '=', 'tellPerson').execute()).map(({ payload }) => payload)

    it('of the version before get their secret when their mail goes out (migration 0018)', async () => {
      const older = await engine.create()
      const old = new Kysely<Tables>({
        dialect: older.databaseUrl === undefined ? sqliteDialect(older.dataDir) : postgresDialect(older.databaseUrl, () => undefined),
      })
      await migrate(old, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0018')))
      await old.insertInto('help_request').values({
        reference: 'NOA-OLDONE', locale: 'fr', subject: 'Page blanche', likeness: '', conversation: 'page/old', ticket: null, transcript: null, email: null, agreed: '[]',
        state: 'inHand', agent: 'Agnès', version: 3, created_at: 1, changed_at: 2,
      }).execute()
      await old.destroy()
      const present = await openStorage(older)
      assert.deepEqual((({ state, agent, version }) => [state, agent, version])((await createRequests(present).find('NOA-OLDONE'))!), ['inHand', 'Agnès', 3])
      const proof = await createReplyProofs(present).of('NOA-OLDONE')
      assert.deepEqual(await createReplyProofs(present).of('NOA-OLDONE'), proof)
      assert.equal(await createReplyProofs(present).isTrue(proof), true)
      await present.close()
      await older.remove()
    })

    it('are taken by one of two agents, and the other is told', async () => {
      const reference = await made('NOA-AAAAAA')
      const seen = (await requests.find(reference))!
      const acted = await Promise.all(['Agnès', 'Bruno'].map(agent => requests.act(reference, { kind: 'taken', agent, version: seen.version })))
      assert.deepEqual([...acted].sort(), ['changed', 'done'])
      const taken = (await requests.find(reference))!
      assert.equal(taken.state, 'inHand')
      assert.equal(taken.agent, acted[0] === 'done' ? 'Agnès' : 'Bruno')
      assert.equal((await requests.events(reference)).length, 1)
      // An answer to what somebody else has changed meanwhile is not sent.
      assert.equal(await requests.act(reference, { kind: 'answer', agent: 'Bruno', words: 'x', version: seen.version }), 'changed')
      assert.equal(await requests.act(reference, { kind: 'answer', agent: 'Bruno', words: 'Rechargez.', version: taken.version, id: 'once' }), 'done')
      assert.equal(await requests.act(reference, { kind: 'answer', agent: 'Bruno', words: 'Rechargez.', id: 'once' }), 'done')
      assert.deepEqual((await requests.events(reference)).map(({ kind }) => kind), ['taken', 'answer'])
      assert.equal((await tells()).length, 2)
      assert.ok(!(await tells()).join('').includes('Rechargez'), 'words wait in one place')
      await requests.act(reference, { kind: 'note', agent: 'Agnès', words: 'vu avec le réseau' })
      assert.equal((await tells()).length, 2, 'a note is told to nobody')
    })

    it('are open to nobody but their own conversation, and come back when they were closed', async () => {
      const reference = await made('NOA-BBBBBB')
      assert.equal(await requests.hear(reference, { kind: 'reply', conversation: 'page/another', words: 'à moi', id: 'r0' }), 'unknown')
      assert.equal(await requests.hear('NOA-000000', { kind: 'reply', conversation: `page/${reference}`, id: 'r1' }), 'unknown')
      assert.deepEqual(await requests.events(reference), [])
      assert.equal(await requests.hear(reference, { kind: 'solved', conversation: `page/${reference}`, id: 'r2' }), 'done')
      assert.equal((await requests.find(reference))!.state, 'closed')
      assert.equal(await requests.hear(reference, { kind: 'reply', conversation: `page/${reference}`, words: 'encore', id: 'r3' }), 'done')
      assert.equal((await requests.find(reference))!.state, 'new')
      assert.deepEqual((await requests.events(reference)).map(({ kind, author }) => [kind, author]), [['solved', undefined], ['reopened', undefined]])
      assert.deepEqual((await requests.ofConversation(`page/${reference}`)).map(each => each.reference), [reference])
    })

    it('count others of the same cause within the hour', async () => {
      const reference = await made('NOA-CCCCCC', { likeness: 'errorMessage:500' })
      assert.equal(await requests.alike((await requests.find(reference))!), 0)
      await made('NOA-CCCCCD', { likeness: 'errorMessage:500' })
      assert.equal(await requests.alike((await requests.find(reference))!), 1)
      assert.equal(await requests.alike({ reference: 'x', likeness: '' }), 0)
    })

    it('keep their conversation and what opens it until they are over, and no longer', async () => {
      const reference = await made('NOA-DDDDDD')
      await conversation(reference)
      await conversation('idle')
      const sessions = pageSessions(storage, 12, clock)
      await storage.db.insertInto('page_session').values({ secret_hash: 'x', id: reference, user_id: 'u', locale: 'fr', seen_at: new Date(now).toISOString() }).execute()
      now += 31 * day
      await requests.act(reference, { kind: 'taken', agent: 'Agnès' })
      const before = new Date(now - 30 * day)
      await requests.expire(before)
      await storage.expire(before)
      assert.equal(await sessions.expire(before), 0)
      assert.ok(await storage.conversations.load(`page/${reference}`))
      assert.equal(await storage.conversations.load('page/idle'), undefined)
      await requests.act(reference, { kind: 'closed', agent: 'Agnès' })
      await storage.expire(before)
      assert.equal(await storage.conversations.load(`page/${reference}`), undefined)
      assert.equal(await sessions.expire(before), 1)
      now += 31 * day
      assert.ok((await requests.expire(new Date(now - 30 * day))) > 0)
      assert.equal(await requests.find(reference), undefined)
      assert.deepEqual(await storage.db.selectFrom('request_event').select('id').where('reference', '=', reference).execute(), [])
    })

    it('lead to an erased conversation no more, and what was not handed over goes with it', async () => {
      const reference = await made('NOA-EEEEEE', { conversation: 'page/e' })
      await requests.draft({ ...(await requests.find(reference))!, reference: 'NOA-EEEEEF' })
      const codes = createReturnCodes(storage, clock)
      const code = newReturnCode()
      await codes.keep(code, { reference, conversation: 'page/e' })
      await storage.conversations.erase('page/e')
      assert.equal((await requests.find(reference))!.conversation, undefined)
      assert.equal(await requests.find('NOA-EEEEEF'), undefined)
      assert.equal(await codes.find(code), undefined)
    })

    it('are come back to with a code that is good once, however it is typed', async () => {
      const codes = createReturnCodes(storage, clock)
      const code = newReturnCode()
      assert.match(code, /^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
      assert.equal(readReturnCode(code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')), code.replaceAll('-', ''))
      await codes.keep(code, { reference: 'NOA-FFFFFF', conversation: 'page/f' })
      assert.ok(!JSON.stringify(await storage.db.selectFrom('return_code').selectAll().execute()).includes(code.replaceAll('-', '')))
      assert.equal(await codes.find(code.toLowerCase()), 'page/f')
      const spent = await Promise.all([codes.spend(code), codes.spend(code.toLowerCase())])
      assert.deepEqual(spent.filter(Boolean), [true])
      for (const wrong of [code, '', '...', code.slice(1), `${code}0`, newReturnCode()]) {
        assert.equal(await codes.find(wrong), undefined)
        assert.equal(await codes.spend(wrong), false)
      }
    })
  })
