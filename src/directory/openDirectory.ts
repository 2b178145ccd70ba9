/** The directory as the rest of the house asks it: units, establishments, and how old both are. */
import { setImmediate as others } from 'node:timers/promises'
import type { Storage } from '../storage/storage.ts'
import { InstitutionIndex, type InstitutionAnswer } from './findInstitutions.ts'
import { findUnits, type UnitAnswer } from './findUnits.ts'
import type { DateFrom } from './importUnits.ts'
import type { Institution } from './institution.ts'
import { readStarter, type Starter } from './starter.ts'
import type { Establishment, FormerUnit, Unit } from './unit.ts'
import { UnitIndex } from './unitIndex.ts'

/** Entity of the CNRS in the federation: what those of its units choose. */
export const cnrsEntityId = 'https://janus.cnrs.fr/idp'

/** What is known of one of the two directories. */
export interface DirectoryPart {
  readonly size: number
  /** Day of the data, ISO 8601. */
  readonly date: string
  /** How the day is known; `import`: only the day of the import is. */
  readonly dateFrom: DateFrom | 'starter'
  /** Where the data come from: a file's name, an address, or the mention of the starter directory. */
  readonly source: string
  /** Not the whole: what is missing in it proves nothing. */
  readonly partial: boolean
  /** The starter directory of the project serves: nothing was imported. */
  readonly starter: boolean
  readonly ageDays: number
  /** Older than the operator wants. */
  readonly stale: boolean
}

export interface DirectoryStatus {
  readonly units: DirectoryPart & {
    /** Structures with closed units and old labels, when such a file was imported. */
    readonly history: number
  }
  readonly institutions: DirectoryPart
}

export interface FederationEntry {
  readonly entityId: string
  /** Exactly as the federation's list shows it in this language. */
  readonly name: string
}

export interface Directory {
  /** Looks up the unit that a text speaks of. Never throws for what was typed. */
  findUnits(text: string): Promise<UnitAnswer>
  /** Looks up the establishment of an e-mail address, a domain or a name. */
  findInstitutions(text: string): Promise<InstitutionAnswer>
  /** Looks up the establishment of an e-mail domain, complete or not. */
  findDomain(domain: string): Promise<InstitutionAnswer>
  /** The name of an entity of the federation, by default the CNRS's, or undefined when the metadata do not have it. */
  federationEntry(entityId: string, locale: string): Promise<FederationEntry | undefined>
  status(): Promise<DirectoryStatus>
}

export interface DirectoryOptions {
  /** Folder of the starter directory; that of the checkout by default. */
  readonly starter?: string
  /** Days beyond which data are stale (`DIRECTORY_MAX_AGE_DAYS`). */
  readonly maxAgeDays?: number
  /** Milliseconds since the epoch. */
  readonly clock?: () => number
  /** Least time between two looks at whether another import was committed, ms. */
  readonly checkEveryMs?: number
}

interface SourceRow {
  readonly version: string
  readonly date: string
  readonly date_from: string
  readonly origin: string
  readonly size: number
  readonly partial: number
}

interface Loaded {
  /** Versions of the sources, to see a new import. */
  readonly key: string
  readonly sources: ReadonlyMap<string, SourceRow>
  readonly units: UnitIndex
  readonly institutions: InstitutionIndex
}

const dayMs = 24 * 60 * 60 * 1000

/** Opens the directory: in memory, and read again within a second of an import committed by any process. */
export async function openDirectory(storage: Storage, options: DirectoryOptions = {}): Promise<Directory> {
  const clock = options.clock ?? Date.now
  const every = options.checkEveryMs ?? 1000
  const starter = readStarter(options.starter)
  let loaded = await load(storage, starter, undefined)
  let checkedAt = performance.now()
  let checking: Promise<void> | undefined

  const current = async (): Promise<Loaded> => {
    if (checking === undefined && performance.now() - checkedAt >= every)
      checking = load(storage, starter, loaded)
        .then(fresh => {
          loaded = fresh
          checkedAt = performance.now()
        })
        .finally(() => (checking = undefined))
    await checking
    return loaded
  }

  const part = (
    row: SourceRow | undefined,
    own: { source: string; date: string; entries: readonly unknown[] },
  ): DirectoryPart => {
    const date = row?.date ?? own.date
    const ageDays = Math.max(0, Math.floor((clock() - Date.parse(`${date}T00:00:00Z`)) / dayMs))
    return {
      size: row?.size ?? own.entries.length,
      date,
      dateFrom: row === undefined ? 'starter' : (row.date_from as DateFrom), // only `importUnits` and `importInstitutions` write it
      source: row?.origin ?? own.source,
      partial: row === undefined || row.partial === 1,
      starter: row === undefined,
      ageDays,
      stale: ageDays > (options.maxAgeDays ?? 180),
    }
  }

  return {
    findUnits: async text => findUnits((await current()).units, text),
    findInstitutions: async text => (await current()).institutions.find(text),
    findDomain: async domain => (await current()).institutions.byDomain(domain),
    federationEntry: async (entityId, locale) => {
      const found = (await current()).institutions.byEntityId(entityId)
      return found === undefined
        ? undefined
        : { entityId, name: locale.startsWith('en') ? found.name.en : found.name.fr }
    },
    status: async () => {
      const { sources } = await current()
      return {
        units: { ...part(sources.get('units'), starter.units), history: sources.get('history')?.size ?? 0 },
        institutions: part(sources.get('institutions'), starter.institutions),
      }
    },
  }
}

/** Reads what was imported, unless it is what is in memory already. */
async function load(storage: Storage, starter: Starter, before: Loaded | undefined): Promise<Loaded> {
  for (let attempt = 1; ; attempt++) {
    const sources = await readSources(storage)
    const key = keyOf(sources)
    if (before?.key === key) return before
    const version = (name: string): string | undefined => sources.get(name)?.version
    const same = (...names: string[]): Loaded | undefined =>
      names.every(name => before?.sources.get(name)?.version === version(name)) ? before : undefined
    const units = same('units', 'history')?.units ?? (await readUnits(storage, sources, starter))
    const institutions = same('institutions')?.institutions ?? (await readProviders(storage, sources, starter))
    // An import committed between these reads would give halves of two directories.
    if (attempt >= 5 || keyOf(await readSources(storage)) === key) return { key, sources, units, institutions }
  }
}

async function readSources(storage: Storage): Promise<Map<string, SourceRow>> {
  const rows = await storage.db
    .selectFrom('directory_sources')
    .select(['name', 'version', 'date', 'date_from', 'origin', 'size', 'partial'])
    .orderBy('name')
    .execute()
  return new Map(rows.map(row => [row.name, { ...row, size: Number(row.size), partial: Number(row.partial) }]))
}

const keyOf = (sources: ReadonlyMap<string, SourceRow>): string =>
  [...sources].map(([name, { version }]) => `${name}=${version}`).join(' ')

async function readUnits(
  storage: Storage,
  sources: ReadonlyMap<string, SourceRow>,
  starter: Starter,
): Promise<UnitIndex> {
  const former: FormerUnit[] = []
  for await (const row of rowsOf(after => storage.db.selectFrom('directory_history').selectAll().where('rnsr', '>', after).orderBy('rnsr').limit(page).execute()))
    former.push({
      rnsr: row.rnsr,
      name: row.name,
      acronym: row.acronym,
      town: row.town,
      postcode: row.postcode,
      codes: textsIn(row.codes),
      ...(row.closed === null ? {} : { closed: Number(row.closed) }),
    })
  if (!sources.has('units')) return UnitIndex.inSlices(starter.units.entries, former, true)
  const units: Unit[] = []
  for await (const row of rowsOf(after => storage.db.selectFrom('directory_units').selectAll().where('rnsr', '>', after).orderBy('rnsr').limit(page).execute()))
    units.push({
      rnsr: row.rnsr,
      name: row.name,
      acronym: row.acronym,
      // As an import wrote them.
      level: Number(row.level) as Unit['level'],
      cnrs: row.cnrs as Unit['cnrs'], // likewise
      town: row.town,
      postcode: row.postcode,
      mixed: Number(row.mixed) === 1,
      codes: textsIn(row.codes),
      // As an import wrote them.
      tutelles: (JSON.parse(row.tutelles) as [string, string][]).map(([name, acronym]): Establishment => ({ name, acronym })),
      aliases: textsIn(row.aliases),
      parents: textsIn(row.parents),
      predecessors: textsIn(row.predecessors),
    })
  return UnitIndex.inSlices(units, former, sources.get('units')?.partial === 1)
}

/** A list of texts, as an import wrote it. */
const textsIn = (json: string): string[] => JSON.parse(json) as string[] // by `JSON.stringify` of such a list

/** Rows read at once: reading and parsing them takes a few milliseconds. */
const page = 200

/** All rows of a table, page by page, so that others have their turn in between. */
async function* rowsOf<Row extends { readonly rnsr: string }>(read: (after: string) => Promise<Row[]>): AsyncGenerator<Row> {
  for (let after = ''; ; await others()) {
    const rows = await read(after)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.rnsr
  }
}

async function readProviders(
  storage: Storage,
  sources: ReadonlyMap<string, SourceRow>,
  starter: Starter,
): Promise<InstitutionIndex> {
  if (!sources.has('institutions')) return new InstitutionIndex(starter.institutions.entries, starter.aliases)
  const rows = await storage.db.selectFrom('directory_institutions').selectAll().execute()
  const institutions = rows.map((row): Institution => ({
    entityId: row.entity_id,
    name: { fr: row.name_fr, en: row.name_en },
    organization: row.organization,
    scopes: textsIn(row.scopes),
    hidden: Number(row.hidden) === 1,
  }))
  return new InstitutionIndex(institutions, starter.aliases)
}
