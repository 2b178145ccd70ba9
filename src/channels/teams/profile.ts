/** The name and the address of a person's profile in Teams, which the guide may propose where they are asked for. */
import { isObject } from '../../http/requestBody.ts'
import type { OutboxHandler } from '../../storage/storage.ts'
import type { BotState } from '../../turns/conversationState.ts'
import type { InternalTurns } from '../../turns/runTurns.ts'
import type { TurnScope } from '../../turns/turnScope.ts'
import { isAddress } from '../../text/address.ts'
import { afterFailure, comfortFailure, type Delivery } from '../connector/delivery.ts'

/** The kind of outbox entry that asks for a profile. */
export const personKind = 'person'

/** The event that tells a conversation of it. Clients cannot send it: the channels refuse it. */
export const personEvent = 'noa/person'

const told = ['firstName', 'lastName', 'email'] as const

/** What the profile of a member says. */
export type Person = { readonly [K in (typeof told)[number]]?: string }

/** Kept with the bot's state: whether the channel was asked who the person is. */
type TeamsState = BotState & { asked?: 'person' }

/** Has the profile asked for, once in a conversation. */
export function askProfile(scope: TurnScope): void {
  const state: TeamsState = scope.state
  if (state.asked !== undefined) return
  state.asked = 'person'
  scope.entrust({ id: `${personKind}:${scope.key}`, kind: personKind, payload: '{}', conversation: scope.key })
}

/** Keeps what a profile says, where the person has said nothing else. @param value the event's, as `profiles` told it */
export function meet({ state }: TurnScope, value: unknown): void {
  const person = isObject(value) ? value : {}
  for (const name of told) {
    const said = person[name]
    if (typeof said === 'string') state.facts[name] ??= said
  }
}

/** What of a member's profile the guide may propose. A guest's user name is no address: it holds `#EXT#`. */
function personOf(member: unknown): Person {
  const { givenName, surname, email, userPrincipalName } = isObject(member) ? member : {}
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' && value.length <= 200 ? value.trim() : undefined
  const address = [email, userPrincipalName].map(text).find(each => each !== undefined && !each.includes('#') && isAddress(each))
  const person = { firstName: text(givenName), lastName: text(surname), email: address }
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined))
}

/** Asks the channel for a person's name and address. No answer is nobody's trouble. @param now milliseconds since the epoch */
export const profiles =
  ({ reach }: Pick<Delivery, 'reach'>, turns: Pick<InternalTurns, 'tell'>, now: () => number = Date.now): OutboxHandler =>
  async entry => {
    const { id, conversation: key } = entry
    const reached = await reach(key)
    if (key === undefined || reached === undefined) return { done: true }
    let member: unknown
    try {
      member = await reached.member()
    } catch (error) {
      const outcome = comfortFailure(afterFailure(error, entry, now()), entry)
      return 'failed' in outcome ? { done: true } : outcome
    }
    if (member === undefined) return { done: true }
    const settled = await turns.tell({ key, event: { name: personEvent, value: personOf(member) }, deliveryId: id, settles: { id } })
    // Otherwise nobody is there to be told.
    return settled ? { settled: true } : { done: true }
  }
