/**
 * The whole bar, as `npm test` holds it: packages and compilation, then lint, unused code and content beside mocha, which runs
 * the files of tests two at a time (or more, on more cores). Its last line is always the truth: `N passed, N failed, N skipped`.
 *
 * With arguments (`npm test -- --grep watermark`, `npm test -- test/flow/define.test.ts`) they go to mocha, and what runs beside it
 * is left out.
 */
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, setPriority, tmpdir } from 'node:os'
import { delimiter, isAbsolute, join, relative, resolve } from 'node:path'

/** A stage did not pass. The message is one sentence; what the tool said was shown as it said it. */
class Failure extends Error {}

const say = line => process.stdout.write(`${line}\n`)

/** Ends a program with us: neither mocha nor a browser may outlive the bar. */
function bound(child) {
  const pass = signal => child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  child.once('exit', () => process.off('SIGINT', pass).off('SIGTERM', pass))
  return child
}

/** Runs a program in the terminal's sight. Its exit code is 128 or more when a signal ended it. */
function shown(command, args, options) {
  return new Promise((done, reject) => {
    const child = bound(spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options }))
    child.once('error', reject).once('exit', (code, signal) => done({ code: code ?? 128, signal }))
  })
}

const tool = (root, path) => join(root, 'node_modules', path)

/** Runs a Node program beside others, which it lets go before it. What it says is shown only when it fails. */
function must(sentence, args, root) {
  return new Promise((done, reject) => {
    const child = bound(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: root }))
    if (child.pid !== undefined) setPriority(child.pid, 5)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text))
    child.once('error', reject).once('close', code => {
      if (code === 0) return done()
      say(output.trimEnd())
      reject(new Failure(sentence))
    })
  })
}

const executable = path => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** First program of these names on the path. */
const onPath = names =>
  names
    .flatMap(name => (process.env.PATH ?? '').split(delimiter).filter(isAbsolute).map(folder => join(folder, name)))
    .find(executable)

/** Whether packages can be installed here: as root on Debian. */
const debianRoot = () =>
  process.getuid?.() === 0 && existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))

function aptInstall(name) {
  say(`Installing ${name}…`)
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  return (
    spawnSync('apt-get', ['-qq', 'update'], options).status === 0 &&
    spawnSync('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', name], options).status === 0
  )
}

function findChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given !== undefined && given !== '') {
    if (executable(given)) return given
    throw new Failure('CHROMIUM_PATH names no program that can be run: correct it, or unset it to use the installed browser.')
  }
  return (
    onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) ??
    ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(executable)
  )
}

/** The browser of the tests. They are never skipped for want of one. */
function chromium() {
  const found = findChromium() ?? (debianRoot() && aptInstall('chromium') ? findChromium() : undefined)
  if (found === undefined)
    throw new Failure('The tests need Chromium and found none: install it, or set CHROMIUM_PATH to a Chromium or Chrome.')
  return found
}

/** Folder of PostgreSQL's server programs: where Debian puts them, newest first, or on the path. */
function findPostgres() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map(version => join(debian, version, 'bin')).find(folder => executable(join(folder, 'initdb')))
    ?? onPath(['initdb'])?.replace(/\/initdb$/, '')
}

const postgres = () => findPostgres() ?? (debianRoot() && aptInstall('postgresql') ? findPostgres() : undefined)

async function lint(root) {
  await must('The lint found something: see above.', [tool(root, 'oxlint/bin/oxlint'), '.', '.house-rules.mjs', '.dependency-cruiser.mjs'], root)
  // The page's own script lives in a browser: it has its own libraries, hence its own project.
  const browser = join(root, 'src/channels/page/browser/tsconfig.json')
  if (existsSync(browser))
    await must('The script of the chat page does not compile: see above.',
      [tool(root, 'typescript-native/bin/tsc'), '--noEmit', '--incremental', 'false', '-p', browser], root)
}

const content = root => must('The content has mistakes: see above.', [join(root, 'dist/src/cli.js'), 'content', 'check'], root)

const unused = root =>
  must('Something is not used, or a package not listed: see above.', [tool(root, 'knip/bin/knip.js'), '--no-progress'], root)

/** The files that take longest, first, so that all processes end at about the same time. Then those of the whole product. */
const slowFirst = [
  'whole/operation', 'whole/kills', 'whole/twoProcesses', 'whole/outage', 'accounts/activation', 'pages/desk/words', 'pages/desk/desk',
  'channels/page/lookAround', 'channels/page/livePage', 'editing/publication', 'whole/journeys', 'whole/hostile', 'whole/walk', 'start',
  'accounts/mailKills', 'pages/looks', 'whole/playground', 'channels/page/links', 'pages/desk/providerSignIn', 'commands/newCommand',
  'pages/helpPages', 'whole/diagnosis', 'content/languages', 'channels/directLine/directLine',
]

/** Every compiled file of tests, in the order in which they begin. */
function testFiles(root) {
  const folder = join(root, 'dist/test')
  const names = readdirSync(folder, { recursive: true }).filter(name => name.endsWith('.test.js')).map(name => name.replaceAll('\\', '/'))
  const slow = name => slowFirst.indexOf(name.replace('.test.js', ''))
  const rank = name => (slow(name) >= 0 ? slow(name) : slowFirst.length + (name.startsWith('whole/') ? 0 : 1))
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).map(name => join(folder, name))
}

/** A test is asked for by its TypeScript name; what runs is what was compiled from it. */
const compiledName = root => arg => {
  const path = relative(root, resolve(arg))
  return /^test[\\/].*\.test\.ts$/.test(path) && existsSync(join(root, path)) ? join(root, 'dist', path.replace(/\.ts$/, '.js')) : arg
}

const linesOf = file => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(line => line !== '') : [])

/** Test processes at the same time: as many as cores (mocha alone would take one less). With one more, what waits for a time is late. */
const jobs = Math.min(Math.max(availableParallelism(), 2), 4)

async function mocha(root, args, notes) {
  const { timeout, require } = JSON.parse(readFileSync(join(root, '.mocharc.json'), 'utf8'))
  const folder = mkdtempSync(join(tmpdir(), 'noa-test-'))
  const [figuresFile, enginesFile, durationsFile] = ['figures.json', 'engines', 'durations'].map(name => join(folder, name))
  try {
    const env = {
      ...process.env, CHROMIUM_PATH: chromium(), FIGURES_FILE: figuresFile, DATABASES_REPORT: enginesFile, DURATIONS_REPORT: durationsFile,
    }
    if (postgres() === undefined) notes.push('PostgreSQL is not installed here: what needs it did not run.')
    const asked = args.map(compiledName(root))
    const files = asked.some((arg, at) => arg !== args[at] || /\.test\.js$/.test(arg)) ? [] : testFiles(root)
    const { signal } = await shown(process.execPath, [
      tool(root, 'mocha/bin/mocha.js'), '--no-config', '--no-package', '--exit', '--forbid-only', '--timeout', String(timeout),
      // A busy machine gets a second try, and the bar says of which test.
      '--retries', '1',
      ...(files.length > 1 ? ['--parallel', '--jobs', String(jobs)] : []), ...require.flatMap(path => ['--require', join(root, path)]),
      '--reporter', join(root, 'test/figures.cjs'), ...asked, ...files,
    ], { cwd: root, env })
    const { ended, ...figures } = existsSync(figuresFile)
      ? JSON.parse(readFileSync(figuresFile, 'utf8'))
      : { passed: 0, failed: 0, skipped: 0, ended: false }
    if (!ended) {
      notes.push(`Mocha did not come to its end${signal === null ? '' : ` (${signal})`}: counted as a failure.`)
      figures.failed += 1
    } else if (figures.passed + figures.failed === 0) notes.push('No test ran: that is a failure too.')
    if (figures.again?.length > 0) notes.push(...figures.again.map(each => `Tried again: ${each}`))
    const slowest = linesOf(durationsFile).sort((a, b) => parseFloat(b) - parseFloat(a)).slice(0, 8)
    if (slowest.length > 1) notes.push(`Longest (seconds of processor beside the browser and PostgreSQL): ${slowest.map(line => line.replace(/^(\S+) (\S+)(.*)/, '$2 $1 s$3')).join(', ')}`)
    const engines = new Set(linesOf(enginesFile))
    if (engines.size > 0) notes.push(`Databases: ${[...engines].join(', ')}`)
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds that a processor worked for us and for every program of ours that has ended (Linux only). */
function processorSeconds() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
  } catch {
    return undefined
  }
}

/**
 * Holds the bar.
 * @param {{ root: string, args: string[], prepare: () => Promise<void> }} of the checkout, mocha's arguments,
 *   and what installs and compiles
 * @returns {Promise<number>} the exit code: 0 only when something ran and nothing failed
 */
export async function runBar({ root, args, prepare }) {
  const notes = []
  const times = []
  let figures = { passed: 0, failed: 1, skipped: 0 }
  const stage = async (name, work) => {
    say(`── ${name}`)
    const start = performance.now()
    try {
      return await work()
    } finally {
      times.push(`${name} ${((performance.now() - start) / 1000).toFixed(1)} s`)
    }
  }
  const told = error => void notes.push(error instanceof Failure || error.name === 'CannotStart' ? error.message : error.stack)
  /** One after the other beside mocha. Resolves with how many found something. */
  const beside = async () => {
    let faults = 0
    for (const [name, check] of Object.entries({ lint, unused, content }))
      await stage(name, () => check(root)).catch(error => {
        told(error)
        faults += 1
      })
    return faults
  }
  const began = performance.now()
  try {
    await stage('compile', prepare)
    const tests = stage('tests', () => mocha(root, args, notes)).catch(error => (told(error), figures))
    const [ran, faults] = await Promise.all([tests, args.length === 0 ? beside() : 0])
    figures = { ...ran, failed: ran.failed + faults }
  } catch (error) {
    told(error)
  }
  const processor = processorSeconds()
  say(`${times.join(' · ')} · all ${((performance.now() - began) / 1000).toFixed(1)} s${processor === undefined ? '' : `, ${processor.toFixed(0)} s of processor`}`)
  for (const note of notes) say(note)
  say(`${figures.passed} passed, ${figures.failed} failed, ${figures.skipped} skipped`)
  return figures.failed === 0 && figures.passed > 0 ? 0 : 1
}
