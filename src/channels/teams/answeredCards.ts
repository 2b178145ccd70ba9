/** A card that was answered cannot be answered twice: it loses its buttons, and shows what was chosen. */
import type { Library } from '../../content/library.ts'
import { openAsks } from '../../flow/dialogStack.ts'
import { isObject } from '../../http/requestBody.ts'
import { ActivityTypes, type Activity } from '../../sdk.ts'
import type { OutboxHandler, Storage } from '../../storage/storage.ts'
import type { BotState } from '../../turns/conversationState.ts'
import type { TurnScope } from '../../turns/turnScope.ts'
import { closeCard, hasCard, readUpdate, saidWithAsk, updateId, type CardUpdate } from '../connector/closedCards.ts'
import { afterFailure, channelIdOf, comfortFailure, isStale, type Delivery } from '../connector/delivery.ts'

/** The kind of outbox entry that closes cards. */
export const updateKind = 'update'

/** What of a person's words an answered card shows, in characters. */
const longestAnswer = 200
/** How soon a card is looked for again that is on its way still, ms. */
const notYet = 500

/** The numbers of the questions that are open: of the dialog that waits, and of the guide's own. */
export const asksOf = ({ dialogs, menu }: Pick<BotState, 'dialogs' | 'menu'>): Set<number> =>
  new Set([...(menu === undefined ? [] : [menu.ask]), ...openAsks(dialogs)])

/** What a person answered, as the card shows it: the label of a button, which the card itself sends along, or their words. */
function answerOf({ type, value, text }: Partial<Activity>): string | undefined {
  if (type !== ActivityTypes.Message) return undefined
  // A client may send anything under these names.
  const given: unknown = isObject(value) ? value['label'] : undefined
  const words = [given, text].find(each => typeof each === 'string') ?? ''
  const said = words.replace(/\s+/g, ' ').trim()
  if (said === '') return undefined
  return said.length <= longestAnswer ? said : `${said.slice(0, longestAnswer)}…`
}

/** Entrusts with a turn that the cards of the questions which it closed lose their buttons. @param before those open before it */
export function closeAnswered(scope: TurnScope, activity: Partial<Activity>, before: ReadonlySet<number>, library: Pick<Library, 'plain'>): void {
  const { state, key } = scope
  const open = asksOf(state)
  const answer = answerOf(activity)
  for (const ask of before) {
    if (open.has(ask)) continue
    const answered = answer === undefined ? {} : { answered: library.plain(state.locale, 'dialogs:bot.answered.text', { answer }) }
    const payload = JSON.stringify({ ask, ...answered } satisfies CardUpdate)
    // Not in the lane of the replies: a card that cannot be changed holds none of them back.
    scope.entrust({ id: updateId(key, ask), kind: updateKind, payload, conversation: key })
  }
}

/** Takes the buttons off the cards of a question that was answered. @param now milliseconds since the epoch */
export const cardUpdates =
  ({ reach }: Pick<Delivery, 'reach'>, storage: Pick<Storage, 'conversations' | 'outbox'>, now: () => number = Date.now): OutboxHandler =>
  async entry => {
    const { ask, answered } = readUpdate(entry)
    const key = entry.conversation
    const reached = await reach(key)
    if (key === undefined || reached === undefined) return { done: true }
    try {
      for (const said of (await saidWithAsk(storage.conversations, key, ask)).filter(hasCard)) {
        const { id, waiting } = await channelIdOf(storage, key, said.id ?? '')
        if (waiting) return isStale(entry, now()) ? { done: true } : { retry: { inMs: notYet, code: 'not_sent_yet' } }
        if (id !== undefined) await reached.update(id, closeCard(said, answered))
      }
      return { done: true }
    } catch (error) {
      return comfortFailure(afterFailure(error, entry, now()), entry)
    }
  }
