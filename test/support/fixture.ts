/**
 * What mocha is given for all files (`--require`). The setup runs once, in mocha's own process: it starts PostgreSQL and, for
 * several test processes, what they share, and hands the addresses on in the environment. The hooks run around each file, in the
 * process that runs it.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserServer } from 'playwright-core'
import { programs, startPostgres, type PostgresServer } from './postgresServer.ts'

let server: PostgresServer | undefined
let browser: BrowserServer | undefined

/** What several test processes share: what is learned, the guide in one file, a browser. */
async function share(): Promise<void> {
  const [{ learnedFrom, testLibrary }, { bundleGuide }, { serveBrowser }] =
    await Promise.all([import('./learned.ts'), import('./bundledGuide.ts'), import('./browser.ts')])
  const learned = testLibrary().then(learnedFrom)
  const [guide, served] = await Promise.all([bundleGuide(join(tests, '../bundled'), learned), serveBrowser(), learned])
  process.env['TEST_GUIDE'] = guide
  browser = served
  process.env['TEST_BROWSER'] = browser.wsEndpoint()
}

async function serveDatabases(): Promise<void> {
  if (programs === undefined || process.env['TEST_POSTGRES'] !== undefined) return
  server = await startPostgres(programs)
  process.env['TEST_POSTGRES'] = server.address
}

export async function mochaGlobalSetup(): Promise<void> {
  await Promise.all([serveDatabases(), process.argv.includes('--parallel') ? share() : undefined])
}

export async function mochaGlobalTeardown(): Promise<void> {
  await Promise.all([server?.stop(), browser?.close()])
}

const tests = fileURLToPath(new URL('..', import.meta.url))
let file = ''
let began = 0
const { log } = console

/** Seconds that a processor worked for this process and for what it has started and seen end (Linux only, else 0). */
function processorSeconds(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ').slice(11, 15) ?? []
    return fields.reduce((sum, ticks) => sum + Number(ticks), 0) / 100
  } catch {
    return 0
  }
}
/** How much longer than written a limit is here: it ends what hangs, and others are at work on the same processors. */
const patience = 3

/** How mocha shows its own runner a suite's hooks. */
interface HookedSuite {
  getHooks(name: string): Mocha.Hook[]
}

/** What is done before and after tests has limits, too. A file's suites are read before its first test. */
function extendHooks(suite: Mocha.Suite): void {
  for (const name of ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'])
    // Its types do not tell.
    for (const hook of (suite as unknown as HookedSuite).getHooks(name)) hook.timeout(patience * hook.timeout())
  for (const inner of suite.suites) extendHooks(inner)
}

/** When the last file had ended: to load a file counts for it. */
let worked = 0

export const mochaHooks = {
  beforeAll(this: Mocha.Context): void {
    const { suites = [], tests: own } = this.test?.parent ?? {}
    for (const suite of suites) extendHooks(suite)
    file = relative(tests, suites[0]?.file ?? own?.[0]?.file ?? '').replace(/\.test\.[jt]s$/, '')
    began = performance.now()
    // Two files write at the same time: each line says whose it is.
    console.log = (line: string) => log(`      ${file}: ${line.trim()}`)
  },
  beforeEach(this: Mocha.Context): void {
    this.currentTest?.timeout(patience * this.currentTest.timeout())
  },
  afterAll(): void {
    console.log = log
    const report = process.env['DURATIONS_REPORT']
    if (report === undefined) return
    const now = processorSeconds()
    appendFileSync(report, `${((performance.now() - began) / 1000).toFixed(1)} ${file} (${(now - worked).toFixed(1)})\n`)
    worked = now
  },
}
