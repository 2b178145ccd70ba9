/**
 * The guide in one file beside the engine's code for it, for the tests that start it dozens of times: most of a start is spent on
 * finding, reading and compiling two thousand files of packages. It is made of what was compiled, by mocha's global setup, and
 * `TEST_GUIDE` names it. Where there is none (a single file of tests), what was compiled is run as it is.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'

/** What is started as a process of its own. */
export type StartedModule = 'src/main' | 'src/cli' | 'test/support/hurriedGuide'

const compiled = import.meta.url.endsWith('.js')
/** The folder from which this runs: the checkout, or `dist` when it was compiled. */
const root = fileURLToPath(new URL('../../', import.meta.url))
const fileOf = (module: StartedModule): string => join(root, `${module}.${compiled ? 'js' : 'ts'}`)

/** Arguments of Node that start it, `bundled` where there is a bundle. */
export function startArguments(module: StartedModule, bundled = true): string[] {
  const bundle = process.env['TEST_GUIDE']
  // A bundle is no package: from Node 22 on the engine warns of what packages in it load (`punycode`), as it does for none of theirs.
  if (bundled && bundle !== undefined) return ['--disable-warning=DEP0040', bundle, fileOf(module)]
  return [...(compiled ? [] : ['--import=tsx']), fileOf(module)]
}

/** Runs the module that is named first, as if Node had been given it. With `WRITE_CODE`, keeps the code that was compiled meanwhile. */
const starter = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { Script, constants } = require('node:vm')
const filename = __dirname + '/guide.cjs'
const kept = __dirname + '/guide.code'
const cachedData = existsSync(kept) ? readFileSync(kept) : undefined
const source = readFileSync(filename, 'utf8')
const script = new Script(source, { filename, cachedData, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
if (process.env.WRITE_CODE) process.once('exit', () => writeFileSync(kept, script.createCachedData()))
process.argv.splice(1, 1)
script.runInThisContext()(createRequire(filename), { exports: {} }, {}, filename, __dirname)
`

/** Modules keep the address that they have, and those that wait at their top wait in a function: one script can do neither. */
const asScript = (waiting: readonly string[]): Plugin => ({
  name: 'as-script',
  setup: build => {
    build.onLoad({ filter: /\.m?js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const waits = waiting.includes(path)
      if (!waits && !text.includes('import.meta.url')) return undefined
      const [, head = '', body = ''] = /^((?:\/\*\*[^]*?\*\/\n)?(?:import .*\n)*)([^]*)$/.exec(text) ?? []
      const contents = waits ? `${head};(async () => {\n${body.replace(/^export \{\};?$|^\/\/# sourceMapping.*$/gm, '')}\n})()` : text
      return { contents: contents.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), loader: 'js' }
    })
  },
})

/** Starts the guide once, so that the engine's code of all that a start needs is kept. */
async function keepCode(start: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'noa-bundle-'))
  const child = spawn(process.execPath, [start, fileOf('src/main')], {
    env: { ...process.env, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'info', WRITE_CODE: '1' }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('"started"')) child.kill()
  })
  await ended
  rmSync(folder, { recursive: true, force: true })
}

/**
 * Makes it.
 * @param folder where it is kept, within the checkout: what stays outside of it is found from there
 * @param learned when the words are learned: a start then does what all others will do
 * @returns what `TEST_GUIDE` says
 */
export async function bundleGuide(folder: string, learned: Promise<unknown>): Promise<string> {
  const { build } = await import('esbuild')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const modules: readonly StartedModule[] = ['src/main', 'src/cli', 'test/support/hurriedGuide']
  const files = modules.map(fileOf)
  await build({
    stdin: {
      contents: `({ ${files.map(file => `[${JSON.stringify(file)}]: () => require(${JSON.stringify(file)})`).join(', ')} })[process.argv[1]]()`,
      resolveDir: root,
    },
    outfile: join(folder, 'guide.cjs'),
    bundle: true, platform: 'node', format: 'cjs', target: `node${process.versions.node}`, charset: 'ascii', minifyWhitespace: true,
    legalComments: 'none', logLevel: 'error',
    banner: { js: '(function (require, module, exports, __filename, __dirname) {' }, footer: { js: '})' },
    // Programs for the machine, and what a package tries to find and does without.
    external: ['libsql', '@resvg/resvg-js', 'pg-native', 'dtrace-provider'],
    plugins: [asScript(files)],
  })
  const start = join(folder, 'start.cjs')
  writeFileSync(start, starter)
  await learned
  await keepCode(start)
  return start
}
