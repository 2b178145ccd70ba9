/** What comes without a person's word: the page tells of itself, work done outside comes back, something is announced. */
import { browsersOf } from '../content/browserNames.ts'
import { waits } from '../flow/dialogStack.ts'
import type { Activity, DialogContext } from '../sdk.ts'
import { internalEvents, type AnnouncementEvent, type OutcomeEvent } from '../turns/internalEvents.ts'
import { pageEvents, readLink, readLooked, readPage, withPage } from '../turns/pageEvents.ts'
import { scopeOf } from '../turns/turnScope.ts'
import { speak } from './commands.ts'
import { followLink, greet } from './links.ts'
import { again, interrupt, proceed } from './running.ts'
import type { Turn } from './turn.ts'

/** Meets an event. One that only the house may send counts only from inside. */
export async function event(dc: DialogContext, turn: Turn, activity: Activity): Promise<void> {
  if (activity.name === 'locale' && typeof activity.value === 'string') return speak(dc, turn, activity.value)
  if (Object.values<unknown>(pageEvents).includes(activity.name)) return fromPage(dc, turn, activity.name ?? '', activity.value)
  if (scopeOf(dc.context).internal === undefined) return
  // What comes from inside has the form that its name says: it was made there.
  if (activity.name === internalEvents.outcome) return outcome(dc, turn, activity.value as OutcomeEvent)
  if (activity.name === internalEvents.announcement) return announcement(dc, turn, activity.value as AnnouncementEvent) // as above
}

/** What was done outside has come back: to the step that waits for it, else it is told, then where the conversation is. */
async function outcome(dc: DialogContext, turn: Turn, came: OutcomeEvent): Promise<void> {
  turn.input = { kind: 'outcome', ...came }
  if (waits(turn.state.dialogs, entry => entry === came.entry)) return proceed(dc, turn)
  const { result, variables } = came.outcome
  const toBeCorrected = came.action === 'requestAccount' && (result === 'refused' || result === 'failed')
  if (toBeCorrected) delete turn.state.menu
  const key = `${came.action}.${result}`
  const { library, conversations } = turn.with
  if (library.has(turn.locale, `dialogs:bot.announcements.${key}`)) await turn.announce(key, variables === undefined ? {} : { variables })
  if (toBeCorrected) return interrupt(dc, turn, conversations.correction, came.outcome)
  if (dc.activeDialog !== undefined) await again(dc, turn)
}

/** Something happened elsewhere: said, then the present step again. */
async function announcement(dc: DialogContext, turn: Turn, { name, request, ...said }: AnnouncementEvent): Promise<void> {
  const open = turn.state.menu
  if (open !== undefined) open.offered = open.offered.filter(each => turn.with.conversations.over[name]?.includes(each) !== true)
  await turn.announce(name, said)
  if (request !== undefined) {
    turn.remember('request', request)
    return interrupt(dc, turn, turn.with.conversations.followUp)
  }
  if (dc.activeDialog !== undefined) await again(dc, turn)
}

/** What the page tells of itself, unasked, and what it found when it was asked to look. */
async function fromPage(dc: DialogContext, turn: Turn, name: string, value: unknown): Promise<void> {
  if (name === pageEvents.page) {
    turn.state.facts = withPage(turn.facts, readPage(value, browsersOf(turn.with.library)))
    return
  }
  if (name === pageEvents.link) {
    const link = readLink(value, browsersOf(turn.with.library))
    return turn.state.greeted ? followLink(dc, turn, link) : greet(dc, turn, link)
  }
  const looked = readLooked(value)
  if (looked === undefined || !waits(turn.state.dialogs, entry => entry === looked.entry)) return
  turn.input = { kind: 'outcome', action: 'lookAround', ...looked }
  await proceed(dc, turn)
}
