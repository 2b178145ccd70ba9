/** What PostgreSQL's errors mean: for whoever starts the guide a sentence, for whoever waits for an answer a fault. */
import pg from 'pg'
import { StorageError, StorageFault, UncertainCommit, codeOf } from './storageError.ts'

/** The statement's own doing, or its values': data, constraints, limits of a statement. */
const ownDoing = /^(22|23|54)/

/** Failures of the connection, and a server that goes down: whatever was under way has no answer. */
const connectionLost = /^(08|57P)/

/** Network faults have their own codes; what pg says of a lost or silent connection has none. */
const withoutCode = (error: Error): string => (/timeout/i.test(error.message) ? 'timeout' : 'connection')

/** The server's detail quotes the row that was refused, which may hold what a person typed. */
function withoutData(error: unknown): void {
  if (error instanceof pg.DatabaseError) error.detail = error.where = error.internalQuery = undefined
}

/** True when the server has answered: it knows what became of the statement. */
const answered = (error: unknown): boolean => error instanceof pg.DatabaseError && !connectionLost.test(codeOf(error))

/** An error of pg as the rest of the house meets it. What is no fault of the database comes back unchanged. */
export function postgresFault(error: unknown): unknown {
  withoutData(error)
  // A value that was refused at the door.
  if (error instanceof StorageError || error instanceof TypeError || !(error instanceof Error)) return error
  if (error instanceof pg.DatabaseError && ownDoing.test(codeOf(error))) return error
  return new StorageFault(codeOf(error) || withoutCode(error), error)
}

/** The same of COMMIT: when the connection was lost, nobody here knows what the server did. */
export function postgresCommitFault(error: unknown): unknown {
  if (answered(error) || !(error instanceof Error)) return postgresFault(error)
  withoutData(error)
  return new UncertainCommit(codeOf(error) || withoutCode(error), error)
}

/** True when the connection must not be used again. */
export const brokeConnection = (error: unknown): boolean => !answered(error) && !(error instanceof TypeError)

/** Says in a sentence why PostgreSQL could not be used; errors of other kinds come back unchanged. */
export function postgresError(error: unknown): unknown {
  const opened = error instanceof StorageError && !(error instanceof StorageFault)
  if (opened || !(error instanceof Error)) return error
  const code = codeOf(error)
  if (code === '28P01' || code === '28000')
    return new StorageError('PostgreSQL refuses the user or the password of DATABASE_URL: correct them.')
  if (code === '3D000')
    return new StorageError('The database that DATABASE_URL names does not exist: create it, or name another one.')
  if (code === '42501')
    return new StorageError('The user of DATABASE_URL may not create tables: make that user the owner of the database.')
  const cause = error instanceof StorageFault ? error.cause : error
  if (cause instanceof pg.DatabaseError && !/^(57P|53|08)/.test(code)) return cause
  if (error instanceof StorageFault || code !== '' || /timeout|terminated|connect/i.test(error.message))
    return new StorageError(
      `PostgreSQL does not answer at DATABASE_URL (${code || 'no connection'}): check the host and the port, and that it runs.`,
    )
  return error
}
