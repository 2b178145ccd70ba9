/** `noa talk`: the guide in the terminal, with everything behind it. */
import type { Command } from 'commander'
import { pino } from 'pino'
import { readConfig } from '../config.ts'
import { inputLines, say } from './terminal.ts'

export function talkCommand(program: Command): void {
  program
    .command('talk')
    .description('talks with the guide in the terminal; Ctrl-D ends it')
    .option('--lang <locale>', 'one of LOCALES; otherwise DEFAULT_LOCALE')
    .action(async ({ lang }: { lang?: string }) => {
      const config = readConfig({ ...process.env, PORT: '0' })
      // The whole guide is loaded for this command only: the others start in a fraction of the time.
      const { createApp } = await import('../app.ts')
      const app = await createApp(config, pino({ level: 'silent' }), { beside: true })
      await app.listen()
      await app.console.talk({ lines: inputLines(), print: say, locale: lang ?? config.defaultLocale })
      await app.stop()
    })
}
