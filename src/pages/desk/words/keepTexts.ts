/** Keeps what somebody wrote into the boxes as drafts. Of two who change one text, the second is told, and overwrites nothing. */
import type { EditableText, TextState } from '../../../editing/textStates.ts'
import type { Visit } from '../desk.ts'
import { boxesOf, seenOf, textOfBoxes } from './boxes.ts'
import { wordsOf, type PlacedText } from './findTexts.ts'
import { printOf, type WordsParts } from './wordsParts.ts'

/** Names of what the form sends of a box, and of what it was shown. */
export const boxName = (locale: string, key: string, part: string): string => `text ${locale} ${key} ${part}`.trim()
export const seenName = (locale: string, key: string): string => `seen ${locale} ${key}`

export interface KeptTexts {
  /** Names of boxes whose text was not kept, with what was written: somebody else was there meanwhile. */
  readonly overtaken: ReadonlyMap<string, string>
  /** Likewise: it is longer than a text may be. */
  readonly tooLong: ReadonlyMap<string, string>
}

/** The text in the language of the originals. */
export const modelOf = ({ in: states }: EditableText, reference: string | undefined): string | undefined =>
  reference === undefined || states[reference] === undefined ? undefined : wordsOf(states[reference])

async function keepOne(
  { editing }: WordsParts, { sent, person, note }: Visit,
  text: EditableText, locale: string, state: TextState, { overtaken, tooLong }: Record<keyof KeptTexts, Map<string, string>>,
): Promise<void> {
  const { key } = text
  const model = modelOf(text, editing.locales[0])
  const boxes = boxesOf(text, state, model)
  const values = new Map(boxes.flatMap(({ part }) => {
    const value = sent.get(boxName(locale, key, part))
    return value === null ? [] : [[part, value] as const]
  }))
  if (values.size < boxes.length) return
  const seen = sent.get(seenName(locale, key)) ?? ''
  // What nobody touched here may well have been changed elsewhere.
  if (seen.split(' ')[1] === printOf([...values.values()])) return
  const tell = (refused = overtaken): void => {
    for (const [part, value] of values) refused.set(boxName(locale, key, part), value)
  }
  if (seen !== seenOf(state, boxes)) {
    // Two tabs, one text: nobody was overtaken.
    if (printOf([...values.values()]) !== printOf(boxes.map(box => box.text))) tell()
    return
  }
  const written = textOfBoxes(key, state, values, model)
  if (written === undefined) return tell()
  const saved = await editing.save({ key, locale, text: written, by: person.name }, state.draft?.revision)
  if ('tooLong' in saved) tell(tooLong)
  else if ('overtakenBy' in saved) {
    // The same, sent twice: nobody was overtaken.
    if (saved.overtakenBy?.by !== person.name || saved.overtakenBy.text?.trim() !== written.trim()) tell()
  }
  else if ('saved' in saved && state.draft === undefined) await note('wordsDrafted', `${key} ${locale}`)
}

/** Keeps the texts of a group. */
export async function keepTexts(parts: WordsParts, visit: Visit, texts: readonly PlacedText[]): Promise<KeptTexts> {
  const refused = { overtaken: new Map<string, string>(), tooLong: new Map<string, string>() }
  for (const { text } of texts)
    for (const [locale, state] of Object.entries(text.in)) await keepOne(parts, visit, text, locale, state, refused)
  return refused
}
