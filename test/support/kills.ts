/**
 * Kills the guide (SIGKILL) at random moments under concurrent sign-ups, restarts it, and compares what clients saw with what they were
 * owed. The client is our own, over plain HTTP, so that every acknowledgement is known exactly.
 *
 * Long since what is killed, said and owed is compared in one place.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { simpleParser } from 'mailparser'
import { openStorage } from '../../src/storage/openStorage.ts'
import { startArguments, type StartedModule } from './bundledGuide.ts'
import type { TestDatabase } from './databases.ts'
import { randomOf } from './soak.ts'
import { testedContent } from './testedContent.ts'

export interface Tally {
  kills: number
  signUps: number
  acknowledged: number
  /** Acknowledged activities that the log does not hold. */
  lost: number
  /** Activities or replies that the log holds twice, or replies that no transcript owes. */
  doubled: number
  /** Accounts asked for more than once for one sign-up. */
  askedTwice: number
  /** Sign-ups that did not end with "your account is active". */
  notActive: number
  /** Requests that had to be repeated since the guide was away. */
  repeated: number
}

export interface Activity {
  readonly id: string
  readonly from: { readonly id: string; readonly role?: string }
  readonly text?: string
  readonly channelData?: { readonly step?: string; readonly part?: string; readonly field?: string; readonly clientActivityID?: string }
}

/** What a person says, with the step whose question it answers, and the steps that must be heard in return. */
export const script: readonly (readonly [said: string, heard: readonly string[]])[] = [
  ['je voudrais créer un compte', ['askForAccount.first', 'findUnit.whereAreYou']],
  ['none', ['findInstitution.employer']],
  ['none', ['chooseLogin.localAccount', 'chooseLogin.createItNow']],
  ['create', ['createAccount.whatFor', 'createAccount.fillIn']],
  ['madame', ['createAccount.fillIn']],
  ['Curie', ['createAccount.fillIn']],
  ['Marie', ['createAccount.fillIn']],
  ['{email}', ['createAccount.fillIn']],
  ['Institut du radium', ['createAccount.fillIn']],
  ['Passer', ['createAccount.fillIn']],
  ['Passer', ['createAccount.fillIn']],
  ['Passer', ['createAccount.fillIn']],
  ['accept', ['createAccount.fillIn']],
  ['oui', ['createAccount.sending']],
]
const afterwards = ['createAccount.mailSent', 'bot.anythingElse', 'bot.announcement']
/** On a machine so slow that an attempt is given up, the person is told so, and once more, unless they are faster, that it was taken. */
const afterDelay = ['createAccount.delayed', 'bot.anythingElse', 'bot.announcement']

/** Ports that were given out: no two of one process are the same. */
const given = new Set<number>()

/** A port that is free, and stays so while the guide that listens on it is killed and started again. */
export async function freePort(): Promise<number> {
  // Below the ports from which the system takes those of outgoing connections: one of them could have it while the guide is away.
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 17_000)
    if (given.has(port)) continue
    given.add(port)
    const server = createServer()
    const free = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!free) continue
    await new Promise(resolve => server.close(resolve))
    return port
  }
}

/** The guide as a process that is killed and started again. */
export class Victim {
  readonly address: string
  readonly #env: NodeJS.ProcessEnv
  readonly #module: StartedModule
  #child: ChildProcess | undefined
  output = ''

  /**
   * @param env adds to the settings
   * @param module what is run, from the checkout's root
   */
  constructor(port: number, database: Pick<TestDatabase, 'dataDir' | 'databaseUrl'>, env: Record<string, string> = {}, module: StartedModule = 'src/main') {
    this.#module = module
    this.address = `http://127.0.0.1:${port}`
    this.#env = {
      ...process.env,
      PORT: String(port),
      DATA_DIR: database.dataDir,
      CONTENT_DIR: testedContent,
      ...(database.databaseUrl === undefined ? {} : { DATABASE_URL: database.databaseUrl }),
      ...env,
    }
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, startArguments(this.#module), { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (this.output += String(chunk)))
    for (let tries = 0; tries < 3000; tries++) {
      if (child.exitCode !== null) throw new Error(`The guide did not start: ${this.output.slice(-2000)}`)
      try {
        if ((await fetch(`${this.address}/livez`)).ok) return
      } catch {
        await delay(50)
      }
    }
    throw new Error('The guide did not start in time')
  }

  /** Ends it and returns its exit code: null after SIGKILL. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill(signal)
    await ended
    return child.exitCode
  }
}

/** One person who signs up and does not give up. */
export class Person {
  readonly email: string
  readonly #address: () => string
  readonly #origin: string | undefined
  readonly #tally: Pick<Tally, 'acknowledged' | 'repeated'>
  token = ''
  #tokenAt = Date.now()
  conversation = ''
  readonly acknowledged: { id: string; client: string }[] = []

  /**
   * @param address where the guide is reached; a function is asked before each request
   * @param origin of the page, when it is another
   */
  constructor(address: string | (() => string), number: number, tally: Pick<Tally, 'acknowledged' | 'repeated'>, origin?: string) {
    this.#address = typeof address === 'string' ? () => address : address
    this.#origin = origin
    this.#tally = tally
    this.email = `person${number}@example.org`
  }

  /** As a client does: a token is good for half an hour. */
  async #refresh(): Promise<void> {
    if (this.token === '' || Date.now() - this.#tokenAt < 10 * 60_000) return
    this.#tokenAt = Date.now()
    const { token } = await this.request('POST', '/tokens/refresh', {})
    if (typeof token === 'string') this.token = token
  }

  /** Repeats a request until it is answered: a client that was not answered does not know. */
  async request(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    await this.#refresh()
    for (let tries = 0; ; tries++) {
      const address = this.#address()
      try {
        const response = await fetch(`${address}/v3/directline${path}`, {
          method,
          headers: {
            'content-type': 'application/json',
            origin: this.#origin ?? address,
            ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(20_000),
        })
        const read = (await response.json()) as Record<string, unknown>
        if (response.ok) return read
        if (response.status !== 429 && response.status < 500) throw new TypeError(`Refused with ${response.status}: ${JSON.stringify(read)}`)
      } catch (error) {
        if (error instanceof TypeError && error.message.startsWith('Refused')) throw error
      }
      this.#tally.repeated += 1
      // Soon at first, seldom when it is long: asking must not take the processor from the guide that starts.
      await delay(Math.min(50 * 1.3 ** tries, 500) * (0.7 + Math.random() * 0.6))
    }
  }

  async begin(): Promise<void> {
    const begun = await this.request('POST', '/tokens/generate', {})
    this.token = begun['token'] as string
    const started = await this.request('POST', '/conversations', { locale: 'fr-FR' })
    this.conversation = started['conversationId'] as string
    this.token = (started['token'] as string | undefined) ?? this.token
  }

  async say(text: string): Promise<void> {
    const client = `${this.email}-${this.acknowledged.length}`
    const activity = { type: 'message', from: { id: 'x' }, text, channelData: { clientActivityID: client } }
    const { id } = await this.request('POST', `/conversations/${this.conversation}/activities`, activity)
    this.acknowledged.push({ id: id as string, client })
    this.#tally.acknowledged += 1
  }

  async log(): Promise<Activity[]> {
    const all: Activity[] = []
    for (let watermark = '0'; ; ) {
      const page = await this.request('GET', `/conversations/${this.conversation}/activities?watermark=${watermark}`)
      const activities = page['activities'] as Activity[]
      if (activities.length === 0) return all
      all.push(...activities)
      watermark = page['watermark'] as string
    }
  }

  async until(steps: string | readonly string[], seconds = 150): Promise<boolean> {
    const wanted = [steps].flat()
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(150))
      if ((await this.log()).some(({ channelData }) => wanted.includes(channelData?.step ?? ''))) return true
    return false
  }
}

/** The activation links mailed to someone, from the files of the mailbox. A mail that was sent again has the link that works. */
export async function linksFor(dataDir: string, email: string): Promise<string[]> {
  const folder = join(dataDir, 'mail')
  const links: string[] = []
  for (const name of (await readdir(folder).catch(() => [])).filter(each => each.endsWith('.eml'))) {
    const source = await readFile(join(folder, name)).catch(() => undefined)
    if (source?.includes(`<${email}>`) !== true && source?.includes(`To: ${email}`) !== true) continue
    const { text } = await simpleParser(source)
    const link = /https?:\/\/\S+\/activate\?token=\S+/.exec(text ?? '')?.[0]
    if (link !== undefined) links.push(link)
  }
  return links
}

/** Opens the link and presses its button, as a browser without JavaScript would. */
export async function activate(link: string, origin = new URL(link).origin): Promise<void> {
  const pageText = await (await fetch(link)).text()
  const hidden = [...pageText.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((match): [string, string] => [match[1]!, match[2]!])
  if (hidden.length === 0) return
  await fetch(new URL('/activate', link), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
    body: new URLSearchParams([...hidden, ['password', 'Radium, 1898 : polonium !']]).toString(),
    redirect: 'manual',
  })
}

async function signUp(person: Person, database: TestDatabase): Promise<void> {
  await person.begin()
  for (const [said] of script) await person.say(said.replace('{email}', person.email))
  if (!(await person.until(['createAccount.mailSent', 'createAccount.delayed']))) return
  for (let tries = 0; tries < 200; tries++) {
    for (const link of await linksFor(database.dataDir, person.email))
      try {
        await activate(link)
      } catch {
        // The guide was away: the link is tried again, as a person would.
      }
    if (await person.until('bot.announcement', 3)) return
    await delay(150)
  }
}

/** What the log of one sign-up must hold, exactly. */
export function judge(log: readonly Activity[], person: Person, tally: Tally): void {
  for (const { id } of person.acknowledged) {
    const found = log.filter(each => each.id === id).length
    if (found === 0) tally.lost += 1
    if (found > 1) tally.doubled += found - 1
  }
  const clients = log.flatMap(({ channelData }) => (channelData?.clientActivityID === undefined ? [] : [channelData.clientActivityID]))
  tally.doubled += clients.length - new Set(clients).size
  const heard = log.filter(({ from }) => from.role === 'bot').map(({ channelData }) => channelData?.step ?? '')
  if (!heard.includes('bot.announcement')) tally.notActive += 1
  const late = !heard.includes('createAccount.mailSent')
  const owed = ['bot.greeting', ...script.flatMap(([, steps]) => steps), ...(late ? afterDelay : afterwards)]
  const extra = [...heard]
  for (const step of owed) {
    const at = extra.indexOf(step)
    if (at === -1) tally.lost += 1
    else extra.splice(at, 1)
  }
  if (late && extra.includes('bot.announcement')) extra.splice(extra.indexOf('bot.announcement'), 1)
  // A service that was away for a moment is told of; nothing else may be there that the transcript does not owe.
  tally.doubled += extra.filter(step => step !== 'createAccount.delayed').length
}

/** Ends the guide without a word and starts it again. */
async function killAndStart(victim: Victim): Promise<void> {
  await victim.kill()
  await victim.start()
}

/**
 * Runs it.
 * @param options.kills how often the process is killed
 * @param options.seed chooses the moments
 * @param options.people how many sign up at once
 * @param options.strike what is done to the guide, or to what it stands on, instead of a kill
 * @param options.env adds to the guide's settings
 */
export async function runKills(
  database: TestDatabase,
  options: {
    readonly kills: number
    readonly seed: number
    readonly people?: number
    readonly strike?: (victim: Victim, random: () => number) => Promise<void>
    readonly env?: Record<string, string>
  },
): Promise<Tally & { readonly output: string }> {
  const tally: Tally = { kills: 0, signUps: 0, acknowledged: 0, lost: 0, doubled: 0, askedTwice: 0, notActive: 0, repeated: 0 }
  const random = randomOf(options.seed)
  const { strike = killAndStart } = options
  const victim = new Victim(await freePort(), database, options.env)
  await victim.start()
  let killing = true
  let number = 0
  const people: Person[] = []
  const busy = Array.from({ length: options.people ?? 4 }, async () => {
    while (killing) {
      const person = new Person(victim.address, ++number, tally)
      people.push(person)
      await signUp(person, database)
      // While its token is good; what is lost later is looked for at the end.
      tally.signUps += 1
      judge(await person.log(), person, tally)
    }
  })
  for (const each of busy) each.catch(() => undefined)
  try {
    while (tally.kills < options.kills) {
      const before = tally.acknowledged
      await delay(random() * 900)
      // On a busy machine nobody would ever get a word in: three of four live until one was taken, and die in the next.
      if (random() < 0.75) for (const end = Date.now() + 60_000; tally.acknowledged === before && Date.now() < end; ) await delay(10)
      await delay(random() * 30)
      await strike(victim, random)
      tally.kills += 1
    }
    killing = false
    await Promise.all(busy)
  } finally {
    killing = false
    await victim.kill()
  }
  // What looks leaves a pool's connections as it found them, too.
  const storage = await openStorage({ ...database, databaseListenUrl: options.env?.['DATABASE_LISTEN_URL'] })
  try {
    const logged = new Set((await storage.db.selectFrom('activity').select('id').execute()).map(({ id }) => id))
    for (const { acknowledged } of people) tally.lost += acknowledged.filter(({ id }) => !logged.has(id)).length
    const requests = await storage.db.selectFrom('account_request').select('email').where('idempotency_key', 'is not', null).execute()
    for (const { email } of people) tally.askedTwice += Math.max(0, requests.filter(request => request.email === email).length - 1)
  } finally {
    await storage.close()
  }
  return { ...tally, output: victim.output }
}
