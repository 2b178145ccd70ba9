/** `noa content`: the words of the guide's conversations. */
import type { Command } from 'commander'
import { all, menu } from '../../dialogs/index.ts'
import { expectedNames } from '../bot/expectedWords.ts'
import { unnamedOptions } from '../bot/unnamedOptions.ts'
import { readConfig } from '../config.ts'
import { checkContent, formatMistake } from '../content/check.ts'
import { readFolder } from '../content/folder.ts'
import { openLibrary } from '../content/openLibrary.ts'
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
      const { contentDir, defaultLocale, locales } = readConfig(process.env)
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
      if (mistakes.length > 0) {
        process.exitCode = 1
        return
      }
      // A notice only: such an answer is still understood by its button's own words.
      const library = await openLibrary({ dir, defaultLocale, locales })
      for (const { locale, option } of unnamedOptions(library, all))
        say(`understanding/${locale}/sayings.yml: à noter, la réponse «\u00A0${option}\u00A0» n’a pas d’autres noms sous «\u00A0steps\u00A0».`)
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
