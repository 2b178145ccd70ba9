/** `noa new`: the files of something that is added to the guide, laid where they belong and sound from the beginning. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { root } from '../root.ts'
import { say } from './terminal.ts'

/** Why nothing was laid, for the person who asked. */
class NameRefused extends Error {}

/** In how many characters a name is still read at a glance: it stands before each step on the wire (`<dialog>.<step>`). */
const longestName = 40

/** The files of a conversation, and what each is laid from (`.github/new-dialog`). */
const filesOf = (name: string): readonly (readonly [file: string, from: string])[] => [
  [`dialogs/${name}.ts`, 'table.txt'],
  [`content/dialogs/fr/${name}.yml`, 'fr.yml'],
  [`content/dialogs/en/${name}.yml`, 'en.yml'],
  [`test/dialogs/${name}.test.ts`, 'transcript.txt'],
]

/** The list of the conversations with one more: its import after the others, its name last in `all`. */
function listed(index: string, name: string): string {
  const imports = /^(?:import \{ \w+ \} from '\.\/\w+\.ts'\n)+/m.exec(index)
  const all = /^export const all\b.*\[\n(?: {2}.*\n)*/m.exec(index)
  if (imports === null || all === null) throw new NameRefused('dialogs/index.ts has no list `all` of the conversations that it imports.')
  return index
    .replace(imports[0], block => `${block}import { ${name} } from './${name}.ts'\n`)
    .replace(all[0], block => `${block}  ${name},\n`)
}

/**
 * Lays the files of a new conversation.
 * @param checkout where the guide's sources lie
 * @returns the files that were written
 * @throws {NameRefused} when the name is none or taken; then nothing is written
 */
export async function layDialog(checkout: string, name: string): Promise<string[]> {
  // Two words or more: no word of the language, and nothing else that dialogs/index.ts exports, is written like that.
  if (!/^[a-z]+(?:[A-Z][a-z0-9]*)+$/.test(name) || name.length > longestName)
    throw new NameRefused(
      `The name of a conversation is two words or more, written together, each but the first with a capital, in at most ${longestName} characters, such as checkIncident.`)
  const files = filesOf(name)
  const index = await readFile(join(checkout, 'dialogs/index.ts'), 'utf8')
  const there = files.map(([file]) => file).filter(file => existsSync(join(checkout, file)))
  if (there.length > 0) throw new NameRefused(`There is already a conversation ${name}: ${there.join(', ')}.`)
  if (new RegExp(`\\b${name}\\b`).test(index)) throw new NameRefused(`There is already a conversation ${name}, in dialogs/index.ts.`)
  const list = listed(index, name)
  for (const [file, from] of files) {
    const text = await readFile(join(checkout, '.github/new-dialog', from), 'utf8')
    await writeFile(join(checkout, file), text.replaceAll('NAME', name), { flag: 'wx' })
  }
  await writeFile(join(checkout, 'dialogs/index.ts'), list)
  return [...files.map(([file]) => file), 'dialogs/index.ts']
}

export function newCommands(program: Command): void {
  program
    .command('new')
    .description('lays the files of something that is added to the guide')
    .command('dialog')
    .description('a conversation: its table, its words in French and English, its transcript, its line in dialogs/index.ts')
    .argument('<name>', 'two words or more, as in checkIncident')
    .action(async (name: string) => {
      try {
        for (const file of await layDialog(root, name)) say(file)
      } catch (error) {
        if (!(error instanceof NameRefused)) throw error
        process.stderr.write(`${error.message}\n`)
        process.exitCode = 1
      }
    })
}
