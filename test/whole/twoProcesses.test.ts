/** Two processes of the guide on one PostgreSQL, as behind a load balancer that knows no conversation: each request goes to either. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { engines, temporaryFolder, type TestDatabase } from '../support/databases.ts'
import { activate, freePort, judge, linksFor, Person, script, Victim, type Activity, type Tally } from '../support/kills.ts'
import { ReconnectingStream } from '../support/reconnecting.ts'
import { howMany, soaking } from '../support/soak.ts'

/** Where people believe that the guide is. */
const publicUrl = 'http://guide.example.org'

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? NaN
const figures = (values: readonly number[]): string => `p50 ${quantile(values, 0.5).toFixed(0)} ms, p99 ${quantile(values, 0.99).toFixed(0)} ms`
const messages = howMany('PAIR_MESSAGES', 40, 10)
const signUps = howMany('PAIR_SIGN_UPS', 10, 4)
/** An activity as the log shows it. */
type Logged = Activity & { readonly replyToId?: string; readonly timestamp?: string }
const ids = (activities: readonly { readonly id: string }[]): string[] => activities.map(({ id }) => id)

for (const engine of engines.filter(({ name }) => name === 'postgres'))
  describe('two processes on one PostgreSQL', function () {
    this.timeout(120_000)
    let database: TestDatabase
    const folders = [temporaryFolder(), temporaryFolder()]
    let both: [Victim, Victim]
    const tally: Tally = { kills: 0, signUps: 0, acknowledged: 0, lost: 0, doubled: 0, askedTwice: 0, notActive: 0, repeated: 0 }
    let number = 0
    const streams: ReconnectingStream[] = []

    const either = (): string => both[Math.random() < 0.5 ? 0 : 1].address
    const newPerson = async (): Promise<Person> => {
      const person = new Person(either, ++number, tally, publicUrl)
      await person.begin()
      return person
    }
    const listen = async (person: Person, address: () => string = either): Promise<ReconnectingStream> => {
      const stream = new ReconnectingStream(address, publicUrl, person)
      streams.push(stream)
      return stream.open()
    }
    /** Posts a message to one process and returns its id. */
    const post = async (person: Person, address: string, text: string, client?: string): Promise<string> => {
      const response = await fetch(`${address}/v3/directline/conversations/${person.conversation}/activities`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${person.token}`, origin: publicUrl },
        body: JSON.stringify({ type: 'message', text, channelData: client === undefined ? {} : { clientActivityID: client } }),
      })
      assert.equal(response.status, 200)
      return ((await response.json()) as { id: string }).id
    }
    const query = async (name: string | undefined, statement: string): Promise<void> => {
      const url = new URL(database.databaseUrl!)
      if (name !== undefined) url.pathname = `/${name}`
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      try {
        await client.query(statement)
      } finally {
        await client.end()
      }
    }

    before(async () => {
      database = await engine.create()
      const start = async (n: number): Promise<Victim> => {
        const where = { dataDir: folders[n]!, databaseUrl: database.databaseUrl! }
        const guide = new Victim(await freePort(), where, { PUBLIC_URL: publicUrl, RETENTION_DAYS: '1' })
        // At once, on an empty database.
        await guide.start()
        return guide
      }
      both = await Promise.all([start(0), start(1)])
    })
    after(async () => {
      for (const stream of streams) stream.close()
      await Promise.all(both.map(guide => guide.kill()))
      await database.remove()
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    })

    it('show on the stream of one what the other answered, as soon as their own', async () => {
      const [one, other] = both
      const taken = { own: [] as number[], 'the other’s': [] as number[] }
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          const person = await newPerson()
          const stream = await listen(person, () => one.address)
          for (let n = 0; n < messages; n++) {
            const began = performance.now()
            const id = await post(person, n % 2 === 0 ? one.address : other.address, 'aide')
            await stream.until(seen => seen.some(({ replyToId }) => replyToId === id))
            const { at } = stream.seen.find(({ replyToId }) => replyToId === id)!
            if (n > 3) taken[n % 2 === 0 ? 'own' : 'the other’s'].push(at - began)
          }
          // An answer has several parts, each in a frame of its own: the last may still be on its way.
          const log = ids(await person.log())
          await stream.until(seen => seen.length >= log.length)
          assert.deepEqual(ids(stream.seen), log)
        }),
      )
      for (const [whose, times] of Object.entries(taken)) console.log(`from a message to its answer on the stream, ${whose}: ${figures(times)}`)
      // How fast it is says nothing on a machine where other tests are at work.
      if (!soaking) return
      assert.ok(quantile(taken['the other’s'], 0.5) < 2 * quantile(taken.own, 0.5) + 50)
      assert.ok(quantile(taken['the other’s'], 0.99) < 2000)
    })

    it('keep one order and store each message once, however many of a conversation reach both at once', async () => {
      const begun = Date.now()
      const conversations = howMany('PAIR_CONVERSATIONS', 20, 6)
      const quick = 10
      await Promise.all(
        Array.from({ length: conversations }, async () => {
          const person = await newPerson()
          const streamsOfBoth = await Promise.all(both.map(({ address }) => listen(person, () => address)))
          const sent = Array.from({ length: quick }, (_, n) => `message-${n}`)
          // Every third is delivered twice, once to each process.
          const acknowledged = await Promise.all(
            sent.map(async (client, n) => {
              const to = n % 3 === 0 ? both.map(({ address }) => address) : [either()]
              const given = await Promise.all(to.map(address => post(person, address, 'aide', client)))
              assert.equal(new Set(given).size, 1, 'one message, two ids')
              return given[0]!
            }),
          )
          const log: readonly Logged[] = await person.log()
          assert.deepEqual(log.flatMap(({ channelData }) => channelData?.clientActivityID ?? []).sort(), [...sent].sort())
          // The ids carry the watermarks: none is missing, none is there twice, and the replies of a message follow it.
          assert.deepEqual(log.map(({ id }) => Number(id.split('|')[1])), log.map((_, n) => n + 1))
          let asked = ''
          for (const { id, from, replyToId } of log)
            if (from.role !== 'bot') asked = id
            else if (replyToId !== undefined) assert.equal(replyToId, asked)
          for (const id of acknowledged) assert.equal(log.filter(({ replyToId }) => replyToId === id).length, 2)
          for (const stream of streamsOfBoth) {
            await stream.until(seen => seen.length >= log.length)
            assert.deepEqual(ids(stream.seen), ids(log))
            stream.close()
          }
        }),
      )
      console.log(`${conversations} conversations, ${quick} messages of each at once: ${Date.now() - begun} ms`)
    })

    it('lose nothing and double nothing when one of them is killed under sign-ups, and every account ends active', async () => {
      const [one, killed] = both
      const people: { person: Person; stream: ReconnectingStream }[] = []
      let done = 0
      const signUp = async (): Promise<void> => {
        const person = await newPerson()
        const stream = await listen(person)
        people.push({ person, stream })
        for (const [said] of script) {
          await person.say(said.replace('{email}', person.email))
          await delay(Math.random() * 60)
        }
        done += 1
        assert.ok(await person.until('createAccount.mailSent', 40))
        for (let tries = 0; ; tries++) {
          assert.ok(tries < 60, 'the account was never active')
          // Each process has a mailbox of its own here.
          const links = (await Promise.all(folders.map(folder => linksFor(folder, person.email)))).flat()
          for (const link of links)
            try {
              await activate(link.replace(publicUrl, either()), publicUrl)
            } catch {
              // It went to the one that was killed; a balancer would have known.
            }
          if (await person.until('bot.announcement', links.length === 0 ? 0.2 : 2)) return
        }
      }
      const busy = Promise.all(Array.from({ length: signUps }, async () => {
        await delay(Math.random() * 1500)
        await signUp()
      }))
      const kill = async (): Promise<void> => {
        while (done < Math.min(3, signUps - 1)) await delay(10)
        await killed.kill()
        tally.kills += 1
      }
      await Promise.all([busy, kill()])
      let longest = 0
      for (const { person, stream } of people) {
        tally.signUps += 1
        const log: readonly Logged[] = await person.log()
        judge(log, person, tally)
        await stream.until(seen => seen.length >= log.length)
        assert.deepEqual(ids(stream.seen), ids(log), 'the stream is not the log')
        const at = (step: string): number =>
          Date.parse(log.find(({ channelData }) => channelData?.step === step)?.timestamp ?? '')
        longest = Math.max(longest, at('createAccount.mailSent') - at('createAccount.sending'))
      }
      const reconnected = people.reduce((sum, { stream }) => sum + stream.ended, 0)
      const counts = Object.entries(tally).map(([name, count]) => `${name} ${count}`)
      console.log(`${counts.join(', ')}, sockets that came back ${reconnected}, longest wait for the account service ${longest} ms`)
      assert.deepEqual(
        { lost: tally.lost, doubled: tally.doubled, notActive: tally.notActive, signUps: tally.signUps },
        { lost: 0, doubled: 0, notActive: 0, signUps },
      )
      const client = new pg.Client({ connectionString: database.databaseUrl! })
      await client.connect()
      const { rows } = await client.query<{ count: string }>('select count(*) from account_request where idempotency_key is not null group by email')
      await client.end()
      assert.deepEqual(rows.map(({ count }) => Number(count)), Array(signUps).fill(1), 'an account was asked for twice')
      assert.equal((await fetch(`${one.address}/readyz`)).status, 200)
    })

    it('say that they are not ready while the database is gone, lose nothing, and hear of each other again afterwards', async () => {
      const [one, other] = both
      await other.start()
      const person = await newPerson()
      const stream = await listen(person, () => one.address)
      const { pathname } = new URL(database.databaseUrl!)
      const name = pathname.slice(1)
      await query('postgres', `alter database ${name} allow_connections false`)
      await query('postgres', `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
      const said = person.say('aide')
      for (const { address } of both) {
        assert.equal((await fetch(`${address}/readyz`)).status, 503)
        assert.equal((await fetch(`${address}/livez`)).status, 200)
      }
      await query('postgres', `alter database ${name} allow_connections true`)
      await said
      for (const { address } of both) assert.equal((await fetch(`${address}/readyz`)).status, 200)
      const id = await post(person, other.address, 'aide')
      await stream.until(seen => seen.some(({ replyToId }) => replyToId === id))
      const log = ids(await person.log())
      await stream.until(seen => seen.length >= log.length)
      assert.deepEqual(ids(stream.seen), log)
    })

    it('erase what is past its retention, and end cleanly', async () => {
      const [old, young] = [await newPerson(), await newPerson()]
      const long = new Date(Date.now() - 2 * 86_400_000).toISOString()
      await query(undefined, `update conversation set updated_at = '${long}' where id = '${old.conversation}'`)
      await query(undefined, `update direct_line_conversation set seen_at = '${long}' where id = '${old.conversation}'`)
      const [one, other] = both
      assert.equal(await other.kill('SIGTERM'), 0)
      await other.start()
      const status = async (person: Person): Promise<number> =>
        (
          await fetch(`${one.address}/v3/directline/conversations/${person.conversation}/activities`, {
            headers: { authorization: `Bearer ${person.token}` },
          })
        ).status
      for (let tries = 0; (await status(old)) !== 404; tries++) {
        assert.ok(tries < 50, 'it is there still')
        await delay(100)
      }
      assert.equal(await status(young), 200)
      assert.deepEqual(await Promise.all(both.map(guide => guide.kill('SIGTERM'))), [0, 0])
      for (const { output } of both) assert.doesNotMatch(output, /curie|radium|person\d|créer un compte/i)
    })
  })
