/** A conversation as the page shows it: what is asked now, and what was said before, drawn out of the log. */
import { drawConversation, sinceTheLastWord, type DrawnConversation } from '../../presentation/html/drawConversation.ts'
import type { AnswerForm, Drawing, SayDrawn } from '../../presentation/html/drawing.ts'
import { readMessage, type Message } from '../../presentation/html/message.ts'
import type { Conversations, LoggedActivity, Storage } from '../../storage/storage.ts'
import { lookEvent } from '../../turns/pageEvents.ts'
import type { PageSession } from './sessions.ts'
import type { Update } from './update.ts'

/** A conversation that was drawn. */
export interface View extends DrawnConversation {
  readonly watermark: number
  readonly locale: string
  readonly waits: boolean
  readonly look: string | undefined
  /** There is more above the first of `earlier`. */
  readonly more: boolean
}

export interface Viewer {
  /** @param most activities that are drawn */
  view(session: PageSession, drawing: Drawing, most: number, typed?: string): Promise<View>
  /** Whether work outside that the conversation has entrusted has not ended. */
  isAtWork(key: string): Promise<boolean>
  /** What has changed since a watermark; undefined: the conversation is gone. */
  update(session: PageSession, after: number, drawing: (watermark: number) => Drawing): Promise<Update | undefined>
}

interface Numbered {
  readonly watermark: number
  readonly message: Message
}

/** Activities that are read for an update: a turn, and what a page missed. */
const recent = 200

const parse = ({ activity }: LoggedActivity): unknown => JSON.parse(activity)

const numbered = (rows: readonly LoggedActivity[]): Numbered[] =>
  rows.flatMap(row => {
    const message = readMessage(parse(row))
    return message === undefined ? [] : [{ watermark: row.watermark, message }]
  })

/** The guide's last asking to look around, while nobody has written since. */
function lookIn(rows: readonly LoggedActivity[]): string | undefined {
  for (const row of rows.toReversed()) {
    const activity = parse(row)
    if (typeof activity !== 'object' || activity === null || !('type' in activity)) continue
    if (activity.type === 'message' && !('from' in activity && isBot(activity.from))) return undefined
    if (activity.type === 'event' && 'name' in activity && activity.name === lookEvent && 'value' in activity) return entryOf(activity.value)
  }
  return undefined
}
const isBot = (from: unknown): boolean => typeof from === 'object' && from !== null && 'role' in from && from.role === 'bot'
const entryOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'entry' in value && typeof value.entry === 'string' ? value.entry : undefined

/** What a page is made of that shows a conversation of which nothing is stored yet. */
export const viewOf = (messages: readonly Message[], drawing: Drawing, typed = ''): View => ({
  ...drawConversation(messages, drawing, typed),
  watermark: 0,
  locale: drawing.locale,
  waits: false,
  look: undefined,
  more: false,
})

export function createViewer({ conversations, db }: Pick<Storage, 'conversations' | 'db'>): Viewer {
  const isAtWork = async (key: string): Promise<boolean> =>
    (await db.selectFrom('outbox').select('id').where('conversation', '=', key).where('status', '=', 'waiting').limit(1).execute()).length > 0

  const rowsOf = (log: Pick<Conversations, 'log'>, { key }: PageSession, watermark: number, most: number): Promise<LoggedActivity[]> =>
    log.log(key, Math.max(0, watermark - most), most)

  return {
    isAtWork,
    view: async (session, drawing, most, typed) => {
      const { watermark = 0, key, locale } = session
      const rows = await rowsOf(conversations, session, watermark, most)
      const drawn = drawConversation(numbered(rows).map(({ message }) => message), drawing, typed)
      const last = rows.at(-1)?.watermark ?? watermark
      const waits = !drawn.now.asks && (await isAtWork(key))
      return { ...drawn, watermark: last, locale, waits, look: lookIn(rows), more: watermark > most }
    },

    update: async (session, after, drawing) => {
      const stored = await conversations.load(session.key)
      if (stored === undefined) return undefined
      const rows = await rowsOf(conversations, session, stored.watermark, recent)
      const all = numbered(rows)
      const messages = all.map(({ message }) => message)
      const drawn = drawConversation(messages, { ...drawing(stored.watermark), locale: stored.locale })
      // What stood above the line when the page was drawn stands there already.
      const before = all.filter(({ watermark }) => watermark <= after).map(({ message }) => message)
      // Numbers go on when a conversation is erased, so that whoever has seen more than there is knows by the gap.
      const anew = after > 0 && !rows.some(({ watermark }) => watermark === after)
      const above = anew ? 0 : sinceTheLastWord(before).earlier.length
      const look = lookIn(rows)
      return {
        watermark: rows.at(-1)?.watermark ?? stored.watermark,
        locale: stored.locale,
        title: drawn.now.title,
        now: drawn.now.html.html,
        earlier: drawn.earlier.slice(above).map(({ id, html }) => ({ id, html: html.html })),
        ...(anew ? { anew } : {}),
        asks: drawn.now.asks,
        waits: !drawn.now.asks && (await isAtWork(session.key)),
        ...(look === undefined ? {} : { look }),
      }
    },
  }
}

/** How a page draws. @param picture where a browser finds a picture */
export const drawingFor = (say: SayDrawn, locale: string, answer: AnswerForm, picture: Drawing['picture']): Drawing =>
  ({ say, locale, answer, level: 1, picture })
