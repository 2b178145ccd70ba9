import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../src/root.ts'

/** What a start says first, on this Node. */
const remark = process.versions.node.startsWith('20.')
  ? 'Node 20 gets no security fixes any more (its end was in April 2026): use Node 22 or 24.\n'
  : ''

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly pid: number | undefined
}

/** The environment without what an npm above us says about its own project. */
const clean = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_(?!execpath$)|NOA_|NODE_OPTIONS$)/.test(name)),
)

function node(args: readonly string[], { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: tmpdir(), env: { ...clean, ...env } })
    const out = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', text => (out.stdout += text))
    child.stderr.setEncoding('utf8').on('data', text => (out.stderr += text))
    child.stdin.end(input)
    child.once('error', reject)
    child.once('close', code => resolve({ code, ...out, pid: child.pid }))
  })
}

/** Writes files into a new folder whose name has a space and an accent, as people's folders do. */
function plant(files: Readonly<Record<string, string>>): string {
  const tree = realpathSync(mkdtempSync(join(tmpdir(), 'noa début ')))
  for (const [path, text] of Object.entries(files)) put(tree, path, text)
  return tree
}

function put(tree: string, path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), text)
}

const main = `
console.log(JSON.stringify({ pid: process.pid, argv: process.argv.slice(2) }))
`
const cli = `
let read = 0
for await (const part of process.stdin) read += part.length
console.log(JSON.stringify({ argv: process.argv.slice(2), read }))
`

/**
 * Stands in for the compiler, which takes seconds: the sources here are JavaScript by another name. What stands beside `wrong` is a
 * mistake to it; with REAL_COMPILER it is the compiler itself that judges.
 */
const compiler = `
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
if (process.env.REAL_COMPILER) await import(process.env.REAL_COMPILER)
else
  for (const name of readdirSync('.', { recursive: true }).filter(name => /^(?:src|test).*[.]ts$/.test(name))) {
    const text = readFileSync(name, 'utf8')
    if (text.includes('wrong')) {
      console.log(name + '(1,1): error TS2322: no such type')
      process.exit(2)
    }
    const made = join('dist', name.replace(/[.]ts$/, '.js'))
    mkdirSync(dirname(made), { recursive: true })
    writeFileSync(made, text)
  }
`

describe('src/start.mjs', function () {
  this.timeout(60_000)
  let tree: string
  const start = (...args: string[]): Promise<Ended> => node([join(tree, 'src/start.mjs'), ...args])

  /** A small checkout with two packages that npm can install without a network, for they are linked: the compiler is for building only. */
  before(() => {
    tree = plant({
      'src/main.ts': main, 'src/cli.ts': cli, 'test/gone.test.ts': 'export {}',
      'packages/words/package.json': '{"name":"words","version":"1.0.0"}',
      'packages/compiler/package.json': '{"name":"typescript-native","version":"1.0.0","type":"module"}',
      'packages/compiler/bin/tsc': compiler,
    })
    const manifest = {
      name: 'small', version: '1.0.0', dependencies: { words: 'file:packages/words' }, devDependencies: { 'typescript-native': 'file:packages/compiler' },
    }
    put(tree, 'package.json', JSON.stringify({ ...manifest, type: 'module' }))
    const packages = {
      '': manifest,
      'packages/words': { version: '1.0.0' },
      'packages/compiler': { name: 'typescript-native', version: '1.0.0', dev: true },
      'node_modules/words': { resolved: 'packages/words', link: true },
      'node_modules/typescript-native': { resolved: 'packages/compiler', link: true, dev: true },
    }
    put(tree, 'package-lock.json', JSON.stringify({ name: 'small', version: '1.0.0', lockfileVersion: 3, requires: true, packages }))
    const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as { compilerOptions: object }
    put(tree, 'tsconfig.json', JSON.stringify({
      compilerOptions: { ...compilerOptions, lib: ['ES2023', 'DOM'], types: [] },
      include: ['src/**/*.ts', 'test/**/*.ts'],
    }))
    cpSync(join(root, 'src/start.mjs'), join(tree, 'src/start.mjs'))
  })
  after(() => rmSync(tree, { recursive: true, force: true }))

  it('refuses an old Node in one sentence', async () => {
    const old = "Object.defineProperty(process.versions, 'node', { value: '20.18.3' })"
    const { code, stdout, stderr } = await node(['--import', `data:text/javascript,${encodeURIComponent(old)}`, join(tree, 'src/start.mjs')])
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /^The guide needs Node 20\.19 or newer and this is Node 20\.18\.3: [^\n]+\n$/)
    assert.equal(existsSync(join(tree, 'node_modules')), false)
  })

  it('installs and compiles what is missing, once, when two start at the same time', async () => {
    const both = await Promise.all([start(), start('cli', 'x')])
    assert.deepEqual(both.map(({ code }) => code), [0, 0], both.map(({ stderr }) => stderr).join('\n'))
    const told = both.map(({ stderr }) => stderr).join('')
    assert.equal(told.match(/^Installing packages/gm)?.length, 1, told)
    assert.equal(told.match(/^Compiling/gm)?.length, 1, told)
    assert.deepEqual(JSON.parse(both[1].stdout), { argv: ['x'], read: 0 })
  })

  it('does nothing of it again, and runs the guide in its own process', async () => {
    const { stdout, stderr, pid } = await start('start', '--flag')
    assert.equal(stderr, remark)
    assert.deepEqual(JSON.parse(stdout), { pid, argv: ['--flag'] })
  })

  it('hands a command its arguments and its input untouched', async () => {
    const args = ['units', 'find', 'é à', '--batch', '', '--', '-x']
    const { code, stdout, stderr } = await node([join(tree, 'src/start.mjs'), 'cli', ...args], { input: 'x'.repeat(200_000) })
    assert.deepEqual([code, stderr], [0, ''])
    assert.deepEqual(JSON.parse(stdout), { argv: args, read: 200_000 })
  })

  it('says in one sentence that the sources do not compile, and why, and runs nothing', async () => {
    put(tree, 'src/main.ts', `export const wrong: number = 'text'\n`)
    const REAL_COMPILER = pathToFileURL(join(root, 'node_modules/typescript/bin/tsc')).href
    const { code, stdout, stderr } = await node([join(tree, 'src/start.mjs')], { env: { REAL_COMPILER } })
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /main\.ts.*TS2322/)
    assert.match(stderr, /\nThe sources do not compile: see the messages above\.\n$/)
    assert.equal((await start()).code, 1, 'a failed compilation must not count as done')
  })

  it('compiles again when a source changed, and forgets what was compiled from a file that is no more', async () => {
    assert.equal(existsSync(join(tree, 'dist/test/gone.test.js')), true)
    rmSync(join(tree, 'test/gone.test.ts'))
    put(tree, 'src/main.ts', 'console.log("changed")\n')
    const { stdout, stderr } = await start()
    assert.deepEqual([stdout, stderr], ['changed\n', `${remark}Compiling…\n`])
    assert.equal(existsSync(join(tree, 'dist/test/gone.test.js')), false)
  })

  it('compiles again when the compiled files were taken away', async () => {
    rmSync(join(tree, 'dist'), { recursive: true })
    assert.equal((await start()).stdout, 'changed\n')
  })

  it('takes over from a start that was killed', async () => {
    const dead = (await node(['--eval', ''])).pid
    put(tree, 'src/main.ts', 'console.log("over")\n')
    put(tree, 'dist/.lock', `${hostname()} ${dead} 0`)
    const { stdout, stderr } = await start()
    assert.deepEqual([stdout, stderr], ['over\n', `${remark}Compiling…\n`])
    assert.equal(existsSync(join(tree, 'dist/.lock')), false)
  })

  it('lets what the environment says go before the file .env', async () => {
    put(tree, 'src/main.ts', 'const { A, B } = process.env\nconsole.log(A, B)\n')
    put(tree, '.env', '# a comment\nA=file\nB="of the file"\n')
    const { stdout } = await node([join(tree, 'src/start.mjs')], { env: { A: 'environment' } })
    assert.equal(stdout, 'environment of the file\n')
  })

  it('installs again when the lock file changed, and says in one sentence when it cannot', async () => {
    const [manifest, lock] = ['package.json', 'package-lock.json'].map(name => readFileSync(join(tree, name), 'utf8'))
    assert.ok(manifest !== undefined && lock !== undefined)
    put(tree, 'package.json', manifest.replace('"dependencies":{', '"dependencies":{"absent":"file:absent",'))
    put(tree, 'package-lock.json', lock.replace('"node_modules/words":', '"node_modules/absent":{"version":"1.0.0"},"node_modules/words":'))
    const { code, stdout, stderr } = await start()
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /\nThe packages could not be installed: [^\n]+\n$/)
    put(tree, 'package.json', manifest)
    put(tree, 'package-lock.json', lock)
    rmSync(join(tree, 'node_modules'), { recursive: true })
    const again = await start()
    assert.match(again.stderr, /^Installing packages/m)
    assert.equal(again.code, 0)
  })

  it('runs what is built without the packages that only a build needs, and installs them when there is something to build', async () => {
    const npm = process.env['npm_execpath']
    const [command, ...first] = npm?.endsWith('npm-cli.js') === true ? [process.execPath, npm] : ['npm']
    execFileSync(command, [...first, 'ci', '--omit=dev', '--offline', '--no-audit', '--no-fund'], { cwd: tree, env: clean, stdio: 'ignore' })
    assert.deepEqual(['typescript-native', 'words'].map(name => existsSync(join(tree, 'node_modules', name))), [false, true])
    const built = await start()
    assert.deepEqual([built.stdout, built.stderr], ['file of the file\n', remark])
    put(tree, 'src/main.ts', 'console.log("built")\n')
    const { stdout, stderr } = await start('build')
    assert.match(stderr, /^Installing packages[^\n]*\nCompiling…\n$/)
    assert.equal(stdout, '')
    assert.deepEqual(await start().then(({ stdout: said, stderr: told }) => [said, told]), ['built\n', remark])
  })

  it('knows its ways in', async () => {
    const { code, stderr } = await start('strat')
    assert.equal(code, 1)
    assert.match(stderr, /^There is no "strat": use start, cli, build, dev, bench, sbom, test, soak, successor\.\n$/)
  })
})

describe('test/run.mjs', function () {
  this.timeout(60_000)
  let tree: string

  /** Holds the bar over one compiled test file. The compilation itself is left out unless it shall fail. */
  const bar = async (test: string, { args = ['--grep', '.'], prepare = '', env = {}, beside = '' } = {}): Promise<Ended & { lines: string[] }> => {
    put(tree, 'dist/test/a.test.js', test)
    rmSync(join(tree, 'dist/test/b.test.js'), { force: true })
    if (beside !== '') put(tree, 'dist/test/b.test.js', beside)
    const held = `
      const { runBar } = await import(${JSON.stringify(pathToFileURL(join(tree, 'test/run.mjs')).href)})
      const prepare = async () => { ${prepare} }
      process.exitCode = await runBar({ root: ${JSON.stringify(tree)}, args: ${JSON.stringify(args)}, prepare })`
    const ended = await node(['--input-type=module', '--eval', held], { env: { CHROMIUM_PATH: process.execPath, ...env } })
    return { ...ended, lines: ended.stdout.trimEnd().split('\n') }
  }

  before(() => {
    tree = plant({ 'package.json': '{"type":"module"}' })
    for (const file of ['test/run.mjs', 'test/figures.cjs']) cpSync(join(root, file), join(tree, file))
    put(tree, '.mocharc.json', '{"timeout":20000,"require":[]}')
    mkdirSync(join(tree, 'node_modules'))
    symlinkSync(realpathSync(join(root, 'node_modules/mocha')), join(tree, 'node_modules/mocha'), 'junction')
  })
  after(() => rmSync(tree, { recursive: true, force: true }))

  it('ends with the true figures', async () => {
    const { code, lines } = await bar("it('a', () => {}); it('b', () => {}); it('c')")
    assert.deepEqual([code, lines.at(-1)], [0, '2 passed, 0 failed, 1 skipped'])
  })

  it('fails when a test fails', async () => {
    const { code, lines } = await bar("it('a', () => {}); it('b', () => { throw new Error('x') })")
    assert.deepEqual([code, lines.at(-1)], [1, '1 passed, 1 failed, 0 skipped'])
  })

  it('tries once more what failed, and says of which test', async () => {
    const { code, lines } = await bar("let tries = 0; it('late', () => { if (tries++ === 0) throw new Error('x') })")
    assert.deepEqual([code, ...lines.slice(-2)], [0, 'Tried again: late (x)', '1 passed, 0 failed, 0 skipped'])
  })

  it('fails when a file of tests cannot be loaded', async () => {
    const { code, lines } = await bar("import './absent.js'")
    assert.deepEqual([code, lines.at(-1)], [1, '0 passed, 1 failed, 0 skipped'])
  })

  it('fails when a test takes the process down', async () => {
    const { code, lines } = await bar("it('a', () => {}); it('b', () => process.abort())")
    assert.deepEqual([code, lines.at(-1)], [1, '1 passed, 1 failed, 0 skipped'])
    assert.match(lines.at(-2) ?? '', /did not come to its end \(SIGABRT\)/)
  })

  it('fails when a test leaves quietly', async () => {
    const { code, lines } = await bar("it('a', () => process.exit(0))")
    assert.deepEqual([code, lines.at(-1)], [1, '0 passed, 1 failed, 0 skipped'])
  })

  it('adds up the figures of files that run at the same time, also when one of them takes its process down', async () => {
    const two = await bar("it('a', () => {}); it('b')", { beside: "it('c', () => {}); it('d', () => { throw new Error('x') })" })
    assert.deepEqual([two.code, two.lines.at(-1)], [1, '2 passed, 1 failed, 1 skipped'])
    const down = await bar("it('a', () => {})", { beside: "it('b', () => {}); it('c', () => process.abort())" })
    assert.deepEqual([down.code, down.lines.at(-1)], [1, '1 passed, 1 failed, 0 skipped'])
  })

  it('fails when nothing ran', async () => {
    const { code, lines } = await bar("it('a', () => {})", { args: ['--grep', 'nothing of the kind'] })
    assert.deepEqual([code, lines.at(-1)], [1, '0 passed, 0 failed, 0 skipped'])
  })

  it('refuses a test that would hide the others', async () => {
    const { code, lines } = await bar("it.only('a', () => {}); it('b', () => {})")
    assert.equal(code, 1)
    assert.match(lines.at(-1) ?? '', /^\d+ passed, 1 failed, 0 skipped$/)
  })

  it('fails when an earlier stage fails', async () => {
    const broken = "throw Object.assign(new Error('It does not compile.'), { name: 'CannotStart' })"
    const { code, lines } = await bar("it('a', () => {})", { prepare: broken })
    assert.deepEqual([code, ...lines.slice(-2)], [1, 'It does not compile.', '0 passed, 1 failed, 0 skipped'])
  })

  it('fails, and skips nothing, without a browser', async () => {
    const { code, lines } = await bar("it('a', () => {})", { env: { CHROMIUM_PATH: join(tree, 'absent') } })
    assert.deepEqual([code, lines.at(-1)], [1, '0 passed, 1 failed, 0 skipped'])
    assert.match(lines.at(-2) ?? '', /^CHROMIUM_PATH names no program/)
  })

  it('hands the browser to the tests and names the databases they ran on', async () => {
    const { code, stdout } = await bar(`
      import { appendFileSync } from 'node:fs'
      it('a', () => {
        if (process.env.CHROMIUM_PATH !== process.execPath) throw new Error('another browser')
        for (const name of ['sqlite', 'postgres', 'sqlite']) appendFileSync(process.env.DATABASES_REPORT, name + '\\n')
      })`)
    assert.equal(code, 0)
    assert.match(stdout, /\nDatabases: sqlite, postgres\n1 passed, 0 failed, 0 skipped\n$/)
  })
})
