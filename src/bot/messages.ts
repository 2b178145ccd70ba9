/** A person's message: a command first, then an answer to what is open, then what the dialog that runs makes of it. */
import type { DialogContext } from '../sdk.ts'
import { askedAt } from '../flow/dialogStack.ts'
import { askFirst, command } from './commands.ts'
import { fromMenu } from './openMenu.ts'
import { atTheStart } from './opening.ts'
import { again, proceed } from './running.ts'
import { losing } from './interpret.ts'
import type { Turn } from './turn.ts'

/** Longest text of a person that is looked at, in characters; the rest is cut off and they are told. */
const longestText = 4000

/** After so long without a word a person is asked whether to go on, ms. */
const longAway = 30 * 60_000

/**
 * @param now ms since 1970
 * @param withFile whether a picture or a file came with it: it is not seen, and what is said beside it is
 */
export async function message(dc: DialogContext, turn: Turn, now: number, withFile = false): Promise<void> {
  const { state } = turn
  const away = now - (state.at ?? now)
  state.at = now
  state.greeted = true
  const text = turn.input.kind === 'text' ? turn.input.text : undefined
  if (withFile) {
    await turn.bot('cannotSee')
    if (text === undefined || text.trim() === '') return again(dc, turn)
  }
  if (text !== undefined) {
    const named = turn.with.interpretation.command(text)
    if (named !== undefined) {
      state.lost = 0
      // « Laissez tomber » may answer the step: what was typed is not lost without a yes.
      const place = askedAt(state.dialogs)
      if (losing.has(named) && place !== undefined && turn.with.hearing.isAnswerAt(text, place)) return askFirst(turn, named)
      return command(dc, turn, named, text)
    }
    if (text.length > longestText) {
      await turn.bot('tooLong')
      return again(dc, turn)
    }
  }
  if (await fromMenu(dc, turn)) return
  // The first of the stack is what all the others interrupted: it names the subject.
  const [outermost] = dc.stack
  if (outermost === undefined) return withNothingOpen(dc, turn, text)
  if (away > longAway && text !== undefined) {
    state.held = text
    return turn.menu('resume', ['resume', 'restart'], { variables: { present: turn.place(outermost.id) } })
  }
  await proceed(dc, turn)
}

/** A message while no dialog runs and no question is open. */
async function withNothingOpen(dc: DialogContext, turn: Turn, text: string | undefined): Promise<void> {
  const { interpretation, conversations: { menu } } = turn.with
  if (turn.input.kind === 'button') return turn.menu('oldButton', menu)
  if (text === undefined || text.trim() === '') return turn.menu('menu', menu)
  const courtesy = interpretation.courtesy(text)
  if (courtesy !== undefined) return turn.menu(courtesy, menu)
  return turn.yesOrNo !== undefined ? turn.menu('anythingElse', menu) : atTheStart(dc, turn, text)
}
