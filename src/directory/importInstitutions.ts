/** Replaces the directory of identity providers by the federation's metadata. */
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Storage } from '../storage/storage.ts'
import { checkedDay, dayInName, openSource } from './fileContent.ts'
import { dayOf, insertAll, type DateFrom, type ImportOptions } from './importUnits.ts'
import { readInstitutions } from './saml.ts'

export interface InstitutionsResult {
  readonly size: number
  /** Tests and obsolete ones, never shown. */
  readonly hidden: number
  readonly date: string
  readonly dateFrom: DateFrom
  readonly milliseconds: number
}

/** RENATER's file of identity providers has some 3 MB; eduGAIN's some 100. */
const largest = 250 * 1024 * 1024

/**
 * Imports SAML metadata (XML or flat JSON, plain or gzipped) in one transaction.
 * @throws {ImportRefused} with a plain reason; then nothing was changed
 */
export async function importInstitutions(
  storage: Storage,
  file: string | Readable,
  options: Pick<ImportOptions, 'date' | 'origin' | 'progress' | 'now'> = {},
): Promise<InstitutionsResult> {
  const started = performance.now()
  const now = options.now?.() ?? new Date()
  const given = options.date === undefined ? undefined : checkedDay(options.date)
  const source = await openSource(file, largest)
  const read = await readInstitutions(source.chunks, rows =>
    options.progress?.({
      bytes: source.bytes(),
      ...(source.totalBytes === undefined ? {} : { totalBytes: source.totalBytes }),
      rows,
    }),
  )
  const { date, dateFrom } = dayOf(given, read.date ?? dayInName(source.name), options, now)
  const size = read.institutions.length
  await storage.db.transaction().execute(async db => {
    await db.deleteFrom('directory_institutions').execute()
    await insertAll(
      db,
      'directory_institutions',
      read.institutions.map(each => ({
        entity_id: each.entityId,
        name_fr: each.name.fr,
        name_en: each.name.en,
        organization: each.organization,
        scopes: JSON.stringify(each.scopes),
        hidden: each.hidden ? 1 : 0,
      })),
    )
    await db.deleteFrom('directory_sources').where('name', '=', 'institutions').execute()
    await db
      .insertInto('directory_sources')
      .values({
        name: 'institutions',
        version: randomUUID(),
        date,
        date_from: dateFrom,
        imported_at: now.toISOString(),
        origin: options.origin ?? (source.name === '' ? 'stdin' : source.name),
        size,
        partial: 0,
        url: null,
        etag: null,
        last_modified: null,
      })
      .execute()
  })
  return {
    size,
    hidden: read.institutions.filter(({ hidden }) => hidden).length,
    date,
    dateFrom,
    milliseconds: Math.round(performance.now() - started),
  }
}
