/** What is said while nothing is going on: something that can be begun, several, a question, or nothing that was understood. */
import { humanHelp } from '../flow/humanHelp.ts'
import type { DialogContext } from '../sdk.ts'
import { command } from './commands.ts'
import type { Heard } from './interpret.ts'
import { begin, beginTopic } from './running.ts'
import type { Turn } from './turn.ts'

/** What is said at the start: something that can be begun, several, or nothing that was understood. */
export async function atTheStart(dc: DialogContext, turn: Turn, text: string): Promise<void> {
  const { interpretation, answerTo, conversations: { menu, answer } } = turn.with
  if (await turn.inOtherLanguage(text)) return
  const heard = interpretation.understand(text, turn.locale)
  turn.note(heard)
  if (heard.lang !== turn.locale && heard.action !== 'none' && text.trim().split(/\s+/).length > 2) {
    turn.state.locale = heard.lang
    await turn.bot('switched')
  }
  const begins = heard.action === 'start'
  // A conversation helps further than an article, but whoever wants to know (why, who, how long, what it is) is told first.
  const article = answerTo(text, turn.locale, {
    ...(begins && heard.topic !== undefined ? { topic: heard.topic } : {}),
    asks: heard.action === 'none' || interpretation.isQuestion(text),
    met: begins && (heard.command ?? heard.courtesy) !== undefined,
  })
  if (article !== undefined) {
    turn.remember('question', text)
    turn.remember('article', article)
    return begin(dc, turn, answer)
  }
  if (begins && heard.command !== undefined) return command(dc, turn, heard.command, text)
  if (begins && heard.courtesy !== undefined) return turn.menu(heard.courtesy, menu)
  turn.remember('question', text)
  if (begins && heard.topic !== undefined) {
    if (heard.later !== undefined) turn.state.later = heard.later
    return beginTopic(dc, turn, heard.topic)
  }
  if (heard.action === 'offer') return turn.menu('offer', heard.likely)
  // A question that nothing surely answers: what may, or the word that it is kept for the editors.
  if (interpretation.isQuestion(text)) {
    delete turn.state.facts.article
    return begin(dc, turn, answer)
  }
  return lost(turn, heard)
}

/** Not understood: first how to say it, then the three likeliest, then a person. */
async function lost(turn: Turn, { likely }: Heard): Promise<void> {
  const { conversations: { menu, human }, dialogFor } = turn.with
  turn.state.lost += 1
  if (turn.state.lost === 1) return turn.menu('notUnderstood', menu)
  const others = menu.filter(each => !likely.some(topic => dialogFor(topic) === each))
  if (turn.state.lost === 2) return turn.menu('stillNotUnderstood', [...likely, ...others].slice(0, 3))
  // First of all a person, where the menu knows one.
  const first = menu.filter(each => each === human)
  return turn.menu('lost', [...first, ...menu.filter(each => each !== human)].slice(0, 5), { words: [humanHelp(turn)] })
}
