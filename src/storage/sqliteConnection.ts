/** One connection to SQLite through libsql: every bound value checked, statements prepared once, long ones in another thread. */
import type { CompiledQuery, QueryResult } from 'kysely'
import Database from 'libsql'
import AsyncDatabase from 'libsql/promise'
import { boundValue } from './boundValue.ts'

/** Distinct statements kept prepared. Ours are some dozens; lists of varying length must not grow it without end. */
const cachedStatements = 300

type Statement = ReturnType<InstanceType<typeof Database>['prepare']>

/** What libsql answers in another thread, as far as it is asked. */
interface AsideStatement {
  all(): Promise<unknown[]>
}

export class Connection {
  readonly #database: InstanceType<typeof Database>
  readonly #statements = new Map<string, Statement>()

  constructor(file: string, pragmas: readonly string[]) {
    this.#database = new Database(file)
    for (const pragma of pragmas) this.pragma(pragma)
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction
  }

  /** Asks or sets a pragma, here and now. @returns the first value of its answer */
  pragma(pragma: string): unknown {
    // A pragma answers with rows of columns by name.
    const [row] = this.#database.prepare(`pragma ${pragma}`).all([]) as object[]
    return row === undefined ? undefined : Object.values(row)[0]
  }

  #prepared(sql: string): Statement {
    const cached = this.#statements.get(sql)
    if (cached !== undefined) return cached
    const prepared = this.#database.prepare(sql)
    if (this.#statements.size >= cachedStatements) this.#statements.delete(this.#statements.keys().next().value ?? '')
    this.#statements.set(sql, prepared)
    return prepared
  }

  run<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const prepared = this.#prepared(sql)
    const values = parameters.map(boundValue)
    // Kysely knows the columns of its own statement.
    if (prepared.reader) return { rows: prepared.all(values) as Row[] }
    const { changes, lastInsertRowid } = prepared.run(values)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  /** Runs a statement without values in another thread. Until it is done this connection must not be used. */
  aside(sql: string): Promise<void> {
    // libsql has a class that waits and one that does not, over the same native connection.
    return AsyncDatabase.prototype.exec.call(this.#database, sql) as Promise<void>
  }

  /** The same for a statement that answers. @returns the first value of its first row */
  async asideAsked(sql: string): Promise<unknown> {
    // As above.
    const statement = (await AsyncDatabase.prototype.prepare.call(this.#database, sql)) as AsideStatement
    // Rows come as columns by name.
    const [row] = (await statement.all()) as object[]
    return row === undefined ? undefined : Object.values(row)[0]
  }

  /** Rows one by one. They are read while other queries run, so each stream has a statement of its own. */
  iterate<Row>({ sql, parameters }: CompiledQuery): Iterable<Row> {
    // Kysely knows the columns of its own statement.
    return this.#database.prepare(sql).iterate(parameters.map(boundValue)) as Iterable<Row>
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}
