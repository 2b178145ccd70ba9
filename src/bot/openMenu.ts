/** An answer to a question of the guide's own: its menu, an offer, whether to go on. */
import { chosen } from '../flow/chosen.ts'
import type { DialogContext } from '../sdk.ts'
import { command, speak } from './commands.ts'
import { again, begin, beginTopic, proceed } from './running.ts'
import { speaks, type Turn } from './turn.ts'

/** What loses something is said in full, or with a plain yes to the question whether. */
const losing = ['erase', 'giveUp', 'restart']

/** An answer to an open question of the guide's own. False: it was none. */
export async function fromMenu(dc: DialogContext, turn: Turn): Promise<boolean> {
  const { menu: open, held } = turn.state
  const { conversations: { menu, human }, interpretation } = turn.with
  if (open === undefined) return false
  const { input } = turn
  if (input.kind === 'button' && (input.value.ask !== open.ask || !input.value.step.startsWith('bot.'))) return false
  const plain = open.yesNo === true ? turn.yesOrNo : undefined
  const said = chosen(turn, input, turn.choices(open.offered), undefined, losing)
  const option = plain === 'yes' ? open.offered[0] : (said ?? (plain === 'no' ? 'stay' : undefined))
  delete turn.state.held
  // Whoever answers the dialog's own question instead has decided to stay.
  if (option === undefined) {
    if (dc.activeDialog !== undefined) delete turn.state.menu
    return false
  }
  delete turn.state.menu
  const spoken = turn.with.library.locales.find(locale => speaks(locale) === option)
  if (spoken !== undefined) {
    await (spoken === turn.locale ? again(dc, turn) : speak(dc, turn, spoken))
    return true
  }
  switch (option) {
    case 'copyData':
      await command(dc, turn, 'copy')
      return true
    case 'eraseData':
      await command(dc, turn, 'forget')
      return true
    case 'resume':
    case 'goOn':
    case 'stay':
      await resume(dc, turn, held)
      return true
    case 'restart':
      await command(dc, turn, 'restart')
      return true
    case 'giveUp':
      await command(dc, turn, 'cancel')
      return true
    case 'erase':
      turn.forget()
      await turn.menu('forgotten', menu)
      return true
    case 'solved':
      turn.counting.end('solved')
      await turn.menu('gladly', menu.slice(0, 2))
      return true
    case 'unsolved':
      await begin(dc, turn, human)
      return true
    default:
      await dc.cancelAllDialogs()
      // What was seen some other time is asked again, where nothing was said of it now.
      delete turn.state.facts.symptom
      delete turn.state.facts.errorNumber
      delete turn.state.facts.question
      if (held !== undefined) {
        turn.remember('question', held)
        turn.note(interpretation.understand(held, turn.locale))
      }
      await beginTopic(dc, turn, option)
      return true
  }
}

/** Back to the dialog, with the text that waited for it: nothing that was typed is lost. */
async function resume(dc: DialogContext, turn: Turn, held: string | undefined): Promise<void> {
  if (dc.activeDialog === undefined) return turn.menu('anythingElse', turn.with.conversations.menu)
  if (held === undefined) return again(dc, turn)
  turn.insists = true
  turn.input = { kind: 'text', text: held }
  await proceed(dc, turn)
}
