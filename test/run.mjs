/**
 * The whole bar, as `npm test` holds it: packages and compilation, lint, floors, content, then mocha. It stops at the first
 * stage that fails, and its last line is always the truth: `N passed, N failed, N skipped`, mocha's own figures.
 *
 * With arguments (`npm test -- --grep watermark`, `npm test -- test/flow/define.test.ts`) they go to mocha, and the stages
 * between compilation and mocha are left out.
 */
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, isAbsolute, join, relative, resolve } from 'node:path'

/** A stage did not pass. The message is one sentence; what the tool said was shown as it said it. */
class Failure extends Error {}

const say = line => process.stdout.write(`${line}\n`)

/** Runs a program in the terminal's sight and returns its exit code (128 and more: ended by a signal). */
function shown(command, args, options) {
  return new Promise((done, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
    const pass = signal => child.kill(signal)
    process.on('SIGINT', pass).on('SIGTERM', pass)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.off('SIGINT', pass).off('SIGTERM', pass)
      done({ code: code ?? 128, signal })
    })
  })
}

const tool = (root, path) => join(root, 'node_modules', path)

async function must(sentence, command, args, options) {
  const { code } = await shown(command, args, options)
  if (code !== 0) throw new Failure(sentence)
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
  await must('ESLint found something: see above.', process.execPath,
    [tool(root, 'eslint/bin/eslint.js'), '--config', '.eslint.config.mjs', '--max-warnings', '0', '.', '.*.mjs'], { cwd: root })
  // The page's own script lives in a browser: it has its own libraries, hence its own project.
  const browser = join(root, 'src/channels/page/browser/tsconfig.json')
  if (existsSync(browser))
    await must('The script of the chat page does not compile: see above.', process.execPath,
      [tool(root, 'typescript/bin/tsc'), '--noEmit', '--incremental', 'false', '-p', browser], { cwd: root })
}

const floors = root =>
  must('An import goes where it may not: see above, and the floors in .github/contributing.md.', process.execPath,
    [tool(root, 'dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.mjs', 'src', 'dialogs', 'test'], { cwd: root })

const content = root =>
  must('The content has mistakes: see above.', process.execPath, [join(root, 'dist/src/cli.js'), 'content', 'check'], { cwd: root })

/** A test is asked for by its TypeScript name; what runs is what was compiled from it. */
const compiledName = root => arg => {
  const path = relative(root, resolve(arg))
  return /^test[\\/].*\.test\.ts$/.test(path) && existsSync(join(root, path)) ? join(root, 'dist', path.replace(/\.ts$/, '.js')) : arg
}

/** Names of the engines in DATABASES_REPORT (one a line, appended by test/support/databases.ts), in their first order. */
const engines = file => [...new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n').map(line => line.trim()).filter(Boolean) : [])]

async function mocha(root, args, notes) {
  const { spec, timeout } = JSON.parse(readFileSync(join(root, '.mocharc.json'), 'utf8'))
  const folder = mkdtempSync(join(tmpdir(), 'noa-test-'))
  const [figuresFile, enginesFile] = [join(folder, 'figures.json'), join(folder, 'engines')]
  try {
    const env = { ...process.env, CHROMIUM_PATH: chromium(), NOA_FIGURES_FILE: figuresFile, DATABASES_REPORT: enginesFile }
    if (postgres() === undefined) notes.push('PostgreSQL is not installed here: what needs it did not run.')
    const asked = args.map(compiledName(root))
    const files = asked.some((arg, at) => arg !== args[at] || /\.test\.js$/.test(arg)) ? [] : spec
    const { signal } = await shown(process.execPath, [
      tool(root, 'mocha/bin/mocha.js'), '--no-config', '--no-package', '--exit', '--forbid-only', '--timeout', String(timeout),
      '--reporter', join(root, 'test/figures.cjs'), ...asked, ...files,
    ], { cwd: root, env })
    const { ended, ...figures } = existsSync(figuresFile)
      ? JSON.parse(readFileSync(figuresFile, 'utf8'))
      : { passed: 0, failed: 0, skipped: 0, ended: false }
    if (!ended) {
      notes.push(`Mocha did not come to its end${signal === null ? '' : ` (${signal})`}: counted as a failure.`)
      figures.failed += 1
    } else if (figures.passed + figures.failed === 0) notes.push('No test ran: that is a failure too.')
    const ran = engines(enginesFile)
    if (ran.length > 0) notes.push(`Databases: ${ran.join(', ')}`)
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Holds the bar.
 * @param {{ root: string, args: string[], prepare: (root: string) => Promise<void> }} of the checkout, mocha's arguments,
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
  try {
    await stage('compile', () => prepare(root))
    if (args.length === 0) {
      await stage('lint', () => lint(root))
      await stage('floors', () => floors(root))
      await stage('content', () => content(root))
    }
    figures = await stage('tests', () => mocha(root, args, notes))
  } catch (error) {
    notes.push(error instanceof Failure || error.name === 'CannotStart' ? error.message : error.stack)
  }
  say(times.join(' · '))
  for (const note of notes) say(note)
  say(`${figures.passed} passed, ${figures.failed} failed, ${figures.skipped} skipped`)
  return figures.failed === 0 && figures.passed > 0 ? 0 : 1
}
