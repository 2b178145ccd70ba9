import type { Compilable, Kysely, QueryResult } from 'kysely'
import type { Tables } from './tables.ts'

/** Marks the place of a value in a query that is compiled before its values are known. */
class Slot {
  readonly name: string
  readonly row: number
  constructor(name: string, row = 0) {
    this.name = name
    this.row = row
  }
}

/**
 * Compiles a query once, to be run many times: building and compiling one costs more than SQLite needs to run it.
 * @param build makes the query; `slot(name)` stands for the value that each run gives under that name
 */
export function prepare<Input extends object, Row>(
  build: (slot: <Name extends keyof Input & string>(name: Name) => Input[Name]) => Compilable<Row>,
): (db: Kysely<Tables>, input: Input) => Promise<QueryResult<Row>> {
  // A slot stands where a value of any type will.
  const compiled = build(name => new Slot(name) as never).compile()
  return (db, input) =>
    db.executeQuery<Row>({
      ...compiled,
      // Slots are made for names of the input only.
      parameters: compiled.parameters.map(each => (each instanceof Slot ? input[each.name as keyof Input] : each)),
    })
}

/** Rows per statement: few round trips, and not a statement for every number of rows. */
const sizes = [32, 8, 4, 2, 1] as const

/**
 * The same for inserting any number of rows.
 * @param build makes the insert for the rows it is handed
 * @returns number of rows inserted (fewer than given when the query ignores conflicts)
 */
export function prepareInsert<Row extends object>(
  columns: readonly (keyof Row & string)[],
  build: (rows: Row[]) => Compilable<unknown>,
): (db: Kysely<Tables>, rows: readonly Row[]) => Promise<number> {
  // As above, one slot for each column.
  const row = (n: number): Row => Object.fromEntries(columns.map(column => [column, new Slot(column, n)])) as Row
  const statements = sizes.map(size => ({ size, compiled: build(Array.from({ length: size }, (_, n) => row(n))).compile() }))
  return async (db, rows) => {
    let from = 0
    let inserted = 0
    for (const { size, compiled } of statements)
      for (; rows.length - from >= size; from += size) {
        const parameters = compiled.parameters.map(each =>
          // Made for columns of the row only.
          each instanceof Slot ? rows[from + each.row]?.[each.name as keyof Row] : each,
        )
        const result = await db.executeQuery({ ...compiled, parameters })
        inserted += Number(result.numAffectedRows ?? 0)
      }
    return inserted
  }
}
