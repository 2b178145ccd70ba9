/** What can be wrong with the database, by what whoever meets it can do about it. No message holds an address, a password or a row. */

/** The database cannot be used. The message is one sentence that says what to do. */
export class StorageError extends Error {
  override readonly name: string = 'StorageError'
}

/** A fault of the database while it was used: a full disk, a lost connection, no answer in time. Nothing was stored. */
export class StorageFault extends StorageError {
  override readonly name: string = 'StorageFault'
  /** The engine's own code (`SQLITE_FULL`, `57014`), or ours (`timeout`, `connection`, `locked`). */
  readonly code: string
  /** When it is worth while to ask again, s. */
  readonly retrySeconds: number = 2

  /** @param cause what the engine said; it may quote what a person typed, so nobody prints it */
  constructor(code: string, cause?: unknown, message?: string) {
    super(message ?? `The database failed (${code}): see what /readyz and the log say, and the free space of its disk; then try again.`, { cause })
    this.code = code
  }
}

/** The answer to COMMIT was lost: it is not known whether the change is stored. Whoever repeats it must be able to see that it was. */
export class UncertainCommit extends StorageFault {
  override readonly name: string = 'UncertainCommit'
  constructor(code: string, cause?: unknown) {
    super(code, cause, `The database was lost in the middle of a commit (${code}): look whether the change is stored before it is made again.`)
  }
}

/** The code of a driver's error, or an empty text. */
export function codeOf(error: unknown): string {
  // Only read where it is text.
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}
