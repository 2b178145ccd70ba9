/** Copies of the SQLite database: made while the guide runs, put back while it does not. PostgreSQL has pg_dump for this. */
import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { fileName } from './sqlite.ts'
import { StorageError } from './storageError.ts'

/**
 * Writes a whole copy of the database as it is at this moment to a new file, readable by its owner only.
 * Run in a process of its own (`noa backup`) it holds up nobody: readers and writers go on.
 * @throws {StorageError} when the file is there already, or there is no database
 */
export function backUp(dataDir: string, file: string): void {
  const source = join(dataDir, fileName)
  if (!existsSync(source)) throw new StorageError(`There is no database in ${dataDir}: set DATA_DIR to the folder of the guide.`)
  if (existsSync(file)) throw new StorageError(`${file} is there already: name a new file.`)
  // Under its name only once it is whole.
  const partial = `${file}.partial`
  rmSync(partial, { force: true })
  closeSync(openSync(partial, 'wx', 0o600))
  try {
    const database = new Database(source)
    try {
      // Not prepared: libsql keeps the file open for as long as a prepared statement lives.
      database.exec('pragma busy_timeout = 10000')
      database.exec(`vacuum into '${partial.replaceAll("'", "''")}'`)
    } finally {
      database.close()
    }
    sync(partial)
    renameSync(partial, file)
    sync(dirname(file))
  } finally {
    rmSync(partial, { force: true })
  }
}

/**
 * Puts a copy made by `backUp` in the place of the database. What was there is kept beside it.
 * @returns the name under which the former database is kept, if there was one
 * @throws {StorageError} when the copy is not sound, or the guide is running
 */
export function restore(file: string, dataDir: string, now: Date): string | undefined {
  check(file)
  const target = join(dataDir, fileName)
  const partial = `${target}.partial`
  const former = existsSync(target)
  if (former) lockAndEmptyLog(target)
  copyFileSync(file, partial)
  chmodSync(partial, 0o600)
  sync(partial)
  let kept: string | undefined
  if (former) {
    kept = `${target}.before-${now.toISOString().replace(/\D/g, '').slice(0, 14)}`
    renameSync(target, kept)
  }
  // A log left from the former database would be applied to this one.
  for (const end of ['-wal', '-shm']) rmSync(`${target}${end}`, { force: true })
  renameSync(partial, target)
  sync(dataDir)
  return kept
}

function check(file: string): void {
  let sound = false
  if (existsSync(file))
    try {
      const database = new Database(file)
      // What this pragma answers.
      const [row] = database.prepare('pragma integrity_check').all([]) as { integrity_check: string }[]
      sound = row?.integrity_check === 'ok' && database.prepare('select name from kysely_migration').all([]).length > 0
      database.close()
    } catch {
      sound = false
    }
  if (!sound) throw new StorageError(`${file} is not a sound copy of the guide's database: choose another copy.`)
}

/** Brings the log into the file and proves that nobody else has it open. */
function lockAndEmptyLog(file: string): void {
  const database = new Database(file)
  try {
    database.exec('pragma locking_mode = exclusive')
    database.exec('begin exclusive')
    database.exec('commit')
    database.exec('pragma wal_checkpoint(truncate)')
  } catch {
    throw new StorageError('The database is in use: stop the guide, then restore.')
  } finally {
    database.close()
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
