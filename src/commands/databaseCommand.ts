/** `noa backup` and `noa restore`: the SQLite database as a file. */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { backUp, restore } from '../storage/backup.ts'
import { StorageError } from '../storage/openStorage.ts'
import { say } from './terminal.ts'

/** The folder of the SQLite database. @throws {StorageError} when PostgreSQL is used, which has its own programs for this */
function sqliteFolder(): string {
  const { databaseUrl, dataDir } = readConfig(process.env)
  if (databaseUrl !== undefined)
    throw new StorageError('DATABASE_URL names a PostgreSQL database: copy it with pg_dump and put it back with pg_restore.')
  return dataDir
}

export function databaseCommands(program: Command): void {
  program
    .command('backup')
    .description('copies the SQLite database to a new file, also while the guide runs')
    .argument('<file>', 'the file, which must not be there yet')
    .action((file: string) => {
      backUp(sqliteFolder(), resolve(file))
      say(`The database is copied to ${resolve(file)}, which holds personal data and the secrets of this installation.`)
    })

  program
    .command('restore')
    .description('puts a copy in the place of the SQLite database; the guide must not run')
    .argument('<file>', 'a copy made by backup')
    .action((file: string) => {
      const dataDir = sqliteFolder()
      mkdirSync(dataDir, { recursive: true, mode: 0o700 })
      const former = restore(resolve(file), dataDir, new Date())
      say(`The copy is in its place in ${dataDir}${former === undefined ? '' : `; the former database is kept as ${former}`}. Start the guide.`)
    })
}
