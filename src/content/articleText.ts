/** Pages of content as their files are written: a new one, and an article with a question more. */
import { stringify } from 'yaml'
import { textOfTree } from './edits.ts'
import { readPage, Source } from './source.ts'
import { writeText } from './writeText.ts'

/**
 * A page that is new.
 * @param head what stands at its head, by name and in this order
 * @param body Markdown
 */
export const newPage = (head: Readonly<Record<string, string | readonly string[]>>, body: string): string =>
  `---\n${stringify(head, { lineWidth: 0 })}---\n${body.trim()}\n`

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
