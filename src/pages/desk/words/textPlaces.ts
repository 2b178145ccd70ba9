/** What a text is to whoever reads it: of which subject, at which step of it, and what it does there. No names of files. */

import { hoursPath, wordsPath } from '../deskPaths.ts'

/** What a text does, in the order in which kinds are offered. */
export const textKinds = [
  'greeting', 'question', 'sentence', 'retry', 'reason', 'button', 'refusal', 'title', 'form', 'article', 'browser', 'guide', 'mail', 'page',
  'examples', 'sayings', 'teams',
] as const
export type TextKind = (typeof textKinds)[number]

export interface TextPlace {
  readonly kind: TextKind
  /** `dialogs:clearCache`; of a page of content its kind alone, `help`. */
  readonly subject: string
  /** What is changed together: the texts of a step, or one page. */
  readonly group: string
  /** What it is called in its step: `text`, `options.yes`; empty for a page as a whole. */
  readonly name: string
}

const pageKindOf: Readonly<Record<string, TextKind>> = { help: 'article', browsers: 'browser', guides: 'guide', mails: 'mail' }
/** What the guide says at the beginning. */
const greetings = new Set(['greeting', 'linked', 'menu'])

function kindIn(file: string, id: string, names: readonly string[], isQuestion: boolean): TextKind {
  const [first = '', second = ''] = names
  if (file === 'pages') return 'page'
  if (file === 'teams') return 'teams'
  if (file === 'understanding') return first === 'examples' ? 'examples' : 'sayings'
  if (names.includes('options')) return 'button'
  if (names.includes('errors')) return 'refusal'
  const last = names.at(-1)
  if (last === 'retry') return 'retry'
  if (last === 'why') return 'reason'
  if (file === 'forms') return last === 'question' ? 'question' : 'form'
  if (names.length === 1) return 'title'
  if (id === 'bot' && greetings.has(first)) return 'greeting'
  return isQuestion && second === 'text' ? 'question' : 'sentence'
}

/** @param asks whether something is asked at a step, `<dialog>.<step>` */
export function placeOfText(key: string, asks: (step: string) => boolean): TextPlace {
  const [, file = '', id = '', below = ''] = /^(\w+):([^.]+)\.?(.*)$/.exec(key) ?? []
  const page = pageKindOf[file]
  if (below === '') return { kind: page ?? 'form', subject: file, group: key, name: '' }
  const names = below.split('.')
  if (file === 'fields') return { kind: 'form', subject: `fields:${id}`, group: `fields:${id}`, name: below }
  const [first = ''] = names
  const group = names.length === 1 ? `${file}:${id}` : `${file}:${id}.${first}`
  return {
    kind: kindIn(file, id, names, asks(`${id}.${first}`)),
    subject: `${file}:${id}`,
    group,
    name: names.length === 1 ? first : names.slice(1).join('.'),
  }
}

/** Where a text is changed. */
export const textPath = `${wordsPath}/text`
/** Where the order of a form's fields is changed. */
export const fieldsPath = `${wordsPath}/fields`

/** The address of what changes a text. */
export function addressOfText(group: string): string {
  if (group.startsWith('hours:')) return hoursPath
  const [, form] = /^fields:(.+)$/.exec(group) ?? []
  return form === undefined ? `${textPath}?${new URLSearchParams({ of: group }).toString()}` : `${fieldsPath}?${new URLSearchParams({ form }).toString()}`
}
