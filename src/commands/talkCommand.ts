/** `noa talk`: the guide in the terminal, with everything behind it. */
import { randomUUID } from 'node:crypto'
import { ActivityTypes, type Activity } from 'botbuilder'
import type { Command } from 'commander'
import { pino } from 'pino'
import { createApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { toPlainText } from '../content/markdown.ts'
import { inputLines, say } from './terminal.ts'

/** An activity as a terminal can show it: its text, or its card's, then its buttons by number. */
function shown({ text, attachments, suggestedActions }: Activity): string {
  const cards = (attachments ?? []).map(({ content }) => (content as { fallbackText?: string }).fallbackText ?? '')
  const choices = (suggestedActions?.actions ?? []).map(({ title }, index) => `  ${index + 1}. ${title}`)
  return [...(typeof text === 'string' ? [toPlainText(text)] : []), ...cards, ...choices].join('\n')
}

export function talkCommand(program: Command): void {
  program
    .command('talk')
    .description('talks with the guide in the terminal; Ctrl-D ends it')
    .option('--lang <locale>', 'fr or en', 'fr')
    .action(async ({ lang }: { lang: string }) => {
      const app = await createApp(readConfig({ ...process.env, PORT: '0' }), pino({ level: 'silent' }), { beside: true })
      await app.listen()
      const conversation = randomUUID()
      const key = `console/${conversation}`
      const { conversations } = app.storage
      let heard = 0
      let hearing = Promise.resolve()
      const hear = (): Promise<void> =>
        (hearing = hearing.then(async () => {
          for (const { watermark, activity } of await conversations.log(key, heard)) {
            heard = Math.max(heard, watermark)
            const said = JSON.parse(activity) as Activity
            if (said.from.role === 'bot') say(`\n${shown(said)}`)
          }
        }))
      const silence = conversations.watch(changed => {
        if (changed === key) void hear()
      })
      const send = async (activity: Partial<Activity>): Promise<void> => {
        const from = { id: 'you', name: '' }
        await app.turns.receive({ channel: 'console', conversation, locale: lang, activity: { from, recipient: { id: 'noa', name: 'NOA' }, ...activity } })
        await hear()
      }
      await send({ type: ActivityTypes.ConversationUpdate, membersAdded: [{ id: 'you', name: '' }] })
      const lines = inputLines()
      for await (const line of lines) await send({ type: ActivityTypes.Message, text: line })
      silence()
      await app.stop()
    })
}
