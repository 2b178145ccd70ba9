/**
 * What leaves through the Bot Connector service: replies, cards that were answered, and the question who a member is. All of it is
 * handled from the outbox, after the commit that decided it.
 */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, TurnContext } from 'botbuilder'
import type { Activity, ConversationReference } from 'botbuilder'
import { isAddress } from '../../text/address.ts'
import { backoff } from '../../backoff.ts'
import type { CardUpdate, Person, TeamsPort } from '../teams/teamsTurns.ts'
import { ConfigError } from '../../config.ts'
import type { Config } from '../../config.ts'
import type { OutboxEntry, OutboxHandler, Outcome, Storage } from '../../storage/storage.ts'
import { isOfThisMachine } from '../../http/localHost.ts'
import { closeCard, hasCard, saidWithAsk } from '../teams/closedCards.ts'

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

/** What an outbox entry of kind `send` carries. */
interface Sending {
  readonly reference: KnownReference
  readonly activity: Partial<Activity>
}

/** A channel must have answered by then, ms: well within the lease of an outbox entry, which is renewed. */
const sendTimeout = 20_000
/** A reply that could not be delivered for so long is of no use any more, ms. */
const staleAfter = 24 * 3_600_000
const longestWait = 5 * 60_000
/** What is only for comfort is not tried for ever. */
const comfortTries = 6
/** How soon a card is looked for again that is on its way still, ms. */
const notYet = 500

const timely = (): object => ({ abortSignal: AbortSignal.timeout(sendTimeout) })

/** Status of a channel's answer that another try cannot change. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && ![401, 408, 409, 412, 423, 425, 429].includes(status)

const retryAfter = (error: { response?: { headers?: { get?(name: string): string | undefined } } }): number => {
  const seconds = Number(error.response?.headers?.get?.('retry-after'))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0
}

/** What to do about a channel that did not take something. */
function afterFailure(error: unknown, { attempt, createdAt }: OutboxEntry, now: number): Outcome {
  const { statusCode, code } = error as { statusCode?: number; code?: unknown }
  const cause = statusCode !== undefined ? `http_${statusCode}` : typeof code === 'string' ? code.slice(0, 40) : 'unreachable'
  if (statusCode !== undefined && isFinal(statusCode)) return { failed: { code: cause } }
  if (now - Date.parse(createdAt) > staleAfter) return { failed: { code: `stale_${cause}` } }
  const inMs = Math.min(Math.max(retryAfter(error as never), backoff(attempt, { first: 2000, most: longestWait })), longestWait)
  return { retry: { inMs, code: cause } }
}

/** Under what reference an outbox entry keeps the id that the channel gave what was sent. */
const kept = 'sent:'

/** The id that the channel gave a reply; undefined: it has none, and `waiting` says whether it will. */
export async function channelIdOf({ outbox }: Pick<Storage, 'outbox'>, key: string, id: string): Promise<{ id?: string; waiting: boolean }> {
  const sent = await outbox.find(`send:${key}:${id}`)
  const given = sent?.reference?.startsWith(kept) === true ? sent.reference.slice(kept.length) : undefined
  return { waiting: sent?.status === 'waiting', ...(given === undefined ? {} : { id: given }) }
}

export interface DeliveryOptions {
  readonly adapter: GuideAdapter
  readonly storage: Pick<Storage, 'conversations' | 'outbox'>
  /** Tells a conversation what was learnt outside. */
  readonly teams: TeamsPort
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined
}

/** The handlers of what goes to the channels, by kind of outbox entry. */
export function deliveries({ adapter, storage, teams, now = Date.now }: DeliveryOptions): Record<'send' | 'update' | 'person', OutboxHandler> {
  const addressed = (activity: Partial<Activity>, reference: KnownReference): Partial<Activity> => {
    const { replyToId, ...said } = activity
    const made = TurnContext.applyConversationReference({ ...said }, reference)
    // The log numbers activities; the channel knows its own ids only.
    if (replyToId === undefined) delete made.replyToId
    return made
  }

  const say = async ({ reference, activity }: Sending, connector: Connector): Promise<string | undefined> => {
    const made = addressed(activity, reference)
    const { conversation, replyToId } = made
    const { id } =
      replyToId === undefined
        ? await connector.conversations.sendToConversation(conversation!.id, made, timely())
        : await connector.conversations.replyToActivity(conversation!.id, replyToId, made, timely())
    return typeof id === 'string' && id.length <= 500 ? id : undefined
  }

  /** Where a stored conversation is written to, if it may be. */
  const referenceOf = async (key: string | undefined): Promise<KnownReference | undefined> => {
    const stored = key === undefined ? undefined : await storage.conversations.load(key)
    const reference = stored === undefined ? undefined : (JSON.parse(stored.reference) as KnownReference)
    return reference !== undefined && adapter.trusts(reference) ? reference : undefined
  }

  return {
    /** Writes a committed reply to the channel of its conversation. At least once, since an acknowledgement can be lost; in order. */
    send: async entry => {
      const sending = JSON.parse(entry.payload) as Sending
      const { serviceUrl, conversation } = sending.reference
      if (serviceUrl === undefined || conversation === undefined) return { failed: { code: 'no_address' } }
      if (!adapter.trusts(sending.reference)) return { failed: { code: 'address_not_proved' } }
      try {
        const id = await say(sending, await adapter.connector(serviceUrl))
        return { done: true, ...(id === undefined ? {} : { reference: `${kept}${id}` }) }
      } catch (error) {
        return afterFailure(error, entry, now())
      }
    },

    /** Takes the buttons off the cards of a question that was answered. */
    update: async entry => {
      const { ask, answered } = JSON.parse(entry.payload) as CardUpdate
      const reference = await referenceOf(entry.conversation)
      if (reference === undefined) return { done: true }
      const key = entry.conversation!
      try {
        for (const said of (await saidWithAsk(storage.conversations, key, ask)).filter(hasCard)) {
          const { id, waiting } = await channelIdOf(storage, key, said.id!)
          if (waiting) return now() - Date.parse(entry.createdAt) > staleAfter ? { done: true } : { retry: { inMs: notYet, code: 'not_sent_yet' } }
          if (id === undefined) continue
          const closed = { ...addressed(closeCard(said, answered), reference), id }
          const connector = await adapter.connector(reference.serviceUrl!)
          await connector.conversations.updateActivity(reference.conversation!.id, id, closed, timely())
        }
        return { done: true }
      } catch (error) {
        const outcome = afterFailure(error, entry, now())
        return 'retry' in outcome && entry.attempt >= comfortTries ? { failed: { code: outcome.retry.code } } : outcome
      }
    },

    /** Asks the channel for a person's name and address, which the guide may propose later. No answer is nobody's trouble. */
    person: async entry => {
      const reference = await referenceOf(entry.conversation)
      const member = reference?.user?.id
      if (reference === undefined || member === undefined) return { done: true }
      let person: Person
      try {
        const connector = await adapter.connector(reference.serviceUrl!)
        person = personOf(await connector.conversations.getConversationMember(reference.conversation!.id, member, timely()))
      } catch (error) {
        const outcome = afterFailure(error, entry, now())
        return 'retry' in outcome && entry.attempt < comfortTries ? outcome : { done: true }
      }
      const told = await teams.learn(entry, person)
      return told ? { settled: true } : { done: true }
    },
  }
}

/** What of a member's profile the guide may propose. A guest's user name is no address: it holds `#EXT#`. */
function personOf(member: unknown): Person {
  const { givenName, surname, email, userPrincipalName } = (member ?? {}) as Record<string, unknown>
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' && value.length <= 200 ? value.trim() : undefined
  const address = [email, userPrincipalName].map(text).find(each => each !== undefined && !each.includes('#') && isAddress(each))
  const person = { firstName: text(givenName), lastName: text(surname), email: address }
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined))
}
