/** The boxes in which a text is written: one for most, and one for each part of a page of content. */
import { bodyPart, pageLists, partsOf, withParts } from '../../../content/pageParts.ts'
import type { EditableText, TextState } from '../../../editing/textStates.ts'
import { wordsOf } from './findTexts.ts'
import { printOf } from './wordsParts.ts'

export interface Box {
  /** Empty: the text as a whole. */
  readonly part: string
  readonly text: string
  /** A phrase on each line. */
  readonly isList: boolean
  /** What is written is Markdown, and longer. */
  readonly isProse: boolean
}

/** Parts of a page that are words. The others say to programs which page it is. */
const written: Readonly<Record<string, readonly string[]>> = {
  help: ['title', 'questions', 'keywords', 'related', 'sources', 'checked'],
  browsers: ['title', 'alt', 'version', 'status', 'sources', 'checked'],
  guides: ['title', 'alt', 'keywords'],
  mails: ['title'],
}

const kindOf = (key: string): string => key.slice(0, key.indexOf(':'))
/** Whether a key is of a page of content as a whole. */
export const isPage = (key: string): boolean => written[kindOf(key)] !== undefined

/** Whether a page of content is, or is to be, no more. */
export const isWithdrawn = ({ key, in: states }: EditableText): boolean =>
  isPage(key) && Object.values(states).every(state => (wordsOf(state) ?? '') === '')

/** The boxes of a text in a language. @param model the same in the language of the originals: which parts it has */
export function boxesOf({ key, isList }: EditableText, state: TextState, model: string | undefined): Box[] {
  const text = wordsOf(state) ?? ''
  const names = written[kindOf(key)]
  if (names === undefined) return [{ part: '', text, isList, isProse: !isList }]
  const [own, others] = [partsOf(text) ?? [], partsOf(model ?? '') ?? []]
  const shown = names.filter(name => [...own, ...others].some(each => each.name === name) || (name === 'questions' && kindOf(key) === 'help'))
  return [...shown, bodyPart].map(part => ({
    part, text: own.find(each => each.name === part)?.text ?? '', isList: pageLists.has(part), isProse: part === bodyPart,
  }))
}

/** What was shown, and which draft it was: what comes back with the form. */
export const seenOf = (state: TextState, boxes: readonly Box[]): string =>
  `${state.draft?.revision ?? 'live'} ${printOf(boxes.map(({ text }) => text))}`

/**
 * The text that the boxes make.
 * @param model a page in the language of the originals, where there is none yet in this one
 * @returns undefined: they make none
 */
export function textOfBoxes(
  key: string, state: TextState, values: ReadonlyMap<string, string>, model: string | undefined,
): string | undefined {
  if (!isPage(key)) return values.get('') ?? ''
  const before = wordsOf(state) ?? ''
  if ([...values.values()].every(value => value.trim() === '')) return ''
  return withParts(before === '' ? (model ?? '') : before, values)
}
