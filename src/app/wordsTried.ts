/** Conversations on words that are drafts: the real guide, in memory. Nothing of them is stored, logged or sent. */
import { randomUUID } from 'node:crypto'
import type { Library } from '../content/library.ts'
import type { TriedTalk, TryWords } from '../pages/desk/words/wordsParts.ts'
import { drawConversation } from '../presentation/html/drawConversation.ts'
import type { Drawing } from '../presentation/html/drawing.ts'
import { readMessage, type Message } from '../presentation/html/message.ts'
import type { StoredConversation } from '../storage/storage.ts'
import { runOnce } from '../turns/oneTurn.ts'
import type { TurnLogic } from '../turns/turnScope.ts'

/** How many are kept, the latest, and for how long after the last word, ms. */
const most = 50
const lasting = 2 * 3_600_000
/** Messages of a conversation that are drawn. */
const mostDrawn = 60

interface Talk {
  readonly id: string
  stored: StoredConversation | undefined
  messages: readonly Message[]
  unsent: number
  at: number
}

/** @param picture where a browser finds a picture of a name */
export function wordsTried(
  logicOf: (library: Library) => TurnLogic, picture: (name: string) => string | undefined, clock = Date.now,
): TryWords {
  const talks = new Map<string, Talk>()
  const forget = (): void => {
    for (const [person, { at }] of talks) if (clock() - at > lasting) talks.delete(person)
    for (const person of [...talks.keys()].slice(0, Math.max(0, talks.size - most))) talks.delete(person)
  }
  let made: { readonly of: string; readonly logic: TurnLogic } | undefined

  return async ({ person, locale, words, fingerprint, said, answer }): Promise<TriedTalk> => {
    forget()
    if (made?.of !== fingerprint) made = { of: fingerprint, logic: logicOf(words) }
    const { logic } = made
    const begun = said === 'begin' ? undefined : talks.get(person)
    const talk: Talk = begun ?? { id: randomUUID(), stored: undefined, messages: [], unsent: 0, at: 0 }
    talks.delete(person)
    talks.set(person, talk)
    talk.at = clock()
    const take = async (activity: Parameters<typeof runOnce>[0]['activity'], logged: boolean): Promise<void> => {
      const at = new Date(clock())
      const key = `trial/${talk.id}`
      const { commit, watermark, forgotten } = await runOnce(
        {
          key, channel: 'page', conversation: talk.id, locale, stored: talk.stored, logged, at,
          activity: { from: { id: person, name: '' }, recipient: { id: 'guide', name: '' }, locale, ...activity },
        },
        logic, () => false)
      const { conversation, activities, outbox } = commit
      const now = at.toISOString()
      const createdAt = talk.stored?.createdAt ?? now
      talk.stored = { ...conversation, version: conversation.version + 1, watermark, createdAt, updatedAt: now }
      const news = activities.flatMap(each => readMessage(JSON.parse(each.activity)) ?? [])
      talk.messages = [...(forgotten ? [] : talk.messages), ...news].slice(-mostDrawn)
      talk.unsent += outbox.length
    }
    const channelData = { page: { userAgent: '', script: false }, link: {} }
    if (begun === undefined) await take({ type: 'conversationUpdate', membersAdded: [{ id: person, name: '' }], channelData }, false)
    else if (typeof said === 'object') {
      const { text, value } = said
      await take({ type: 'message', text, ...(value === undefined ? {} : { value }) }, true)
    }
    const drawing: Drawing = {
      say: name => words.plain(locale, `pages:page.drawn.${name}`),
      locale, answer, level: 2,
      picture: url => picture(/([\w-]+)\.\w+$/.exec(url)?.[1] ?? ''),
    }
    const { now, earlier } = drawConversation(talk.messages, drawing)
    return { now: now.html, earlier: earlier.map(each => each.html), unsent: talk.unsent }
  }
}
