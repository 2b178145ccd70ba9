/**
 * What is known of the answers of steps: sentences that people said there (`content/understanding/<locale>/answers.yml`, below the
 * dialog, the step and the answer), and the phrases of `sayings.yml`.
 */
import { leavesOf } from '../content/folder.ts'
import type { Tree } from '../content/source.ts'

/** What may be said at any step and is none of its answers. */
export const otherAnswers = [
  'aQuestion', 'aWait', 'notKnown', 'aSubject', 'aCommand', 'anythingElse', 'aValue', 'aCorrection', 'aListed',
] as const
export type OtherAnswer = (typeof otherAnswers)[number]
const isOther = (answer: string): answer is OtherAnswer => otherAnswers.some(each => each === answer)

/** A sentence that was said at a place, and what it meant. */
export interface AnswerLesson {
  /** `<dialog>.<step>`; of a form `<dialog>.<step>.<field>`, `….review` or `….remark`. */
  readonly place: string
  /** An option's name, or one of `otherAnswers`. */
  readonly answer: string
  readonly text: string
  /** Only a phrase of a list: it may stand in what is said. */
  readonly phrase: boolean
}

export interface AnswerData {
  readonly lessons: readonly AnswerLesson[]
  /** By `<place>.<answer>`: the lists that stand in its list, `works` for `=works`. */
  readonly kinds: ReadonlyMap<string, readonly string[]>
  /** By place: the options of which anything is said. */
  readonly options: ReadonlyMap<string, readonly string[]>
}

/** A file of `content/understanding`, as far as it tells anything of answers. */
interface AnswerFile {
  readonly id: string
  readonly tree: Tree
}

const linesOf = (file: AnswerFile): (readonly [string, readonly string[]])[] =>
  [...leavesOf(file.tree)].flatMap(({ key, tree }) =>
    tree.kind === 'items' ? [[key, tree.items.flatMap(item => (item.kind === 'text' ? [item.value] : []))] as const] : [])

/** Puts together what the files say of answers. */
export function answerData(files: readonly AnswerFile[]): AnswerData {
  const lessons: AnswerLesson[] = []
  const kinds = new Map<string, string[]>()
  const options = new Map<string, string[]>()
  const add = (key: string, texts: readonly string[], phrase: boolean): void => {
    const cut = key.lastIndexOf('.')
    const [place, answer] = [key.slice(0, cut), key.slice(cut + 1)]
    const named = options.get(place) ?? []
    options.set(place, named)
    if (!isOther(answer) && !named.includes(answer)) named.push(answer)
    for (const text of texts)
      if (!text.startsWith('=')) lessons.push({ place, answer, text, phrase })
      else kinds.set(key, [...new Set([...(kinds.get(key) ?? []), text.slice(1)])])
  }
  for (const file of files)
    for (const [key, texts] of linesOf(file))
      if (file.id === 'answers') add(key, texts, false)
      else if (file.id === 'sayings' && key.startsWith('steps.')) add(key.slice('steps.'.length), texts, true)
  return { lessons, kinds, options }
}
