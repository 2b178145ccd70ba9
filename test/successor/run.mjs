/**
 * `npm run successor`: whether the conversations run on the SDK's successor. It copies the sources, puts `sdk.ts` of this folder in the
 * place of `src/sdk.ts`, and plays the tests of the conversation on the successor's packages: the newest of each first, then older ones
 * until every transcript passes. It needs the package registry, so it is not in `npm test`.
 *
 * It prints the figures of each pairing and the type errors by file; the last line and the exit code are those of the transcripts. The
 * types are known not to fit yet (decision 0030 says when to move).
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const [dialogs, hosting, activity] = ['hosting-dialogs', 'hosting', 'activity'].map(name => `@microsoft/agents-${name}`)

/** What is installed, and what of it is wanted at another version than its own package names. */
const pairings = [
  { name: 'the newest of each', overrides: { [hosting]: 'latest', [activity]: 'latest' } },
  // 1.5 took away a file of the activity's that the dialogs read.
  { name: 'the newest that has loaded so far', overrides: { [hosting]: '~1.4', [activity]: '~1.4' } },
  { name: 'as the dialogs ask', overrides: {} },
]

/** The tests that run on the SDK and need no server: the transcripts, then whole conversations in memory. */
const rooms = ['dialogs', 'flow', 'presentation', 'turns', 'bot']

/** Failures that are shown of each pairing. */
const mostShown = 30

const say = line => process.stdout.write(`${line}\n`)

function run(args, cwd) {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text))
    child.once('error', reject).once('close', code => done({ code: code ?? 1, output }))
  })
}

/** Installs a pairing and returns the versions that came. */
async function install(folder, overrides) {
  mkdirSync(folder)
  const dependencies = { [dialogs]: 'latest', ...overrides }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'successor', private: true, dependencies, overrides: Object.fromEntries(Object.keys(overrides).map(name => [name, `$${name}`])) }))
  const npm = process.env.npm_execpath
  if (npm?.endsWith('npm-cli.js') !== true) throw new Error('Run this as `npm run successor`.')
  const { code, output } = await run([npm, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder)
  if (code !== 0) throw new Error(`The successor could not be installed. Is the package registry reached?\n${output}`)
  return [dialogs, hosting, activity].map(name => `${name} ${JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version}`)
}

/** Plays the tests of a copy; returns passed and failed of each room, and what failed. */
async function play(tree) {
  const report = join(tree, 'report.json')
  rmSync(report, { force: true })
  const { output } = await run(['--import=tsx', join(tree, '../node_modules/mocha/bin/mocha.js'), '--no-config', '--no-package', '--exit', '--timeout', '60000',
    '--reporter', 'json', '--reporter-option', `output=${report}`, ...rooms.map(room => `test/${room}/**/*.test.ts`)], tree)
  if (!existsSync(report)) return { rooms: [], failures: [`The tests do not load: ${/^\s*(?:\w*Error\b|Exception during run:).*$|\bcode: '\w+'/m.exec(output)?.[0].trim() ?? output.slice(-2000)}`] }
  const { passes, failures } = JSON.parse(readFileSync(report, 'utf8'))
  const of = (tests, room) => tests.filter(({ file }) => relative(join(tree, 'test'), file).startsWith(room)).length
  return {
    rooms: rooms.map(room => ({ room, passed: of(passes, room), failed: of(failures, room) })),
    failures: failures.map(({ fullTitle, err }) => `${fullTitle}: ${(err.message ?? '').replace(/\s+/g, ' ').slice(0, 200)}`),
  }
}

/** How many type errors each file of the guide has. */
async function typeErrors(tree) {
  const tsc = join(tree, '../node_modules/typescript-native/bin/tsc')
  const { output } = await run([tsc, '--noEmit', '--incremental', 'false', '--pretty', 'false'], tree)
  const count = {}
  for (const [, file] of output.matchAll(/^((?:src|dialogs)\/[^(]+)\(\d+,\d+\): error TS/gm)) count[file] = (count[file] ?? 0) + 1
  return count
}

/**
 * @param {{ root: string, prepare: () => Promise<void> }} of the checkout, and what installs and compiles
 * @returns {Promise<number>} the exit code
 */
export async function runSuccessor({ root, prepare }) {
  await prepare()
  const folder = mkdtempSync(join(tmpdir(), 'noa-successor-'))
  // The checkout's packages are found one folder further up, after those of the successor.
  const tree = join(folder, 'tree')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  try {
    for (const path of ['src', 'dialogs', 'content', 'test', 'package.json', 'tsconfig.json'])
      cpSync(join(root, path), join(tree, path), { recursive: true })
    cpSync(join(root, 'test/successor/sdk.ts'), join(tree, 'src/sdk.ts'))
    let figures = { passed: 0, failed: 1 }
    for (const [at, { name, overrides }] of pairings.entries()) {
      const packages = join(folder, `packages${at}`)
      say(`── ${name}: ${(await install(packages, overrides)).join(', ')}`)
      rmSync(join(tree, 'node_modules'), { recursive: true, force: true })
      mkdirSync(join(tree, 'node_modules/@microsoft'), { recursive: true })
      for (const each of [dialogs, hosting, activity]) symlinkSync(join(packages, 'node_modules', each), join(tree, 'node_modules', each), 'junction')
      const played = await play(tree)
      for (const failure of played.failures.slice(0, mostShown)) say(`  ${failure}`)
      if (played.failures.length > mostShown) say(`  … and ${played.failures.length - mostShown} more`)
      for (const { room, passed, failed } of played.rooms) say(`  test/${room.padEnd(14)} ${String(passed).padStart(4)} passed ${String(failed).padStart(4)} failed`)
      figures = played.rooms[0] ?? { passed: 0, failed: 1 }
      if (played.rooms.length === 0) continue
      const errors = Object.entries(await typeErrors(tree))
      say(`  type errors: ${errors.reduce((sum, [, count]) => sum + count, 0)}`)
      for (const [file, count] of errors) say(`  ${String(count).padStart(6)} ${file}`)
      if (figures.failed === 0) break
    }
    say(`${figures.passed} passed, ${figures.failed} failed`)
    return figures.passed > 0 && figures.failed === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
