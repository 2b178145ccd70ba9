/**
 * Hostile input to the whole guide: 20 000 cases in a soak, `FUZZ=100000` tries more, `SEED` repeats a run.
 * Which test holds which measure stands in .github/security.md.
 *
 * Long, for each measure has its own test.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { WebSocket } from 'ws'
import { signWebhook } from '../../src/accounts/events.ts'
import { createMailer, MailError } from '../../src/mail/mailer.ts'
import { temporaryFolder } from '../support/databases.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import {
  activationIn, count, directLineDoor, hold, judgeHtml, Line, messagesDoor, newTally, movesPerWalk, opening,
  rawExchange, signUp, turnDoor, walk,
  type Door,
  type Opening,
} from '../support/hostile.ts'
import {
  askings, heavyMove, hostileMove, hostileText, mark, rawBytes,
  type Keys,
  type Move,
} from '../support/hostileInput.ts'
import { startProcess, type GuideProcess } from '../support/operation.ts'
import { howMany, seedsUsed } from '../support/soak.ts'

const total = howMany('FUZZ', 20_000)
/** So many of the cases, in runs of `each`. */
const runs = (share: number, each: number): number => Math.ceil((total * share) / each)

interface Walk {
  readonly way: Opening
  readonly moves: readonly Move[]
  readonly channel: string
}
/** Walks at the same time; each has at most one text that takes long to read. */
const walks = (together: number): fc.Arbitrary<Walk[]> => {
  const most = fc.array(hostileMove, { minLength: movesPerWalk - 1, maxLength: movesPerWalk - 1 })
  const moves = fc
    .tuple(most, fc.oneof(hostileMove, hostileMove, hostileMove, heavyMove))
    .map(([some, one]) => [...some.slice(0, 5), one, ...some.slice(5)])
  const one = fc.record({ way: opening, moves, channel: fc.constantFrom('directline', 'emulator', 'msteams') })
  return fc.array(one, { minLength: together, maxLength: together })
}

/** Sends a byte at a time, and tells how long that was borne, in ms, and what came back. */
function dribble(address: string, head: string): Promise<{ ms: number; answer: string }> {
  const begun = performance.now()
  let answer = ''
  return new Promise(resolve => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () => socket.write(head))
    const drop = setInterval(() => socket.write('a'), 1000)
    socket.on('data', chunk => (answer += chunk.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(drop)
      resolve({ ms: performance.now() - begun, answer })
    })
  })
}

/** Every file and folder beneath, with its permissions for others than the owner. */
const openTo = (folder: string): { path: string; others: number }[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(path => ({
    path,
    others: statSync(join(folder, path)).mode & 0o077,
  }))

const helpdesk = 'aide@example.org'

describe('hostile input to the whole guide', function () {
  this.timeout(120_000 + total * 30)
  let guide: RunningGuide
  let line: Line
  let dataDir: string
  /** The guide as a process, under a mask that takes no permission away, and saying all that it ever says. */
  let attacked: GuideProcess
  let attackedDir: string
  let slow: Promise<{ ms: number; answer: string }>[]
  const tally = newTally()
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  let began = 0

  before(async () => {
    began = performance.now()
    process.on('unhandledRejection', note)
    dataDir = temporaryFolder()
    // A trusted header makes each walk come from an address of its own, so that limits by address do not end it.
    guide = await startGuide({
      DATA_DIR: dataDir,
      TRUST_PROXY: 'true',
      PORTAL_URL: 'https://portal.example.org',
      TERMS_URL: 'https://terms.example.org',
      HELPDESK_EMAIL: helpdesk,
    })
    line = new Line(guide.address)
    attackedDir = join(dataDir, 'attacked')
    const mask = process.umask(0)
    const starting = startProcess({ DATA_DIR: attackedDir, LOG_LEVEL: 'debug' })
    process.umask(mask)
    attacked = await starting
    // These take as long as they are borne, while everything else is tried.
    slow = [
      dribble(attacked.address, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: '),
      dribble(attacked.address, 'POST /activate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 8000\r\n\r\n'),
      dribble(
        attacked.address,
        'POST /activate HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n',
      ),
    ]
  })
  after(async () => {
    line.close()
    if (attacked.running()) attacked.kill('SIGKILL')
    await attacked.ended
    await guide.stop()
    process.off('unhandledRejection', note)
    rmSync(dataDir, { recursive: true, force: true })
  })
  afterEach(() => {
    assert.deepEqual(unhandled, [])
    assert.doesNotMatch(guide.log.join(''), /"level":[56]0/, 'something failed on the inside')
  })
  const someone = (): string => `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join('.')}`

  it('is answered in every dialog, becomes markup nowhere, and the conversation goes on', async () => {
    await hold(
      walks(10),
      several =>
        Promise.all(
          several.map(({ way, moves, channel }) => walk(turnDoor(guide.app.turns, channel), way, moves, tally)),
        ),
      runs(0.42, 10 * movesPerWalk),
    )
    assert.ok(tally.requested > 0, 'nobody came through the form')
    assert.ok(tally.slowest < 15_000, `a turn took ${tally.slowest} ms`)
  })

  it('is answered the same way over Direct Line and at /api/messages', async () => {
    const door = (channel: string): Promise<Door> | Door =>
      channel === 'directline' ? directLineDoor(line, someone()) : messagesDoor(line, channel)
    await hold(
      walks(6),
      several =>
        Promise.all(several.map(async ({ way, moves, channel }) => walk(await door(channel), way, moves, tally))),
      runs(0.17, 6 * movesPerWalk),
    )
  })

  it('ends below 500 at every address, with the right keys or none, and tells nothing of the inside', async () => {
    await walk(messagesDoor(line, 'emulator'), 'review', [...signUp, { kind: 'say', text: 'oui' }], newTally())
    const activation = await activationIn(dataDir, line)
    const given = await line.ask('POST', '/v3/directline/tokens/generate', { origin: line.address })
    const { token, conversationId } = JSON.parse(given.text) as { token: string; conversationId: string }
    const secret = await guide.app.storage.secret('accountEvents')
    const page = await line.ask('GET', '/')
    const keys: Keys = {
      directLine: token,
      conversation: conversationId,
      accounts: await guide.app.storage.secret('accounts'),
      activation: activation.token,
      form: activation.form,
      mail: activation.id,
      asset: /src="(\/assets\/[^"]+)"/.exec(page.text)![1]!,
      sign: body => signWebhook(secret, 'hostile', body, Date.now()),
    }
    const statuses = new Set<number>()
    await hold(
      fc.array(askings(keys), { minLength: 10, maxLength: 10 }),
      async several => {
        for (const { status } of await Promise.all(
          several.map(({ method, path, headers, body }) => line.ask(method, path, headers, body)),
        )) {
          statuses.add(status)
          count(tally, 'requests')
        }
      },
      runs(0.3, 10),
    )
    // Had the keys not fitted, little would have been tried.
    for (const status of [200, 202, 204, 400, 401, 403, 404, 405, 422])
      assert.ok(statuses.has(status), `no answer had the status ${status}`)
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
    const metrics = await line.ask('GET', '/metrics')
    assert.match(metrics.text, /noa_turn_seconds/)
    assert.ok(!metrics.text.includes(mark), 'the metrics hold what was typed')
    assert.equal((await line.ask('GET', '/readyz')).status, 200)
  })

  it('survives what is no HTTP, and frames that no client sends', async () => {
    await hold(
      fc.array(rawBytes, { minLength: 10, maxLength: 10 }),
      async several => {
        for (const answer of await Promise.all(several.map(bytes => rawExchange(guide.address, bytes)))) {
          assert.doesNotMatch(answer, /^HTTP\/1.1 5/)
          assert.ok(!answer.split('\r\n\r\n')[0]!.includes(mark), 'a header holds what was sent')
          count(tally, 'connections')
        }
      },
      runs(0.03, 10),
    )
    const given = await line.ask('POST', '/v3/directline/tokens/generate', {
      origin: line.address,
      'x-forwarded-for': someone(),
    })
    const { token, conversationId } = JSON.parse(given.text) as { token: string; conversationId: string }
    const authorization = `Bearer ${token}`
    await line.ask('POST', '/v3/directline/conversations', { authorization })
    await hold(
      fc.oneof(
        hostileText,
        fc.uint8Array({ maxLength: 1000 }).map(bytes => Buffer.from(bytes)),
        fc.constant('x'.repeat(100_000)),
      ),
      async frame => {
        // A stream's token is good for one stream.
        const resumed = await line.ask('GET', `/v3/directline/conversations/${conversationId}?watermark=-`, { authorization })
        const { streamUrl } = JSON.parse(resumed.text) as { streamUrl: string }
        const socket = new WebSocket(streamUrl)
        const closed = new Promise<number>(resolve => socket.once('close', resolve))
        socket.on('error', () => undefined)
        const first = new Promise(resolve => socket.once('message', resolve))
        assert.notEqual(typeof (await Promise.race([first, closed])), 'number', 'the stream was refused')
        socket.send(frame)
        count(tally, 'frames')
        if (frame.length > 1024) assert.equal(await closed, 1009)
        else socket.close()
        await closed
      },
      runs(0.005, 1),
    )
  })

  it('reaches nobody else by mail, and sets no header', async () => {
    const { mailbox } = guide.app
    const mailer = createMailer({ url: mailbox!.smtpUrl, from: 'NOA <noa@example.org>' })
    const folder = join(dataDir, 'mail')
    const seen = new Set(readdirSync(folder))
    const hostileAddress = fc.oneof(
      hostileText,
      fc
        .tuple(
          hostileText,
          fc.constantFrom(
            '@example.org', '@example.org,evil@evil.example', '@example.org\r\nRCPT TO:<evil@evil.example>',
            '@example.org\r\n',
          ),
        )
        .map(([a, b]) => a + b),
      fc.constantFrom('a@example.org', 'a+b@example.org'),
      fc.constantFrom(
        '"a b"@example.org', 'a@example.org\nBcc: evil@evil.example', '<a@example.org>', 'a@[127.0.0.1]',
        'a@example.org;b@example.org', 'a,b@example.org',
      ),
    )
    const mail = fc.record({
      address: hostileAddress,
      name: hostileText,
      subject: hostileText,
      text: hostileText,
      locale: fc.constantFrom('fr', 'en'),
    })
    let sent = 0
    try {
      await hold(
        fc.array(mail, { minLength: 4, maxLength: 4 }),
        several =>
          Promise.all(
            several.map(async ({ address, name, subject, text, locale }) => {
              count(tally, 'mails')
              await mailer
                .send({ id: String(Math.random()), to: { address, name }, subject, text, html: '<p>x</p>', locale })
                .then(
                  () => sent++,
                  (error: unknown) => assert.ok(error instanceof MailError && error.permanent, String(error)),
                )
            }),
          ),
        runs(0.02, 4),
      )
    } finally {
      mailer.close()
    }
    assert.ok(sent > 0, 'no address was a right one')
    const allowed = new Set([
      'delivered-to', 'from', 'to', 'subject', 'message-id', 'content-language', 'auto-submitted',
      'x-auto-response-suppress', 'date', 'mime-version', 'content-type', 'content-transfer-encoding',
      // Of a mail to the helpdesk.
      'x-noa-reference', 'x-noa-subject',
    ])
    // Those of the sign-ups that went before are judged with them.
    const names = readdirSync(folder).filter(each => each.endsWith('.eml'))
    assert.ok(names.length >= sent)
    for (const name of names) {
      const { headerLines, headers, html, text } = await simpleParser(readFileSync(join(folder, name)))
      const keys = headerLines.map(({ key }) => key)
      const to = headers.get('to') as { value: { address?: string }[] }
      assert.equal(to.value.length, 1)
      assert.doesNotMatch(JSON.stringify(to.value[0]?.address), /evil/)
      // What is reported to the helpdesk holds what was said, and is answered to the person.
      const report = to.value[0]?.address === helpdesk
      const answerTo = headers.get('reply-to') as { value: unknown[] } | undefined
      assert.ok((answerTo?.value.length ?? 0) <= (report ? 1 : 0), name)
      assert.deepEqual(keys.filter(key => !allowed.has(key) && key !== 'reply-to'), [], name)
      assert.equal(keys.filter(key => key === 'delivered-to' || key === 'to').length, 2, name)
      if (seen.has(name) && !report) assert.ok(!`${text} ${String(html)}`.includes(mark), 'a mail holds what was typed')
      judgeHtml(String(html))
    }
    for (const id of names.sort().slice(-20))
      assert.equal((await line.ask('GET', `/mailbox/${id.slice(0, -4)}`)).status, 200)
    assert.equal((await line.ask('GET', '/mailbox')).status, 200)
  })

  it('leaves nothing of what was said in what the process writes, at any level', async () => {
    if (!attacked.running()) assert.fail(`the process has ended: ${JSON.stringify(await attacked.ended).slice(0, 2000)}`)
    const near = new Line(attacked.address)
    const own = newTally()
    const ask = async (path: string, headers: Record<string, string>, body: string): Promise<string> =>
      (await near.ask('POST', path, headers, body)).text
    try {
      await hold(
        walks(5),
        several =>
          Promise.all(
            several.map(async ({ way, moves, channel }) =>
              walk(
                channel === 'directline' ? await directLineDoor(near) : messagesDoor(near, channel),
                way, moves, own,
              ),
            ),
          ),
        runs(0.04, 5 * movesPerWalk),
      )
      await walk(await directLineDoor(near), 'review', signUp, own)
      const { token, form, address } = await activationIn(attackedDir, near)
      const password = `${mark} Radium, 1898 : polonium !`
      const formHeaders = { 'content-type': 'application/x-www-form-urlencoded', origin: attacked.address }
      const done = await near.ask(
        'POST', '/activate', formHeaders,
        new URLSearchParams({ token, form, password }).toString(),
      )
      assert.equal(done.status, 200)
      const given = JSON.parse(await ask('/v3/directline/tokens/generate', {}, '{}')) as {
        token: string
        conversationId: string
        resume: string
      }
      const keys: Keys = {
        directLine: given.token,
        conversation: given.conversationId,
        accounts: mark,
        activation: token,
        form,
        mail: 'x',
        asset: '/assets/x',
        sign: () => ({}),
      }
      await hold(
        fc.array(askings(keys), { minLength: 10, maxLength: 10 }),
        several => {
          count(own, 'requests', several.length)
          return Promise.all(several.map(({ method, path, headers, body }) => near.ask(method, path, headers, body)))
        },
        runs(0.01, 10),
      )
      count(
        tally, 'to a process',
        Object.values(own.cases).reduce((a, b) => a + b, 0),
      )

      const files = openTo(attackedDir)
      for (const name of ['noa.sqlite', 'noa.sqlite-wal', 'noa.sqlite-shm', 'mail'])
        assert.ok(
          files.some(({ path }) => path === name),
          `there is no ${name}`,
        )
      assert.ok(files.some(({ path }) => path.endsWith('.eml')))
      assert.deepEqual(
        files.filter(({ others }) => others !== 0),
        [],
      )
      assert.equal(statSync(attackedDir).mode & 0o077, 0)

      near.close()
      // All of them have to end before a clean stop can be seen as one.
      const [header, ...bodies] = await Promise.all(slow)
      assert.ok(header!.ms < 60_000, `a header was waited for ${header!.ms} ms`)
      for (const body of bodies) {
        assert.match(body.answer, /^HTTP\/1.1 408 /)
        assert.ok(body.ms < 30_000, `a body was waited for ${body.ms} ms`)
      }

      attacked.kill('SIGTERM')
      const { code, stdout, stderr } = await attacked.ended
      assert.equal(code, 0)
      const written = stdout + stderr
      assert.match(written, /"level":/, 'nothing was logged: this would prove little')
      for (const secret of [
        mark, address, token, form, password, 'polonium',
        given.token,
        given.resume,
        given.conversationId,
      ])
        assert.ok(!written.includes(secret), `the output holds what it must not (${secret.slice(0, 8)}…)`)
      assert.doesNotMatch(written, /@example\.org|"level":[56]0| {4}at |UnhandledPromise|Warning:/)
    } finally {
      near.close()
    }
  })

  it('was tried as often as was asked for', () => {
    const sum = Object.values(tally.cases).reduce((a, b) => a + b, 0)
    const kinds = Object.entries(tally.cases)
      .map(([kind, cases]) => `${cases} ${kind}`)
      .join(', ')
    console.log(
      `${sum} cases in ${((performance.now() - began) / 1000).toFixed(0)} s: ${kinds}; ${tally.requested} accounts asked for, slowest turn ${tally.slowest.toFixed(0)} ms; ${seedsUsed}`,
    )
    assert.ok(sum >= total, `only ${sum} cases`)
  })
})
