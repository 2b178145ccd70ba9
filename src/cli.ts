/** The `noa` command: `npm run -s noa -- <command>`. Each group of commands is a file of `src/commands`. */
import { Command, CommanderError } from 'commander'
import { contentCommands } from './commands/contentCommand.ts'
import { contractCommand } from './commands/contractCommand.ts'
import { databaseCommands } from './commands/databaseCommand.ts'
import { directoryCommands } from './commands/directoryCommand.ts'
import { doctorCommand } from './commands/doctorCommand.ts'
import { newCommands } from './commands/newCommand.ts'
import { personCommands } from './commands/personCommand.ts'
import { questionsCommand } from './commands/questionsCommand.ts'
import { staffCommands } from './commands/staffCommand.ts'
import { talkCommand } from './commands/talkCommand.ts'
import { teamsCommands } from './commands/teamsCommand.ts'
import { understandCommand } from './commands/understandCommand.ts'
import { ConfigError } from './config.ts'
import { ContentError } from './content/contentError.ts'
import { ImportRefused } from './directory/importRefused.ts'
import { StorageError } from './storage/openStorage.ts'
import { PackageRefused } from './teamsApp/package.ts'

/** What an operator can mend. */
const fileFaults = new Set(['EACCES', 'EEXIST', 'EISDIR', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS'])

const program = new Command('noa').description('The NOA guide').exitOverride()
contentCommands(program)
contractCommand(program)
newCommands(program)
directoryCommands(program)
databaseCommands(program)
doctorCommand(program)
personCommands(program)
questionsCommand(program)
staffCommands(program)
talkCommand(program)
understandCommand(program)
teamsCommands(program)

/** Says in a sentence what is wrong, where an operator can do something about it. */
function reason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ([ConfigError, ContentError, StorageError, ImportRefused, PackageRefused].some(kind => error instanceof kind)) return error.message
  const { code, path }: NodeJS.ErrnoException = error
  return fileFaults.has(code ?? '') ? `${path ?? 'A file'} cannot be used (${code ?? ''}): check that it is there and that this user may use it.` : undefined
}

// Whoever reads no more (`| head`) has what they wanted.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })

try {
  await program.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else {
    const sentence = reason(error)
    if (sentence === undefined) throw error
    process.stderr.write(`${sentence}\n`)
    process.exitCode = 1
  }
}
