/** The `noa` command: `npm run -s noa -- <command>`. */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { all, menu } from '../dialogs/index.ts'
import { expectedNames } from './bot/names.ts'
import { ConfigError, readConfig } from './config.ts'
import { checkContent, formatMistake } from './content/check.ts'
import { drawDialog } from './flow/draw.ts'
import { contentDir } from './root.ts'
import { backUp, restore } from './storage/backup.ts'
import { StorageError } from './storage/open.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** What an operator can mend. */
const fileFaults = new Set(['EACCES', 'EEXIST', 'EISDIR', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS'])

const program = new Command('noa').description('The NOA guide').exitOverride()
const content = program.command('content').description("the words of the guide's conversations")

content
  .command('check')
  .description('lists every mistake in the words as file:line:column, and ends with 1 if there is any')
  .argument('[dir]', 'another content folder', contentDir)
  .action(async (dir: string) => {
    const mistakes = await checkContent(dir, form => expectedNames(all, menu, form))
    for (const mistake of mistakes) say(formatMistake(mistake))
    if (mistakes.length > 0) process.exitCode = 1
  })

content
  .command('draw')
  .description('draws each conversation as a Mermaid chart')
  .argument('[dialog]', 'one conversation only')
  .action((name?: string) => {
    const chosen = all.filter(table => name === undefined || table.name === name)
    if (chosen.length === 0) program.error(`There is no conversation ${name ?? ''}: ${all.map(table => table.name).join(', ')}`)
    say(chosen.map(table => `## ${table.name}\n\n\`\`\`mermaid\n${drawDialog(table)}\n\`\`\``).join('\n\n'))
  })

/** The folder of the SQLite database. @throws {StorageError} when PostgreSQL is used, which has its own programs for this */
function sqliteFolder(): string {
  const { databaseUrl, dataDir } = readConfig(process.env)
  if (databaseUrl !== undefined)
    throw new StorageError('DATABASE_URL names a PostgreSQL database: copy it with pg_dump and put it back with pg_restore.')
  return dataDir
}

program
  .command('backup')
  .description('copies the SQLite database to a new file, also while the guide runs')
  .argument('<file>', 'the file, which must not be there yet')
  .action((file: string) => {
    backUp(sqliteFolder(), resolve(file))
    say(`The database is copied to ${resolve(file)}, which holds personal data and the secrets of this installation.`)
  })

program
  .command('restore')
  .description('puts a copy in the place of the SQLite database; the guide must not run')
  .argument('<file>', 'a copy made by backup')
  .action((file: string) => {
    const dataDir = sqliteFolder()
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const former = restore(resolve(file), dataDir, new Date())
    say(`The copy is in its place in ${dataDir}${former === undefined ? '' : `; the former database is kept as ${former}`}. Start the guide.`)
  })

try {
  await program.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else if (error instanceof ConfigError || error instanceof StorageError) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  } else if (fileFaults.has((error as NodeJS.ErrnoException).code ?? '')) {
    const { code, path } = error as NodeJS.ErrnoException
    process.stderr.write(`${path ?? 'A file'} cannot be used (${code}): check that it is there and that this user may use it.\n`)
    process.exitCode = 1
  } else throw error
}
