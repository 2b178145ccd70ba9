/** Starting, stopping, copying and failing, as an operator meets them. Long since each test is a life of the guide, told whole. */
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import Database from 'libsql'
import { guide as self } from '../../src/http/health.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { temporaryFolder } from '../support/databases.ts'
import { startGuide } from '../support/guide.ts'
import { Person, runToEnd, signUp, startProcess } from '../support/operation.ts'
import { soaking } from '../support/soak.ts'

/** What was typed in these tests, and what names a conversation. */
const personal = /curie|marie|radium|créer un compte|example\.org/i

const day = 86_400_000

async function until(what: string, condition: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await condition()); await delay(50))
    assert.ok(Date.now() < end, `${what} did not come`)
}

describe('operation', function () {
  this.timeout(120_000)
  let folder: string
  let dataDir: string
  beforeEach(() => {
    folder = temporaryFolder()
    dataDir = join(folder, 'var')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const starts: { readonly ms: number; readonly cpuMs: number | undefined }[] = []
  after(() => {
    const best = (figures: readonly number[]): string => (Math.min(...figures) / 1000).toFixed(1)
    const computing = starts.flatMap(({ cpuMs }) => cpuMs ?? [])
    if (starts.length > 0) console.log(`a second start: ${best(starts.map(({ ms }) => ms))} s, ${best(computing)} s of processor, best of ${starts.length}`)
  })

  // In `npm test` the second process is ended by the other signal.
  const signals = ['SIGTERM', 'SIGINT'] as const
  for (const signal of soaking ? signals : signals.slice(0, 1))
    it(`finishes the turns in flight on ${signal}, ends with 0, and goes on after the next start`, async () => {
      // Once from the files that `npm start` runs.
      const started = { bundled: signal === 'SIGINT' }
      const first = await startProcess({ DATA_DIR: dataDir, LOG_LEVEL: 'info' }, started)
      const person = await new Person(first.address).begin()
      // Just begun on a busy machine it may still be learning, and say when to come again.
      while (!(await person.say('je voudrais créer un compte').then(() => true, () => false))) await delay(1000)
      const { steps, closed } = await person.stream()
      await until('the question', () => steps.includes('findUnit.whereAreYou'))

      // Somebody else writes: the turn cannot commit before it is done.
      const other = new Database(join(dataDir, 'noa.sqlite'))
      other.exec('pragma busy_timeout = 10000')
      other.exec('begin immediate')
      const acknowledged = person.say('none')
      const expected = fetch(`${first.address}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          type: 'message', id: 'one', text: 'je voudrais créer un compte', channelId: 'emulator', conversation: { id: 'c' }, from: { id: 'u' },
          recipient: { id: 'b' }, locale: 'fr', serviceUrl: 'http://127.0.0.1:1', deliveryMode: 'expectReplies',
        }),
      })
      // Both have come in: what is asked after them is answered, several times over.
      for (let asked = 0; asked < 5; asked++) await (await fetch(`${first.address}/livez`)).text()
      await delay(2000)
      first.kill(signal)
      await delay(500)
      assert.equal(first.running(), true, 'the guide did not wait for its turns')
      other.exec('rollback')
      other.close()

      const id = await acknowledged
      const { activities } = (await (await expected).json()) as { activities: { channelData: { step: string } }[] }
      assert.ok(activities.some(({ channelData }) => channelData.step === 'findUnit.whereAreYou'))
      const ended = await first.ended
      assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, ''])
      assert.equal(await closed, 1001)
      assert.ok(steps.includes('findInstitution.employer'), 'the answer did not come over the stream')

      const lines = ended.stdout.trimEnd().split('\n').map(line => JSON.parse(line) as { code: string })
      // When sentences are understood, and that a busy machine was slow, is not said here.
      const told = lines.map(({ code }) => code).filter(code => code !== 'learned' && code !== 'turn_slow')
      assert.deepEqual(told, ['messages_local', 'started', 'stopping', 'stopped'])
      assert.doesNotMatch(ended.stdout, personal)
      assert.ok(!ended.stdout.includes(person.conversation))

      const second = await startProcess({ DATA_DIR: dataDir }, started)
      try {
        if (!started.bundled) starts.push(second.started)
        assert.ok(second.started.ms < 30_000)
        person.address = second.address
        assert.ok((await person.log()).some(activity => activity.id === id))
        await person.say('none')
        await person.until('chooseLogin.createItNow')
      } finally {
        second.kill(signal === 'SIGTERM' ? 'SIGINT' : 'SIGTERM')
      }
      const { code, stdout, stderr } = await second.ended
      assert.equal(code, 0)
      // At a terminal: where things are, and nothing else; a busy machine may have been slow.
      assert.match(stdout.replace(/^\{.*"code":"turn_slow".*\n/gm, ''), /^The guide {10}http:\S+\/\nIts mailbox {8}http:\S+\/mailbox\nBot Framework {6}[^\n]+\nReady\. Ctrl-C ends it\.\n$/)
      assert.equal(stderr, '')
    })

  describe('a start that cannot be', () => {
    const refused = async (env: Record<string, string>, sentence: RegExp): Promise<void> => {
      const { code, stdout, stderr } = await runToEnd('main', [], { PORT: '0', DATA_DIR: dataDir, ...env })
      assert.equal(code, 1, stdout + stderr)
      assert.equal(stdout, '')
      assert.match(stderr, sentence)
      assert.match(stderr, /^[^\n]+\n$/, 'more than a sentence')
    }

    it('names the port that is in use', async () => {
      const server = createServer()
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      try {
        await refused({ PORT: String(port) }, new RegExp(`^Port ${port} is in use: .*Example: PORT=\\d+$`, 'm'))
      } finally {
        server.close()
      }
    })

    it('names a variable that is wrong, and not its value', () =>
      refused({ ACCOUNT_EVENTS_SECRET: 'too short' }, /^ACCOUNT_EVENTS_SECRET must have at least 16 characters\. Example: [^t]/))

    it('names a DATA_DIR that cannot be written', () => {
      writeFileSync(join(folder, 'file'), '')
      return refused({ DATA_DIR: join(folder, 'file') }, /^The folder .*file cannot be used for the database \(EEXIST\): .*DATA_DIR/)
    })

    it('names a DATA_DIR whose place for mails is taken', () => {
      mkdirSync(dataDir)
      writeFileSync(join(dataDir, 'mail'), '')
      return refused({}, /DATA_DIR cannot be written \(EEXIST\)/)
    })

    it('refuses a database that a newer version made', async () => {
      const storage = await openStorage({ dataDir })
      await sql`insert into kysely_migration (name, timestamp) values ('9999_future', '2030')`.execute(storage.db)
      await storage.close()
      await refused({}, /^The database was made by a newer version of the guide/)
    })

    it('names a HOST that is not ours', () => refused({ HOST: '192.0.2.1' }, /^HOST is not an address of this machine\. Example: HOST=127\.0\.0\.1$/m))
  })

  it('says whether it lives and whether it can serve', async () => {
    const guide = await startGuide({ DATA_DIR: dataDir })
    const ask = async (path: string): Promise<unknown> => {
      const response = await fetch(guide.address + path)
      return [response.status, await response.json()]
    }
    const known = { name: 'noa-guide', version: self.version }
    assert.deepEqual(await ask('/livez'), [200, { status: 'alive', ...known }])
    const [status, { directories, freeBytes, ...ready }] = (await ask('/readyz')) as [number, { freeBytes: number; directories: Record<string, { size: number; date: string; source: string }> }]
    assert.deepEqual([status, ready], [200, { status: 'ready', content: { version: 0 }, ...known }])
    assert.ok(freeBytes > 0)
    for (const { size, date, source } of [directories['units']!, directories['institutions']!])
      assert.ok(size > 0 && /^\d{4}-\d{2}-\d{2}$/.test(date) && source !== '')

    await guide.app.storage.close()
    assert.deepEqual(await ask('/readyz'), [503, { status: 'database', ...known, reason: 'closed' }])
    assert.deepEqual(await ask('/livez'), [200, { status: 'alive', ...known }])

    // While a request is still under way, a connection from before can ask.
    const open = async (): Promise<Socket> => {
      const socket = connect(Number(new URL(guide.address).port), '127.0.0.1')
      await new Promise(resolve => socket.once('connect', resolve))
      return socket
    }
    const [slow, asking, unused] = await Promise.all([open(), open(), open()])
    const end = Promise.all([slow, unused].map(socket => new Promise(resolve => socket.resume().once('close', resolve))))
    slow.write('POST /api/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{')
    await delay(200)
    const began = Date.now()
    const stopped = guide.stop()
    await delay(200)
    asking.write('GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n')
    let answer = ''
    for await (const part of asking) answer += String(part)
    assert.match(answer, /^HTTP\/1\.1 503 [^]*\{"status":"stopping"/)
    slow.write('}')
    await Promise.all([stopped, end])
    assert.ok(Date.now() - began < 8000, 'a connection that nobody uses held up the end')
  })

  it('shows figures by names, to this machine or with the token, and nothing of a person', async () => {
    const token = 'a-long-random-value'
    // Nobody listens there: mails cannot leave.
    const guide = await startGuide({ DATA_DIR: dataDir, METRICS_TOKEN: token, SMTP_URL: 'smtp://127.0.0.1:1' })
    try {
      const person = await new Person(guide.address).begin()
      await person.stream()
      for (const said of signUp) await person.say(said.replace('{email}', 'marie.curie@example.org'))
      await person.until('createAccount.mailSent')
      await until('a second attempt', () => guide.log.filter(line => line.includes('"outbox_retry"')).length >= 2)

      const metrics = `${guide.address}/metrics`
      const text = await (await fetch(metrics)).text()
      const value = (series: RegExp): number => Number(new RegExp(`^${series.source} (\\S+)$`, 'm').exec(text)?.[1])
      assert.equal(value(/noa_turn_seconds_count\{channel="directline",outcome="committed"\}/), signUp.length + 2)
      assert.equal(value(/noa_step_seconds_count\{dialog="findInstitution",step="employer"\}/), 1)
      assert.ok(value(/noa_step_seconds_sum\{dialog="findInstitution",step="employer"\}/) > 0)
      assert.equal(
        value(/noa_http_request_seconds_count\{method="POST",route="\/v3\/directline\/conversations\/:id\/activities",status="200"\}/),
        signUp.length,
      )
      assert.equal(value(/noa_outbox_entries\{kind="requestAccount",status="settled"\}/), 1)
      assert.equal(value(/noa_outbox_attempt_seconds_count\{kind="requestAccount",outcome="done"\}/), 1)
      assert.ok(value(/noa_outbox_faults_total\{kind="[^"]*[mM]ail",code="\w+"\}/) >= 1)
      assert.equal(value(/noa_streams_open/), 1)
      assert.ok(value(/process_cpu_seconds_total/) >= 0)
      for (const told of [text, guide.log.join('')]) {
        assert.doesNotMatch(told, personal)
        assert.ok(!told.includes(person.conversation))
      }

      const status = async (headers: Record<string, string>): Promise<number> => (await fetch(metrics, { headers })).status
      const elsewhere = { 'x-forwarded-for': '192.0.2.7' }
      assert.equal(await status(elsewhere), 401)
      assert.equal(await status({ ...elsewhere, authorization: 'Bearer another-random-value' }), 401)
      assert.equal(await status({ ...elsewhere, authorization: `Bearer ${token}` }), 200)
    } finally {
      await guide.stop()
    }
    const closed = await startGuide()
    try {
      assert.equal((await fetch(`${closed.address}/metrics`, { headers: { 'x-forwarded-for': '192.0.2.7' } })).status, 404)
    } finally {
      await closed.stop()
    }
  })

  it('erases what is past its retention, everywhere, and nothing younger', async () => {
    const sign = async (address: string, email: string): Promise<void> => {
      const person = await new Person(address).begin()
      for (const said of signUp) await person.say(said.replace('{email}', email))
      await person.until('createAccount.mailSent')
    }
    const mails = (): string[] => readdirSync(join(dataDir, 'mail')).sort()
    const tables = ['conversation', 'activity', 'delivery', 'outbox', 'account', 'account_request', 'activation_token', 'direct_line_conversation'] as const
    const rows = async ({ db }: Storage): Promise<Set<string>> => {
      const read = async (table: (typeof tables)[number]): Promise<string[]> =>
        (await db.selectFrom(table).selectAll().execute()).map(row => JSON.stringify([table, row]))
      const all = await Promise.all(tables.map(read))
      return new Set(all.flat())
    }

    // A month ago: a sign-up that came to nothing, one that became an account, and a conversation that goes on.
    const first = await startGuide({ DATA_DIR: dataDir })
    await sign(first.address, 'marie@example.org')
    await sign(first.address, 'irene@example.org')
    const lasting = await new Person(first.address).begin()
    await until('the mails', () => mails().length === 2)
    await first.stop()
    const past = await openStorage({ dataDir })
    const { db } = past
    const columns = {
      conversation: ['created_at', 'updated_at'], outbox: ['created_at', 'ended_at'], account: ['created_at', 'updated_at'],
      account_request: ['created_at'], activation_token: ['created_at', 'expires_at'], direct_line_conversation: ['seen_at'],
    }
    const monthAgo = (column: string) =>
      column === 'ended_at'
        ? sql`${sql.ref(column)} - ${31 * day}`
        : sql`strftime('%Y-%m-%dT%H:%M:%fZ', ${sql.ref(column)}, '-31 days')`
    for (const [table, names] of Object.entries(columns))
      for (const name of names) await sql`update ${sql.table(table)} set ${sql.ref(name)} = ${monthAgo(name)}`.execute(db)
    await sql`update activity set activity = json_set(activity, '$.timestamp',
      strftime('%Y-%m-%dT%H:%M:%fZ', json_extract(activity, '$.timestamp'), '-31 days'))`.execute(db)
    await db.updateTable('account').set({ status: 'active' }).where('email', '=', 'irene@example.org').execute()
    const old = await rows(past)
    await past.close()
    for (const name of mails()) {
      const at = new Date(Date.parse(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z')) - 31 * day)
      renameSync(join(dataDir, 'mail', name), join(dataDir, 'mail', at.toISOString().replace(/[-:.]/g, '') + name.slice(19)))
    }
    const oldMails = mails()

    // Kept for longer, nothing of it goes.
    const second = await startGuide({ DATA_DIR: dataDir, RETENTION_DAYS: '40' })
    lasting.address = second.address
    await lasting.refresh()
    await lasting.say('je voudrais créer un compte')
    await sign(second.address, 'pierre@example.org')
    await until('the mail', () => mails().length === 3)
    assert.ok(!second.log.join('').includes('"retention"'))
    await second.stop()
    const present = await openStorage({ dataDir })
    const young = [...(await rows(present))].filter(row => !old.has(row))
    await present.close()

    const third = await startGuide({ DATA_DIR: dataDir })
    try {
      await until('the job', () => third.log.some(line => line.includes('"code":"retention"')))
      const left = await rows(third.app.storage)
      assert.deepEqual(young.filter(row => !left.has(row)), [], 'something younger was erased')
      const kept = [...left].filter(row => !young.includes(row)).map(row => JSON.parse(row) as [string, { email?: string }])
      assert.deepEqual(kept.map(([table, { email }]) => [table, email]), [['account', 'irene@example.org']])
      assert.deepEqual(mails().filter(name => oldMails.includes(name)), [])
      assert.equal(mails().length, 1)
      lasting.address = third.address
      await lasting.say('none')
      await lasting.until('findInstitution.employer')
      assert.ok(!(await lasting.heard()).includes('bot.greeting'), 'what was said a month ago is still there')
    } finally {
      await third.stop()
    }
  })

  it('is copied while it runs, and goes on from the copy in an empty folder', async () => {
    const copy = join(folder, 'copy.sqlite')
    const empty = join(folder, 'another machine')
    const noa = (args: readonly string[], dir = dataDir) => runToEnd('cli', args, { DATA_DIR: dir })
    const guide = await startGuide({ DATA_DIR: dataDir })
    const person = await new Person(guide.address).begin()
    try {
      await person.say('je voudrais créer un compte')
      await person.say('none')
      const busy = await new Person(guide.address).begin()
      let writing = true
      const writes = (async () => {
        while (writing) await busy.say('bonjour').then(() => delay(20), () => delay(1000))
      })()
      const copied = await noa(['backup', copy])
      writing = false
      await writes
      assert.deepEqual([copied.code, copied.stderr], [0, ''])
      assert.match(copied.stdout, /^The database is copied to .*copy\.sqlite/)
      await person.say('none')

      const twice = await noa(['backup', copy])
      assert.deepEqual([twice.code, twice.stdout], [1, ''])
      assert.match(twice.stderr, /^.*copy\.sqlite is there already: name a new file\.\n$/)
      const running = await noa(['restore', copy])
      assert.deepEqual([running.code, running.stderr], [1, 'The database is in use: stop the guide, then restore.\n'])
    } finally {
      await guide.stop()
    }
    const restored = await noa(['restore', copy], empty)
    assert.deepEqual([restored.code, restored.stderr], [0, ''])
    const again = await startGuide({ DATA_DIR: empty })
    try {
      person.address = again.address
      assert.deepEqual((await person.heard()).at(-1), 'findInstitution.employer')
      await person.say('none')
      await person.until('chooseLogin.createItNow')
    } finally {
      await again.stop()
    }
  })
})
