/** PostgreSQL behind pgbouncer, in the middle of kills: for a soak, where pgbouncer is. `POOLED_KILLS=100` for more. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { engines, temporaryFolder } from '../support/databases.ts'
import { freePort, runKills } from '../support/kills.ts'
import { otherUser } from '../support/postgresServer.ts'
import { howMany, inSoak, seeds } from '../support/soak.ts'

const kills = howMany('POOLED_KILLS', 10)
const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find(existsSync)

/** Starts one in front of a database. */
async function startPgbouncer(to: URL, mode: string): Promise<{ url: string; stop(): void }> {
  const folder = temporaryFolder()
  const port = await freePort()
  const user = otherUser()
  writeFileSync(join(folder, 'pgbouncer.ini'), `[databases]
noa = host=127.0.0.1 port=${to.port} dbname=${to.pathname.slice(1)} user=${to.username} password=${to.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${mode === 'transaction' ? 3 : 30}
`, { mode: 0o644 })
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const child: ChildProcess = spawn(program!, ['-q', join(folder, 'pgbouncer.ini')], { ...user, cwd: folder, stdio: 'ignore' })
  const listens = (): Promise<boolean> =>
    new Promise(resolve => {
      const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true))).on('error', () => resolve(false))
    })
  for (const end = Date.now() + 20_000; !(await listens()); await delay(50)) assert.ok(Date.now() < end && child.exitCode === null, 'pgbouncer does not listen')
  return {
    url: `postgres://noa@127.0.0.1:${port}/noa`,
    stop: () => {
      child.kill('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

for (const engine of engines.filter(({ name }) => name === 'postgres'))
  describe('PostgreSQL behind pgbouncer, the guide killed at random moments', function () {
    this.timeout(180_000 + kills * 30_000)

    for (const [mode, pool] of [['session', false], ['transaction', true]] as const)
      inSoak(`in ${mode} mode: loses nothing, doubles nothing, and every sign-up ends active (${kills} kills)`, async function (this: Mocha.Context) {
        if (program === undefined) return this.skip()
        const database = await engine.create()
        const bouncer = await startPgbouncer(new URL(database.databaseUrl!), mode)
        try {
          const { output, ...tally } = await runKills({ ...database, databaseUrl: bouncer.url }, {
            kills, seed: seeds[0]!, ...(pool ? { env: { DATABASE_LISTEN_URL: database.databaseUrl! } } : {}),
          })
          console.log(`${mode} mode: ${Object.entries(tally).map(([name, count]) => `${name} ${count}`).join(', ')}`)
          assert.deepEqual(
            { lost: tally.lost, doubled: tally.doubled, askedTwice: tally.askedTwice, notActive: tally.notActive },
            { lost: 0, doubled: 0, askedTwice: 0, notActive: 0 },
          )
          // Whoever comes next finds a connection of the pool as it was.
          const next = new pg.Client({ connectionString: bouncer.url })
          await next.connect()
          const { rows } = await next.query<{ statement_timeout: string }>('show statement_timeout')
          await next.end()
          assert.equal(rows[0]?.statement_timeout, '0')
          assert.doesNotMatch(output, /curie|radium|person\d|créer un compte/i)
        } finally {
          bouncer.stop()
          await database.remove()
        }
      })
  })
