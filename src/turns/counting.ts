/**
 * What is counted of a turn. A conversation is counted where it is: begun, then standing at a step, and once it came to something no
 * longer standing there. So whoever closes the page is counted as having left at that step, without a clock that would have to notice.
 */
import type { Count } from '../storage/counters.ts'
import type { BotState, Episode } from './conversationState.ts'

export type Came = 'solved' | 'handedOver'

export interface Counting {
  /** What was counted so far, of a channel that is not said yet. */
  readonly counts: readonly Omit<Count, 'channel'>[]
  begin(subject: string): void
  /** The present one came to something. */
  end(came: Came): void
  /** An answer at a step was not understood. */
  missed(step: string): void
  /** The turn is over. @param steps of its replies */
  rest(steps: readonly string[]): void
}

/** The most that a conversation took, in minutes, for a whole number of which it is counted. */
const minutes = [1, 2, 3, 5, 10, 20, 60]
/** The guide's own question at which a conversation stands; its other sentences leave it where it was. */
const asksWhether = 'bot.isItSolved'

/** @param at when the turn is run */
export function createCounting(state: BotState, at: Date): Counting {
  const counts: Omit<Count, 'channel'>[] = []
  const today = at.toISOString().slice(0, 10)
  const add = ({ day, subject }: Pick<Episode, 'day' | 'subject'>, name: string, detail = '', times = 1): void =>
    void counts.push({ day, subject, name, detail, times })
  const stand = (episode: Episode, times: 1 | -1): void => {
    if (episode.at !== '') add(episode, 'standing', episode.at, times)
  }
  return {
    counts,
    begin: subject => {
      state.episode = { subject, day: today, began: at.getTime(), at: '' }
      add(state.episode, 'begun')
    },
    end: came => {
      const { episode } = state
      if (episode === undefined) return
      stand(episode, -1)
      add(episode, came)
      const took = Math.max(0, at.getTime() - episode.began) / 60_000
      add(episode, 'minutes', String(minutes.find(most => took <= most) ?? 'more'))
      delete state.episode
    },
    missed: step => add({ day: today, subject: state.episode?.subject ?? '' }, 'notUnderstood', step),
    rest: steps => {
      const { episode } = state
      const step = steps.findLast(each => each === asksWhether || !each.startsWith('bot.'))
      if (episode === undefined || step === undefined || step === episode.at) return
      stand(episode, -1)
      episode.at = step
      stand(episode, 1)
    },
  }
}
