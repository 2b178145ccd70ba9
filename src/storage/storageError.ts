/** The database cannot be opened. The message is one sentence that says what to do; it never holds an address with its password. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}
