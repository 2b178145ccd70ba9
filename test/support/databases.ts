/**
 * The databases that tests run on: SQLite always, PostgreSQL when its programs are on the machine. A suite is a loop:
 * `for (const engine of engines) describe(`… on ${engine.name}`, …)`, with a fresh database from `engine.create()`.
 *
 * `DATABASES=sqlite` leaves PostgreSQL out. With `DATABASES_REPORT=<file>`, the engines that ran are written there, one a line.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { programs, startPostgres, type PostgresServer } from './postgresServer.ts'

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
function note(engine: Engine['name']): void {
  const report = process.env['DATABASES_REPORT']
  if (report !== undefined && !ran.has(engine)) appendFileSync(report, `${engine}\n`)
  ran.add(engine)
}

/** A new folder of our own under the system's temporary folder. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'noa-test-'))

const remove = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true })
}

const sqlite: Engine = {
  name: 'sqlite',
  create: () => {
    note('sqlite')
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

let started: Promise<PostgresServer> | undefined
let number = 0

/** The server that mocha's global fixture started for all test processes, or, outside of mocha (the bench), one of our own. */
const postgresAddress = async (bin: string): Promise<string> =>
  process.env['TEST_POSTGRES'] ?? (await (started ??= startPostgres(bin))).address

async function administer(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${address}postgres` })
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
    const address = await postgresAddress(bin)
    note('postgres')
    // Other processes make theirs in the same server.
    const name = `test_${process.pid}_${++number}`
    await administer(address, `create database ${name}`)
    const dataDir = temporaryFolder()
    return {
      dataDir,
      databaseUrl: address + name,
      remove: async () => {
        remove(dataDir)
        await administer(address, `drop database ${name} with (force)`)
      },
    }
  },
})

/** SQLite, and PostgreSQL where it can be started. */
export const engines: readonly Engine[] = [sqlite, ...(programs === undefined ? [] : [postgres(programs)])]
