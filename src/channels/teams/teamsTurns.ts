/**
 * What Microsoft Teams adds to a turn, around the guide's own logic: an app that is taken away and comes back is greeted again, a card
 * that was answered cannot be answered twice, and the name and address of a person's profile are there to be proposed.
 */
import type { Library } from '../../content/library.ts'
import { giveUp } from '../../flow/dialogStack.ts'
import { ActivityTypes } from '../../sdk.ts'
import type { TurnLogic, TurnScope } from '../../turns/turnScope.ts'
import { asksOf, closeAnswered } from './answeredCards.ts'
import { askProfile, meet, personEvent } from './profile.ts'

/** A removed app begins anew when it comes back, and says welcome again. */
function leave({ state }: TurnScope): void {
  state.greeted = false
  giveUp(state.dialogs)
  delete state.menu
}

/** Adds to the logic of a turn of Teams. */
export const aroundTeams = (logic: TurnLogic, library: Pick<Library, 'plain'>): TurnLogic =>
  async (context, scope) => {
    const { activity } = context
    if (activity.type === ActivityTypes.InstallationUpdate) return leave(scope)
    if (scope.internal?.event.name === personEvent) return meet(scope, activity.value)
    const before = asksOf(scope.state)
    await logic(context, scope)
    closeAnswered(scope, activity, before, library)
    if (activity.type === ActivityTypes.Message) askProfile(scope)
  }
