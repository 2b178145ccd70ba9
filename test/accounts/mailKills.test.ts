/**
 * The process is killed at each point of SMTP, and begun again: one mail for each request, or the very same twice where the server's
 * answer was lost, and one link that works at every moment. `npm test` kills once at each point, on one engine or the other; a soak kills
 * 200 times, MAIL_KILLS=50 as often as that.
 */
import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contentDir } from '../../src/root.ts'
import { engines, type TestDatabase } from '../support/databases.ts'
import { openMailPoints, points, type MailPoints, type Point } from '../support/mailPoints.ts'
import type { Order } from '../support/mailProcess.ts'
import { howMany } from '../support/soak.ts'

const kills = howMany('MAIL_KILLS', 200, points.length)

/** Where the answer did not arrive, or may not have. */
const answerLost: readonly Point[] = ['end', 'answered', 'later']

/** The process that sends. */
class Sender {
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  #ended: Promise<void> | undefined
  #number = 0

  constructor(database: TestDatabase, smtpUrl: string, content: string) {
    this.#env = { ...process.env, DATA_DIR: database.dataDir, SMTP_URL: smtpUrl, CONTENT: content }
    if (database.databaseUrl !== undefined) this.#env['DATABASE_URL'] = database.databaseUrl
  }

  async start(): Promise<void> {
    const compiled = import.meta.url.endsWith('.js')
    const module = fileURLToPath(new URL(`../support/mailProcess.${compiled ? 'js' : 'ts'}`, import.meta.url))
    const child = fork(module, { env: this.#env, execArgv: compiled ? [] : ['--import=tsx'] })
    child.setMaxListeners(50)
    this.#child = child
    this.#ended = new Promise(resolve => child.once('exit', () => resolve()))
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', () => reject(new Error('It did not start')))
    })
  }

  /** What it answers; undefined as well when it is killed before. */
  ask(order: Order): Promise<unknown> {
    const child = this.#child!
    const id = ++this.#number
    return new Promise((resolve, reject) => {
      const hear = (message: { id?: number; answer?: unknown; error?: string }): void => {
        if (message.id !== id) return
        child.off('message', hear)
        if (message.error === undefined) resolve(message.answer)
        else reject(new Error(message.error))
      }
      child.on('message', hear)
      void this.#ended?.then(() => resolve(undefined))
      child.send({ id, order })
    })
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#ended
  }
}

/**
 * One person asks twice; the process is killed in the middle of the second mail.
 * @returns how often the second mail was sent
 */
async function killAt(point: Point, email: string, sender: Sender, server: MailPoints): Promise<number> {
  const mails = () => server.taken.filter(({ to }) => to === email)
  const stateOf = (token: string): Promise<unknown> => sender.ask({ find: token })
  await sender.ask({ accept: email, key: `${email} first` })
  await sender.ask({ work: true })
  const [first] = mails()
  assert.ok(first !== undefined && mails().length === 1, email)

  if (point === 'connect') await sender.ask({ reconnect: true })
  const killed = new Promise<void>((resolve, reject) => server.next(point, () => sender.kill().then(resolve, reject)))
  await sender.ask({ accept: email, key: `${email} second` })
  await killed
  await sender.start()
  // Nothing is sent again yet.
  const delivered = mails()[1]
  if (answerLost.includes(point)) {
    assert.ok(delivered !== undefined)
    assert.equal(await stateOf(delivered.token), 'ready', `${point}: the link that was delivered`)
    assert.match(String(await stateOf(first.token)), /^(?:ready|ended)$/, point)
  } else {
    assert.equal(delivered, undefined, point)
    assert.equal(await stateOf(first.token), 'ready', `${point}: the link that the person holds`)
  }

  await sender.ask({ work: true })
  const second = mails().slice(1)
  assert.equal(new Set(second.map(({ messageId, token }) => `${messageId} ${token}`)).size, 1, `${point}: the very same mail`)
  assert.notEqual(second[0]!.messageId, first.messageId)
  assert.equal(await stateOf(first.token), 'ended', point)
  assert.equal(await stateOf(second[0]!.token), 'ready', point)
  assert.ok(second.length <= (answerLost.includes(point) ? 2 : 1), `${point}: ${second.length} times`)
  return second.length
}

for (const [which, engine] of engines.entries())
  describe(`activation mails, killed at each point of SMTP, on ${engine.name}`, function () {
    const own = Math.ceil(kills / engines.length)
    this.timeout(60_000 + own * 30_000)
    it(`are one for each request, with one link that works (${own} kills)`, async () => {
      const database = await engine.create()
      const server = await openMailPoints()
      const content = await mkdtemp(join(tmpdir(), 'noa-words-'))
      for (const words of ['mails', 'pages']) await cp(join(contentDir, words), join(content, words), { recursive: true })
      const sender = new Sender(database, server.url, content)
      const twice: Partial<Record<Point, number>> = {}
      try {
        await sender.start()
        for (let i = 0; i < own; i++) {
          const point = points[(i * engines.length + which) % points.length]!
          if ((await killAt(point, `person${i}@host${i}.example`, sender, server)) > 1) twice[point] = (twice[point] ?? 0) + 1
        }
      } finally {
        await sender.kill()
        await server.stop()
        await database.remove()
        await rm(content, { recursive: true })
      }
      console.log(`      ${own} kills; sent twice: ${points.map(point => `${point} ${twice[point] ?? 0}`).join(', ')}`)
    })
  })
