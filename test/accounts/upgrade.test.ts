/** The database of the version before (0.1.0): every row comes through, old links work, and mails that were asked for go out once. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Kysely } from 'kysely'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { postgresDialect } from '../../src/storage/postgres.ts'
import { sqliteDialect } from '../../src/storage/sqlite.ts'
import { engines, type Engine, type TestDatabase } from '../support/databases.ts'
import { linkOf, newKey, startEmbedded } from './embedded.ts'

type Row = Record<string, string | number | null>
type Untyped = Kysely<Record<string, Row>>

/** The last migration of 0.1.0. */
const last = '0006_keptQuestions'

const connect = ({ databaseUrl, dataDir }: TestDatabase): Untyped =>
  new Kysely({ dialect: databaseUrl === undefined ? sqliteDialect(dataDir) : postgresDialect(databaseUrl, () => undefined) })

async function openOld(database: TestDatabase): Promise<Untyped> {
  const old = connect(database)
  await migrate(old, Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= last)))
  return old
}

/** A row of a table, different for each number; every second time with nothing where that may be. */
function rowOf(columns: readonly { name: string; dataType: string; isNullable: boolean; isAutoIncrementing: boolean }[], n: number): Row {
  return Object.fromEntries(
    columns
      .filter(({ isAutoIncrementing }) => !isAutoIncrementing)
      .map(({ name, dataType, isNullable }, at) => {
        if (isNullable && n % 2 === 1) return [name, null]
        return [name, /int/i.test(dataType) ? 1000 * n + at : `${name} ${n} é « ’ »`]
      }),
  )
}

const tablesOf = async (db: Untyped) => (await db.introspection.getTables()).filter(({ name }) => !name.startsWith('sqlite_'))

async function rowsOf(db: Untyped, tables: Awaited<ReturnType<typeof tablesOf>>): Promise<Record<string, Row[]>> {
  const all: Record<string, Row[]> = {}
  for (const { name, columns } of tables)
    all[name] = await db.selectFrom(name).select(columns.map(column => column.name)).orderBy(columns[0]!.name).execute()
  return all
}

const hour = 3_600_000
const iso = (ms: number): string => new Date(ms).toISOString()
const email = 'marie@univ.example'
const oldToken = 'o'.repeat(43)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Two requests of one address as 0.1.0 left them: one with its mail sent, whose link is open, and one whose mail is still to be sent. */
async function fillIn(old: Untyped): Promise<void> {
  const now = Date.now()
  const account = { id: 'a1', email, fields: '{"lastName":"Curie"}', status: 'pending', locale: 'fr', created_at: iso(now - hour), updated_at: iso(now - hour) }
  await old.insertInto('account').values(account).execute()
  const request = { body_hash: 'b', email, locale: 'fr' }
  await old
    .insertInto('account_request')
    .values([
      { ...request, request_id: 'sent', idempotency_key: 'k1', fields: null, account_id: 'a1', created_at: iso(now - hour) },
      { ...request, request_id: 'waiting', idempotency_key: 'k2', fields: null, account_id: null, created_at: iso(now - 1000) },
    ])
    .execute()
  await old
    .insertInto('activation_token')
    .values({ hash: sha256(oldToken), account_id: 'a1', created_at: iso(now - hour), expires_at: iso(now + hour) })
    .execute()
  const entry = { kind: 'accountMail', due_at: 0 }
  await old
    .insertInto('outbox')
    .values([
      { ...entry, id: 'accountMail:sent', payload: '{"requestId":"sent"}', status: 'settled', created_at: iso(now - hour), ended_at: now - hour },
      { ...entry, id: 'accountMail:waiting', payload: '{"requestId":"waiting"}', status: 'waiting', created_at: iso(now - 1000), lane: 'x', ended_at: null },
    ])
    .execute()
}

/** A database that is made by 0.1.0, wherever one is asked for. */
const made = (engine: Engine, fill: (old: Untyped) => Promise<void>): Engine => ({
  name: engine.name,
  create: async () => {
    const database = await engine.create()
    const old = await openOld(database)
    await fill(old)
    await old.destroy()
    return database
  },
})

for (const engine of engines)
  describe(`the database of the version before, on ${engine.name}`, () => {
    it('keeps every row of every table, as it was', async () => {
      let before: Record<string, Row[]> = {}
      let tables: Awaited<ReturnType<typeof tablesOf>> = []
      const database = await made(engine, async old => {
        tables = (await tablesOf(old)).filter(({ name }) => !name.startsWith('kysely_'))
        for (const { name, columns } of tables) await old.insertInto(name).values([1, 2, 3].map(n => rowOf(columns, n))).execute()
        before = await rowsOf(old, tables)
      }).create()
      assert.ok(tables.length >= 14, `${tables.length} tables`)
      const storage = await openStorage(database)
      await storage.close()
      const now = connect(database)
      assert.deepEqual(await rowsOf(now, tables), before)
      assert.ok(Object.values(before).every(rows => rows.length === 3))
      // What is new of a request: no mail was held back, and the one that has no mail to send has no seed.
      const requests = await now.selectFrom('account_request').select(['email', 'mailbox', 'sender', 'mail_domain', 'mail_seed', 'held_until']).execute()
      for (const { email: address, ...added } of requests)
        assert.deepEqual(added, { mailbox: address, sender: '', mail_domain: null, mail_seed: null, held_until: null })
      assert.deepEqual((await now.selectFrom('outbox').select('forgotten').distinct().execute()), [{ forgotten: 0 }])
      await now.destroy()
      // Once more is the same database.
      await (await openStorage(database)).close()
      await database.remove()
    })

    it('leads its open links to the account, until the mail that was still to be sent is out', async () => {
      const service = await startEmbedded({ engine: made(engine, fillIn) })
      try {
        const mail = await service.mail(email)
        const heading = async (link: string): Promise<string> => /<h1>(.*?)<\/h1>/.exec(await (await fetch(link)).text())?.[1] ?? ''
        assert.equal(await heading(linkOf(mail)), 'Activer votre compte')
        const oldLink = linkOf(mail).replace(/token=.*/, `token=${oldToken}`)
        for (let tries = 0; (await heading(oldLink)) !== 'Un lien plus récent existe'; tries++) assert.ok(tries < 500)
        assert.equal((await service.mailbox.list()).length, 1)
        const page = await (await fetch(linkOf(mail))).text()
        const hidden = Object.fromEntries([...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name!, value!]))
        const answer = await fetch(linkOf(mail).split('?')[0]!, { method: 'POST', body: new URLSearchParams({ ...hidden, password: 'Une-Phrase-1898' }) })
        assert.equal(answer.status, 200)
        const row = await service.storage.db.selectFrom('account').select(['status', 'fields']).executeTakeFirstOrThrow()
        assert.deepEqual(row, { status: 'active', fields: '{"lastName":"Curie"}' })
        // And the next request is one like any other.
        assert.ok('accepted' in (await service.client.resendActivation(newKey(), { email: 'pierre@univ.example', locale: 'fr' })))
      } finally {
        await service.stop()
      }
    })
  })
