/** The RNSR as the ministry publishes it (Explore v2.1): CSV, JSON export, API pages; and the Inist's JSON with history. */
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { asText } from './fileContent.ts'
import { ImportRefused } from './importRefused.ts'
import { unaccented } from '../text/fold.ts'
import { isRnsrNumber, type Establishment, type FormerUnit, type Standing, type Unit } from './unit.ts'

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

type Row = Readonly<Record<string, unknown>>

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
  const delimiter = [';', ',', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0]!
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
    for await (const row of parser) collected.add(row as Row)
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('CSV_') === true)
      throw new ImportRefused(
        'unreadable',
        `The CSV is cut off or damaged near line ${(error as { lines?: number }).lines ?? '?'}.`,
      )
    throw error
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
  const former = inist(values)
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
      if (Array.isArray(row['results'])) addPage(row)
      else collected.add(isObject(row['fields']) ? row['fields'] : row, true)
    }
  }
  const addPage = (page: Row): void => {
    const rows = page['results'] as unknown[]
    results += rows.length
    if (typeof page['total_count'] === 'number') total = Math.max(total, page['total_count'])
    addAll(rows)
  }
  for (const value of values) addAll(Array.isArray(value) ? value : [value])
  const read = collected.units()
  return total > results ? { ...read, outOf: total } : read
}

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

const oneText = (value: unknown): string =>
  typeof value === 'string'
    ? value.replaceAll('\0', '').trim()
    : typeof value === 'number'
      ? String(value)
      : Array.isArray(value)
        ? oneText(value[0])
        : ''

/** A multivalued field: an array in JSON; in CSV one text with the list separator of its row. */
function listText(value: unknown, separator: string): string[] {
  if (Array.isArray(value)) return value.map(oneText)
  const text = oneText(value)
  return text === '' ? [] : text.split(separator).map(part => part.trim())
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
    const { unit, aligned } = readUnit(rnsr, row)
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

/** SIREN of the CNRS, with which each of its SIRET begins. */
const cnrsSiren = '180089013'

function readUnit(rnsr: string, row: Row): { unit: Unit; aligned: boolean } {
  const typeText = row['code_de_type_de_tutelle']
  // The types are codes without punctuation, so they show which list separator the row was exported with.
  const separator = typeof typeText === 'string' && typeText.includes(';') ? ';' : ','
  const types = listText(typeText, separator)
  const single = types.length <= 1
  const split = (value: unknown): string[] =>
    single && typeof value === 'string' ? [oneText(value)].filter(text => text !== '') : listText(value, separator)
  const acronyms = split(row['sigles_des_tutelles'])
  const names = split(row['tutelles'])
  const sirets = split(row['siret_des_tutelles'])
  const acronymsAlign = acronyms.length === types.length
  const namesAlign = names.length === types.length
  // With « , » a name that holds a comma is cut in two: only there may names differ.
  const aligned = acronymsAlign && (namesAlign || separator === ',')
  const cnrsAt = types.findIndex(
    (_, at) =>
      (acronymsAlign && unaccented(acronyms[at]!) === 'cnrs') ||
      (namesAlign && unaccented(names[at]!) === 'centre national de la recherche scientifique') ||
      (sirets.length === types.length && sirets[at]!.startsWith(cnrsSiren)),
  )
  const named =
    acronyms.some(acronym => unaccented(acronym) === 'cnrs') ||
    /centre national de la recherche scientifique/.test(unaccented(names.join(' ')))
  let cnrs: Standing = 'none'
  if (cnrsAt >= 0) cnrs = types[cnrsAt] === 'TUTE' ? 'tutelle' : 'participant'
  else if (named) cnrs = types.length > 0 && types.every(type => type === 'TUTE') ? 'tutelle' : 'unclear'
  const labels = Array.isArray(row['label_numero'])
    ? row['label_numero'].map(oneText)
    : oneText(row['label_numero'])
        .split(/[;,]/)
        .map(label => label.trim())
  const own = labels.length === types.length && cnrsAt >= 0 ? labels[cnrsAt] : undefined
  const codes = [...new Set([own, ...labels])].filter((label): label is string => label !== undefined && label !== '')
  const count = Math.max(acronyms.length, namesAlign ? names.length : 0)
  const tutelles: Establishment[] = Array.from({ length: count }, (_, at) => ({
    name: namesAlign ? (names[at] ?? '') : '',
    acronym: acronyms[at] ?? '',
  }))
  const level = Number(oneText(row['code_de_niveau_de_structure']))
  const numbers = (value: unknown): string[] => {
    const found = Array.isArray(value) ? value.map(oneText) : oneText(value).split(/[;,]/)
    return found.map(number => number.trim()).filter(isRnsrNumber)
  }
  return {
    aligned,
    unit: {
      rnsr,
      name: oneText(row['libelle']).replace(/\s+/g, ' '),
      acronym: oneText(row['sigle']).replace(/\s+/g, ' '),
      level: level === 1 || level === 3 ? level : 2,
      cnrs,
      town: oneText(row['commune']),
      postcode: oneText(row['code_postal']),
      mixed: /^unite mixte/.test(unaccented(oneText(row['type_de_structure']))),
      codes,
      tutelles,
      aliases:
        oneText(row['sigle']) === ''
          ? siteName(oneText(row['site_web']), oneText(row['libelle']), oneText(row['adresse']))
          : [],
      parents: numbers(row['numero_de_structure_parent']),
      predecessors: numbers(row['numero_de_structure_historique']),
    },
  }
}

/** `http://www.gate.cnrs.fr` -> `GATE`, when the name has its letters in this order from the first on, or the address begins with it. */
function siteName(site: string, name: string, address: string): string[] {
  const label =
    /^(?:https?:\/\/)?(?:www\.)?([a-z][a-z0-9-]{2,11})\.[a-z0-9-]+\.[a-z]/i.exec(site)?.[1]?.toLowerCase() ?? ''
  const letters = unaccented(name)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
  if (label !== '' && unaccented(address).startsWith(`${label} `)) return [address.slice(0, label.length)]
  if (label === '' || label.includes('-') || !letters.startsWith(label.charAt(0)) || letters.split(' ').includes(label))
    return []
  let at = 0
  for (const letter of label) {
    at = letters.indexOf(letter, at)
    if (at < 0) return []
    at++
  }
  return [label.toUpperCase()]
}

/** `{"structures":{"structure":[…]}}`, or undefined when it is something else. */
function inist(values: readonly unknown[]): FormerUnit[] | undefined {
  const [value] = values
  if (values.length !== 1 || !isObject(value) || !isObject(value['structures'])) return undefined
  const list = value['structures']['structure']
  if (!Array.isArray(list)) return undefined
  const former: FormerUnit[] = []
  for (const each of list as unknown[]) {
    if (!isObject(each)) continue
    const rnsr = oneText(each['num_nat_struct']).toUpperCase()
    if (!isRnsrNumber(rnsr)) continue
    const associated = each['etabAssoc']
    const codes = (Array.isArray(associated) ? associated : associated === undefined ? [] : [associated])
      .filter(isObject)
      .map(({ label, numero }) => `${oneText(label)} ${oneText(numero)}`.trim())
      .filter(code => /\d/.test(code))
    const closed = /^\d{4}/.exec(oneText(each['an_fermeture']))?.[0]
    former.push({
      rnsr,
      name: oneText(each['intitule']).replace(/\s+/g, ' '),
      acronym: oneText(each['sigle']),
      town: oneText(each['ville_postale']),
      postcode: oneText(each['code_postal']),
      codes: [...new Set(codes)],
      ...(closed === undefined ? {} : { closed: Number(closed) }),
    })
  }
  if (former.length === 0) throw new ImportRefused('noRows', 'The file holds no structure.')
  return former
}
