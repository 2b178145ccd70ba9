/** What SQLite's errors mean: for whoever starts the guide a sentence, for whoever waits for an answer a fault. */
import { StorageError, StorageFault, UncertainCommit, codeOf } from './storageError.ts'

export const isBusy = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY')

/** Pages that make no sense: nothing is well until somebody has looked. */
export const isDamage = (code: string): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(code)

/** The statement's own doing, or its values': what was asked cannot be, however well the database is. */
const ownDoing = /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/

/** An error of libsql as the rest of the house meets it. Errors of other kinds come back unchanged. */
export function sqliteFault(error: unknown): unknown {
  const code = codeOf(error)
  if (error instanceof StorageError || !code.startsWith('SQLITE_') || ownDoing.test(code)) return error
  return new StorageFault(code, error)
}

/**
 * An error of COMMIT. SQLite refuses or undoes it as a whole; only when the disk failed under it may the log hold it all the same, and
 * the next start would find it there.
 */
export function sqliteCommitFault(error: unknown): unknown {
  const code = codeOf(error)
  return code.startsWith('SQLITE_IOERR') ? new UncertainCommit(code, error) : sqliteFault(error)
}

const damaged = (file: string, code: string): StorageError =>
  new StorageError(`${file} is not a sound database (${code}): move it away, or put a backup in its place.`)

/** The sentence for a file that `quick_check` finds fault with. */
export const unsound = (file: string): StorageError => damaged(file, 'quick_check')

/** Says in a sentence why SQLite could not be opened; errors that are not SQLite's come back unchanged. */
export function sqliteError(error: unknown, file: string): unknown {
  const opened = error instanceof StorageError && !(error instanceof StorageFault)
  if (opened || !(error instanceof Error)) return error
  const code = codeOf(error)
  if (isDamage(code)) return damaged(file, code)
  if (code.startsWith('SQLITE_BUSY') || code === 'locked')
    return new StorageError(`${file} is held by another program (${code}): stop it, then start again.`)
  if (code.startsWith('SQLITE_') || error.message.startsWith('ConnectionFailed'))
    return new StorageError(
      `${file} cannot be opened (${code || 'connection failed'}): check its permissions and the free space of its disk.`,
    )
  return error
}
