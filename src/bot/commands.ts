/** What is obeyed at any step. */
import { isPages, waits } from '../flow/dialogStack.ts'
import type { Ending } from '../flow/stepPrompt.ts'
import type { DialogContext } from '../sdk.ts'
import { requestIn, type Command } from './interpret.ts'
import { sayWhatIsKept, sayWhereACopyIs } from './whatIsKept.ts'
import { again, interrupt, proceed } from './running.ts'
import type { Turn } from './turn.ts'

/** Asks whether a command is meant that would lose what was typed. */
export const askFirst = (turn: Turn, name: Command): Promise<void> =>
  turn.menu('areYouSure', [name === 'forget' ? 'erase' : name === 'cancel' ? 'giveUp' : 'restart', 'stay'])

/** Obeys a command. `text`: what was typed, where it says more than the command. */
export async function command(dc: DialogContext, turn: Turn, name: Command, text = ''): Promise<void> {
  const { conversations: { menu, human, followUp }, interpretation } = turn.with
  switch (name) {
    case 'cancel':
      if (dc.activeDialog === undefined) return turn.menu('nothingToCancel', menu)
      // Only what lies uppermost is given up; what it interrupted goes on.
      if (dc.stack.length > 1) {
        await dc.endDialog({ kind: 'back' } satisfies Ending)
        return again(dc, turn)
      }
      await dc.cancelAllDialogs()
      return turn.menu('cancelled', menu)
    case 'restart':
      await dc.cancelAllDialogs()
      return turn.menu('restarted', menu)
    case 'back':
      if (dc.activeDialog === undefined) return turn.menu('nothingBefore', menu)
      delete turn.state.menu
      turn.input = { kind: 'back' }
      return proceed(dc, turn)
    case 'help':
      await turn.bot('help')
      return again(dc, turn)
    case 'why':
      if (dc.activeDialog === undefined) return turn.menu('noReason', menu)
      turn.input = { kind: 'why' }
      return proceed(dc, turn)
    case 'forget':
      return askFirst(turn, 'forget')
    case 'known':
      return sayWhatIsKept(turn)
    case 'copy':
      return sayWhereACopyIs(dc, turn)
    case 'human':
      // The page may never answer: whoever asks for a person meanwhile has waited long enough.
      if (waits(turn.state.dialogs, isPages)) await proceed(dc, turn)
      return interrupt(dc, turn, human)
    case 'request': {
      const reference = requestIn(text)
      if (reference === undefined) delete turn.state.facts.request
      else turn.remember('request', reference)
      return interrupt(dc, turn, followUp)
    }
    case 'language': {
      const wanted = interpretation.languageWanted(text, turn.locale)
      // Asked for once more, it is answered all the same.
      return turn.locale === wanted ? again(dc, turn) : speak(dc, turn, wanted)
    }
  }
}

/** Goes on in a language that there is. */
export async function speak(dc: DialogContext, turn: Turn, locale: string): Promise<void> {
  const spoken = turn.with.library.locales.find(each => locale.toLowerCase().split('-')[0] === each)
  if (spoken === undefined || spoken === turn.locale) return
  turn.state.locale = spoken
  await turn.bot('switched')
  await again(dc, turn)
}
