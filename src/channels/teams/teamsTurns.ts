/**
 * What Microsoft Teams adds to a turn, around the guide's own logic: an app that is taken away and comes back is greeted again, a card
 * that was answered cannot be answered twice, and the name and address of a person's profile are there to be proposed.
 */
import { ActivityTypes } from 'botbuilder'
import type { Library } from '../../content/library.ts'
import { giveUp, openAsks } from '../../flow/dialogStack.ts'
import type { OutboxEntry } from '../../storage/storage.ts'
import type { InternalTurns, TurnLogic, TurnScope } from '../../turns/runTurns.ts'
import type { BotState } from '../../turns/conversationState.ts'

/** Name of the channel. */
export const teams = 'msteams'

/** Events that come from inside. Clients cannot send them: the channels refuse them. */
export const teamsEvents = { person: 'noa/person' } as const

/** What the profile of a member says. */
export interface Person {
  readonly firstName?: string
  readonly lastName?: string
  readonly email?: string
}

/** What an outbox entry of kind `update` carries. */
export interface CardUpdate {
  /** Number of the asking whose cards shall lose their buttons. */
  readonly ask: number
  /** The sentence that says what was chosen, in the words of the conversation's language. */
  readonly answered?: string
}

/** The outbox entry that closes the cards of an asking: there once it was answered. */
export const updateId = (key: string, ask: number): string => `update:${key}:${ask}`

/** What the channel's side asks of this one. */
export interface TeamsPort {
  updateId(key: string, ask: number): string
  /** Tells a conversation who the person is; the entry that asked for it is settled with that turn. False: nobody is there to be told. */
  learn(entry: OutboxEntry, person: Person): Promise<boolean>
}

/** Makes what the channel is handed. */
export const teamsPort = ({ tell }: Pick<InternalTurns, 'tell'>): TeamsPort => ({
  updateId,
  learn: ({ id, conversation }, person) =>
    tell({ key: conversation ?? '', event: { name: teamsEvents.person, value: person }, deliveryId: id, settles: { id } }),
})

/** What of a person's words an answered card shows, in characters. */
const longestAnswer = 200

/** Kept with the bot's state: whether the channel was asked who the person is. */
type TeamsState = BotState & { asked?: 'person' }

/** The numbers of the questions that are open: of the dialog that waits, and of the guide's own. */
const asksOf = ({ dialogs, menu }: BotState): Set<number> => new Set([...(menu === undefined ? [] : [menu.ask]), ...openAsks(dialogs)])

/** A removed app begins anew when it comes back, and says welcome again. */
function leave({ state }: TurnScope): void {
  state.greeted = false
  giveUp(state.dialogs)
  delete state.menu
}

/** Keeps what a profile says, where the person has said nothing else. */
function meet({ state }: TurnScope, person: Person): void {
  for (const name of ['firstName', 'lastName', 'email'] as const) {
    const value = person[name]
    if (value !== undefined) state.said[name] ??= value
  }
}

/** Adds to a turn's logic what Teams needs; turns of other channels are left as they are. */
export function withTeams(logic: TurnLogic, library: Pick<Library, 'plain'>): TurnLogic {
  return async (context, scope) => {
    if (scope.channel !== teams) return logic(context, scope)
    const { activity } = context
    if (activity.type === ActivityTypes.InstallationUpdate) {
      leave(scope)
      return
    }
    if (scope.internal?.event.name === teamsEvents.person) {
      meet(scope, activity.value as Person)
      return
    }
    const state: TeamsState = scope.state
    const before = asksOf(state)
    await logic(context, scope)
    const open = asksOf(state)
    const isMessage = activity.type === ActivityTypes.Message
    const answer = isMessage ? answerOf(activity.value, activity.text) : undefined
    for (const ask of before)
      if (!open.has(ask)) {
        const update: CardUpdate = {
          ask,
          ...(answer === undefined ? {} : { answered: library.plain(state.locale, 'dialogs:bot.answered.text', { answer }) }),
        }
        // Not in the lane of the replies: a card that cannot be changed holds none of them back.
        scope.entrust({ id: updateId(scope.key, ask), kind: 'update', payload: JSON.stringify(update), conversation: scope.key })
      }
    if (isMessage && state.asked === undefined) {
      state.asked = 'person'
      scope.entrust({ id: `person:${scope.key}`, kind: 'person', payload: '{}', conversation: scope.key })
    }
  }
}

/** What a person answered, as the card shows it: the label of a button, which the card itself sends along, or their words. */
function answerOf(value: unknown, text: unknown): string | undefined {
  const { label } = (typeof value === 'object' && value !== null ? value : {}) as { label?: unknown }
  // A client may send anything under these names.
  const said = [label, text, ''].find(each => typeof each === 'string')!.replace(/\s+/g, ' ').trim()
  if (said === '') return undefined
  return said.length <= longestAnswer ? said : `${said.slice(0, longestAnswer)}…`
}
