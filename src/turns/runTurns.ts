/**
 * One turn, one transaction. A turn loads its conversation, runs in memory with its replies held back, and commits at once: the
 * activity, the state, the replies and the work to be done outside. Only then is anything shown.
 *
 * Turns of a conversation queue in the process. The version is checked at commit, so two processes cannot overwrite each other: the
 * one that comes second runs its turn again on the new state.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import {
  ActivityTypes,
  BotAdapter,
  TurnContext,
  type Activity,
  type ConversationReference,
  type ResourceResponse,
} from 'botbuilder'
import { backoff } from '../backoff.ts'
import type { Delivery, NewOutboxEntry, Storage, StoredConversation, TurnCommit } from '../storage/storage.ts'
import { readState, type BotState } from './conversationState.ts'
import { createKeyedQueue } from './keyedQueue.ts'
import type { Incoming, Received, Turns } from './turns.ts'

/** What one turn may use besides the SDK's context. */
export interface TurnScope {
  readonly key: string
  readonly channel: string
  readonly state: BotState
  /** Erases all that was said and kept: state, log and what was not begun yet. The turn's own replies remain. */
  readonly forget: () => void
  /** Stores work for outside with this turn. */
  readonly entrust: (entry: NewOutboxEntry) => void
  /** Marks what this turn settles or tells in the outbox. */
  readonly internal?: InternalTurn
}

/** A turn that no person began: an action's outcome or an announcement. */
export interface InternalTurn {
  /** The conversation's key. */
  readonly key: string
  readonly event: { readonly name: string; readonly value: unknown }
  /** Recognises a repetition of the same event. */
  readonly deliveryId: string
  readonly settles?: TurnCommit['settles']
  readonly tells?: string
}

/** A turn that ended, for metrics and the log: never what was said, nor by whom. */
export interface Turned {
  /** The conversation's key. It may name a person's account at a channel: not to be shown as it is. */
  readonly key: string
  readonly outcome: 'committed' | 'repeated' | 'failed'
  /** `<dialog>.<step>` of each reply. */
  readonly steps: readonly string[]
  /** From the moment it was asked for, the turns before it included. */
  readonly seconds: number
  /** What a failed turn failed of. Its message may quote what a person typed. */
  readonly error?: unknown
}

export type TurnLogic = (context: TurnContext, scope: TurnScope) => Promise<void>

export interface InternalTurns extends Turns {
  /** Runs a turn that comes from inside. False when the conversation is gone or the entry was settled already. */
  tell(turn: InternalTurn): Promise<boolean>
  /** Waits for the turns in hand. */
  idle(): Promise<void>
}

const scopeKey = Symbol('turn scope')
export const scopeOf = (context: TurnContext): TurnScope => context.turnState.get<TurnScope>(scopeKey)

/** Holds replies back until the commit. */
class HoldingAdapter extends BotAdapter {
  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const held = context.turnState.get<Partial<Activity>[]>(heldKey)
    held.push(...activities)
    return activities.map(() => ({ id: '' }))
  }
  override updateActivity(): Promise<never> {
    throw new Error('A turn does not change what was said')
  }
  override deleteActivity(): Promise<never> {
    throw new Error('A turn does not take back what was said')
  }
  override continueConversation(): Promise<never> {
    throw new Error('Begin a turn with Turns.tell')
  }
}
const heldKey = Symbol('held replies')

/** A turn met other commits of its conversation this often: something is wrong beyond a race. */
const mostConflicts = 20

/** Waits longer and longer, and never twice the same, so that two processes do not keep meeting. */
const stepAside = (conflicts: number): Promise<void> => delay(backoff(conflicts, { first: 2, most: 100, spread: 1 }))

const changedAllTheTime = (): Error => new Error('The conversation is changed by others all the time')

/** Longest chain of waiting turns in one conversation. */
const mostWaiting = 200

/** Numbered so that ids sort as the conversation went. */
const activityId = (conversation: string, watermark: number): string => `${conversation}|${String(watermark).padStart(7, '0')}`

/**
 * Makes the runner of turns.
 * @param logic what the bot does in a turn; it may run again when the commit meets a conflict
 * @param now milliseconds since the epoch
 * @param observe hears of every turn that ended
 */
export function createTurns({
  storage,
  logic,
  locales,
  defaultLocale,
  now = Date.now,
  observe,
}: {
  storage: Storage
  logic: TurnLogic
  /** The languages that there are words in. */
  locales: readonly string[]
  defaultLocale: string
  now?: () => number
  observe?: ((turned: Turned) => void) | undefined
}): InternalTurns {
  const { conversations } = storage
  const adapter = new HoldingAdapter()
  /** `en-GB` is spoken to in `en`; a language without words in the default one. */
  const spoken = (tag: string | undefined): string =>
    locales.find(locale => tag?.toLowerCase().split('-')[0] === locale) ?? defaultLocale
  const queue = createKeyedQueue(mostWaiting)

  /** Tells the observer how a turn ended. Undefined: there was nothing to do. */
  async function observed<T extends Received | undefined>(key: string, turn: () => Promise<T>): Promise<T> {
    const began = performance.now()
    const seconds = (): number => (performance.now() - began) / 1000
    try {
      const received = await queue.run(key, turn)
      if (received !== undefined)
        observe?.({ key, outcome: received.repeated ? 'repeated' : 'committed', steps: stepsOf(received), seconds: seconds() })
      return received
    } catch (error) {
      observe?.({ key, outcome: 'failed', steps: [], seconds: seconds(), error })
      throw error
    }
  }

  /** Runs the logic on a loaded conversation and gathers what it decided. */
  async function run(
    stored: StoredConversation | undefined,
    origin: { key: string; channel: string; conversation: string; locale: string; reference?: Partial<ConversationReference> },
    activity: Partial<Activity>,
    logged: boolean,
    commitment: { deliveryId?: string; internal?: InternalTurn },
  ): Promise<{ outcome: 'committed' | 'conflict'; received: Received }> {
    const watermark = stored?.watermark ?? 0
    const state = readState(stored?.state ?? '', origin.locale)
    const reference = origin.reference ?? (JSON.parse(stored?.reference ?? '{}') as Partial<ConversationReference>)
    const at = new Date(now())
    const id = logged ? activityId(origin.conversation, watermark + 1) : `${origin.conversation}|${randomUUID()}`
    const incoming: Partial<Activity> = {
      ...activity,
      id,
      channelId: origin.channel,
      timestamp: at,
      conversation: { ...activity.conversation, id: origin.conversation } as Activity['conversation'],
      serviceUrl: activity.serviceUrl ?? reference.serviceUrl ?? '',
    }
    const held: Partial<Activity>[] = []
    const outbox: NewOutboxEntry[] = []
    // Where replies are expected in the answer, the SDK would keep them to itself; a turn holds all of them back alike.
    const context = new TurnContext(adapter, { ...incoming, deliveryMode: 'normal' })
    context.turnState.set(heldKey, held)
    let forgotten = false
    const scope: TurnScope = {
      forget: () => (forgotten = true),
      key: origin.key,
      channel: origin.channel,
      state,
      entrust: entry => outbox.push(entry),
      ...(commitment.internal === undefined ? {} : { internal: commitment.internal }),
    }
    context.turnState.set(scopeKey, scope)
    await logic(context, scope)
    if (forgotten) {
      await conversations.erase(origin.key)
      logged = false
      stored = undefined
      // Numbers go on where they were: a client that has seen the last one would take a second one of that number for the same.
      outbox.length = 0
    }

    const bot = activity.recipient ?? reference.bot ?? { id: 'guide', name: 'Guide NOA' }
    const first = watermark + (logged ? 2 : 1)
    const replies = held
      .filter(({ type }) => type !== ActivityTypes.Trace)
      .map((reply, index) => ({
        ...reply,
        id: activityId(origin.conversation, first + index),
        timestamp: at,
        channelId: origin.channel,
        conversation: { ...incoming.conversation, id: origin.conversation },
        from: { ...bot, role: 'bot' },
        // The SDK answers whatever began the turn; a client can be pointed only to what it has seen.
        replyToId: commitment.internal === undefined && logged ? id : undefined,
        locale: reply.locale ?? state.locale,
      })) as unknown as Activity[]
    for (const reply of replies) delete (reply as Partial<Activity>).recipient

    const storedIncoming = { ...incoming, from: { ...incoming.from, role: 'user' } }
    const sends = sendsLater(origin.channel, activity, reference)
      ? replies.map<NewOutboxEntry>(reply => ({
          id: `send:${origin.key}:${reply.id ?? ''}`,
          kind: 'send',
          payload: JSON.stringify({ reference, activity: reply }),
          conversation: origin.key,
          lane: origin.key,
        }))
      : []
    const outcome = await conversations.commit({
      conversation: {
        key: origin.key,
        channel: origin.channel,
        id: origin.conversation,
        version: stored?.version ?? 0,
        watermark,
        locale: state.locale,
        state: JSON.stringify(state),
        reference: JSON.stringify(reference),
      },
      ...(commitment.deliveryId === undefined ? {} : { delivery: { id: commitment.deliveryId, activityId: id } }),
      activities: [
        ...(logged ? [{ id, activity: JSON.stringify(storedIncoming), fromBot: false }] : []),
        ...replies.map(reply => ({ id: reply.id!, activity: JSON.stringify(reply), fromBot: true })),
      ],
      outbox: [...outbox, ...sends],
      ...(commitment.internal?.settles === undefined ? {} : { settles: commitment.internal.settles }),
      ...(commitment.internal?.tells === undefined ? {} : { tells: commitment.internal.tells }),
    })
    return { outcome, received: { id, replies, watermark: first - 1 + replies.length, repeated: false } }
  }

  /** What the first delivery of an activity was answered. */
  async function replay(key: string, delivery: Delivery): Promise<Received> {
    const log = await conversations.log(key, delivery.watermark)
    const replies = log
      .filter(({ watermark }) => watermark <= delivery.lastWatermark)
      .map(({ activity }) => JSON.parse(activity) as Activity)
      .filter(({ from }) => from.role === 'bot')
    return { id: delivery.activityId, replies, watermark: delivery.lastWatermark, repeated: true }
  }

  return {
    receive: ({ channel, conversation, activity, deliveryId, reference, locale }: Incoming) => {
      const key = `${channel}/${conversation}`
      return observed(key, async () => {
        for (let conflicts = 0; conflicts < mostConflicts; conflicts++) {
          const stored = await conversations.load(key, deliveryId)
          if (stored?.delivered !== undefined) return replay(key, stored.delivered)
          const { outcome, received } = await run(
            stored,
            {
              key,
              channel,
              conversation,
              locale: spoken(stored?.locale ?? locale),
              ...(reference === undefined ? {} : { reference }),
            },
            activity,
            activity.type === ActivityTypes.Message,
            deliveryId === undefined ? {} : { deliveryId },
          )
          if (outcome === 'committed') return received
          await stepAside(conflicts)
        }
        throw changedAllTheTime()
      })
    },

    tell: async internal => {
      const told = await observed(internal.key, async () => {
        let version: number | undefined
        for (let conflicts = 0; conflicts < mostConflicts; conflicts++) {
          if ((await conversations.delivery(internal.key, internal.deliveryId)) !== undefined) return undefined
          const stored = await conversations.load(internal.key)
          // A conflict, and nobody changed the conversation: what the turn would settle waits no more.
          if (stored === undefined || stored.version === version) return undefined
          version = stored.version
          const { outcome, received } = await run(
            stored,
            { key: stored.key, channel: stored.channel, conversation: stored.id, locale: stored.locale },
            { type: ActivityTypes.Event, name: internal.event.name, value: internal.event.value },
            false,
            { deliveryId: internal.deliveryId, internal },
          )
          if (outcome === 'committed') return received
          await stepAside(conflicts)
        }
        // Not "told already": whoever asked for it must ask again.
        throw changedAllTheTime()
      })
      return told !== undefined
    },

    idle: () => queue.idle(),
  }
}

const stepsOf = ({ replies }: Received): string[] =>
  replies.flatMap(({ channelData }) => {
    const step = (channelData as { step?: unknown } | undefined)?.step
    return typeof step === 'string' ? [step] : []
  })

/** Channels that read the log themselves need nothing sent; an answer that carries its replies neither. */
function sendsLater(channel: string, activity: Partial<Activity>, reference: Partial<ConversationReference>): boolean {
  if (channel === 'directline' || channel === 'console') return false
  if (activity.deliveryMode === 'expectReplies') return false
  return (reference.serviceUrl ?? '') !== ''
}
