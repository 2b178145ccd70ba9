/**
 * What the guide does with one turn: greets, understands commands at any step, hands the rest to the dialog that runs, finds one for
 * what is said at the start, and announces what happened outside.
 */
import { browsersOf } from '../content/browserNames.ts'
import type { Settings } from '../config.ts'
import type { Library } from '../content/library.ts'
import type { LookFunctions } from '../flow/actions.ts'
import { beginContext } from '../flow/context.ts'
import { giveUp, StepGone } from '../flow/dialogStack.ts'
import { toDialog } from '../flow/dialog.ts'
import type { Configured } from '../flow/port.ts'
import { giveTurn } from '../flow/stepPrompt.ts'
import type { Presenter } from '../presentation/present.ts'
import { ActivityTypes, DialogSet, type Activity, type DialogContext } from '../sdk.ts'
import { readLink, readPage, withPage } from '../turns/pageEvents.ts'
import type { TurnLogic } from '../turns/turnScope.ts'
import type { AnswerJudge, Understanding } from '../understanding/index.ts'
import { createHearing } from './answerWords.ts'
import type { Conversations } from './beginnings.ts'
import { askFirst, command } from './commands.ts'
import { event } from './insideEvents.ts'
import { createInterpretation, forOneTurn, losing } from './interpret.ts'
import { greet } from './links.ts'
import { message } from './messages.ts'
import { hasFile, inputOf } from './personInput.ts'
import { answerThrough, revise } from './revising.ts'
import { again, beginTopic, proceed } from './running.ts'
import { Turn } from './turn.ts'
import type { Surroundings } from './turnParts.ts'

/** What the guide is made of. */
export interface GuideParts {
  readonly library: Library
  readonly present: Presenter
  readonly conversations: Conversations
  readonly look: LookFunctions
  readonly understanding: Understanding
  /** How likely each answer of a step is. */
  readonly judge?: AnswerJudge
  /** Resolves once something can be understood: what is said waits for it, a button or a command does not. */
  readonly learned?: Promise<void>
  /** The help article that surely answers a question. */
  readonly answerTo?: Surroundings['answerTo']
  /** What every sentence may say beside the settings (the directory's names), asked for at most once in a turn. */
  readonly variables?: Surroundings['variables']
  readonly copyOf?: Surroundings['copyOf']
  readonly atTheStart?: Surroundings['atTheStart']
  readonly settings: Settings
}

/** Which of the settings that a dialog may ask after are set. */
const configuredIn = (settings: Settings): Configured =>
  Object.freeze({
    portalUrl: settings.portalUrl !== undefined,
    federationLoginUrl: settings.federationLoginUrl !== undefined,
    federationAccessUrl: settings.federationAccessUrl !== undefined,
    termsUrl: settings.termsUrl !== undefined,
    privacyUrl: settings.privacyUrl !== undefined,
    localPasswordUrl: settings.localPasswordUrl !== undefined,
    accessibilityUrl: settings.accessibilityUrl !== undefined,
    helpdeskEmail: settings.helpdeskEmail !== undefined,
  })

/** Makes the logic of a turn. */
export function createGuide({ library, present, conversations: all, look, understanding, settings, ...given }: GuideParts): TurnLogic {
  // Where no helpdesk is known, the menu offers nobody who could be told.
  const menu = settings.helpdeskEmail === undefined ? all.menu.filter(each => each !== all.human) : all.menu
  const conversations: Conversations = { ...all, menu }
  const dialogs = new DialogSet()
  for (const table of conversations.all) dialogs.add(toDialog(table))
  const { answerTo = () => undefined, variables = () => Promise.resolve({}), learned } = given
  const surroundings: Surroundings = {
    library,
    present,
    conversations,
    look,
    variables,
    configured: configuredIn(settings),
    interpretation: createInterpretation(library, understanding, topic => topic in conversations.topics),
    hearing: createHearing(library, given.judge),
    answerTo,
    copyOf: given.copyOf ?? (() => Promise.resolve({ page: '', json: '' })),
    atTheStart: given.atTheStart ?? (() => Promise.resolve('')),
    dialogFor: name => conversations.topics[name]?.dialog ?? name,
  }
  return async (context, scope) => {
    const interpretation = forOneTurn(surroundings.interpretation)
    const turn = new Turn(context, scope, inputOf(context.activity), { ...surroundings, interpretation })
    if (learned !== undefined && mayAskWhatIsMeant(turn)) await learned
    giveTurn(context, turn)
    const dc = beginContext(dialogs, context, scope.state.dialogs)
    try {
      await meet(dc, turn, context.activity)
      await fulfil(dc, turn)
    } catch (error) {
      // A step that an upgrade took away: the dialog cannot go on, the conversation can.
      if (!(error instanceof StepGone)) throw error
      giveUp(scope.state.dialogs)
      await turn.menu('stepGone', conversations.menu)
    }
  }
}

/** Whether a turn may have to know what a sentence means: one that is said, that stands in a card, or that was held. */
function mayAskWhatIsMeant({ input, state, with: { interpretation } }: Turn): boolean {
  if (input.kind === 'button') return input.value.values !== undefined || state.held !== undefined
  if (input.kind !== 'text' || input.text.trim() === '') return false
  const command = interpretation.command(input.text)
  // Which language is wanted may be said in the command.
  return command === undefined || command === 'language'
}

async function meet(dc: DialogContext, turn: Turn, activity: Activity): Promise<void> {
  if (activity.type === ActivityTypes.Message)
    return message(dc, turn, new Date(activity.timestamp ?? Date.now()).getTime(), hasFile(activity))
  if (activity.type === ActivityTypes.Event) return event(dc, turn, activity)
  const joined = activity.membersAdded?.some(({ id }) => id !== activity.recipient?.id) === true
  if (activity.type !== ActivityTypes.ConversationUpdate || turn.state.greeted || !joined) return
  // Any client can send anything: `readPage` and `readLink` look at each part.
  const { page, link } = (activity.channelData ?? {}) as { page?: unknown; link?: unknown }
  const browsers = browsersOf(turn.with.library)
  if (page !== undefined) turn.state.facts = withPage(turn.facts, readPage(page, browsers))
  await greet(dc, turn, readLink(link, browsers))
}

/** Does what a text in the middle of a dialog asked for instead of answering. */
async function fulfil(dc: DialogContext, turn: Turn): Promise<void> {
  const { wish } = turn
  turn.wish = undefined
  if (wish === undefined) return
  if ('revised' in wish) {
    if (!(await revise(dc, turn, wish.revised))) await again(dc, turn)
    return fulfil(dc, turn)
  }
  if ('through' in wish) {
    if (await answerThrough(dc, turn, wish.through, wish.text)) return
    turn.insists = true
    turn.input = { kind: 'text', text: wish.text }
    return proceed(dc, turn)
  }
  // What was only thought to be heard loses nothing that was typed.
  if ('command' in wish) return losing.has(wish.command) ? askFirst(turn, wish.command) : command(dc, turn, wish.command, wish.text)
  if (wish.at === 'once') {
    await dc.cancelAllDialogs()
    await beginTopic(dc, turn, wish.topic)
    // A wish holds where it was said, and not the next time.
    delete turn.state.facts.wants
    return
  }
  const variables = { other: turn.place(wish.topic), present: turn.place(dc.activeDialog?.id ?? '') }
  await turn.menu('otherSubject', [wish.topic, 'stay'], { variables })
}
