import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Kysely, sql } from 'kysely'
import { openStorage } from '../../src/storage/openStorage.ts'
import { postgresDialect } from '../../src/storage/postgres.ts'
import { StorageFault, UncertainCommit } from '../../src/storage/storageError.ts'
import type { Tables } from '../../src/storage/tables.ts'
import { engines } from '../support/databases.ts'

/** What lies between the guide and its database, and can fall silent without a word. */
async function startLine(databaseUrl: string) {
  const to = new URL(databaseUrl)
  const sockets: Socket[] = []
  const sent: Buffer[] = []
  let silent = false
  const server = createServer(client => {
    const upstream = connect(Number(to.port), to.hostname)
    sockets.push(client, upstream)
    client.on('data', data => { sent.push(data); if (!silent) upstream.write(data) })
    upstream.on('data', data => { if (!silent) client.write(data) })
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) one.on('error', () => other.destroy()).on('close', () => other.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    fallSilent: (is: boolean) => { silent = is },
    sent: () => Buffer.concat(sent).toString('latin1'),
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

for (const engine of engines.filter(each => each.name === 'postgres'))
  describe('PostgreSQL that fails', function () {
    this.timeout(30_000)

    it('has an answer in time when it is silent, an honest one after COMMIT, and serves again afterwards', async () => {
      const database = await engine.create()
      await (await openStorage(database)).close()
      const line = await startLine(database.databaseUrl ?? '')
      const db = new Kysely<Tables>({ dialect: postgresDialect(line.url, () => undefined, { statement: 2000, answer: 700 }) })
      const insert = (name: string, before: () => void, after: () => void): Promise<unknown> =>
        db.transaction().execute(async transaction => {
          before()
          await transaction.insertInto('secret').values({ name, value: 'v' }).execute()
          after()
        })
      const nothing = (): void => undefined
      await insert('a', nothing, nothing)
      // Nothing of ours in the packet that opens the connection but a name: pgbouncer refuses what it does not know.
      const opening = line.sent().slice(0, 200)
      assert.match(opening, /application_name/)
      assert.doesNotMatch(opening, /timeout/)
      assert.match(line.sent(), /set statement_timeout = 2000/)

      const begun = Date.now()
      await assert.rejects(insert('b', () => line.fallSilent(true), nothing), (error: unknown) => {
        assert.ok(error instanceof StorageFault && !(error instanceof UncertainCommit), String(error))
        assert.equal(error.code, 'timeout')
        return true
      })
      assert.ok(Date.now() - begun < 5000, 'once, and not once more for the rollback')
      line.fallSilent(false)
      await insert('c', nothing, nothing)
      await assert.rejects(insert('d', nothing, () => line.fallSilent(true)), UncertainCommit)
      line.fallSilent(false)
      const { rows } = await sql<{ name: string }>`select name from secret where name in ('a', 'b', 'c') order by name`.execute(db)
      assert.deepEqual(rows.map(({ name }) => name), ['a', 'c'])
      line.close()
      await db.destroy()
      await database.remove()
    })

    it('gives up a statement that waits for too long', async () => {
      const database = await engine.create()
      const storage = await openStorage(database)
      await storage.secret('a')
      const db = new Kysely<Tables>({ dialect: postgresDialect(database.databaseUrl ?? '', () => undefined, { statement: 300, answer: 5000 }) })
      await storage.db.transaction().execute(async transaction => {
        await sql`select name from secret for update`.execute(transaction)
        await assert.rejects(db.updateTable('secret').set({ value: 'x' }).execute(), (error: unknown) => {
          assert.ok(error instanceof StorageFault)
          assert.equal(error.code, '57014')
          return true
        })
      })
      await db.destroy()
      await storage.close()
      await database.remove()
    })
  })
