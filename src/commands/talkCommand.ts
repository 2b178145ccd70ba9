/** `noa talk`: the guide in the terminal, with everything behind it. */
import type { Command } from 'commander'
import { pino } from 'pino'
import { createApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { inputLines, say } from './terminal.ts'

export function talkCommand(program: Command): void {
  program
    .command('talk')
    .description('talks with the guide in the terminal; Ctrl-D ends it')
    .option('--lang <locale>', 'fr or en', 'fr')
    .action(async ({ lang }: { lang: string }) => {
      const app = await createApp(readConfig({ ...process.env, PORT: '0' }), pino({ level: 'silent' }), { beside: true })
      await app.listen()
      await app.console.talk({ lines: inputLines(), print: say, locale: lang })
      await app.stop()
    })
}
