/** `noa content`: the words of the guide's conversations. */
import type { Command } from 'commander'
import { all, menu } from '../../dialogs/index.ts'
import { expectedNames } from '../bot/expectedWords.ts'
import { readConfig } from '../config.ts'
import { checkContent, formatMistake } from '../content/check.ts'
import { readFolder } from '../content/folder.ts'
import { formatProgress, progressOf } from '../content/progress.ts'
import { drawDialog } from '../flow/draw.ts'
import { contradictions } from '../understanding/index.ts'
import { say } from './terminal.ts'

export function contentCommands(program: Command): void {
  const content = program.command('content').description("the words of the guide's conversations")

  content
    .command('check')
    .description('lists every mistake in the words as file:line:column, and ends with 1 if there is any; how far a language is that is not published')
    .argument('[dir]', 'another content folder')
    .action(async (given?: string) => {
      const { contentDir, locales } = readConfig(process.env)
      const dir = given ?? contentDir
      const folder = await readFolder(dir, locales)
      const mistakes = [
        ...(await checkContent(dir, form => expectedNames(all, menu, form), { locales })),
        // The same sentence under two topics: the guide could learn neither.
        ...contradictions(folder.words),
      ]
      for (const mistake of mistakes) say(formatMistake(mistake))
      if (folder.otherLocales.length > 0) {
        const whole = await readFolder(dir, [...locales, ...folder.otherLocales])
        for (const locale of folder.otherLocales) say(formatProgress(progressOf(whole, locale), locales))
      }
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
