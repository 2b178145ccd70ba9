/**
 * `/api/messages`, the Bot Framework endpoint, and the delivery of replies to its channels. botbuilder's adapter says who asks and
 * knows how to write to a channel; the turn is ours. The adapter's own `process` is not used: it builds two clients for each
 * request, prints errors with what caused them, and answers a forged token with 500 and the text of the exception.
 */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, TurnContext } from 'botbuilder'
import type { Activity, ConversationReference } from 'botbuilder'
import { decodeJwt } from 'jose'
import type { Turns } from '../bot/turns.ts'
import { ConfigError } from '../config.ts'
import type { Config } from '../config.ts'
import { json } from '../route.ts'
import type { Route, RouteRequest, RouteResponse } from '../route.ts'
import type { OutboxHandler, Outcome } from '../storage/storage.ts'
import { isObject, maxActivityBody, readId, readJson, readLocale, readText, Refusal } from './received.ts'
import type { JsonObject } from './received.ts'
import type { Log } from './server.ts'

type Connector = Awaited<ReturnType<GuideAdapter['connector']>>

/** Channels that answer people are few; clients for them are costly to make. */
const mostConnectors = 20

/** botbuilder's adapter with the two things of it that the guide needs. */
export class GuideAdapter extends CloudAdapter {
  readonly #appId: string | undefined
  readonly #connectors = new Map<string, ReturnType<GuideAdapter['makeConnector']>>()

  /** @throws {ConfigError} when a password is missing */
  constructor({ appId, appPassword, appTenantId, appType }: Config['microsoft']) {
    if (appId !== undefined && appPassword === undefined && appType !== 'UserAssignedMSI')
      throw new ConfigError('MICROSOFT_APP_PASSWORD must be set when MICROSOFT_APP_ID is. Example: MICROSOFT_APP_PASSWORD=the-client-secret')
    super(
      new ConfigurationBotFrameworkAuthentication({
        MicrosoftAppType: appId === undefined ? 'MultiTenant' : appType,
        ...(appId === undefined ? {} : { MicrosoftAppId: appId }),
        ...(appPassword === undefined || appType === 'UserAssignedMSI' ? {} : { MicrosoftAppPassword: appPassword }),
        ...(appTenantId === undefined ? {} : { MicrosoftAppTenantId: appTenantId }),
      }),
    )
    this.#appId = appId
  }

  /** Resolves when the channel has proved who it is (or nobody needs to, without an app id); rejects otherwise. */
  async authenticate(activity: Partial<Activity>, authorization: string): Promise<void> {
    await this.botFrameworkAuthentication.authenticateRequest(activity as Activity, authorization)
  }

  private makeConnector(serviceUrl: string) {
    const identity = this.createClaimsIdentity(this.#appId)
    return this.botFrameworkAuthentication.createConnectorFactory(identity).create(serviceUrl, undefined)
  }

  /** The client of a channel's service, made once. */
  connector(serviceUrl: string) {
    const known = this.#connectors.get(serviceUrl)
    if (known !== undefined) return known
    const made = this.makeConnector(serviceUrl)
    this.#connectors.set(serviceUrl, made)
    made.catch(() => this.#connectors.delete(serviceUrl))
    if (this.#connectors.size > mostConnectors) this.#connectors.delete(this.#connectors.keys().next().value ?? '')
    return made
  }
}

export interface MessagesOptions {
  readonly microsoft: Config['microsoft']
  readonly turns: Turns
  readonly log: Pick<Log, 'warn' | 'error'>
  /** Names of the events that are taken; others are ignored (default: none). */
  readonly events?: readonly string[] | undefined
}

export interface Messages {
  readonly routes: readonly Route[]
  /** Handles outbox entries of kind `send`. */
  readonly deliver: OutboxHandler
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

/** A token that is not even for this bot need not be looked up. */
function isFor(appId: string, authorization: string): boolean {
  try {
    return decodeJwt(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? '').aud === appId
  } catch {
    return false
  }
}

/** A pressed card button (`Action.Execute`) is a message with a value, as `Action.Submit` sends it. */
const fromCard = (activity: Partial<Activity>): Partial<Activity> | undefined => {
  const value = activity.value as unknown
  if (activity.name !== 'adaptiveCard/action' || !isObject(value) || !isObject(value['action'])) return undefined
  return { ...activity, type: 'message', value: value['action']['data'] ?? {} }
}

/**
 * Creates the endpoint.
 * @throws {ConfigError} when the settings of the bot's identity do not go together
 */
export function createMessages(options: MessagesOptions): Messages {
  const adapter = new GuideAdapter(options.microsoft)
  return { routes: [messagesRoute(options, adapter)], deliver: deliverReplies(adapter) }
}

function messagesRoute({ microsoft, turns, log, events }: MessagesOptions, adapter: GuideAdapter): Route {
  const { appId } = microsoft
  const eventNames = new Set(events)

  /** @throws {Refusal} 401 */
  const authenticate = async (activity: Partial<Activity>, authorization: string): Promise<void> => {
    // There is nobody to be: the adapter would find that out anew for each request.
    if (appId === undefined && authorization === '') return
    try {
      if (appId !== undefined && !isFor(appId, authorization)) throw new Error('not for this bot')
      await adapter.authenticate(activity, authorization)
    } catch {
      log.warn({ code: 'messages_unauthorized' }, 'A request to /api/messages could not be authenticated')
      throw new Refusal(401, 'Unauthorized', 'The request is not authenticated.')
    }
  }

  /** The activity as the turn gets it; undefined for one that means nothing to the guide. */
  const meant = (activity: Partial<Activity>): Partial<Activity> | undefined => {
    switch (activity.type) {
      case 'message':
      case 'conversationUpdate':
      case 'installationUpdate':
        return activity
      case 'event':
        return eventNames.has(activity.name ?? '') ? activity : undefined
      case 'invoke':
        return fromCard(activity)
      default:
        return undefined
    }
  }

  const take = async ({ headers, body, local }: RouteRequest): Promise<RouteResponse> => {
    if (appId === undefined && !local)
      throw new Refusal(403, 'Forbidden', 'Without MICROSOFT_APP_ID this endpoint is for programs of this machine only.')
    const activity = readActivity(readJson(body))
    await authenticate(activity, headers.authorization ?? '')
    const expectsReplies = activity.deliveryMode === 'expectReplies'
    const invoked = activity.type === 'invoke'
    const turn = meant(activity)
    if (turn === undefined) {
      if (invoked) throw new Refusal(400, 'NotSupported', 'The guide has nothing to invoke by this name.')
      return expectsReplies ? json(200, { activities: [] }) : { status: 200 }
    }
    const data = activity.channelData as JsonObject | undefined
    const deliveryId = readId(data?.['clientActivityID']) ?? activity.id
    const { channelId } = activity
    let replies: readonly Activity[]
    try {
      const received = await turns.receive({
        channel: ownChannels.has(channelId) ? `azure-${channelId}` : channelId,
        conversation: activity.conversation.id,
        activity: turn,
        reference: TurnContext.getConversationReference(activity),
        ...(deliveryId === undefined ? {} : { deliveryId }),
        ...(activity.locale === undefined ? {} : { locale: activity.locale }),
      })
      replies = received.replies
    } catch (error) {
      log.error({ code: 'turn_failed', name: error instanceof Error ? error.name : typeof error }, 'A turn failed')
      throw new Refusal(503, 'ServiceUnavailable', 'Nothing was stored. Try again.', { 'retry-after': '2' })
    }
    if (expectsReplies) return json(200, { activities: replies })
    return invoked ? json(200, { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '' }) : { status: 200 }
  }

  return {
    method: 'POST',
    path: '/api/messages',
    maxBody: maxActivityBody,
    handle: async request => {
      try {
        return await take(request)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return json(error.status, { error: { code: error.code, message: error.message } }, { ...error.headers })
      }
    },
  }
}

/** What an outbox entry of kind `send` carries. */
interface Sending {
  readonly reference: Partial<ConversationReference>
  readonly activity: Partial<Activity>
}

/** A channel must have answered by then, ms: well within the lease of an outbox entry. */
const sendTimeout = 20_000
/** A reply that could not be delivered for so long is of no use any more, ms. */
const staleAfter = 24 * 3_600_000
const longestWait = 5 * 60_000

/** Status of a channel's answer that another try cannot change. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && ![401, 408, 409, 423, 425, 429].includes(status)

const retryAfter = (error: { response?: { headers?: { get?(name: string): string | undefined } } }): number => {
  const seconds = Number(error.response?.headers?.get?.('retry-after'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}

/**
 * Handles outbox entries of kind `send`: writes a committed reply to the channel of its conversation. At least once, since an
 * acknowledgement can be lost; in order within a lane.
 * @param now milliseconds since the epoch
 */
export function deliverReplies(adapter: GuideAdapter, now: () => number = Date.now): OutboxHandler {
  const send = async ({ reference, activity }: Sending, connector: Connector): Promise<void> => {
    const { replyToId, ...said } = activity
    const addressed = TurnContext.applyConversationReference({ ...said }, reference)
    // The log numbers activities; the channel knows its own ids only.
    if (replyToId === undefined) delete addressed.replyToId
    const { conversation, replyToId: answered } = addressed
    const options = { abortSignal: AbortSignal.timeout(sendTimeout) } as object
    if (answered === undefined) await connector.conversations.sendToConversation(conversation!.id, addressed, options)
    else await connector.conversations.replyToActivity(conversation!.id, answered, addressed, options)
  }
  return async ({ payload, attempt, createdAt }): Promise<Outcome> => {
    const sending = JSON.parse(payload) as Sending
    const { serviceUrl, conversation } = sending.reference
    if (serviceUrl === undefined || conversation === undefined) return { failed: { code: 'no_address' } }
    try {
      await send(sending, await adapter.connector(serviceUrl))
      return { done: true }
    } catch (error) {
      const { statusCode, code } = error as { statusCode?: number; code?: unknown }
      const cause = statusCode !== undefined ? `http_${statusCode}` : typeof code === 'string' ? code.slice(0, 40) : 'unreachable'
      if (statusCode !== undefined && isFinal(statusCode)) return { failed: { code: cause } }
      if (now() - Date.parse(createdAt) > staleAfter) return { failed: { code: `stale_${cause}` } }
      const inMs = Math.min(Math.max(retryAfter(error as never), 1000 * 2 ** Math.min(attempt, 12)), longestWait)
      return { retry: { inMs, code: cause } }
    }
  }
}
