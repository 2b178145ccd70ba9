/** `noa units` and `noa institutions`: the directories that decide the login. */
import type { Command } from 'commander'
import { ConfigError, readConfig } from '../config.ts'
import { findBatch } from '../directory/unitsBatch.ts'
import { openDirectory, type Directory } from '../directory/openDirectory.ts'
import type { Progress } from '../directory/fileContent.ts'
import { importInstitutions } from '../directory/importInstitutions.ts'
import { importUnits, type ImportResult } from '../directory/importUnits.ts'
import { updateUnits } from '../directory/updateUnits.ts'
import { openStorage } from '../storage/openStorage.ts'
import type { Storage } from '../storage/storage.ts'
import { inputLines, progressBar, say } from './terminal.ts'

/** Opens the guide's database for the time of a command. It may run at the same time: an import serves at once. */
async function withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
  const { dataDir, databaseUrl, databaseListenUrl } = readConfig(process.env)
  const storage = await openStorage({ dataDir, databaseUrl, databaseListenUrl })
  try {
    return await work(storage)
  } finally {
    await storage.close()
  }
}

const withDirectory = (work: (directory: Directory) => Promise<void>): Promise<void> =>
  withStorage(async storage => work(await openDirectory(storage, { maxAgeDays: readConfig(process.env).units.maxAgeDays })))

/** Runs an import with its progress shown. */
async function watched<T>(what: string, run: (progress: (progress: Progress) => void) => Promise<T>): Promise<T> {
  const bar = progressBar(what)
  try {
    return await run(({ bytes, totalBytes, rows }) => bar.update(totalBytes === undefined ? rows : bytes, totalBytes ?? rows + 1))
  } finally {
    bar.end()
  }
}

function report(result: ImportResult): void {
  const { kind, size, date, added, lost, misaligned, partial, milliseconds } = result
  const took = `${(milliseconds / 1000).toFixed(1)} s`
  say(
    kind === 'history'
      ? `${size} structures of history (old labels, closed units) added, of ${date}, in ${took}.`
      : `${size} structures imported, of ${date}, in ${took}: ${added} new, ${lost} gone.`,
  )
  if (misaligned > 0) say(`${misaligned} rows have lists of different lengths: what the CNRS is to them stays unknown where it cannot be read.`)
  if (partial) say('These are not all the pages of the API: what is not found in them proves nothing.')
}

interface ImportFlags {
  readonly force?: boolean
  readonly date?: string
}

export function directoryCommands(program: Command): void {
  const units = program.command('units').description('the directory of research units (RNSR open data)')

  units
    .command('import')
    .description("takes a file of the ministry's open data (CSV or JSON, plain or .gz) in the place of the units, or the Inist's history beside them")
    .argument('<file>')
    .option('--force', 'also when more than 15 % of the units would be lost')
    .option('--date <day>', 'day of the data, for example 2026-02-08')
    .action((file: string, flags: ImportFlags) =>
      withStorage(async storage => report(await watched('Importing', progress => importUnits(storage, file, { ...flags, progress })))),
    )

  units
    .command('update')
    .description('fetches UNITS_SOURCE_URL and imports it if it changed; for a nightly timer')
    .option('--force', 'also when more than 15 % of the units would be lost, or nothing changed')
    .action((flags: ImportFlags) => {
      const { sourceUrl } = readConfig(process.env).units
      if (sourceUrl === undefined)
        throw new ConfigError('UNITS_SOURCE_URL must be set. Example: UNITS_SOURCE_URL=https://data.example.org/units.csv')
      return withStorage(async storage => {
        const result = await watched('Updating', progress => updateUnits(storage, sourceUrl, { ...flags, progress }))
        if (result.unchanged) say('Nothing changed since the last update.')
        else report(result)
      })
    })

  units
    .command('find')
    .description('looks up the unit that a text speaks of')
    .argument('[text...]')
    .option('--batch', 'JSON lines {"id","query"} on standard input')
    .action((words: readonly string[], { batch }: { batch?: boolean }) =>
      withDirectory(async directory => {
        if (batch === true) {
          const bad = (line: number): void => void process.stderr.write(`Line ${line} is not {"id","query"}: answered as unknown.\n`)
          for await (const line of findBatch(directory, inputLines(), bad)) say(line)
          return
        }
        const { answer, reason, units: found, successors } = await directory.findUnits(words.join(' '))
        say(`${answer} (${reason})`)
        for (const unit of [...found, ...successors])
          say(`  ${[unit.acronym, unit.label, unit.name, unit.city, unit.rnsr, `CNRS: ${unit.cnrs ?? 'closed'}`].filter(part => part !== '').join(' · ')}`)
        const { units: source } = await directory.status()
        say(`Source: ${source.source}, ${source.date}, ${source.size} structures${source.partial ? ', partial' : ''}${source.stale ? ', old' : ''}`)
      }),
    )

  const institutions = program.command('institutions').description("the federation's identity providers (SAML metadata)")

  institutions
    .command('import')
    .description('takes a file of metadata (SAML XML or flat JSON, plain or .gz) in the place of the institutions')
    .argument('<file>')
    .option('--date <day>', 'day of the data, for example 2026-02-08')
    .action((file: string, flags: ImportFlags) =>
      withStorage(async storage => {
        const result = await watched('Importing', progress => importInstitutions(storage, file, { ...flags, progress }))
        say(`${result.size} institutions imported (${result.hidden} tests and obsolete ones are hidden), of ${result.date}.`)
      }),
    )

  institutions
    .command('find')
    .description('looks up an establishment by e-mail address, domain or name')
    .argument('<text...>')
    .action((words: readonly string[]) =>
      withDirectory(async directory => {
        const { by, institutions: found, scope } = await directory.findInstitutions(words.join(' '))
        say(`${found.length} found by ${by}${scope === undefined ? '' : ` (${scope})`}`)
        for (const { name, entityId, shared } of found) say(`  ${name.fr} · ${name.en} · ${entityId}${shared ? ' · shared by many' : ''}`)
      }),
    )
}
