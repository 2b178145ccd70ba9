/** The processes of a bench: the guide as it is started, the plain bot, the load, and the account service that both bots ask. */
import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testedContent } from '../testedContent.ts'
import type { Done, Task } from './load.ts'

/** Sources when this is run from sources, what was compiled when this was. */
const ending = import.meta.url.endsWith('.js') ? 'js' : 'ts'
const file = (path: string): string => fileURLToPath(new URL(`../../../${path}.${ending}`, import.meta.url))

/** A bench that is killed takes its bots along. */
const orphan = ["--import=data:text/javascript,process.once('disconnect',()=>process.exit(1))"]
const profiler = `--import=${new URL(`./profiled.${ending}`, import.meta.url).href}`

const profilerOf = (child: ChildProcess) => (profile: string): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('message', message => ('profiled' in (message as object) ? resolve() : reject(new Error('There is no profile'))))
    child.send({ profile })
  })

export interface Running {
  readonly address: string
  readonly pid: number
  /** Begins to profile, or ends and writes the profile to a file. Only when it was started to be profiled. */
  profile(begin: 'begin' | (string & {})): Promise<void>
  /** Ends it as an operator would. */
  stop(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

/**
 * Starts the guide in a folder of its own, which goes with it.
 * @param profiled it is going to be profiled
 */
export async function startGuideProcess(env: Record<string, string>, profiled = false): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'noa-bench-'))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  // The environment of the bench is not the guide's: a setting left in a shell would be measured.
  const { PATH, HOME, TMPDIR } = process.env
  const child = fork(file('src/main'), {
    execArgv: [...process.execArgv, ...orphan, ...(profiled ? [profiler] : [])],
    env: { PATH, HOME, TMPDIR, PORT: String(port), DATA_DIR: folder, CONTENT_DIR: testedContent, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (output = (output + String(chunk)).slice(-4000)))
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 600) throw new Error(`The guide did not start: ${output}`)
    if (await fetch(`${address}/livez`).then(({ ok }) => ok, () => false)) break
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return {
    address,
    pid: child.pid!,
    profile: profilerOf(child),
    stop: async () => {
      child.kill('SIGTERM')
      await ended(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts the plain bot. */
export async function startPlainBot(env: Record<string, string>, profiled = false): Promise<Running> {
  const child = fork(file('test/support/bench/plainBot'), {
    execArgv: [...process.execArgv, ...orphan, ...(profiled ? [profiler] : [])],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    child.once('message', message => resolve((message as { address: string }).address))
    child.once('exit', code => reject(new Error(`The plain bot did not start (${code})`)))
  })
  return {
    address,
    pid: child.pid!,
    profile: profilerOf(child),
    stop: async () => {
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

export interface Load {
  /** @throws {Error} when a request fails */
  perform(task: Task): Promise<Done>
  stop(): Promise<void>
}

/** Starts the process that the people are in. */
export function startLoad(): Load {
  const child = fork(file('test/support/bench/load'), ['load'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    perform: task =>
      new Promise((resolve, reject) => {
        child.once('message', message => {
          const { done, failed } = message as { done?: Done; failed?: string }
          if (done === undefined) reject(new Error(`The load failed: ${failed}`))
          else resolve(done)
        })
        child.send(task)
      }),
    stop: async () => {
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

export interface AccountService {
  /** What a bot needs to know of it. */
  readonly env: Record<string, string>
  /** Accounts asked for until now. */
  asked(): number
  stop(): Promise<void>
}

/** The portal's account service, as far as a bot sees it: it says yes at once. */
export async function startAccountService(): Promise<AccountService> {
  let asked = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      asked++
      response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ requestId: randomUUID() }))
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    env: { ACCOUNT_API_URL: `http://127.0.0.1:${port}`, ACCOUNT_API_TOKEN: 'bench-token-of-no-worth' },
    asked: () => asked,
    stop: () => new Promise(resolve => (server.closeAllConnections(), server.close(() => resolve()))),
  }
}
