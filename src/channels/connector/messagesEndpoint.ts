/**
 * `/api/messages`, the Bot Framework endpoint: Microsoft Teams and the other channels of the Bot Connector service, or an emulator of
 * this machine. The adapter's own `process` is not used: it builds two clients for each request, prints errors with what caused them,
 * and answers a forged token with 500 and the text of the exception.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { TurnContext } from 'botbuilder'
import type { Activity } from 'botbuilder'
import type { CardUpdate, TeamsPort } from '../teams/teamsTurns.ts'
import type { Turns } from '../../turns/turns.ts'
import type { Config } from '../../config.ts'
import { isOfThisMachine } from '../../http/localHost.ts'
import { json } from '../../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import type { OutboxHandler, Storage } from '../../storage/storage.ts'
import { channelIdOf, deliveries, GuideAdapter, type KnownReference } from './delivery.ts'
import { createIdentity, KeysUnavailable, publicCloud } from './identity.ts'
import { isObject, maxActivityBody, readId, readJson, readLocale, readText, Refusal } from '../../http/requestBody.ts'
import { refusalAnswer, storageRefusal } from '../../http/refusals.ts'
import type { JsonObject } from '../../http/requestBody.ts'
import type { Log } from '../../log.ts'
import { localeOf, ofTeams, teamsChannel, tenantOf } from '../teams/teamsActivity.ts'
import { cardOf, closeCard, hasCard, saidWithAsk } from '../teams/closedCards.ts'

export interface MessagesOptions {
  readonly microsoft: Config['microsoft']
  readonly turns: Turns
  readonly teams: TeamsPort
  readonly storage: Pick<Storage, 'conversations' | 'outbox'>
  readonly log: Log
  /** Names of the events that are taken; others are ignored (default: none). */
  readonly events?: readonly string[] | undefined
  /** Longest time after which a pressed button is answered, ms (default 8 s). */
  readonly invokeLimit?: number | undefined
}

export interface Messages {
  readonly routes: readonly Route[]
  /** Handle what goes to the channels, by kind of outbox entry. */
  readonly handlers: Record<'send' | 'update' | 'person', OutboxHandler>
}

/** Channels that the guide serves itself: nobody speaks for them from outside. */
const ownChannels = new Set(['directline', 'console'])

/** An account or conversation as a channel names it. */
const readAccount = (value: unknown): JsonObject | undefined =>
  isObject(value) && readId(value['id']) !== undefined ? value : undefined

const bad = (message: string): Refusal => new Refusal(400, 'BadArgument', message)

/**
 * What of an activity is kept; the shape of all that later code relies on is proved here.
 * @throws {Refusal} 400, 413
 */
function readActivity(sent: JsonObject): Partial<Activity> & Pick<Activity, 'type' | 'channelId' | 'conversation'> {
  const { type, channelId, text } = sent
  if (typeof type !== 'string' || type === '') throw bad('The activity has no type.')
  if (typeof channelId !== 'string' || !/^[\w.-]{1,64}$/.test(channelId)) throw bad('The activity has no channelId.')
  const conversation = readAccount(sent['conversation'])
  if (conversation === undefined) throw bad('The activity has no conversation.')
  const from = readAccount(sent['from'])
  const recipient = readAccount(sent['recipient'])
  const members = (value: unknown): unknown => (Array.isArray(value) ? value.filter(readAccount) : undefined)
  const kept: Record<string, unknown> = {
    type,
    channelId,
    conversation,
    id: readId(sent['id']),
    from,
    recipient,
    text: text === undefined || text === null ? undefined : readText(text),
    textFormat: readId(sent['textFormat']),
    value: sent['value'] ?? undefined,
    name: readId(sent['name']),
    locale: readLocale(sent['locale']),
    channelData: isObject(sent['channelData']) ? sent['channelData'] : undefined,
    serviceUrl: readServiceUrl(sent['serviceUrl']),
    deliveryMode: readId(sent['deliveryMode']),
    membersAdded: members(sent['membersAdded']),
    membersRemoved: members(sent['membersRemoved']),
    entities: Array.isArray(sent['entities']) ? sent['entities'].filter(isObject) : undefined,
    action: readId(sent['action']),
  }
  if (type === 'message' && kept['text'] === undefined && kept['value'] === undefined) kept['text'] = ''
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as never
}

function readServiceUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 500 || !URL.canParse(value)) return undefined
  return /^https?:$/.test(new URL(value).protocol) ? value : undefined
}

/** A pressed card button (`Action.Execute`) is a message with a value, as `Action.Submit` sends it. */
const fromCard = (activity: Partial<Activity>): Partial<Activity> | undefined => {
  const value = activity.value as unknown
  if (activity.name !== 'adaptiveCard/action' || !isObject(value) || !isObject(value['action'])) return undefined
  const { type, data } = value['action']
  return type === 'Action.Execute' ? { ...activity, type: 'message', text: '', value: data ?? {} } : undefined
}

/** An activity as the turn gets it; undefined for one that means nothing to the guide. */
function meant(activity: Partial<Activity>, eventNames: ReadonlySet<string>): Partial<Activity> | undefined {
  switch (activity.type) {
    case 'message':
    case 'conversationUpdate':
    case 'installationUpdate':
      return activity.channelId === teamsChannel ? ofTeams(activity) : activity
    case 'event':
      return eventNames.has(activity.name ?? '') ? activity : undefined
    case 'invoke':
      return fromCard(activity)
    default:
      // Someone types, edits or deletes a message, or adds a smiley to one: nothing that the guide would answer.
      return undefined
  }
}

/** Teams waits 15 s at most for the answer to a pressed button, and asks for less, ms. */
const defaultInvokeLimit = 8000

const message = (value: string): object => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value })
const card = (value: JsonObject): object => ({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value })

/** Who may come in. */
interface Gate {
  /**
   * Turns away what cannot be for us, before it is read.
   * @throws {Refusal} 401, 403
   */
  glance(request: RouteRequest): void
  /**
   * Turns away what is not proved.
   * @throws {Refusal} 401, 403, 503
   */
  pass(request: RouteRequest, activity: Partial<Activity> & Pick<Activity, 'channelId'>): Promise<void>
}

function createGate({ microsoft, log }: Pick<MessagesOptions, 'microsoft' | 'log'>): Gate {
  const { appId, allowedTenants, openIdMetadataUrl = publicCloud.metadataUrl, tokenIssuer = publicCloud.issuer } = microsoft
  if (appId === undefined) {
    const here = 'Without MICROSOFT_APP_ID this endpoint is for programs of this machine only.'
    log.info({ code: 'messages_local' }, here)
    return {
      glance: ({ local }) => {
        if (!local) throw new Refusal(403, 'Forbidden', here)
      },
      pass: (_, { serviceUrl }) =>
        serviceUrl === undefined || isOfThisMachine(serviceUrl) ? Promise.resolve() : Promise.reject(new Refusal(403, 'Forbidden', here)),
    }
  }
  const identity = createIdentity(appId, { metadataUrl: openIdMetadataUrl, issuer: tokenIssuer })
  const tenants = allowedTenants === undefined ? undefined : new Set(allowedTenants)
  const unproved = (): Refusal => {
    log.warn({ code: 'messages_unauthorized' }, 'A request to /api/messages could not be authenticated')
    return unauthorized()
  }
  return {
    glance: ({ headers }) => {
      try {
        identity.glance(headers.authorization ?? '')
      } catch {
        throw unproved()
      }
    },
    pass: async ({ headers }, activity) => {
      try {
        await identity.prove(headers.authorization ?? '', activity)
      } catch (error) {
        if (!(error instanceof KeysUnavailable)) throw unproved()
        log.error({ code: 'messages_keys_unavailable' }, 'The keys that prove who writes to /api/messages cannot be read')
        throw new Refusal(503, 'ServiceUnavailable', 'Try again.', { 'retry-after': '5' })
      }
      const tenant = tenantOf(activity)
      if (tenants !== undefined && (activity.channelId === teamsChannel || tenant !== undefined) && !tenants.has(tenant ?? ''))
        throw new Refusal(403, 'Forbidden', 'This tenant is not served.')
    },
  }
}

const unauthorized = (): Refusal => new Refusal(401, 'Unauthorized', 'The request is not authenticated.')

/**
 * Creates the endpoint.
 * @throws {ConfigError} when the settings of the bot's identity do not go together
 */
export function createMessages(options: MessagesOptions): Messages {
  const adapter = new GuideAdapter(options.microsoft)
  return { routes: [messagesRoute(options)], handlers: deliveries({ ...options, adapter }) }
}

function messagesRoute(options: MessagesOptions): Route {
  const { microsoft, turns, teams, storage, log, events, invokeLimit = defaultInvokeLimit } = options
  const gate = createGate(options)
  const eventNames = new Set(events)

  /** What a pressed button is answered: its card as it is now. */
  async function afterPress(key: string, value: unknown, pressed: string | undefined): Promise<object> {
    const ask = isObject(value) ? value['ask'] : undefined
    if (typeof ask !== 'number') return message('')
    const cards = (await saidWithAsk(storage.conversations, key, ask)).filter(hasCard)
    let said = cards.at(-1)
    if (said === undefined) return message('')
    // A question that was asked again has several: the one that was pressed is answered.
    if (pressed !== undefined && cards.length > 1)
      for (const each of cards) if ((await channelIdOf(storage, key, each.id!)).id === pressed) said = each
    const update = await storage.outbox.find(teams.updateId(key, ask))
    return card(cardOf(update === undefined ? said : closeCard(said, (JSON.parse(update.payload) as CardUpdate).answered))!)
  }

  const take = async (request: RouteRequest): Promise<RouteResponse> => {
    gate.glance(request)
    const sent = readJson(request.body)
    const activity = readActivity(sent)
    await gate.pass(request, activity)
    const expectsReplies = activity.deliveryMode === 'expectReplies'
    const invoked = activity.type === 'invoke'
    const turn = meant(activity, eventNames)
    if (turn === undefined) {
      if (invoked) throw new Refusal(400, 'NotSupported', 'The guide has nothing to invoke by this name.')
      return expectsReplies ? json(200, { activities: [] }) : { status: 200 }
    }
    const data = activity.channelData as JsonObject | undefined
    const deliveryId = readId(data?.['clientActivityID']) ?? activity.id
    const channel = ownChannels.has(activity.channelId) ? `azure-${activity.channelId}` : activity.channelId
    const conversation = activity.conversation.id
    const reference: KnownReference = {
      ...TurnContext.getConversationReference(activity),
      ...(microsoft.appId === undefined ? {} : { provedFor: microsoft.appId }),
    }
    const locale = localeOf(activity)
    const received = turns
      .receive({
        channel,
        conversation,
        activity: turn,
        reference,
        ...(deliveryId === undefined ? {} : { deliveryId }),
        ...(locale === undefined ? {} : { locale }),
      })
      .catch((error: unknown) => {
        log.error({ code: 'turn_failed', name: error instanceof Error ? error.name : typeof error }, 'A turn failed')
        throw storageRefusal(error) ?? new Refusal(503, 'ServiceUnavailable', 'Nothing was stored. Try again.', { 'retry-after': '2' })
      })
    if (invoked) {
      // The turn goes on when it takes long; what it says is delivered all the same.
      const late = new AbortController()
      const answer = received.then(() => afterPress(`${channel}/${conversation}`, turn.value, readId(sent['replyToId'])))
      const limit = delay(invokeLimit, message(''), { ref: false, signal: late.signal }).catch(() => message(''))
      return json(200, await Promise.race([answer, limit]).finally(() => { late.abort() }))
    }
    const { replies } = await received
    return expectsReplies ? json(200, { activities: replies }) : { status: 200 }
  }

  return {
    method: 'POST',
    path: '/api/messages',
    maxBody: maxActivityBody,
    handle: async request => {
      try {
        return await take(request)
      } catch (error) {
        const refusal = error instanceof Refusal ? error : storageRefusal(error)
        if (refusal === undefined) throw error
        return refusalAnswer(refusal)
      }
    },
  }
}
