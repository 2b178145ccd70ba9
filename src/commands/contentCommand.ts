/** `noa content`: the words of the guide's conversations. */
import type { Command } from 'commander'
import { all, menu } from '../../dialogs/index.ts'
import { expectedNames } from '../bot/expectedWords.ts'
import { readConfig } from '../config.ts'
import { checkContent, formatMistake } from '../content/check.ts'
import { readFolder } from '../content/folder.ts'
import { drawDialog } from '../flow/draw.ts'
import { contradictions } from '../understanding/index.ts'
import { say } from './terminal.ts'

export function contentCommands(program: Command): void {
  const content = program.command('content').description("the words of the guide's conversations")

  content
    .command('check')
    .description('lists every mistake in the words as file:line:column, and ends with 1 if there is any')
    .argument('[dir]', 'another content folder')
    .action(async (given?: string) => {
      const dir = given ?? readConfig(process.env).contentDir
      const mistakes = [
        ...(await checkContent(dir, form => expectedNames(all, menu, form))),
        // The same sentence under two topics: the guide could learn neither.
        ...contradictions((await readFolder(dir)).words),
      ]
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
}
