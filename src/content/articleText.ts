/** Articles as their files are written: a new one, and one with a question more. */
import { stringify } from 'yaml'
import { textOfTree } from './edits.ts'
import { readPage, Source } from './source.ts'
import { writeText } from './writeText.ts'

/** What stands at the head of a help article. */
export interface ArticleHead {
  readonly title: string
  readonly theme: string
  readonly questions: readonly string[]
  readonly sources: readonly string[]
  /** `2026-11-30` */
  readonly checked: string
}

/** @param body Markdown */
export const newArticle = (head: ArticleHead, body: string): string => `---\n${stringify(head, { lineWidth: 0 })}---\n${body.trim()}\n`

const header = /^---[^\n]*\n([\s\S]*?)^---[ \t]*(?:\n|$)/m

/** @returns undefined where it has the question already, or cannot be written into */
export function withQuestion(text: string, question: string): string | undefined {
  const found = header.exec(text)
  const front = found?.[1]
  if (found === null || front === undefined) return undefined
  const tree = readPage(new Source('', text), () => undefined)?.front.entries.get('questions')?.tree
  const questions = tree === undefined ? [] : textOfTree(tree).split('\n')
  if (questions.includes(question)) return undefined
  const written = writeText(front, ['questions'], [...questions, question].join('\n'))
  return written === undefined ? undefined : `---\n${written}---\n${text.slice(found[0].length)}`
}
