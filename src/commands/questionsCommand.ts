/** `noa questions`: what people asked and no help article answered, for the editors. */
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { openStorage } from '../storage/openStorage.ts'
import { createQuestions } from '../actions/keptQuestions.ts'
import { say } from './terminal.ts'

export function questionsCommand(program: Command): void {
  program
    .command('questions')
    .description('the questions that no help article answered and the answers that were not understood (with their step), masked, those asked most often first')
    .option('--lang <locale>', 'those of one language only')
    .action(async ({ lang }: { lang?: string }) => {
      const { dataDir, databaseUrl, databaseListenUrl, retentionDays } = readConfig(process.env)
      const storage = await openStorage({ dataDir, databaseUrl, databaseListenUrl })
      try {
        const kept = (await createQuestions(storage).list()).filter(({ locale }) => lang === undefined || locale === lang)
        for (const { question, locale, count, last, step } of kept)
          say(`${String(count).padStart(4)}  ${locale}  ${last.slice(0, 10)}  ${step === '' ? '' : `[${step}] `}${question}`)
        if (kept.length === 0) process.stderr.write(`No question was left without an answer in the last ${retentionDays} days.\n`)
      } finally {
        await storage.close()
      }
    })
}
