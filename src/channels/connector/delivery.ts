/**
 * What leaves through the Bot Connector service: replies, changes of what was said, and the question who a member is. All of it is
 * asked for by the outbox, after the commit that decided it.
 */
import { backoff } from '../../backoff.ts'
import { ConfigError } from '../../config.ts'
import type { Config } from '../../config.ts'
import {
  CloudAdapter, ConfigurationBotFrameworkAuthentication, TurnContext, type Activity, type ConversationReference,
} from '../../sdk.ts'
import type { Conversations, OutboxEntry, Outcome, Storage } from '../../storage/storage.ts'
import { isOfThisMachine } from '../../http/localHost.ts'
import { sendingId } from '../../turns/sending.ts'
import type { Channel } from '../channel.ts'

type Connector = Awaited<ReturnType<GuideAdapter['connector']>>

/** Where a conversation is written to, with what makes that address safe. */
export interface KnownReference extends Partial<ConversationReference> {
  /** The app id for which the service address was proved; absent: for none, so it must be of this machine. */
  readonly provedFor?: string
}

/** Channels that answer people are few; clients for them are costly to make. */
const mostConnectors = 20


/** botbuilder's adapter with the two things of it that the guide needs: the bot's own tokens, and clients of the channels. */
export class GuideAdapter extends CloudAdapter {
  readonly #microsoft: Config['microsoft']
  readonly #connectors = new Map<string, ReturnType<GuideAdapter['makeConnector']>>()

  /** @throws {ConfigError} when a password is missing */
  constructor(microsoft: Config['microsoft']) {
    const { appId, appPassword, appTenantId, appType, loginUrl, oauthScope } = microsoft
    if (appId !== undefined && appPassword === undefined && appType !== 'UserAssignedMSI')
      throw new ConfigError('MICROSOFT_APP_PASSWORD must be set when MICROSOFT_APP_ID is. Example: MICROSOFT_APP_PASSWORD=the-client-secret')
    super(
      new ConfigurationBotFrameworkAuthentication({
        MicrosoftAppType: appId === undefined ? 'MultiTenant' : appType,
        ...(appId === undefined ? {} : { MicrosoftAppId: appId }),
        ...(appPassword === undefined || appType === 'UserAssignedMSI' ? {} : { MicrosoftAppPassword: appPassword }),
        ...(appTenantId === undefined ? {} : { MicrosoftAppTenantId: appTenantId }),
        ...(loginUrl === undefined && oauthScope === undefined
          ? {}
          : {
              // Once one of these is given the SDK takes none of its own for the others.
              ToChannelFromBotLoginUrl: `${loginUrl ?? 'https://login.microsoftonline.com'}/${(appType === 'MultiTenant' ? undefined : appTenantId) ?? 'botframework.com'}`,
              ToChannelFromBotOAuthScope: oauthScope ?? 'https://api.botframework.com',
            }),
      }),
    )
    this.#microsoft = microsoft
  }

  private makeConnector(serviceUrl: string) {
    const identity = this.createClaimsIdentity(this.#microsoft.appId)
    return this.botFrameworkAuthentication.createConnectorFactory(identity).create(serviceUrl, undefined)
  }

  /**
   * Whether the bot may write there, and show its own token: only where the channel proved that it is, for this very app. Without an app
   * there is no token, and no way off this machine.
   */
  trusts({ serviceUrl, provedFor }: KnownReference): boolean {
    const { appId } = this.#microsoft
    if (serviceUrl === undefined || !URL.canParse(serviceUrl)) return false
    return appId === undefined ? isOfThisMachine(serviceUrl) : provedFor === appId
  }

  /** The client of a channel's service, made once for an address, an app and its tenant: the SDK would build two for each message. */
  connector(serviceUrl: string) {
    const { appId, appTenantId } = this.#microsoft
    const key = JSON.stringify([serviceUrl, appId, appTenantId])
    const known = this.#connectors.get(key)
    if (known !== undefined) return known
    const made = this.makeConnector(serviceUrl)
    this.#connectors.set(key, made)
    made.catch(() => this.#connectors.delete(key))
    if (this.#connectors.size > mostConnectors) this.#connectors.delete(this.#connectors.keys().next().value ?? '')
    return made
  }
}

/** A channel must have answered by then, ms: well within the lease of an outbox entry, which is renewed. */
const sendTimeout = 20_000
/** A reply that could not be delivered for so long is of no use any more, ms. */
const staleAfter = 24 * 3_600_000
const longestWait = 5 * 60_000
const timely = (): object => ({ abortSignal: AbortSignal.timeout(sendTimeout) })

/** Status of a channel's answer that another try cannot change. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && ![401, 408, 409, 412, 423, 425, 429].includes(status)

interface ChannelFailure {
  readonly statusCode?: number
  readonly code?: unknown
  readonly response?: { readonly headers?: { get?(name: string): string | undefined } }
}

/** What a channel asks to wait, ms. */
const retryAfter = ({ response }: ChannelFailure): number => {
  const seconds = Number(response?.headers?.get?.('retry-after'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}

/** Whether something was to be written so long ago that it is of no use any more. @param now milliseconds since the epoch */
export const isStale = ({ createdAt }: Pick<OutboxEntry, 'createdAt'>, now: number): boolean => now - Date.parse(createdAt) > staleAfter

/** What to do about a channel that did not take something. @param now milliseconds since the epoch */
export function afterFailure(error: unknown, entry: Pick<OutboxEntry, 'attempt' | 'createdAt'>, now: number): Outcome {
  // What the SDK's clients throw, and what Node does.
  const failure = error as ChannelFailure
  const { statusCode, code } = failure
  const cause = statusCode !== undefined ? `http_${statusCode}` : typeof code === 'string' ? code.slice(0, 40) : 'unreachable'
  if (statusCode !== undefined && isFinal(statusCode)) return { failed: { code: cause } }
  if (isStale(entry, now)) return { failed: { code: `stale_${cause}` } }
  const inMs = Math.min(Math.max(retryAfter(failure), backoff(entry.attempt, { first: 2000, most: longestWait })), longestWait)
  return { retry: { inMs, code: cause } }
}

/** What is only for comfort is not tried for ever. */
const comfortTries = 6

/** The same for what is only for comfort: given up after a few tries. */
export const comfortFailure = (outcome: Outcome, { attempt }: Pick<OutboxEntry, 'attempt'>): Outcome =>
  'retry' in outcome && attempt >= comfortTries ? { failed: { code: outcome.retry.code } } : outcome

/** Under what reference an outbox entry keeps the id that the channel gave what was sent. */
const kept = 'sent:'

/** The id that the channel gave a reply; undefined: it has none, and `waiting` says whether it will. */
export async function channelIdOf({ outbox }: Pick<Storage, 'outbox'>, key: string, id: string): Promise<{ id?: string; waiting: boolean }> {
  const sent = await outbox.find(sendingId(key, id))
  const given = sent?.reference?.startsWith(kept) === true ? sent.reference.slice(kept.length) : undefined
  return { waiting: sent?.status === 'waiting', ...(given === undefined ? {} : { id: given }) }
}

/** A conversation that may be written to. */
export interface Reached {
  /** Puts an activity in the place of the one that the channel knows by this id. @throws what the channel's client throws */
  update(id: string, activity: Partial<Activity>): Promise<void>
  /** The person's profile, as the channel has it; undefined when the conversation names nobody. @throws the same */
  member(): Promise<unknown>
}

/** Of an entry of the outbox, what decides whether it is tried again. */
type Tried = Pick<OutboxEntry, 'attempt' | 'createdAt'>

export interface Delivery {
  /** Writes a committed reply to the channel of its conversation. At least once, since an acknowledgement can be lost; in order. */
  readonly deliver: NonNullable<Channel['deliver']>
  /** Writes what belongs to no conversation of the guide's own, or tells when to try again. */
  readonly post: (reference: KnownReference, activity: Partial<Activity>, entry: Tried) => Promise<Outcome>
  readonly reaches: NonNullable<Channel['reaches']>
  /** A stored conversation, if it is there and may be written to. */
  readonly reach: (key: string | undefined) => Promise<Reached | undefined>
}

function addressed(activity: Partial<Activity>, reference: KnownReference): Partial<Activity> {
  const { replyToId, ...said } = activity
  const made = TurnContext.applyConversationReference({ ...said }, reference)
  // The log numbers activities; the channel knows its own ids only.
  if (replyToId === undefined) delete made.replyToId
  return made
}

/** Writes, and returns the id that the channel gave. */
async function say({ conversations }: Connector, conversation: string, made: Partial<Activity>): Promise<string | undefined> {
  const { replyToId } = made
  const { id } =
    replyToId === undefined
      ? await conversations.sendToConversation(conversation, made, timely())
      : await conversations.replyToActivity(conversation, replyToId, made, timely())
  return typeof id === 'string' && id.length <= 500 ? id : undefined
}

/** @param now milliseconds since the epoch */
export function createDelivery(adapter: GuideAdapter, conversations: Pick<Conversations, 'load'>, now: () => number = Date.now): Delivery {
  const post: Delivery['post'] = async (reference, activity, entry) => {
    const { serviceUrl, conversation } = reference
    if (serviceUrl === undefined || conversation === undefined) return { failed: { code: 'no_address' } }
    if (!adapter.trusts(reference)) return { failed: { code: 'address_not_proved' } }
    try {
      const id = await say(await adapter.connector(serviceUrl), conversation.id, addressed(activity, reference))
      return { done: true, ...(id === undefined ? {} : { reference: `${kept}${id}` }) }
    } catch (error) {
      return afterFailure(error, entry, now())
    }
  }
  return {
    post,
    deliver: ({ reference, activity }, entry) => post(reference, activity, entry),

    reaches: ({ serviceUrl }) => (serviceUrl ?? '') !== '',

    reach: async key => {
      const stored = key === undefined ? undefined : await conversations.load(key)
      // As the endpoint committed it with a turn.
      const reference = JSON.parse(stored?.reference ?? '{}') as KnownReference
      const { serviceUrl, conversation, user } = reference
      if (serviceUrl === undefined || conversation === undefined || !adapter.trusts(reference)) return undefined
      return {
        update: async (id, activity) => {
          const connector = await adapter.connector(serviceUrl)
          await connector.conversations.updateActivity(conversation.id, id, { ...addressed(activity, reference), id }, timely())
        },
        member: async () => {
          if (user === undefined) return undefined
          return (await adapter.connector(serviceUrl)).conversations.getConversationMember(conversation.id, user.id, timely())
        },
      }
    },
  }
}
