import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely'
import type { Kysely, Migration } from 'kysely'
import { StorageError, StorageFault, codeOf } from './storageError.ts'

/**
 * Brings the database to the present form. Several processes may do it at once: one migrates, the others wait for it.
 * @throws {StorageError} when a newer version of the guide made the database
 */
export async function migrate<T>(db: Kysely<T>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  await refuseNewer(db, migrations)
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('A migration failed', { cause: error })
}

async function refuseNewer<T>(db: Kysely<T>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  // The table is Kysely's own, and in nobody's types.
  const untyped = db as unknown as Kysely<Record<string, { name: string }>>
  let done: { name: string }[]
  try {
    done = await untyped.selectFrom(DEFAULT_MIGRATION_TABLE).select('name').execute()
  } catch (error) {
    if (missingTable(error)) return
    throw error
  }
  const unknown = done.map(row => row.name).find(name => !(name in migrations))
  if (unknown !== undefined)
    throw new StorageError(
      `The database was made by a newer version of the guide (it holds the migration ${unknown}): ` +
        'start that version, or put a backup in its place.',
    )
}

/** True when a database says that it has no such table: it is new. */
function missingTable(error: unknown): boolean {
  const cause = error instanceof StorageFault ? error.cause : error
  return codeOf(error) === '42P01' || (cause instanceof Error && cause.message.includes('no such table'))
}
