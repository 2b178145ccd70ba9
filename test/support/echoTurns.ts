/** Turns over real storage that say back what they hear: what the channels are proved with, without the bot. */
import { randomUUID } from 'node:crypto'
import type { Activity } from '../../src/sdk.ts'
import type { Incoming, Received, Turns } from '../../src/turns/turns.ts'
import type { InternalTurns } from '../../src/turns/runTurns.ts'
import type { Storage } from '../../src/storage/storage.ts'

export interface EchoTurns extends Turns, Pick<InternalTurns, 'rehearse'> {
  /** The activities as the turns received them, repeated deliveries left out. */
  readonly received: Incoming[]
  /** Says something without being asked, as an announcement does. */
  announce(channel: string, conversation: string, text: string): Promise<void>
}

/**
 * Greets in the conversation's language, echoes texts (`repeat 3` three times), and entrusts replies that a channel must be sent
 * (an activity with a `serviceUrl`, not `expectReplies`) to the outbox as `send`.
 */
export function echoTurns(storage: Storage): EchoTurns {
  const received: Incoming[] = []
  const queues = new Map<string, Promise<unknown>>()

  const answer = ({ type, text, name, value }: Partial<Activity>, locale: string): string[] => {
    if (type === 'conversationUpdate') return [locale.startsWith('en') ? 'Welcome' : 'Bienvenue']
    // What the page tells of itself is heard without a word.
    if (type === 'event' && name?.startsWith('noa/') === true) return []
    if (type === 'event') return [`event ${name}`]
    const repeat = /^repeat (\d+)$/.exec(text ?? '')?.[1]
    if (repeat !== undefined) return Array.from({ length: Number(repeat) }, (_, n) => `echo ${n + 1}`)
    return [text === undefined ? `value ${JSON.stringify(value)}` : `echo: ${text}`]
  }

  const run = async (incoming: Incoming): Promise<Received> => {
    const { channel, conversation, activity, deliveryId } = incoming
    const key = `${channel}/${conversation}`
    for (;;) {
      const stored = await storage.conversations.load(key)
      const known = deliveryId === undefined ? undefined : await storage.conversations.delivery(key, deliveryId)
      if (known !== undefined) {
        const log = await storage.conversations.log(key, known.watermark, known.lastWatermark - known.watermark || 1)
        const replies = log.filter(({ watermark }) => watermark <= known.lastWatermark)
        return {
          id: known.activityId,
          replies: replies.map(each => JSON.parse(each.activity) as Activity),
          watermark: known.lastWatermark,
          repeated: true,
        }
      }
      const locale = stored?.locale ?? incoming.locale ?? 'fr'
      const watermark = stored?.watermark ?? 0
      const id = activity.id ?? randomUUID()
      const heard = activity.type === 'message' ? [{ ...activity, id }] : []
      const replies = answer(activity, locale).map(
        text =>
          ({
            type: 'message',
            id: randomUUID(),
            text,
            locale,
            from: activity.recipient,
            recipient: activity.from,
            conversation: activity.conversation,
            channelId: channel,
            timestamp: new Date(),
            replyToId: id,
          }) as Activity,
      )
      const reference = JSON.stringify(incoming.reference ?? JSON.parse(stored?.reference ?? '{}'))
      const send = incoming.reference?.serviceUrl !== undefined && activity.deliveryMode !== 'expectReplies'
      const log = (fromBot: boolean) => (each: Partial<Activity>) => ({ id: each.id!, activity: JSON.stringify(each), fromBot })
      const outcome = await storage.conversations.commit({
        conversation: { key, channel, id: conversation, version: stored?.version ?? 0, watermark, locale, state: '{}', reference },
        ...(deliveryId === undefined ? {} : { delivery: { id: deliveryId, activityId: id } }),
        activities: [...heard.map(log(false)), ...replies.map(log(true))],
        outbox: send
          ? replies.map(each => ({
              id: each.id!,
              kind: 'send',
              lane: key,
              conversation: key,
              payload: JSON.stringify({ reference: incoming.reference, activity: each }),
            }))
          : [],
      })
      if (outcome === 'conflict') continue
      received.push(incoming)
      return { id, replies, watermark: watermark + heard.length + replies.length, repeated: false }
    }
  }

  const queue = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (queues.get(key) ?? Promise.resolve()).then(work, work)
    queues.set(key, turn)
    return turn
  }

  return {
    received,
    rehearse: ({ activity, locale = 'fr' }) =>
      Promise.resolve(answer(activity, locale).map(text => ({ type: 'message', id: randomUUID(), text, locale, from: { id: 'noa', role: 'bot' } }) as Activity)),
    receive: incoming => queue(`${incoming.channel}/${incoming.conversation}`, () => run(incoming)),
    announce: async (channel, conversation, text) => {
      const key = `${channel}/${conversation}`
      await queue(key, async () => {
        const { locale, state, reference, version, watermark } = (await storage.conversations.load(key))!
        const activity = { type: 'message', id: randomUUID(), text, from: { id: 'noa', role: 'bot' } }
        await storage.conversations.commit({
          conversation: { key, channel, id: conversation, version, watermark, locale, state, reference },
          activities: [{ id: activity.id, activity: JSON.stringify(activity), fromBot: true }],
          outbox: [],
        })
      })
    },
  }
}
