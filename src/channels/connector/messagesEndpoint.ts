/**
 * `/api/messages`, the Bot Framework endpoint: Microsoft Teams and the other channels of the Bot Connector service, or an emulator of
 * this machine. The adapter's own `process` is not used: it builds two clients for each request, prints errors with what caused them,
 * and answers a forged token with 500 and the text of the exception.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { TurnContext, type Activity } from '../../sdk.ts'
import type { Turns } from '../../turns/turns.ts'
import { conversationKey } from '../../turns/conversationKey.ts'
import type { Config } from '../../config.ts'
import { json } from '../../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import type { Storage } from '../../storage/storage.ts'
import { isObject, maxActivityBody, readId, readJson, Refusal } from '../../http/requestBody.ts'
import { answering, storageRefusal } from '../../http/refusals.ts'
import type { Log } from '../../log.ts'
import { cardAfterPress } from './closedCards.ts'
import { channelIdOf, type Delivery, type KnownReference } from './delivery.ts'
import type { Dialect, Dialects } from './dialect.ts'
import { createGate } from './gate.ts'
import { localeOf, readActivity, type ChannelActivity } from './readActivity.ts'

export interface MessagesOptions {
  readonly microsoft: Config['microsoft']
  readonly turns: Turns
  readonly storage: Pick<Storage, 'conversations' | 'outbox'>
  readonly log: Log
  /** Writes what is said aside. */
  readonly delivery: Pick<Delivery, 'post'>
  /** What is particular to some channels. */
  readonly dialects?: Dialects | undefined
  /** Names of the channels that the guide serves itself: nobody speaks for them from outside. */
  readonly reserved?: readonly string[] | undefined
  /** Names of the events that are taken; others are ignored (default: none). */
  readonly events?: readonly string[] | undefined
  /** Longest time after which a pressed button is answered, ms (default 8 s). */
  readonly invokeLimit?: number | undefined
}

/** The one invoke that means something to the guide. */
const cardAction = 'adaptiveCard/action'

/** A pressed card button (`Action.Execute`) is a message with a value, as `Action.Submit` sends it. */
const fromCard = (activity: Partial<Activity>): Partial<Activity> | undefined => {
  const value: unknown = activity.value
  if (activity.name !== cardAction || !isObject(value) || !isObject(value['action'])) return undefined
  const { type, data } = value['action']
  return type === 'Action.Execute' ? { ...activity, type: 'message', text: '', value: data ?? {} } : undefined
}

// The name comes from outside: "constructor" is no dialect.
const dialectOf = (dialects: Dialects, { channelId }: ChannelActivity): Dialect | undefined =>
  Object.hasOwn(dialects, channelId) ? dialects[channelId] : undefined

/** Where an activity came from, and can be answered. */
const referenceOf = (activity: ChannelActivity, appId: string | undefined): KnownReference => ({
  ...TurnContext.getConversationReference(activity),
  ...(appId === undefined ? {} : { provedFor: appId }),
})

/** An activity as the turn gets it; undefined for one that means nothing to the guide. */
function meant(activity: ChannelActivity, eventNames: ReadonlySet<string>, dialects: Dialects): Partial<Activity> | undefined {
  switch (activity.type) {
    case 'message':
    case 'conversationUpdate':
    case 'installationUpdate': {
      const dialect = dialectOf(dialects, activity)
      return dialect === undefined ? activity : dialect.meaning(activity)
    }
    case 'event':
      return eventNames.has(activity.name ?? '') ? activity : undefined
    case 'invoke':
      return fromCard(activity)
    default:
      // Someone types, edits or deletes a message, or adds a smiley to one: nothing that the guide would answer.
      return undefined
  }
}

/** What the SDK's ActivityHandler answers to a name that it does not know, too. */
const notInvoked = (): Refusal => new Refusal(501, 'NotImplemented', 'The guide has nothing to invoke by this name.')
const notPressed = (): Refusal => new Refusal(400, 'BadArgument', 'This action is no button of the guide.')

/** Teams waits 15 s at most for the answer to a pressed button, and asks for less, ms. */
const defaultInvokeLimit = 8000

/** What a pressed button is answered: a card, or nothing to show. */
const answerOf = (card: object | undefined): object =>
  card === undefined
    ? { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '' }
    : { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card }

/** What `work` comes to, or nothing to show when it takes longer. The turn goes on: what it says is delivered all the same. */
async function inTime(work: Promise<object | undefined>, limit: number): Promise<object> {
  const late = new AbortController()
  const patience = delay(limit, undefined, { ref: false, signal: late.signal }).catch(() => undefined)
  return answerOf(await Promise.race([work, patience]).finally(() => { late.abort() }))
}

/** The name under which a channel's conversations are kept: none that is of the guide's own. */
const keptName = (name: string, reserved: ReadonlySet<string>): string => (reserved.has(name) ? `azure-${name}` : name)

/** Takes in an activity that was let through and means something. */
function createTake({ microsoft, turns, storage, log, reserved, invokeLimit = defaultInvokeLimit }: Omit<MessagesOptions, 'delivery'>) {
  const own = new Set(reserved)

  /** Runs the turn. @throws {Refusal} 503 when nothing was stored */
  const receive = async (activity: ChannelActivity, turn: Partial<Activity>, channel: string): ReturnType<Turns['receive']> => {
    const data: unknown = activity.channelData
    const deliveryId = (isObject(data) ? readId(data['clientActivityID']) : undefined) ?? activity.id
    const reference = referenceOf(activity, microsoft.appId)
    const locale = localeOf(activity)
    try {
      return await turns.receive({
        channel,
        conversation: activity.conversation.id,
        activity: turn,
        reference,
        ...(deliveryId === undefined ? {} : { deliveryId }),
        ...(locale === undefined ? {} : { locale }),
      })
    } catch (error) {
      log.error({ code: 'turn_failed', name: error instanceof Error ? error.name : typeof error }, 'A turn failed')
      throw storageRefusal(error) ?? new Refusal(503, 'ServiceUnavailable', 'Nothing was stored. Try again.', { 'retry-after': '2' })
    }
  }

  return async (activity: ChannelActivity, turn: Partial<Activity>, pressed: string | undefined): Promise<RouteResponse> => {
    const channel = keptName(activity.channelId, own)
    const received = receive(activity, turn, channel)
    if (activity.type === 'invoke') {
      const key = conversationKey(channel, activity.conversation.id)
      const value: unknown = turn.value
      const ask = isObject(value) ? value['ask'] : undefined
      const idOf = async (id: string): Promise<string | undefined> => (await channelIdOf(storage, key, id)).id
      const card = received.then(() => (typeof ask === 'number' ? cardAfterPress(storage, key, ask, pressed, idOf) : undefined))
      return json(200, await inTime(card, invokeLimit))
    }
    const { replies } = await received
    return activity.deliveryMode === 'expectReplies' ? json(200, { activities: replies }) : { status: 200 }
  }
}

/**
 * Says something aside: tried once, beside the answer to the request, since it is of use now or never.
 * @returns what the request is answered
 */
function sayAside({ microsoft, delivery, log }: MessagesOptions, activity: ChannelActivity, text: string | undefined): RouteResponse {
  const said = text === undefined ? [] : [{ type: 'message', text, textFormat: 'markdown', ...(activity.id === undefined ? {} : { replyToId: activity.id }) }]
  if (activity.deliveryMode === 'expectReplies') return json(200, { activities: said })
  for (const each of said)
    void delivery.post(referenceOf(activity, microsoft.appId), each, { attempt: 1, createdAt: new Date().toISOString() }).then(outcome => {
      if (!('done' in outcome)) log.warn({ code: 'aside_not_said' }, 'What the guide says in a chat of several people could not be written')
    })
  return { status: 200 }
}

/** Makes the endpoint. */
export function messagesRoute(options: MessagesOptions): Route {
  const { dialects = {} } = options
  const gate = createGate(options.microsoft, options.log, channel => dialects[channel]?.ofTenants === true)
  const eventNames = new Set(options.events)
  const take = createTake(options)

  const handle = async (request: RouteRequest): Promise<RouteResponse> => {
    gate.glance(request)
    const sent = readJson(request.body)
    const activity = readActivity(sent)
    await gate.pass(request, activity)
    const aside = dialectOf(dialects, activity)?.aside?.(activity)
    if (aside !== undefined && activity.type !== 'invoke') return sayAside(options, activity, aside.say)
    const turn = aside === undefined ? meant(activity, eventNames, dialects) : undefined
    if (turn !== undefined) return take(activity, turn, readId(sent['replyToId']))
    if (activity.type === 'invoke') throw activity.name === cardAction ? notPressed() : notInvoked()
    return activity.deliveryMode === 'expectReplies' ? json(200, { activities: [] }) : { status: 200 }
  }

  return {
    method: 'POST',
    path: '/api/messages',
    maxBody: maxActivityBody,
    handle: answering(handle),
  }
}
