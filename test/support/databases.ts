/**
 * The databases that tests run on: SQLite always, PostgreSQL when its programs are on the machine. A suite is a loop:
 * `for (const engine of engines) describe(`… on ${engine.name}`, …)`, with a fresh database from `engine.create()`.
 *
 * `DATABASES=sqlite` leaves PostgreSQL out. With `DATABASES_REPORT=<file>`, the engines that ran are written there, one a line.
 */
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** What `openStorage` needs to know of a database, and how to be rid of it. */
export interface TestDatabase {
  readonly dataDir: string
  readonly databaseUrl?: string
  /** Everything that uses it must be closed before. */
  remove(): Promise<void>
}

export interface Engine {
  readonly name: 'sqlite' | 'postgres'
  /** A fresh database. */
  create(): Promise<TestDatabase>
}

const ran = new Set<string>()

/** Engines on which a database was made by now. */
export const enginesRun = (): string[] => [...ran]

/** A new folder of our own under the system's temporary folder. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'noa-test-'))

const remove = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true })
}

const sqlite: Engine = {
  name: 'sqlite',
  create: () => {
    ran.add('sqlite')
    const dataDir = temporaryFolder()
    return Promise.resolve({
      dataDir,
      remove: () => {
        remove(dataDir)
        return Promise.resolve()
      },
    })
  },
}

/** The folder of PostgreSQL's programs: on the path, or where Debian puts them, the newest first. */
function programs(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions.map(version => join(debian, version, 'bin'))]
  return folders.find(folder => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
function otherUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

interface Server {
  url(database: string): string
  stop(): Promise<void>
}

async function startServer(bin: string): Promise<Server> {
  const folder = temporaryFolder()
  const user = otherUser()
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const password = randomBytes(12).toString('hex')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o644 })
  const data = join(folder, 'data')
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'noa', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: folder, stdio: 'ignore' },
  )
  const port = await freePort()
  const options = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', max_connections: '200' }
  // A shell of its own stays between: it ends the server and its files when our end of the pipe closes, also when we are killed.
  const script = '"$@" & trap "" TERM INT HUP; read -r _; kill -QUIT $!; wait; cd / && rm -rf "$FOLDER"'
  const settings = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn('sh', ['-c', script, 'sh', join(bin, 'postgres'), '-D', data, ...settings], {
    ...user,
    cwd: folder,
    env: { ...process.env, FOLDER: folder },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  server.stdin.on('error', () => undefined)
  const ended = new Promise<void>(resolve => server.once('exit', () => { resolve() }))
  const url = (database: string): string => `postgres://noa:${password}@127.0.0.1:${port}/${database}`
  for (const begun = Date.now(); ; await delay(50)) {
    if (server.exitCode !== null || Date.now() - begun > 50_000) throw new Error('PostgreSQL did not start')
    const client = new pg.Client({ connectionString: url('postgres') })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      break
    } catch {
      continue
    }
  }
  return {
    url,
    stop: async () => {
      server.stdin.end()
      await ended
    },
  }
}

let started: Promise<Server> | undefined
let number = 0

async function administer(server: Server, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const postgres = (bin: string): Engine => ({
  name: 'postgres',
  create: async () => {
    const server = await (started ??= startServer(bin))
    ran.add('postgres')
    const name = `test_${++number}`
    await administer(server, `create database ${name}`)
    const dataDir = temporaryFolder()
    return {
      dataDir,
      databaseUrl: server.url(name),
      remove: async () => {
        remove(dataDir)
        await administer(server, `drop database ${name} with (force)`)
      },
    }
  },
})

/** Ends the PostgreSQL that `create` started. Tests need not: it is done after the last one. */
export async function stopServers(): Promise<void> {
  const server = started
  started = undefined
  await (await server)?.stop()
}

const bin = (process.env['DATABASES'] ?? '').split(',').includes('sqlite') ? undefined : programs()

/** SQLite, and PostgreSQL where it can be started. */
export const engines: readonly Engine[] = [sqlite, ...(bin === undefined ? [] : [postgres(bin)])]

// Outside of mocha (the bench, a child process) there is nothing to hook into.
if (typeof after === 'function') {
  before('starts PostgreSQL', async function () {
    // Before any suite, since a suite's own time is not meant for it.
    this.timeout(60_000)
    if (bin !== undefined) await (started ??= startServer(bin))
  })
  after('stops PostgreSQL', async () => {
    await stopServers()
    const report = process.env['DATABASES_REPORT']
    if (report !== undefined) appendFileSync(report, enginesRun().map(name => `${name}\n`).join(''))
  })
}
