/**
 * `npm run soak`: what is long by nature in its full measure (50 kills, 20 000 hostile cases, 10 000 turns of the walk, the whole outage,
 * every conversation in the emulator of Teams), then the suite as `npm test` runs it on the other versions of Node that we recommend.
 * Their programs come from the registry; where it cannot be reached, that is said and the rest counts.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runBar } from './run.mjs'

const recommended = [22, 24]

const say = line => process.stdout.write(`${line}\n`)

function run(command, args, options) {
  return new Promise((done, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', text => (output += text))
    child.once('error', reject).once('close', code => done({ code: code ?? 1, output }))
  })
}

/** npm, by the very program that runs us where there is one. */
function npm(args, options) {
  const self = process.env.npm_execpath
  const [command, first] = self?.endsWith('npm-cli.js') ? [process.execPath, [self]] : ['npm', []]
  return run(command, [...first, ...args], { ...options, stdio: ['ignore', 'pipe', 'ignore'] })
}

/** The newest Node of a line, or undefined where the registry cannot be reached or has none for this machine. */
async function nodeOf(root, major) {
  // The package `node` would fetch its program in an install script; this one carries it.
  const name = `node-${process.platform}-${process.arch}`
  const { code, output } = await npm(['view', `${name}@${major}`, 'version', '--json'], { cwd: root })
  if (code !== 0) return undefined
  const version = [JSON.parse(output)].flat().at(-1)
  const folder = join(root, 'dist/node', version)
  const program = join(folder, 'node_modules', name, 'bin/node')
  if (existsSync(program)) return { version, program }
  mkdirSync(folder, { recursive: true })
  await npm(['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`], { cwd: folder })
  return existsSync(program) ? { version, program } : undefined
}

/**
 * Holds the whole bar, and the suite on each recommended Node.
 * @param {{ root: string, args: string[], prepare: () => Promise<void> }} of as for the bar
 * @returns {Promise<number>} the exit code
 */
export async function runSoak({ root, args, prepare }) {
  Object.assign(process.env, { SOAK: '1', PLAYGROUND: 'whole' })
  const results = [[process.versions.node, await runBar({ root, args, prepare })]]
  delete process.env.SOAK
  delete process.env.PLAYGROUND
  const summary = []
  for (const major of recommended.filter(each => each !== Number.parseInt(process.versions.node, 10))) {
    const node = await nodeOf(root, major)
    if (node === undefined) summary.push(`Node ${major} could not be had from the registry here: the suite did not run on it.`)
    else {
      say(`\n── Node ${node.version}`)
      // With an argument for mocha, only the tests run: lint says the same on every Node.
      const { code } = await run(node.program, [join(root, 'src/start.mjs'), 'test', ...(args.length > 0 ? args : ['--forbid-only'])], { cwd: root })
      results.push([node.version, code])
    }
  }
  say('')
  for (const line of summary) say(line)
  for (const [version, code] of results) say(`Node ${version}: ${code === 0 ? 'held' : 'FAILED, see above'}`)
  return results.every(([, code]) => code === 0) ? 0 : 1
}
