/** Hands to the turns what comes in through Direct Line. */
import type { Activity } from '../../sdk.ts'
import type { Turns } from '../../turns/turns.ts'
import { readLocale, Refusal } from '../../http/requestBody.ts'
import { storageRefusal } from '../../http/refusals.ts'
import type { JsonObject } from '../../http/requestBody.ts'
import { channel } from './ownership.ts'
import type { DirectLineConversation } from './ownership.ts'

export interface HandIn {
  /**
   * Runs a turn. Resolves with the id that the activity was given.
   * @throws {Refusal} 503 when nothing was stored
   */
  receive(
    conversation: Pick<DirectLineConversation, 'id' | 'user'>,
    activity: Partial<Activity>,
    deliveryId: string | undefined,
    locale: string | undefined,
  ): Promise<string>
  /**
   * Tells the bot, once, that somebody has come.
   * @param sent what the page says of itself
   * @throws {Refusal} 503 when nothing was stored
   */
  greet(conversation: DirectLineConversation, sent?: JsonObject): Promise<void>
}

const guide = { id: 'noa', name: 'NOA', role: 'bot' } as const

/**
 * @param failed told when a turn stored nothing
 * @param clock milliseconds since the epoch
 */
export function createHandIn(turns: Turns, failed: (error: unknown) => void, clock: () => number): HandIn {
  const receive: HandIn['receive'] = async ({ id, user }, activity, deliveryId, locale) => {
    const from = { id: user, name: '', role: 'user' }
    const conversation = { id, name: '', isGroup: false, conversationType: '' }
    try {
      const received = await turns.receive({
        channel,
        conversation: id,
        activity: { ...activity, channelId: channel, conversation, from, recipient: guide, timestamp: new Date(clock()) },
        reference: { channelId: channel, conversation, user: from, bot: guide },
        ...(deliveryId === undefined ? {} : { deliveryId }),
        ...(locale === undefined ? {} : { locale }),
      })
      return received.id
    } catch (error) {
      failed(error)
      throw storageRefusal(error) ?? new Refusal(503, 'ServiceUnavailable', 'Nothing was stored. Try again.', { 'retry-after': '2' })
    }
  }

  return {
    receive,
    greet: async (conversation, { page, link, ...sent } = {}) => {
      const { id, user, watermark } = conversation
      if (watermark !== undefined) return
      const locale = readLocale(sent['locale']) ?? conversation.locale
      const activity = {
        type: 'conversationUpdate',
        membersAdded: [{ id: user, name: '' }],
        // What another Direct Line cannot carry, the page tells with events.
        channelData: { ...(page === undefined ? {} : { page }), ...(link === undefined ? {} : { link }) },
        ...(locale === undefined ? {} : { locale }),
      }
      await receive(conversation, activity, `start:${id}`, locale)
    },
  }
}
