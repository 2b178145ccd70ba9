/**
 * One turn, one transaction. A turn loads its conversation, runs in memory with its replies held back, and commits at once: the
 * activity, the state, the replies and the work to be done outside. Only then is anything shown.
 *
 * Turns of a conversation queue in the process. The version is checked at commit, so two processes cannot overwrite each other: the
 * one that comes second runs its turn again on the new state.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { backoff } from '../backoff.ts'
import { ActivityTypes, type Activity, type ConversationReference } from '../sdk.ts'
import type { Conversations, Delivery, Storage } from '../storage/storage.ts'
import { conversationKey } from './conversationKey.ts'
import { createKeyedQueue } from './keyedQueue.ts'
import { runOnce, stepOf, type Run } from './oneTurn.ts'
import type { InternalTurn, TurnLogic } from './turnScope.ts'
import type { Incoming, Received, Turns } from './turns.ts'

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

export interface InternalTurns extends Turns {
  /** Runs a turn that comes from inside. False when the conversation is gone or the entry was settled already. */
  tell(turn: InternalTurn): Promise<boolean>
  /** What the first turn of a conversation would answer. Nothing is stored, nothing is begun outside. */
  rehearse(incoming: Pick<Incoming, 'channel' | 'activity' | 'reference' | 'locale'>): Promise<readonly Activity[]>
  /** Waits for the turns in hand. */
  idle(): Promise<void>
}

/** A turn met other commits of its conversation this often: something is wrong beyond a race. */
const mostConflicts = 20

/** Waits longer and longer, and never twice the same, so that two processes do not keep meeting. */
const stepAside = (conflicts: number): Promise<void> => delay(backoff(conflicts, { first: 2, most: 100, spread: 1 }))

/** Stands for the conversation that there is not yet. */
const rehearsed = 'rehearsed'

/** Longest chain of waiting turns in one conversation. */
const mostWaiting = 200

export interface TurnsOptions {
  readonly storage: Pick<Storage, 'conversations'>
  /** It may run again when the commit meets a conflict. */
  readonly logic: TurnLogic
  /** The languages that there are words in. */
  readonly locales: readonly string[]
  readonly defaultLocale: string
  /**
   * Whether a channel must be sent the replies of a conversation that has this reference; default: never, whoever shows them reads
   * the log.
   */
  readonly sendsLater?: ((channel: string, reference: Partial<ConversationReference>) => boolean) | undefined
  /** Whether a channel is told apart in what is counted: a channel says its own name, which nobody bounds. */
  readonly known?: ((channel: string) => boolean) | undefined
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined
  /** Hears of every turn that ended. */
  readonly observe?: ((turned: Turned) => void) | undefined
}

/** What the first delivery of an activity was answered. */
async function replay(conversations: Pick<Conversations, 'log'>, key: string, delivery: Delivery): Promise<Received> {
  const replies = (await conversations.log(key, delivery.watermark))
    .filter(({ watermark }) => watermark <= delivery.lastWatermark)
    // The log holds what `runOnce` made.
    .map(({ activity }) => JSON.parse(activity) as Activity)
    .filter(({ from }) => from.role === 'bot')
  return { id: delivery.activityId, replies, watermark: delivery.lastWatermark, repeated: true }
}

/** Runs a turn and commits it; undefined after a conflict. */
type Commit = (run: Run) => Promise<Received | undefined>

/** `again` loads the conversation and runs the turn: undefined meets a conflict, after which it is asked again. */
async function untilCommitted<T>(again: () => Promise<T | undefined>): Promise<T> {
  for (let conflicts = 0; conflicts < mostConflicts; conflicts++) {
    const settled = await again()
    if (settled !== undefined) return settled
    await stepAside(conflicts)
  }
  // Not "done already": whoever asked for it must ask again.
  throw new Error('The conversation is changed by others all the time')
}

/** Makes the runner of turns. */
export function createTurns(options: TurnsOptions): InternalTurns {
  const { storage: { conversations }, logic, locales, defaultLocale, now = Date.now, observe } = options
  const { sendsLater = () => false, known = () => true } = options
  const queue = createKeyedQueue(mostWaiting)
  /** `en-GB` is spoken to in `en`; a language without words in the default one. */
  const spoken = (tag: string | undefined): string =>
    locales.find(locale => tag?.toLowerCase().split('-')[0] === locale) ?? defaultLocale

  const commit: Commit = async run => {
    const ran = await runOnce(run, logic, sendsLater)
    if (ran.forgotten) await conversations.erase(run.key)
    const channel = known(run.channel) ? run.channel : 'other'
    const outcome = await conversations.commit({ ...ran.commit, counts: ran.counts.map(count => ({ ...count, channel })) })
    const { id, replies, watermark } = ran
    return outcome === 'committed' ? { id, replies, watermark, repeated: false } : undefined
  }

  /** Runs a turn in its order, and tells the observer how it ended. `nothing`: there was nothing to do. */
  async function observed<T extends Received | 'nothing'>(key: string, turn: () => Promise<T>): Promise<T> {
    const began = performance.now()
    const seconds = (): number => (performance.now() - began) / 1000
    try {
      const received = await queue.run(key, turn)
      if (received !== 'nothing')
        observe?.({ key, outcome: received.repeated ? 'repeated' : 'committed', steps: received.replies.flatMap(stepOf), seconds: seconds() })
      return received
    } catch (error) {
      observe?.({ key, outcome: 'failed', steps: [], seconds: seconds(), error })
      throw error
    }
  }

  return {
    receive: ({ channel, conversation, activity, deliveryId, reference, locale }) => {
      const key = conversationKey(channel, conversation)
      const logged = activity.type === ActivityTypes.Message
      return observed(key, () => untilCommitted(async () => {
        const stored = await conversations.load(key, deliveryId)
        if (stored?.delivered !== undefined) return replay(conversations, key, stored.delivered)
        const at = new Date(now())
        const spokenIn = spoken(stored?.locale ?? locale)
        return commit({ key, channel, conversation, locale: spokenIn, stored, activity, logged, reference, deliveryId, at })
      }))
    },

    tell: async internal => {
      const { key, event, deliveryId } = internal
      const activity = { type: ActivityTypes.Event, name: event.name, value: event.value }
      let version: number | undefined
      const told = await observed<Received | 'nothing'>(key, () => untilCommitted<Received | 'nothing'>(async () => {
        if ((await conversations.delivery(key, deliveryId)) !== undefined) return 'nothing'
        const stored = await conversations.load(key)
        // A conflict, and nobody changed the conversation: what the turn would settle waits no more.
        if (stored === undefined || stored.version === version) return 'nothing'
        version = stored.version
        const { channel, id: conversation, locale } = stored
        return commit({ key, channel, conversation, locale, stored, activity, logged: false, deliveryId, internal, at: new Date(now()) })
      }))
      return told !== 'nothing'
    },

    rehearse: async ({ channel, activity, reference, locale }) => {
      const place = { key: conversationKey(channel, rehearsed), channel, conversation: rehearsed }
      const ran = await runOnce(
        { ...place, locale: spoken(locale), stored: undefined, activity, logged: false, reference, at: new Date(now()) },
        logic,
        () => false,
      )
      return ran.replies
    },

    idle: () => queue.idle(),
  }
}
