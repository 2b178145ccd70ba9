/** The dialogs of a turn: begun, gone on with, interrupted, and what follows when they end. */
import type { Outcome } from '../flow/actions.ts'
import { running, waits } from '../flow/dialogStack.ts'
import type { Ending } from '../flow/stepPrompt.ts'
import { DialogTurnStatus, type DialogContext, type DialogTurnResult } from '../sdk.ts'
import type { Turn } from './turn.ts'

/** Says where the conversation is: the present question, or the menu. */
export async function again(dc: DialogContext, turn: Turn): Promise<void> {
  if (dc.activeDialog === undefined) return turn.menu('menu', turn.with.conversations.menu)
  delete turn.state.menu
  turn.input = { kind: 'again' }
  await dc.continueDialog()
}

/** @param begunBy the outcome because of which it begins */
export async function begin(dc: DialogContext, turn: Turn, dialog: string, begunBy?: Outcome): Promise<void> {
  delete turn.state.menu
  delete turn.state.given
  turn.state.lost = 0
  // What is handed to a person is still about the same.
  const goesOn = dialog === turn.with.conversations.human && turn.state.episode !== undefined
  if (dc.activeDialog === undefined && !goesOn) turn.counting.begin(dialog)
  await follow(dc, turn, dc.stack.length + 1, dialog, () => dc.beginDialog(dialog, begunBy === undefined ? undefined : { begunBy }))
}

/** Begins the conversation for a topic, or the one of that name. */
export async function beginTopic(dc: DialogContext, turn: Turn, name: string): Promise<void> {
  const { conversations, dialogFor } = turn.with
  const article = conversations.topics[name]?.article
  if (article === undefined) delete turn.state.facts.article
  else turn.remember('article', article)
  // Whoever chooses to ask something has not asked it yet.
  if (name === conversations.answer) delete turn.state.facts.question
  await begin(dc, turn, dialogFor(name))
}

/** Begins one dialog over those that wait; they go on when it has ended. */
export async function interrupt(dc: DialogContext, turn: Turn, dialog: string, begunBy?: Outcome): Promise<void> {
  // An answer that is awaited from outside comes within seconds, and only the uppermost dialog would hear it.
  if (waits(turn.state.dialogs) || running(turn.state.dialogs).includes(dialog)) return again(dc, turn)
  await begin(dc, turn, dialog, begunBy)
}

/** Hands what came in to the dialog that runs; without one it says the menu. */
export async function proceed(dc: DialogContext, turn: Turn): Promise<void> {
  const { activeDialog } = dc
  if (activeDialog === undefined) return again(dc, turn)
  await follow(dc, turn, dc.stack.length, activeDialog.id, () => dc.continueDialog())
}

/** Lets a dialog go on. What it leaves to be done stays in the turn's `wish`. */
async function follow(dc: DialogContext, turn: Turn, depth: number, dialog: string, run: () => Promise<DialogTurnResult>): Promise<void> {
  turn.running = running({ dialogStack: dc.stack })
  const result = await run()
  if (result.status === DialogTurnStatus.complete) {
    // A step of ours ends with an ending; a dialog that was taken from under it with nothing.
    const ending = result.result as Ending | undefined
    if (dc.stack.length === 0) count(turn, ending)
    return ended(turn, dialog, ending ?? { kind: 'back' })
  }
  if (dc.stack.length < depth) await again(dc, turn)
}

/** Ends that leave it open whether anything came of it; whoever was handed to a person is counted already. */
const open = new Set(['waiting', 'unanswered', 'support'])

/** Counts a conversation that solved what it was begun for. */
function count({ counting, with: { conversations: { settled } } }: Turn, ending: Ending | undefined): void {
  const result = ending?.kind === 'answer' ? ending.answer : ''
  if (!open.has(result) && settled[result] === true) counting.end('solved')
}

/** After a dialog ended there is always a way on. */
async function ended(turn: Turn, dialog: string, ending: Ending): Promise<void> {
  const { later } = turn.state
  const { conversations: { after, menu, topics, human, settled }, dialogFor } = turn.with
  delete turn.state.later
  const next = (after[dialog] ?? menu).filter(each => each !== dialog).slice(0, 2)
  if (later !== undefined && later in topics)
    return turn.menu('later', [later, ...next.filter(each => each !== dialogFor(later))], { variables: { other: turn.place(later) } })
  const result = ending.kind === 'answer' ? ending.answer : ''
  if (settled[result] === true || dialog === human) return turn.menu('anythingElse', next)
  await turn.menu('isItSolved', ['solved', 'unsolved', ...next])
}
