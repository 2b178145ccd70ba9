/**
 * What is an answer to another question than the present one. « Non pardon, je voulais dire Firefox », said at the step after: the
 * conversation goes back to where that was answered, without a word, and the text is taken there; where the way does not lead there,
 * nothing has happened.
 */
import { framesOf } from '../flow/dialogStack.ts'
import { factNames } from '../flow/facts.ts'
import type { DialogContext } from '../sdk.ts'
import type { Input } from '../flow/port.ts'
import { again, proceed } from './running.ts'
import type { Turn } from './turn.ts'

/** What of a form is filled in, and what is asked about it. */
const filled = (turn: Turn): string => {
  const { values, at, remark } = framesOf(turn.state.dialogs).at(-1)?.state ?? {}
  return JSON.stringify([values, at, remark])
}
const press = ({ id, ask }: { readonly id: string; readonly ask: number }, option: string): Input =>
  ({ kind: 'button', value: { step: id, ask, option } })

/** So many questions lie between the one that is left and the one that is answered anew, at most. */
const mostReplayed = 4

const dialogOf = (step = ''): string => step.slice(0, step.indexOf('.'))

const waiting = (turn: Turn): { readonly id: string; readonly ask: number } | undefined => {
  const frame = framesOf(turn.state.dialogs).at(-1)
  return frame === undefined ? undefined : { id: frame.id, ask: Number(frame.state['ask']) }
}

/** Goes a way without a word. What was there before comes back when it does not lead to where it should. */
async function tryWay(dc: DialogContext, turn: Turn, way: () => Promise<boolean>): Promise<boolean> {
  const { state } = turn
  const { facts, given, menu, later } = state
  const kept = structuredClone({ stack: dc.stack, state: { facts, given, menu, later } })
  turn.isQuiet = true
  const led = await way()
  turn.isQuiet = false
  if (led) return true
  dc.stack.splice(0, dc.stack.length, ...kept.stack)
  Object.assign(state, kept.state)
  return false
}

/**
 * Answers the last choice anew.
 * @param text as it was said
 * @returns whether the way led there
 */
export async function revise(dc: DialogContext, turn: Turn, text: string): Promise<boolean> {
  const { state } = turn
  const given = state.given ?? []
  const target = given.at(-1)
  const led = await tryWay(dc, turn, async () => {
    // What was kept of that answer holds no longer, or it would not be asked for again.
    for (const name of factNames) if (state.facts[name] === target?.option) delete state.facts[name]
    turn.input = { kind: 'back' }
    await proceed(dc, turn)
    // Back out of a dialog of its own leads to its first question: what was answered there still holds.
    for (let i = 0; i < mostReplayed; i++) {
      const at = waiting(turn)
      // Only of the dialog that is gone back into: nothing is asked for again.
      const before = given.slice(0, -1).findLast(({ step }) => step === at?.id && dialogOf(step) === dialogOf(target?.step))
      if (at === undefined || at.id === target?.step || before === undefined) break
      turn.input = press(at, before.option)
      await proceed(dc, turn)
    }
    return target !== undefined && waiting(turn)?.id === target.step
  })
  if (!led) return false
  turn.input = { kind: 'text', text }
  await proceed(dc, turn)
  return true
}

/**
 * « Cette question vous bloque », and the answer is typed after all: it is taken where the option leads, if it is one.
 * @param option which leads to the form
 */
export async function answerThrough(dc: DialogContext, turn: Turn, option: string, text: string): Promise<boolean> {
  const led = await tryWay(dc, turn, async () => {
    const at = waiting(turn)
    if (at === undefined) return false
    turn.input = press(at, option)
    await proceed(dc, turn)
    const asked = filled(turn)
    turn.input = { kind: 'text', text }
    await proceed(dc, turn)
    return turn.wish === undefined && filled(turn) !== asked
  })
  turn.wish = undefined
  if (led) await again(dc, turn)
  return led
}
