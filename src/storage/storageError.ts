/** The database cannot be used. The message is one sentence that says what to do, without any address or password. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}
