/**
 * The one door: `npm start`, `npm test` and every `npm run` of package.json come through here.
 *
 * On a fresh clone there is nothing but Node, so this file uses Node's built-ins only. It installs the packages when the
 * lock file changed, compiles when a source changed, and then runs what was asked for in this same process, so that
 * Ctrl-C and SIGTERM reach it directly. It does all that by itself because npm skips pre- and post-scripts under
 * `ignore-scripts`. Progress goes to standard error: standard output belongs to the command.
 *
 * Long since it is one file: nothing that it could import is there yet, or compiled.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync, linkSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, utimesSync,
  writeFileSync,
} from 'node:fs'
import module from 'node:module'
import { hostname } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The start cannot go on. The message is one sentence for the person at the terminal. */
export class CannotStart extends Error {
  name = 'CannotStart'
}

const say = line => process.stderr.write(`${line}\n`)
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part).update('\0'), createHash('sha256')).digest('hex')

/**
 * Why this Node cannot run the guide.
 * @param {string} version as in `process.versions.node`
 * @returns {string | undefined} one sentence, or undefined when the version will do
 */
export function nodeFault(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return undefined
  return `The guide needs Node 20.19 or newer and this is Node ${version}: install a current one from https://nodejs.org, then start again.`
}

/**
 * What whoever starts the guide on this Node should know.
 * @param {string} version as in `process.versions.node`
 * @returns {string | undefined} one sentence, or undefined when there is nothing to say
 */
export const nodeRemark = version =>
  version.startsWith('20.') ? 'Node 20 gets no security fixes any more (its end was in April 2026): use Node 22 or 24.' : undefined

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Runs a program to its end; a signal for us is handed on to it, since neither npm nor tsc may outlive the start. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text))
    const stop = signal => {
      child.kill(signal)
      process.exit(signal === 'SIGINT' ? 130 : 143)
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
    const settle = () => process.off('SIGINT', stop).off('SIGTERM', stop)
    child.once('error', error => (settle(), reject(error)))
    child.once('close', (code, signal) => {
      settle()
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}${command} was ended by ${signal}.\n` })
    })
  })
}

const heartbeat = 5_000
const silence = 30_000

/** Whether the holder of a lock is gone: its process no longer lives here, or it gave no sign of life for half a minute. */
function abandoned(lock, holder) {
  const [host, pid] = holder.split(' ')
  if (host === hostname() && Number(pid) === process.pid) return true
  if (host === hostname() && Number(pid) > 0)
    try {
      process.kill(Number(pid), 0)
    } catch (error) {
      if (error.code === 'ESRCH') return true
    }
  return Date.now() - statSync(lock).mtimeMs > silence
}

/** Two starts at once must not install or compile over each other: the second waits here until the first is done. */
async function alone(root, work) {
  const lock = join(root, 'dist', '.lock')
  const me = `${hostname()} ${process.pid} ${Date.now()}`
  mkdirSync(dirname(lock), { recursive: true })
  for (let waited = false; ; ) {
    try {
      writeFileSync(lock, me, { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = read(lock)
    if (holder === undefined) continue
    let gone = false
    try {
      gone = abandoned(lock, holder)
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
    if (gone) {
      // Taken aside first: should another start have replaced it in between, it is put back.
      const aside = `${lock}.${process.pid}`
      try {
        renameSync(lock, aside)
        if (read(aside) !== holder) linkSync(aside, lock)
      } catch (error) {
        if (!['ENOENT', 'EEXIST'].includes(error.code)) throw error
      }
      rmSync(aside, { force: true })
      continue
    }
    if (!waited) say('Another start is preparing the same folder: waiting for it…')
    waited = true
    await sleep(200)
  }
  const release = () => {
    if (read(lock) === me) rmSync(lock, { force: true })
  }
  const beat = setInterval(() => utimesSync(lock, new Date(), new Date()), heartbeat).unref()
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}

/** The packages of a lock file, by their folders. */
const packagesOf = path => Object.entries(JSON.parse(read(path) ?? '{}').packages ?? {}).filter(([folder]) => folder.startsWith('node_modules/'))

/** Whether a package is made for this machine, as far as it says for which ones it is. */
const fits = ({ os = [process.platform], cpu = [process.arch] }) => os.includes(process.platform) && cpu.includes(process.arch)

/**
 * Whether the packages of the lock file are there, whoever installed them: npm itself keeps a list in `node_modules`.
 * @param {string} root folder of the checkout
 * @param {{ development: boolean }} options whether those count that only a build or a test needs
 */
export function isInstalled(root, { development }) {
  const there = new Map(packagesOf(join(root, 'node_modules', '.package-lock.json')))
  const needed = packagesOf(join(root, 'package-lock.json'))
    .filter(([, { dev, devOptional }]) => development || (dev !== true && devOptional !== true))
  const has = ([folder, { version }]) => there.has(folder) && there.get(folder).version === version
  const optional = ([, { optional, devOptional }]) => optional === true || devOptional === true
  // Binaries come as optional packages, one for each kind of machine. A tree from another kind has none of ours.
  const binaries = needed.filter(each => optional(each) && each[1].cpu !== undefined && fits(each[1]))
  return there.size > 0 && needed.every(each => optional(each) || has(each)) && (binaries.length === 0 || binaries.some(has))
}

async function install(root) {
  say('Installing packages (first start only, about a minute)…')
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  // Under `npm start`, the very npm that runs us; otherwise the one on the path.
  const self = process.env.npm_execpath
  const [command, first] = self?.endsWith('npm-cli.js') ? [process.execPath, [self]] : ['npm', []]
  const { code, output } = await run(command, [...first, ...args], { cwd: root, shell: process.platform === 'win32' && command === 'npm' })
    .catch(error => ({ code: 1, output: error.message }))
  if (code !== 0) {
    if (output.trim() !== '') say(output.trimEnd())
    throw new CannotStart('The packages could not be installed: see what npm says above, check the network and npm’s settings, then start again.')
  }
}

/** Every file that the compiled code depends on, sorted, relative to the root and with `/`. */
function sources(root) {
  const below = (folder, wanted) =>
    !existsSync(join(root, folder)) ? [] : readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && wanted.test(entry.name))
      .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1).split(sep).join('/'))
  const code = [...below('src', /./), ...below('dialogs', /\.ts$/), ...below('test', /\.ts$/)]
  return [...code, ...below('content/images', /./), 'tsconfig.json', 'package-lock.json'].sort()
}

/** Contents rather than dates: a checkout or a copy changes the dates of what it does not change. */
const compileKey = root => sha256(...sources(root).flatMap(path => [path, readFileSync(join(root, path))]))

const compileStamp = root => join(root, 'dist', '.stamp')

function compiled(root) {
  const stamp = read(compileStamp(root))
  if (stamp === undefined) return { key: undefined, sources: [] }
  const [key, ...paths] = stamp.split('\n')
  return { key, sources: paths }
}

/** Whether `dist` is what the present sources compile to. */
export const isCompiled = root => compiled(root).key === compileKey(root)

/** Imports a build script when its room is there. */
const script = async (root, path) => (existsSync(join(root, path)) ? import(pathToFileURL(join(root, path)).href) : undefined)

async function compile(root) {
  say('Compiling…')
  const dist = join(root, 'dist')
  const before = compiled(root)
  await (await script(root, 'src/accounts/generate.mjs'))?.generateContract({ root })
  const key = compileKey(root)
  const present = sources(root).filter(path => path.endsWith('.ts'))
  // The stamp is void while we work. Without one nobody knows what `dist` holds, so the compiler must not trust it either.
  if (before.key === undefined) rmSync(join(dist, '.tsbuildinfo'), { force: true })
  writeFileSync(compileStamp(root), ['', ...new Set([...before.sources, ...present])].join('\n'))
  // The native compiler takes a tenth of the time; the floors read TypeScript 6, which they need (decision 0025).
  const tsc = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc')
  const pretty = process.stderr.isTTY ? 'true' : 'false'
  // The pages are built from other files: beside it.
  const [{ code, output }] = await Promise.all([
    run(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), '--pretty', pretty], { cwd: root }),
    script(root, 'src/assets.mjs').then(assets => assets?.buildAssets({ root, log: say })),
  ])
  if (code !== 0) {
    say(output.trimEnd())
    throw new CannotStart('The sources do not compile: see the messages above.')
  }
  // What was compiled from a file that is no more (a test that was moved would otherwise run for ever).
  for (const path of before.sources)
    if (path !== '' && !present.includes(path))
      for (const end of ['.js', '.js.map']) rmSync(join(dist, path.replace(/\.ts$/, end)), { force: true })
  writeFileSync(compileStamp(root), [key, ...present].join('\n'))
}

/**
 * Installs and compiles what is missing or has changed, and nothing otherwise: a tree that is built runs without the packages that
 * only a build needs (`npm ci --omit=dev`).
 * @param {string} root folder of the checkout
 * @param {{ development?: boolean }} options whether the packages for building and testing are wanted in any case
 * @throws {CannotStart} with the reason in one sentence; what npm or the compiler said is on standard error by then
 */
export async function prepare(root, { development = false } = {}) {
  const installed = done => isInstalled(root, { development: development || !done })
  const done = isCompiled(root)
  if (done && installed(done)) return
  try {
    await alone(root, async () => {
      if (!installed(isCompiled(root))) await install(root)
      if (!isCompiled(root)) await compile(root)
    })
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code))
      throw new CannotStart(`${error.path ?? root} cannot be written (${error.code}): give this user the right to write in the checkout, then start again.`)
    throw error
  }
}

/** Settings of a checkout may stand in a file `.env` beside package.json; what the environment says already goes before. */
function loadSettings(root) {
  const path = join(root, '.env')
  if (existsSync(path)) process.loadEnvFile(path)
}

/**
 * Goes on in this process as if `node <path> <args>` had been typed. From Node 22 on, the engine's code of all that is loaded is kept from
 * one start to the next, beside what was compiled or where NODE_COMPILE_CACHE says.
 */
async function become(root, path, args) {
  if (!existsSync(path)) throw new CannotStart(`${path} is missing: is this a complete checkout?`)
  if (process.env.NODE_COMPILE_CACHE === undefined) module.enableCompileCache?.(join(root, 'dist', 'code'))
  process.argv = [process.execPath, path, ...args]
  await import(pathToFileURL(path).href)
}

/** Hands the terminal to another program and ends as it ends. */
function handOver(args, root) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', cwd: root })
    const pass = signal => child.kill(signal)
    process.on('SIGINT', pass).on('SIGTERM', pass)
    child.once('error', reject)
    child.once('exit', code => {
      process.off('SIGINT', pass).off('SIGTERM', pass)
      process.exitCode = code ?? 1
      resolve(process.exitCode)
    })
  })
}

const modes = {
  async start(root, args) {
    // To be told so (`systemctl reload`) before the guide listens would end it; it is about to read the words anyway.
    if (!process.stdin.isTTY) process.on('SIGHUP', () => undefined)
    const remark = nodeRemark(process.versions.node)
    if (remark !== undefined) say(remark)
    await prepare(root)
    loadSettings(root)
    await become(root, join(root, 'dist/src/main.js'), args)
  },
  async cli(root, args) {
    await prepare(root)
    loadSettings(root)
    await become(root, join(root, 'dist/src/cli.js'), args)
  },
  /** What a start would do first, for a machine that may not write or has no compiler. */
  async build(root) {
    await prepare(root)
  },
  /** Straight from TypeScript, begun again at each change of a source; a changed word serves at once. */
  async dev(root, args) {
    await prepare(root, { development: true })
    loadSettings(root)
    await handOver([join(root, 'node_modules/tsx/dist/cli.mjs'), 'watch', 'src/main.ts', '--watch', ...args], root)
  },
  async bench(root, args) {
    await prepare(root, { development: true })
    const folder = join(root, 'dist/test/bench')
    const benches = (existsSync(folder) ? readdirSync(folder) : []).filter(name => name.endsWith('.js')).sort()
    if (benches.length === 0) throw new CannotStart('There is nothing to measure yet: test/bench/ is empty.')
    for (const name of benches) if (await handOver([join(folder, name), ...args], root)) return
  },
  /** What an installation is made of, and under which licences. */
  async sbom(root) {
    await prepare(root, { development: true })
    const { writeBill } = await import(pathToFileURL(join(root, 'src/sbom.mjs')).href)
    const { folder, packages, unknown } = await writeBill({ root, run: args => run(process.execPath, args, { cwd: root }) })
    say(`${packages} packages and their licences: ${folder}`)
    if (unknown.length > 0) throw new CannotStart(`These say no licence; look, and write it in src/sbom.mjs: ${unknown.join(', ')}.`)
  },
  async test(root, args) {
    const { runBar } = await import(pathToFileURL(join(root, 'test/run.mjs')).href)
    process.exitCode = await runBar({ root, args, prepare: () => prepare(root, { development: true }) })
  },
  async soak(root, args) {
    const { runSoak } = await import(pathToFileURL(join(root, 'test/soak.mjs')).href)
    process.exitCode = await runSoak({ root, args, prepare: () => prepare(root, { development: true }) })
  },
  async successor(root) {
    const { runSuccessor } = await import(pathToFileURL(join(root, 'test/successor/run.mjs')).href)
    process.exitCode = await runSuccessor({ root, prepare: () => prepare(root, { development: true }) })
  },
}

async function begin([mode = 'start', ...args]) {
  const fault = nodeFault(process.versions.node)
  if (fault !== undefined) throw new CannotStart(fault)
  if (!Object.hasOwn(modes, mode)) throw new CannotStart(`There is no "${mode}": use ${Object.keys(modes).join(', ')}.`)
  await modes[mode](dirname(dirname(fileURLToPath(import.meta.url))), args)
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await begin(process.argv.slice(2)).catch(error => {
    if (!(error instanceof CannotStart)) throw error
    say(error.message)
    process.exitCode = 1
  })
