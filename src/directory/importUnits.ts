/** Replaces the directory of units by what a file says, or refuses it and changes nothing. */
import { createHash, randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Kysely } from 'kysely'
import type { Storage } from '../storage/storage.ts'
import type { Tables } from '../storage/tables.ts'
import { checkedDay, dayInName, openSource, type Progress } from './fileContent.ts'
import { ImportRefused } from './importRefused.ts'
import { readRnsr, type ReadHistory, type ReadUnits } from './rnsr.ts'
import type { Unit } from './unit.ts'

export interface ImportOptions {
  /** Take a file that would lose more than 15 % of the units. */
  readonly force?: boolean
  /** Day of the data, `2022-02-08`; else it is looked for in the file and its name. */
  readonly date?: string
  /** Where the file comes from, as shown to people; else the file's name. */
  readonly origin?: string
  readonly progress?: (progress: Progress) => void
  readonly now?: () => Date
  /** What the server said of its answer, for the next conditional request. */
  readonly validators?: { readonly url: string; readonly etag?: string; readonly lastModified?: string }
}

export type DateFrom = 'given' | 'file' | 'server' | 'import'

export interface ImportResult {
  /** `history`: a file with closed units and old labels was added; the units themselves are as they were. */
  readonly kind: 'units' | 'history'
  readonly size: number
  readonly date: string
  readonly dateFrom: DateFrom
  /** Compared with the import before; both 0 for the first. */
  readonly added: number
  readonly lost: number
  /** Rows whose lists did not have the same length, and that therefore may say « unknown ». */
  readonly misaligned: number
  /** Pages of the API that are not all there: the directory knows a part only. */
  readonly partial: boolean
  readonly milliseconds: number
}

/** Share of the units that a new file may lose without `force`. */
const lossTolerance = 0.15

/**
 * Imports RNSR data (CSV, JSON, API pages) or the Inist's history, plain or gzipped, in one transaction.
 * @throws {ImportRefused} with a plain reason; then nothing was changed
 */
export async function importUnits(
  storage: Storage,
  file: string | Readable,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const started = performance.now()
  const now = options.now?.() ?? new Date()
  const given = options.date === undefined ? undefined : checkedDay(options.date)
  const source = await openSource(file)
  const report = (rows: number): void =>
    options.progress?.({
      bytes: source.bytes(),
      ...(source.totalBytes === undefined ? {} : { totalBytes: source.totalBytes }),
      rows,
    })
  const read = await readRnsr(source.chunks, rows => {
    if (rows % 250 === 0) report(rows)
  })
  const size = read.kind === 'units' ? read.units.length : read.former.length
  report(size)
  if (size === 0) throw new ImportRefused('noRows', 'The file holds no structure that is active.')
  const partial = read.kind === 'units' && read.outOf !== undefined
  const { date, dateFrom } = dayOf(
    given,
    (read.kind === 'units' ? read.date : undefined) ?? dayInName(source.name),
    options,
    now,
  )
  const entry = {
    name: read.kind,
    version: randomUUID(),
    date,
    date_from: dateFrom,
    imported_at: now.toISOString(),
    origin: options.origin ?? (source.name === '' ? 'stdin' : source.name),
    size,
    partial: partial ? 1 : 0,
    url: options.validators === undefined ? null : urlKey(options.validators.url),
    etag: options.validators?.etag ?? null,
    last_modified: options.validators?.lastModified ?? null,
  }

  const { added, lost } = await storage.db.transaction().execute(async db => {
    const change = read.kind === 'units' ? await replaceUnits(db, read.units, options.force === true) : { added: 0, lost: 0 }
    await addHistory(db, read)
    await db.deleteFrom('directory_sources').where('name', '=', entry.name).execute()
    await db.insertInto('directory_sources').values(entry).execute()
    return change
  })
  return {
    kind: read.kind,
    size,
    date,
    dateFrom,
    added,
    lost,
    misaligned: read.kind === 'units' ? read.misaligned : 0,
    partial,
    milliseconds: Math.round(performance.now() - started),
  }
}

/** @throws {ImportRefused} `tooManyLost`, unless it is forced */
async function replaceUnits(db: Kysely<Tables>, units: readonly Unit[], force: boolean): Promise<{ added: number; lost: number }> {
  const before = await db.selectFrom('directory_units').select('rnsr').execute()
  const after = new Set(units.map(({ rnsr }) => rnsr))
  const kept = before.filter(({ rnsr }) => after.has(rnsr)).length
  const gone = before.length - kept
  if (!force && gone > before.length * lossTolerance)
    throw new ImportRefused(
      'tooManyLost',
      `The file would lose ${gone} of the ${before.length} units known now (more than ${lossTolerance * 100} %). ` +
        'If it is the right one, import it with --force.',
    )
  await db.deleteFrom('directory_units').execute()
  await insertAll(
    db,
    'directory_units',
    units.map(unit => ({
      rnsr: unit.rnsr,
      name: unit.name,
      acronym: unit.acronym,
      level: unit.level,
      cnrs: unit.cnrs,
      town: unit.town,
      postcode: unit.postcode,
      mixed: unit.mixed ? 1 : 0,
      codes: JSON.stringify(unit.codes),
      tutelles: JSON.stringify(unit.tutelles.map(({ name, acronym }) => [name, acronym])),
      aliases: JSON.stringify(unit.aliases),
      parents: JSON.stringify(unit.parents),
      predecessors: JSON.stringify(unit.predecessors),
    })),
  )
  return before.length > 0 ? { added: units.length - kept, lost: gone } : { added: 0, lost: 0 }
}

/** A file of history takes the place of the history; the closed units of another file, the place of what was known of them. */
async function addHistory(db: Kysely<Tables>, read: ReadUnits | ReadHistory): Promise<void> {
  const former = read.kind === 'units' ? read.closed : read.former
  if (read.kind === 'history') await db.deleteFrom('directory_history').execute()
  else if (former.length > 0) {
    const numbers = former.slice(0, 30_000).map(({ rnsr }) => rnsr)
    await db.deleteFrom('directory_history').where('rnsr', 'in', numbers).execute()
  }
  await insertAll(
    db,
    'directory_history',
    [...new Map(former.map(unit => [unit.rnsr, unit])).values()].map(unit => ({
      rnsr: unit.rnsr,
      name: unit.name,
      acronym: unit.acronym,
      town: unit.town,
      postcode: unit.postcode,
      codes: JSON.stringify(unit.codes),
      closed: unit.closed ?? null,
    })),
  )
}

/** The day of the data: as given, else from the file, else from the server, else the day of the import. */
export function dayOf(
  given: string | undefined,
  inFile: string | undefined,
  options: ImportOptions,
  now: Date,
): { date: string; dateFrom: DateFrom } {
  if (given !== undefined) return { date: given, dateFrom: 'given' }
  const today = now.toISOString().slice(0, 10)
  if (inFile !== undefined && inFile <= today) return { date: inFile, dateFrom: 'file' }
  const modified = Date.parse(options.validators?.lastModified ?? '')
  if (!Number.isNaN(modified) && modified <= now.getTime())
    return { date: new Date(modified).toISOString().slice(0, 10), dateFrom: 'server' }
  return { date: today, dateFrom: 'import' }
}

/** Rows per statement: SQLite and PostgreSQL bound the number of values. */
const rowsPerInsert = 250

export async function insertAll<T extends 'directory_units' | 'directory_history' | 'directory_institutions'>(
  db: Kysely<Tables>,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsPerInsert)
    await db
      .insertInto(table)
      .values(rows.slice(from, from + rowsPerInsert) as never) // of any of three tables: Kysely's types know one at a time
      .execute()
}

/** Tells addresses apart without keeping them: they may hold a key. */
export const urlKey = (url: string): string => createHash('sha256').update(url).digest('hex')
