/** `noa content`: the words of the guide's conversations. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { all, menu } from '../../dialogs/index.ts'
import { expectedNames } from '../bot/expectedWords.ts'
import { unnamedOptions } from '../bot/unnamedOptions.ts'
import { mistakesIn } from '../app/contentMistakes.ts'
import { readConfig, type Config } from '../config.ts'
import { checkContent, formatMistakeIn } from '../content/check.ts'
import { textIn, type Edit } from '../content/edits.ts'
import { matters } from '../content/faults/harmless.ts'
import { editorLanguages, type EditorLanguage } from '../content/faults/sentences.ts'
import { hold, onDisk } from '../content/fileSource.ts'
import { readFolder } from '../content/folder.ts'
import { openLibrary } from '../content/openLibrary.ts'
import { formatRecord } from '../content/translationRecord.ts'
import { compared, staleIn } from '../content/translated.ts'
import { formatProgress, progressOf } from '../content/progress.ts'
import { drawDialog } from '../flow/draw.ts'
import { openStorage } from '../storage/openStorage.ts'
import { editStore, type EditStore } from '../storage/publishedEdits.ts'
import { contradictions } from '../understanding/index.ts'
import { exportWords } from './exportWords.ts'
import { say } from './terminal.ts'

/** What the check says beside mistakes, to an editor. */
const notices = {
  unnamed: {
    fr: (locale: string, option: string) => `understanding/${locale}/sayings.yml: à noter, la réponse «\u00A0${option}\u00A0» n’a pas d’autres noms sous «\u00A0steps\u00A0».`,
    en: (locale: string, option: string) => `understanding/${locale}/sayings.yml: note that the answer “${option}” has no other names under “steps”.`,
  },
  nothing: { fr: (files: number) => `${files} fichiers, rien à dire.`, en: (files: number) => `${files} files, nothing to say.` },
}

/** Uses the edits of the guide's database. */
async function withEditStore<T>({ dataDir, databaseUrl, databaseListenUrl }: Config, use: (store: EditStore) => Promise<T>): Promise<T> {
  const storage = await openStorage({ dataDir, databaseUrl, databaseListenUrl })
  try {
    return await use(editStore(storage.db))
  } finally {
    await storage.close()
  }
}

/** The language of a terminal, where it is one that editors are spoken to in; French is that of the words themselves. */
function terminalLanguage({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): EditorLanguage {
  return editorLanguages.find(language => (LC_ALL ?? LC_MESSAGES ?? LANG ?? '').startsWith(`${language}_`)) ?? 'fr'
}

/** What concerns the words that serve, and the edits that were published at the desk. */
function editCommands(content: Command): void {
  content
    .command('reload')
    .description('asks every guide of this database to read the words again; says first what is wrong with them, and ends with 1 if they will not serve')
    .action(async () => {
      const config = readConfig(process.env)
      const faults = (await mistakesIn(onDisk(config.contentDir), config.locales)).filter(matters)
      for (const fault of faults) say(formatMistakeIn(terminalLanguage(process.env))(fault))
      if (faults.length > 0) process.exitCode = 1
      await withEditStore(config, async store => store.askReload())
      say(faults.length > 0 ? 'The guide goes on with the last sound words.' : 'The guide reads the words again.')
    })

  content
    .command('export')
    .description('writes the edits that were published at the desk into the files of the content folder, each in its place; what a release changed as well stays')
    .action(async () => {
      const config = readConfig(process.env)
      const files = await hold(onDisk(config.contentDir))
      const { edits } = await withEditStore(config, store => store.live())
      const isConflict = ({ key, locale }: Edit): boolean => {
        const replaced = edits.find(edit => edit.key === key && edit.locale === locale)?.replaced
        return textIn(files, key, locale)?.trim() !== replaced?.trim()
      }
      const isNews = ({ key, locale, text }: Edit): boolean => textIn(files, key, locale)?.trim() !== text.trim()
      const exported = await exportWords(config.contentDir, files, edits.filter(isNews), isConflict)
      for (const file of exported.files) say(file)
      for (const { key, locale } of exported.conflicts) say(`${key} ${locale}: the files have another text than the one that was edited; decide at the desk.`)
      for (const { key, locale } of exported.lost) say(`${key} ${locale}: has no place in the files.`)
      say(`${exported.files.length} files written.`)
      if (exported.conflicts.length + exported.lost.length > 0) process.exitCode = 1
    })
}

export function contentCommands(program: Command): void {
  const content = program.command('content').description("the words of the guide's conversations")

  content
    .command('check')
    .description('lists every mistake in the words as file:line:column, and ends with 1 if there is any; how far a language is that is not published')
    .argument('[dir]', 'another content folder')
    .addOption(new Option('--lang <language>', 'the language of what it says').choices(editorLanguages).default(terminalLanguage(process.env)))
    .action(async (given: string | undefined, { lang }: { lang: EditorLanguage }) => {
      const { contentDir, defaultLocale, locales } = readConfig(process.env)
      const dir = given ?? contentDir
      const folder = await readFolder(dir, locales)
      const mistakes = [
        ...(await checkContent(dir, form => expectedNames(all, menu, form), { locales })),
        // The same sentence under two topics: the guide could learn neither.
        ...contradictions(folder.words),
      ]
      for (const mistake of mistakes) say(formatMistakeIn(lang)(mistake))
      if (folder.otherLocales.length > 0) {
        const whole = await readFolder(dir, [...locales, ...folder.otherLocales])
        for (const locale of folder.otherLocales) say(formatProgress(progressOf(whole, locale), locales)[lang])
      }
      if (mistakes.length > 0) {
        process.exitCode = 1
        return
      }
      // A notice only: such an answer is still understood by its button's own words.
      const library = await openLibrary({ dir, defaultLocale, locales })
      for (const { locale, option } of unnamedOptions(library, all)) say(notices.unnamed[lang](locale, option))
      say(notices.nothing[lang](folder.files.size))
    })

  content
    .command('translated')
    .description('notes that each translation goes with its original as they are now; one that is stale only if it is named: it still holds')
    .argument('[names...]', 'stale texts that still hold, as the check names them: dialogs/bot greeting.text, or a whole file: help/account')
    .action(async (names: readonly string[]) => {
      const { contentDir, defaultLocale, locales } = readConfig(process.env)
      const folder = await readFolder(contentDir, locales)
      const holds = (name: string): boolean => names.some(each => name === each || name.startsWith(`${each} `))
      await mkdir(join(contentDir, 'translated'), { recursive: true })
      for (const locale of locales.filter(each => each !== defaultLocale)) {
        await writeFile(join(contentDir, 'translated', `${locale}.txt`), formatRecord(compared(folder, locale, defaultLocale, holds)))
        const stale = [...staleIn(folder, locale, defaultLocale)].filter(name => !holds(name))
        for (const name of stale) say(`${locale}: ${name}`)
        if (stale.length > 0) process.exitCode = 1
      }
    })

  editCommands(content)

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
