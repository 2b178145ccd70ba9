/** Whether the database can still do what it is there for: something is written, committed and read back. */
import { randomBytes } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { CompiledQuery } from 'kysely'
import type { Kysely } from 'kysely'
import { StorageFault } from './storageError.ts'
import type { Vitals } from './storage.ts'
import type { Tables } from './tables.ts'

/** A database that does not say a word within this time does not answer, ms. */
const patience = 5000
/** However often it is asked for: one beat in this time is enough, ms. */
const every = 1000
/** A commit of many people at once must find room, bytes. */
const room = 64 * 1024
/** Less than this on the disk, and the next commit may fail, bytes. */
const leastFree = 8 * 1024 * 1024

/**
 * Makes the function that tries the database.
 * @param dataDir the folder of SQLite's file, on whose disk there must be room; undefined where the server's disk cannot be seen
 */
export function heartbeat(db: Kysely<Tables>, dataDir: string | undefined, onDisk: boolean): () => Promise<Vitals> {
  let beating: Promise<Vitals> | undefined

  async function beat(): Promise<Vitals> {
    const value = randomBytes(16).toString('hex')
    await db.transaction().execute(async transaction => {
      if (onDisk) {
        // Room for more than this row is taken, and given back without being written.
        await transaction.executeQuery(CompiledQuery.raw('savepoint room'))
        await transaction.insertInto('heartbeat').values({ name: value, value: randomBytes(room / 2).toString('hex'), at: 0 }).execute()
        await transaction.executeQuery(CompiledQuery.raw('rollback to room'))
      }
      const row = { value, at: Date.now() }
      await transaction
        .insertInto('heartbeat')
        .values({ name: 'readiness', ...row })
        .onConflict(conflict => conflict.column('name').doUpdateSet(row))
        .execute()
      const read = await transaction.selectFrom('heartbeat').select('value').where('name', '=', 'readiness').executeTakeFirst()
      if (read?.value !== value) throw new StorageFault('unreadable')
    })
    if (dataDir === undefined) return {}
    const { bavail, bsize } = await statfs(dataDir)
    const freeBytes = bavail * bsize
    if (freeBytes < leastFree) throw new StorageFault('disk_full')
    return { freeBytes }
  }

  async function timely(): Promise<Vitals> {
    const answered = new AbortController()
    const silent = delay(patience, undefined, { ref: false, signal: answered.signal }).then(
      () => Promise.reject(new StorageFault('timeout')),
      () => ({}),
    )
    try {
      return await Promise.race([beat(), silent])
    } finally {
      answered.abort()
    }
  }

  return () => {
    if (beating !== undefined) return beating
    const present = timely()
    beating = present
    const forget = (): void => {
      if (beating === present) beating = undefined
    }
    present.then(() => setTimeout(forget, every).unref(), forget)
    return present
  }
}
