/** Hands to the turns what is said at the page. */
import type { Activity } from '../../sdk.ts'
import { StorageFault } from '../../storage/storageError.ts'
import type { Incoming, Turns } from '../../turns/turns.ts'
import { channel, type PageSession } from './sessions.ts'

const guide = { id: 'noa', name: 'NOA', role: 'bot' } as const

/** An activity as the turns take it. */
const incoming = (conversation: string, user: string, activity: Partial<Activity>): Incoming => {
  const from = { id: user, name: '', role: 'user' }
  const place = { id: conversation, name: '', isGroup: false, conversationType: '' }
  return {
    channel,
    conversation,
    activity: { ...activity, channelId: channel, conversation: place, from, recipient: guide },
    reference: { channelId: channel, conversation: place, user: from, bot: guide },
  }
}

/** Somebody has come. @param told the link that led here; what the page, or the browser, says of itself */
export function greetingActivity(
  conversation: string,
  user: string,
  { link, page, userAgent }: { readonly link: URLSearchParams; readonly page?: unknown; readonly userAgent?: string | undefined },
): Incoming {
  return incoming(conversation, user, {
    type: 'conversationUpdate',
    membersAdded: [{ id: user === '' ? 'person' : user, name: '' }],
    // A page without script cannot look around, and what it runs in is known all the same.
    channelData: { page: page ?? { userAgent: userAgent ?? '', script: false }, link: Object.fromEntries(link) },
  })
}

export interface PageHandIn {
  /** @throws {StorageFault} when nothing was stored */
  receive(session: PageSession, activity: Partial<Activity>, deliveryId: string | undefined): Promise<void>
  /** Tells the guide, once, that somebody has come. @throws {StorageFault} */
  greet(session: PageSession, told: Parameters<typeof greetingActivity>[2]): Promise<void>
}

/** @param failed told when a turn stored nothing */
export function createPageHandIn(turns: Turns, failed: (error: unknown) => void): PageHandIn {
  const hand = async (said: Incoming): Promise<void> => {
    try {
      await turns.receive(said)
    } catch (error) {
      failed(error)
      throw error instanceof StorageFault ? error : new StorageFault('turn', error)
    }
  }
  return {
    receive: ({ id, user, locale }, activity, deliveryId) =>
      hand({ ...incoming(id, user, activity), locale, ...(deliveryId === undefined ? {} : { deliveryId }) }),
    greet: async (session, told) => {
      if (session.watermark !== undefined) return
      const { id, user, locale } = session
      await hand({ ...greetingActivity(id, user, told), locale, deliveryId: `start:${id}` })
    },
  }
}
