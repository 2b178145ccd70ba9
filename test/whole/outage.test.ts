/**
 * The account service is away or unwell, and comes back. `OUTAGE_MINUTES` is how long that lasts for the guide (10 in a soak), whose
 * clock and timers run `OUTAGE_SPEED` (default 20) times as fast; with `OUTAGE_SPEED=1` nothing is shortened.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { signWebhook } from '../../src/accounts/events.ts'
import type { Library } from '../../src/content/library.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { startAccountStandIn, type AccountStandIn, type Health } from '../support/accountStandIn.ts'
import { engines } from '../support/databases.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { freePort, Person, script, Victim, type Activity } from '../support/kills.ts'
import { howMany } from '../support/soak.ts'
import { testedContent } from '../support/testedContent.ts'

const token = randomBytes(16).toString('hex')
const secret = randomBytes(16).toString('hex')
const steps = (log: readonly Activity[]): string[] =>
  log.filter(({ from }) => from.role === 'bot').map(({ channelData }) => channelData?.step ?? '')
const signUpSteps = ['bot.greeting', ...script.flatMap(([, heard]) => heard)]

/** The first words of a text, as they can be found in what is said whatever its variables. */
const opening = (library: Library, key: string): string => library.plain('fr', key).slice(0, 40)

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? NaN
const ms = (value: number): string => `${value.toFixed(0)} ms`

/** Goes through the form. The last word sends it, unless it is kept back. */
async function fillIn(person: Person, send = true): Promise<void> {
  await person.begin()
  for (const [said] of send ? script : script.slice(0, -1)) await person.say(said.replace('{email}', person.email))
}

const accounts = (standIn: AccountStandIn) => ({ ACCOUNT_API_URL: standIn.url, ACCOUNT_API_TOKEN: token, ACCOUNT_EVENTS_SECRET: secret })

describe('the account service, away for minutes', function () {
  const minutes = howMany('OUTAGE_MINUTES', 10)
  const speed = Number(process.env['OUTAGE_SPEED'] ?? 20)
  const real = (guideMs: number): number => guideMs / speed
  this.timeout(120_000 + real(minutes * 60_000) * 2)

  it('leaves no request behind, and each person is told twice, once each', async () => {
    const library = await openLibrary({ dir: testedContent, defaultLocale: 'fr', globals: { retentionDays: 30, activationHours: 24, mailFrom: 'NOA' } })
    const refused = (email: string): boolean => /person\d*[05]@/.test(email)
    const standIn = await startAccountStandIn({ token, refuses: refused, retryAfter: 7, slowMs: real(8000) })
    const database = await engines[0]!.create()
    const began = Date.now()
    const guide = new Victim(await freePort(), database, { ...accounts(standIn), SPEED: String(speed), CLOCK_BEGAN: String(began) }, 'test/support/hurriedGuide')
    const tally = { acknowledged: 0, repeated: 0 }
    const people: { person: Person; health: Health }[] = []
    const faults: Health[] = ['away', 'unavailable', 'silent', 'lost', 'garbled', 'busy']
    try {
      await standIn.turn('away')
      await guide.start()
      const signUps: Promise<void>[] = []
      const outageBegan = Date.now()
      for (const [n, health] of faults.entries()) {
        await standIn.turn(health)
        for (let i = 0; i < 2; i++) {
          const person = new Person(guide.address, people.length + 1, tally)
          people.push({ person, health })
          signUps.push(fillIn(person))
        }
        const until = outageBegan + ((n + 1) / faults.length) * real(minutes * 60_000)
        if (health === 'silent') {
          // In the middle, with requests in the air that nobody answers.
          await delay(Math.max(0, (until - Date.now()) / 2))
          await guide.kill()
          await guide.start()
        }
        await delay(Math.max(0, until - Date.now()))
      }
      await Promise.all(signUps)
      for (const { person } of people) assert.ok(await person.until('createAccount.delayed', 60), `${person.email} was never told that it takes longer`)
      // It comes back, and takes longer than anybody waits who looks at the page.
      const backAt = Date.now()
      await standIn.turn('slow')
      for (const { person } of people) assert.ok(await person.until('bot.announcement', 60), `${person.email} was never told the end`)
      // Whatever would come twice would come now.
      const asks = standIn.asked.length
      await delay(real(90_000))
      assert.equal(standIn.asked.length, asks, 'asked again after the answer')

      let slowest = 0
      for (const { person, health } of people) {
        const log = await person.log()
        const told = [...signUpSteps, 'createAccount.delayed', 'bot.anythingElse', 'bot.announcement', ...(refused(person.email) ? ['correctRequest.fillIn'] : [])]
        assert.deepEqual(steps(log), told, `${person.email}, ${health}`)
        const last = log.findLast(({ channelData }) => channelData?.step === 'bot.announcement')!
        const key = `dialogs:bot.announcements.requestAccount.${refused(person.email) ? 'refused' : 'accepted'}`
        assert.ok(last.text?.startsWith(opening(library, key)), `${person.email}, ${health}: ${last.text}`)
        const asked = standIn.asked.filter(({ email }) => email === person.email)
        assert.equal(new Set(asked.map(({ key }) => key)).size, 1, 'asked again under another key')
        assert.equal(standIn.made.get(person.email)?.length ?? 0, refused(person.email) ? 0 : 1)
        slowest = Math.max(slowest, ((await saidAt(person, 'bot.announcement')) - clockOf(backAt)) / 1000)
      }
      assert.equal(new Set(standIn.asked.map(({ key }) => key)).size, people.length, 'two sign-ups share a key')

      // Who was refused can act on it: the field that is refused is asked for again, and everything else is still there.
      for (const { person } of people.filter(each => refused(each.person.email))) {
        assert.equal((await person.log()).at(-1)?.channelData?.field, 'phone')
        await person.say('01 23 45 67 89')
        const review = JSON.stringify((await person.log()).at(-1))
        for (const kept of [person.email, 'Curie', 'Institut du radium', '0123456789']) assert.ok(review.includes(kept), kept)
      }
      assert.doesNotMatch(guide.output, /curie|radium|person\d|créer un compte/i)
      const during = standIn.asked.filter(({ health }) => health !== 'slow').length
      console.log(`${minutes} minutes at ${speed} times the speed, ${people.length} sign-ups, ${during} attempts that failed, 1 restart by SIGKILL, the last person told ${slowest.toFixed(1)} s of the guide’s after the return`)
      for (const { person, health } of people) {
        const attempts = standIn.asked.filter(({ email }) => email === person.email).length
        const told = ((await saidAt(person, 'createAccount.delayed')) - (await saidAt(person, 'createAccount.sending'))) / 1000
        if (process.env['OUTAGE_DETAILS'] !== undefined) console.log(`${health}: ${attempts} attempts, told of the delay after ${told.toFixed(1)} s`)
      }
    } finally {
      await guide.kill()
      await standIn.close()
      await database.remove()
    }

    /** The guide's time at a moment of ours. */
    function clockOf(at: number): number {
      return began + (at - began) * speed
    }
  })
})

async function saidAt(person: Person, step: string): Promise<number> {
  const found = (await person.log()).find(({ channelData }) => channelData?.step === step) as (Activity & { timestamp: string }) | undefined
  return Date.parse(found?.timestamp ?? '')
}

describe('the account service, slow', function () {
  this.timeout(90_000)

  it('is felt by nobody else: neither their turns nor their replies to Teams', async () => {
    const standIn = await startAccountStandIn({ token })
    const arrivals = new Map<string, () => void>()
    const channel = createServer((request, response) => {
      const [, conversation = ''] = /conversations\/([^/]+)/.exec(request.url ?? '') ?? []
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end('{"id":"1"}')
        arrivals.get(conversation)?.()
      })
    })
    await new Promise<void>(resolve => channel.listen(0, '127.0.0.1', resolve))
    const serviceUrl = `http://127.0.0.1:${(channel.address() as AddressInfo).port}/`
    const database = await engines[0]!.create()
    const guide = new Victim(await freePort(), database, accounts(standIn))
    const tally = { acknowledged: 0, repeated: 0 }
    let number = 0

    /** A message of somebody else: how long its turn takes, and how long until the reply is at the channel. */
    async function turn(): Promise<{ turn: number; reply: number }> {
      const id = `somebody-${++number}`
      const arrived = new Promise<void>(resolve => arrivals.set(id, resolve))
      const began = performance.now()
      const response = await fetch(`${guide.address}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'message', id: '1', channelId: 'msteams', serviceUrl, conversation: { id }, from: { id }, recipient: { id: 'guide' }, text: 'page blanche', locale: 'fr' }),
      })
      assert.equal(response.status, 200)
      const answered = performance.now() - began
      await Promise.race([arrived, delay(20_000, undefined, { ref: false })])
      return { turn: answered, reply: performance.now() - began }
    }
    /** So many, or, on a slow machine, as many as it can in `most` ms, but five. */
    async function many(count: number, most = Infinity): Promise<{ turn: number[]; reply: number[] }> {
      const taken = { turn: [] as number[], reply: [] as number[] }
      for (let n = 0, end = performance.now() + most; n < 5 || (n < count && performance.now() < end); n++) {
        const { turn: t, reply } = await turn()
        taken.turn.push(t)
        taken.reply.push(reply)
        await delay(20)
      }
      return taken
    }

    try {
      await guide.start()
      const people = Array.from({ length: 16 }, (_, n) => new Person(guide.address, n + 1, tally))
      await Promise.all(people.map(person => fillIn(person, false)))
      await many(15)
      const quiet = await many(40)
      await standIn.turn('holding')
      await Promise.all(people.map(person => person.say(script.at(-1)![0])))
      for (const end = Date.now() + 20_000; standIn.asked.length === 0; await delay(20)) assert.ok(Date.now() < end, 'the service was never asked')
      const slow = await many(40, 2500)
      assert.equal(standIn.made.size, 0, 'the service answered while the others spoke')
      await standIn.turn('well')
      for (const what of ['turn', 'reply'] as const)
        console.log(
          `      ${what}: p50 ${ms(quantile(quiet[what], 0.5))}, p95 ${ms(quantile(quiet[what], 0.95))}; ` +
            `with a slow service p50 ${ms(quantile(slow[what], 0.5))}, p95 ${ms(quantile(slow[what], 0.95))}, slowest ${ms(Math.max(...slow[what]))}`,
        )
      // One of them held back for the service's sake would take as long as an attempt, which is given up after 5 s.
      for (const what of ['turn', 'reply'] as const) assert.ok(Math.max(...slow[what]) < 4500, `${what}: the slowest`)
      // A slow machine may have taken so long that it was told.
      const ends = [['createAccount.mailSent', 'bot.anythingElse'], ['createAccount.delayed', 'bot.anythingElse', 'bot.announcement']]
      for (const person of people) {
        const ended = (said: readonly string[]): boolean => ends.some(end => said.at(-1) === end.at(-1) && said.includes(end[0]!))
        for (const end = Date.now() + 40_000; !ended(steps(await person.log())) && Date.now() < end; ) await delay(100)
        const said = steps(await person.log())
        assert.ok(ends.some(end => said.join() === [...signUpSteps, ...end].join()), said.join())
      }
      assert.deepEqual([...standIn.made.values()].map(each => each.length), people.map(() => 1))
    } finally {
      await guide.kill()
      await standIn.close()
      channel.closeAllConnections()
      channel.close()
      await database.remove()
    }
  })
})

describe('what the account service announces', function () {
  this.timeout(30_000)
  let standIn: AccountStandIn
  let guide: RunningGuide
  const tally = { acknowledged: 0, repeated: 0 }
  before(async () => {
    standIn = await startAccountStandIn({ token })
    guide = await startGuide({ ...accounts(standIn) })
  })
  after(async () => {
    await guide.stop()
    await standIn.close()
  })

  const announce = async (
    requestId: string,
    { at = new Date().toISOString(), key = secret, change = (body: string) => body } = {},
  ): Promise<number> => {
    const body = JSON.stringify({ type: 'account.activated', requestId, at })
    const headers = { 'content-type': 'application/json', ...signWebhook(key, `event-${requestId}`, body, Date.now()) }
    return (await fetch(`${guide.address}/account-events`, { method: 'POST', headers, body: change(body) })).status
  }

  it('is said once in the middle of another dialog, then the present step again, however often it comes', async () => {
    const person = new Person(guide.address, 1, tally)
    await fillIn(person)
    assert.ok(await person.until('createAccount.mailSent', 15))
    const [[beginning, [, question = '']], [answer, [next]]] = script as unknown as [[string, string[]], [string, string[]]]
    await person.say(beginning)
    const before = (await person.log()).length
    const [requestId = ''] = standIn.made.get(person.email) ?? []

    assert.equal(await announce(requestId, { key: 'another-secret-of-somebody' }), 401)
    assert.equal(await announce(requestId, { change: body => body.replace(requestId, 'request-9') }), 401)
    assert.equal(await announce('request-9'), 404)
    assert.equal((await person.log()).length, before, 'something unsigned was believed')

    const at = new Date().toISOString()
    const answers = await Promise.all([announce(requestId, { at }), announce(requestId, { at })])
    assert.deepEqual([...answers, await announce(requestId, { at })], [204, 204, 204])
    const said = (await person.log()).slice(before)
    assert.deepEqual(steps(said), ['bot.announcement', question])

    // The dialog goes on where it was.
    await person.say(answer)
    assert.equal(steps(await person.log()).at(-1), next)
  })
})
