/** A PostgreSQL of the tests' own: made in a temporary folder, reached over a port, gone with the process that started it. */
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export interface PostgresServer {
  /** With the name of a database after it, where that database is reached. */
  readonly address: string
  stop(): Promise<void>
}

/** The folder of PostgreSQL's programs: on the path, or where Debian puts them, the newest first. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions.map(version => join(debian, version, 'bin'))]
  return folders.find(folder => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

/** Undefined: it is not installed here, or `DATABASES=sqlite` leaves it out. */
export const programs = (process.env['DATABASES'] ?? '').split(',').includes('sqlite') ? undefined : findPrograms()

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
export function otherUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

async function answers(address: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: `${address}postgres` })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

/**
 * Starts one.
 * @param bin folder of its programs
 * @throws when it does not answer within 50 s
 */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'noa-test-'))
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
  const address = `postgres://noa:${password}@127.0.0.1:${port}/`
  for (const begun = Date.now(); !(await answers(address)); await delay(50))
    if (server.exitCode !== null || Date.now() - begun > 50_000) throw new Error('PostgreSQL did not start')
  return {
    address,
    stop: async () => {
      server.stdin.end()
      await ended
    },
  }
}
