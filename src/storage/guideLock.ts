/**
 * One guide to a folder. Two of them on one SQLite file would each believe that the other's people are not there: what one commits, the
 * other's pages never hear of. Commands are not guides and come and go beside it.
 */
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'libsql'
import { isBusy, sqliteError } from './sqliteFaults.ts'
import { StorageError } from './storageError.ts'

/** A guide that is just ending has so long to let go, ms. */
const patience = 2000

export interface GuideLock {
  release(): void
}

/**
 * Takes the folder. The lock is the system's own, over an empty database beside the other one: it goes with the process, also when that
 * is killed.
 * @throws {StorageError} when another guide has it
 */
export async function takeFolder(dataDir: string): Promise<GuideLock> {
  const file = join(dataDir, 'guide.lock')
  closeSync(openSync(file, 'a', 0o600))
  const database = new Database(file)
  for (const begun = Date.now(); ; await delay(100))
    try {
      database.exec('begin exclusive')
      break
    } catch (error) {
      if (isBusy(error) && Date.now() - begun < patience) continue
      database.close()
      if (!isBusy(error)) throw sqliteError(error, file)
      throw new StorageError(
        `Another guide runs in ${dataDir}: stop it first, or give this one its own folder (DATA_DIR), or both a PostgreSQL database (DATABASE_URL).`,
      )
    }
  return {
    release: () => {
      database.exec('rollback')
      database.close()
    },
  }
}
