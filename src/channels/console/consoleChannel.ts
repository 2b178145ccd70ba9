/** `noa talk`: a conversation in the terminal. The smallest channel there is: it listens to no address and reads its own log. */
import { randomUUID } from 'node:crypto'
import { toPlainText } from '../../content/markdown.ts'
import { usualCapabilities } from '../../presentation/capabilities.ts'
import { ActivityTypes, type Activity } from '../../sdk.ts'
import type { Conversations } from '../../storage/storage.ts'
import { conversationKey } from '../../turns/conversationKey.ts'
import type { Turns } from '../../turns/turns.ts'
import type { Channel } from '../channel.ts'

/** A terminal as the channel needs one. */
export interface Terminal {
  /** What the person types, line by line, until they end it. */
  readonly lines: AsyncIterable<string>
  /** Shows a line, or several. */
  readonly print: (text: string) => void
  /** BCP 47. */
  readonly locale: string
}

export interface ConsoleChannel extends Channel {
  /** Talks until there are no more lines. Several may talk at once. */
  readonly talk: (terminal: Terminal) => Promise<void>
}

const name = 'console'
const you = { id: 'you', name: '' }
const guide = { id: 'noa', name: 'NOA' }

/** An activity as a terminal can show it: its text, or its card's, then its buttons by number. */
function shown({ text, attachments = [], suggestedActions }: Partial<Activity>): string {
  // Cards are the presentation's own, which gives each the whole of it as text.
  const cards = attachments.map(({ content }) => (content as { fallbackText?: string }).fallbackText ?? '')
  const choices = (suggestedActions?.actions ?? []).map(({ title }, index) => `  ${index + 1}. ${title}`)
  return [...(typeof text === 'string' ? [toPlainText(text)] : []), ...cards, ...choices].join('\n')
}

/** Calls `tell` with what the guide says in a conversation, whenever it does; returns what looks at once, and what ends it. */
function listen(conversations: Pick<Conversations, 'log' | 'watch'>, key: string, tell: (said: Partial<Activity>) => void) {
  let heard = 0
  let hearing = Promise.resolve()
  const hear = (): Promise<void> =>
    (hearing = hearing.then(async () => {
      for (const { watermark, activity } of await conversations.log(key, heard)) {
        heard = Math.max(heard, watermark)
        // The log holds activities as they were committed.
        const said = JSON.parse(activity) as Partial<Activity>
        if (said.from?.role === 'bot') tell(said)
      }
    }))
  const end = conversations.watch(changed => {
    if (changed === key) void hear()
  })
  return { hear, end }
}

export const createConsole = (turns: Turns, conversations: Pick<Conversations, 'log' | 'watch'>): ConsoleChannel => ({
  name,
  routes: [],
  shows: usualCapabilities,
  stop: () => undefined,
  talk: async ({ lines, print, locale }) => {
    const conversation = randomUUID()
    const { hear, end } = listen(conversations, conversationKey(name, conversation), said => print(`\n${shown(said)}`))
    const send = async (activity: Partial<Activity>): Promise<void> => {
      await turns.receive({ channel: name, conversation, locale, activity: { from: you, recipient: guide, ...activity } })
      await hear()
    }
    try {
      await send({ type: ActivityTypes.ConversationUpdate, membersAdded: [you] })
      for await (const text of lines) await send({ type: ActivityTypes.Message, text })
    } finally {
      end()
    }
  },
})
