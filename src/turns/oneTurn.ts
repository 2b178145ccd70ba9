/** One run of a turn's logic, from a loaded conversation to what is to be committed of it. */
import { randomUUID } from 'node:crypto'
import {
  ActivityTypes, BotAdapter, TurnContext, type Activity, type ConversationReference, type ResourceResponse,
} from '../sdk.ts'
import type { NewOutboxEntry, StoredConversation, TurnCommit } from '../storage/storage.ts'
import { readState, type BotState } from './conversationState.ts'
import { createCounting, type Counting } from './counting.ts'
import { sendingEntry } from './sending.ts'
import { setScope, type InternalTurn, type TurnLogic, type TurnScope } from './turnScope.ts'

/** What a turn is run on. */
export interface Run {
  readonly key: string
  readonly channel: string
  /** Id of the conversation within its channel. */
  readonly conversation: string
  /** The conversation's language when it begins. */
  readonly locale: string
  /** As it was loaded; undefined for a new one. */
  readonly stored: StoredConversation | undefined
  readonly activity: Partial<Activity>
  /** Whether the activity is part of what was said. */
  readonly logged: boolean
  /** Where to write to the conversation later; undefined: as it was. */
  readonly reference?: Partial<ConversationReference> | undefined
  readonly deliveryId?: string | undefined
  readonly internal?: InternalTurn | undefined
  readonly at: Date
}

/** What the logic decided. */
interface Decided {
  readonly state: BotState
  readonly held: readonly Partial<Activity>[]
  readonly outbox: readonly NewOutboxEntry[]
  readonly counts: Counting['counts']
  readonly forgotten: boolean
}

/** A turn that was run, before it is committed. */
export interface Ran {
  readonly id: string
  readonly replies: readonly Activity[]
  /** Of the conversation, once the turn is committed. */
  readonly watermark: number
  readonly commit: TurnCommit
  /** What it counts, of this channel. */
  readonly counts: Counting['counts']
  /** The conversation is to be erased before that. */
  readonly forgotten: boolean
}

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

/** One for all turns: it holds nothing, the context of each turn does. */
const adapter = new HoldingAdapter()

/** Numbered so that ids sort as the conversation went. */
const activityId = (conversation: string, watermark: number): string => `${conversation}|${String(watermark).padStart(7, '0')}`

/** The reference of a run: the activity's own, else the one that is stored with the conversation. */
const referenceOf = ({ reference, stored }: Run): Partial<ConversationReference> =>
  // As it was committed with an earlier turn.
  reference ?? (JSON.parse(stored?.reference ?? '{}') as Partial<ConversationReference>)

/** The activity as the logic sees it, and as it is logged. */
const incomingOf = ({ activity, channel, conversation, at }: Run, id: string, serviceUrl: string | undefined): Partial<Activity> => ({
  ...activity,
  id,
  channelId: channel,
  timestamp: at,
  // The SDK wants the whole of an account where its id is all that anybody reads.
  conversation: { ...activity.conversation, id: conversation } as Activity['conversation'],
  serviceUrl: activity.serviceUrl ?? serviceUrl ?? '',
})

/** `<dialog>.<step>` of a reply; none for what is no step's. */
export function stepOf({ channelData }: Partial<Activity>): readonly string[] {
  // The SDK leaves it open what a channel's data are.
  const step = (channelData as { step?: unknown } | undefined)?.step
  return typeof step === 'string' ? [step] : []
}

async function decide(logic: TurnLogic, run: Run, incoming: Partial<Activity>): Promise<Decided> {
  const { key, channel, locale, stored, internal, at } = run
  const state = readState(stored?.state ?? '', locale)
  const counting = createCounting(state, at)
  const held: Partial<Activity>[] = []
  const outbox: NewOutboxEntry[] = []
  let forgotten = false
  // Where replies are expected in the answer, the SDK would keep them to itself; a turn holds all of them back alike.
  const context = new TurnContext(adapter, { ...incoming, deliveryMode: 'normal' })
  context.turnState.set(heldKey, held)
  const scope: TurnScope = {
    key,
    channel,
    state,
    counting,
    forget: () => (forgotten = true),
    entrust: entry => outbox.push(entry),
    ...(internal === undefined ? {} : { internal }),
  }
  setScope(context, scope)
  await logic(context, scope)
  counting.rest(held.flatMap(stepOf))
  // What was begun before is forgotten with the rest.
  return { state, held, outbox: forgotten ? [] : outbox, counts: counting.counts, forgotten }
}

/** The replies as they are committed and shown. @param first number of the first one */
function repliesOf(
  { conversation, channel, activity, at }: Run, { held, state }: Decided, first: number, bot: object, replyTo: string | undefined,
): Activity[] {
  return held
    .filter(({ type }) => type !== ActivityTypes.Trace)
    .map(({ recipient: _, ...reply }, index) => ({
      ...reply,
      id: activityId(conversation, first + index),
      timestamp: at,
      channelId: channel,
      conversation: { ...activity.conversation, id: conversation },
      from: { ...bot, role: 'bot' },
      replyToId: replyTo,
      locale: reply.locale ?? state.locale,
      // Whatever an activity lacks of the SDK's type, no client needs.
    })) as unknown as Activity[]
}

/**
 * Runs the logic on a conversation and gathers what it decided.
 * @param sendsLater whether the replies must be sent from the outbox, which its channel says
 */
export async function runOnce(
  run: Run,
  logic: TurnLogic,
  sendsLater: (channel: string, reference: Partial<ConversationReference>) => boolean,
): Promise<Ran> {
  const { key, channel, conversation, activity, internal, deliveryId } = run
  const watermark = run.stored?.watermark ?? 0
  const reference = referenceOf(run)
  const id = run.logged ? activityId(conversation, watermark + 1) : `${conversation}|${randomUUID()}`
  const incoming = incomingOf(run, id, reference.serviceUrl)
  const decided = await decide(logic, run, incoming)
  const { state, forgotten } = decided
  // Numbers go on where they were: a client that has seen the last one would take a second one of that number for the same.
  const logged = run.logged && !forgotten
  const first = watermark + (logged ? 2 : 1)
  const bot = activity.recipient ?? reference.bot ?? { id: 'guide', name: 'Guide NOA' }
  // The SDK answers whatever began the turn; a client can be pointed only to what it has seen.
  const replies = repliesOf(run, decided, first, bot, internal === undefined && logged ? id : undefined)
  // An answer that carries its replies needs nothing sent.
  const sends = activity.deliveryMode !== 'expectReplies' && sendsLater(channel, reference)
  const said = { ...incoming, from: { ...incoming.from, role: 'user' } }
  return {
    id,
    replies,
    watermark: first - 1 + replies.length,
    forgotten,
    counts: decided.counts,
    commit: {
      conversation: {
        key,
        channel,
        id: conversation,
        version: forgotten ? 0 : (run.stored?.version ?? 0),
        watermark,
        locale: state.locale,
        state: JSON.stringify(state),
        reference: JSON.stringify(reference),
      },
      ...(deliveryId === undefined ? {} : { delivery: { id: deliveryId, activityId: id } }),
      activities: [
        ...(logged ? [{ id, activity: JSON.stringify(said), fromBot: false }] : []),
        ...replies.map(reply => ({ id: reply.id ?? '', activity: JSON.stringify(reply), fromBot: true })),
      ],
      outbox: [...decided.outbox, ...(sends ? replies.map(reply => sendingEntry(key, { reference, activity: reply })) : [])],
      ...(internal?.settles === undefined ? {} : { settles: internal.settles }),
      ...(internal?.tells === undefined ? {} : { tells: internal.tells }),
    },
  }
}
