/** The RNSR as the ministry publishes it (Explore v2.1): CSV, JSON export, API pages; and the Inist's JSON with history. */
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { asText } from './fileContent.ts'
import { ImportRefused } from './importRefused.ts'
import { unaccented } from '../text/fold.ts'
import { readInist } from './inist.ts'
import { isObject, oneText, readRow, type Row } from './rnsrRow.ts'
import { isRnsrNumber, type FormerUnit, type Unit } from './unit.ts'

export interface ReadUnits {
  readonly kind: 'units'
  readonly units: readonly Unit[]
  /** Structures that the file itself says are closed. */
  readonly closed: readonly FormerUnit[]
  /** Rows whose lists differ in length. */
  readonly misaligned: number
  /** API pages that are not all there: how many rows there are in all. */
  readonly outOf?: number
  /** Latest day of a date column, when the file has one. */
  readonly date?: string
}

export interface ReadHistory {
  readonly kind: 'history'
  readonly former: readonly FormerUnit[]
}

/** Columns without which the question cannot be answered. */
const required = [
  'numero_national_de_structure',
  'libelle',
  'sigle',
  'code_de_niveau_de_structure',
  'commune',
  'label_numero',
  'tutelles',
  'sigles_des_tutelles',
  'code_de_type_de_tutelle',
] as const

/** Date columns that some publications have. */
const dateColumns = [
  'date_de_mise_a_jour',
  'date_maj',
  'date_modification',
  'date_de_derniere_mise_a_jour',
  'data_processed',
  'updated_at',
]

/** Share of rows whose lists may differ in length before the file is refused. */
const misalignedTolerance = 0.01

/**
 * Reads RNSR data, whatever its form.
 * @param onRow called with the number of rows read
 * @throws {ImportRefused} `notRnsr` with the missing columns, `misaligned`, `noRows`, `unreadable`
 */
export async function readRnsr(
  chunks: AsyncIterable<Buffer>,
  onRow: (rows: number) => void = () => {},
): Promise<ReadUnits | ReadHistory> {
  const text = asText(chunks)
  const first = await text.next()
  const head = first.done === true ? '' : first.value
  async function* whole(): AsyncGenerator<string> {
    yield head
    yield* text
  }
  if (/^\s*[[{]/.test(head)) return readJson(whole(), onRow)
  if (/^\s*</.test(head)) throw new ImportRefused('notRnsr', 'This is an HTML or XML page, not the RNSR.')
  return readCsv(whole(), head, onRow)
}

const columnName = (header: string): string =>
  unaccented(header)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')

async function readCsv(text: AsyncIterable<string>, head: string, onRow: (rows: number) => void): Promise<ReadUnits> {
  const header = head.split(/\r?\n/, 1)[0] ?? ''
  const [delimiter = ';'] = [';', ',', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)
  const parser = parse({
    delimiter,
    skip_empty_lines: true,
    relax_quotes: true,
    max_record_size: 1_000_000,
    columns: (names: string[]) => {
      const columns = names.map(columnName)
      refuseMissing(columns)
      return columns
    },
  })
  const source = Readable.from(text)
  source.on('error', error => parser.destroy(error))
  source.pipe(parser)
  const collected = new Collected(onRow)
  try {
    for await (const row of parser) collected.add(row as Row) // `columns` makes a record of each
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new ImportRefused('unreadable', `The CSV is cut off or damaged near line ${typeof error['lines'] === 'number' ? error['lines'] : '?'}.`)
  } finally {
    source.destroy()
  }
  return collected.units()
}

function refuseMissing(columns: Iterable<string>): void {
  const present = new Set(columns)
  const missing = required.filter(name => !present.has(name))
  if (missing.length > 0)
    throw new ImportRefused('notRnsr', `This is not the RNSR: the columns ${missing.join(', ')} are missing.`)
}

/** Splits a text that holds several JSON values one after the other (pages saved in one file). */
function jsonValues(text: string): unknown[] {
  const values: unknown[] = []
  let depth = 0
  let start = -1
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (quoted) {
      if (char === 92) at++
      else if (char === 34) quoted = false
    } else if (char === 34) quoted = true
    else if (char === 123 || char === 91) {
      if (depth++ === 0) start = at
    } else if ((char === 125 || char === 93) && --depth === 0) values.push(JSON.parse(text.slice(start, at + 1)))
  }
  if (depth !== 0 || quoted) throw new SyntaxError('unfinished')
  return values
}

async function readJson(text: AsyncIterable<string>, onRow: (rows: number) => void): Promise<ReadUnits | ReadHistory> {
  const parts: string[] = []
  for await (const part of text) parts.push(part)
  let values: unknown[]
  try {
    values = jsonValues(parts.join(''))
  } catch {
    throw new ImportRefused('unreadable', 'The JSON is cut off or damaged.')
  }
  const former = readInist(values)
  if (former !== undefined) {
    onRow(former.length)
    return { kind: 'history', former }
  }
  const collected = new Collected(onRow)
  let total = 0
  let results = 0
  const addAll = (rows: readonly unknown[]): void => {
    for (const row of rows) {
      if (!isObject(row)) throw new ImportRefused('notRnsr', 'This JSON does not hold the rows of the RNSR.')
      // Pages saved together in an array, then rows, then the rows of the former API (under `fields`).
      const { results: page } = row
      if (Array.isArray(page)) addPage(row, page)
      else collected.add(isObject(row['fields']) ? row['fields'] : row, true)
    }
  }
  const addPage = (page: Row, rows: readonly unknown[]): void => {
    results += rows.length
    if (typeof page['total_count'] === 'number') total = Math.max(total, page['total_count'])
    addAll(rows)
  }
  for (const value of values) addAll(Array.isArray(value) ? value : [value])
  const read = collected.units()
  return total > results ? { ...read, outOf: total } : read
}

class Collected {
  readonly #units = new Map<string, Unit>()
  readonly #closed: FormerUnit[] = []
  readonly #onRow: (rows: number) => void
  #rows = 0
  #misaligned = 0
  #date: string | undefined

  constructor(onRow: (rows: number) => void) {
    this.#onRow = onRow
  }

  add(row: Row, check = false): void {
    if (check && this.#rows === 0) refuseMissing(Object.keys(row))
    this.#rows++
    this.#onRow(this.#rows)
    const rnsr = oneText(row['numero_national_de_structure']).toUpperCase()
    if (!isRnsrNumber(rnsr)) {
      // A number that its own letter contradicts cannot be trusted; a file full of them is refused with the misaligned ones.
      this.#misaligned++
      return
    }
    for (const column of dateColumns) {
      const day = /^\d{4}-\d\d-\d\d/.exec(oneText(row[column]))?.[0]
      if (day !== undefined && (this.#date === undefined || day > this.#date)) this.#date = day
    }
    const { unit, aligned } = readRow(rnsr, row)
    if (!aligned) this.#misaligned++
    const closing = oneText(row['annee_de_fermeture'])
    if (/^\d{4}$/.test(closing) || /^ferm/.test(unaccented(oneText(row['etat'])))) {
      const { name, acronym, town, postcode, codes } = unit
      this.#closed.push({
        rnsr,
        name,
        acronym,
        town,
        postcode,
        codes,
        ...(closing === '' ? {} : { closed: Number(closing) }),
      })
    } else this.#units.set(rnsr, unit)
  }

  units(): ReadUnits {
    if (this.#rows === 0) throw new ImportRefused('noRows', 'The file holds no structure.')
    if (this.#misaligned / this.#rows > misalignedTolerance)
      throw new ImportRefused(
        'misaligned',
        `In ${this.#misaligned} of ${this.#rows} rows the lists of tutelles, their acronyms and their types do not have the same length ` +
          `(or the national number is wrong); at most ${misalignedTolerance * 100} % may. Export again with list_separator=%3B.`,
      )
    return {
      kind: 'units',
      units: [...this.#units.values()],
      closed: this.#closed,
      misaligned: this.#misaligned,
      ...(this.#date === undefined ? {} : { date: this.#date }),
    }
  }
}
