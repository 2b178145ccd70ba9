/** Finds texts by what people see of them: whatever their case, accents, marks and variables, and with a letter that is wrong. */
import type { EditableText, TextState } from '../../../editing/textStates.ts'
import { distance } from '../../../text/distance.ts'
import { fold } from '../../../text/fold.ts'
import type { TextKind, TextPlace } from './textPlaces.ts'

/** What wants to be looked at. */
export const textConditions = ['draft', 'missing', 'stale', 'conflict', 'edited', 'withdrawn'] as const
export type TextCondition = (typeof textConditions)[number]

/** What is looked for. */
export interface Wanted {
  readonly words?: string | undefined
  readonly kind?: TextKind | undefined
  readonly subject?: string | undefined
  readonly condition?: TextCondition | undefined
}

export interface PlacedText {
  readonly text: EditableText
  readonly place: TextPlace
}
export interface FoundText extends PlacedText {
  /** In which language it was found. */
  readonly locale: string
}

/** What is said by next: the draft, else what is live. */
export const wordsOf = ({ draft, live, release }: TextState): string | undefined => (draft === undefined ? live : (draft.text ?? release))

/** Texts without their marks and variables, folded. */
const seen = (text: string): string => fold(text.replace(/\{\{[^{}]*\}\}|\]\([^)\s]*\)|[*_[\]]/g, ' '))

/** Whether it is what people type: each language's own. */
const isTyped = ({ kind }: TextPlace): boolean => kind === 'examples' || kind === 'sayings'

/** Whether a language has such a form at all: French has one for millions, which English has not. */
export function hasForm(name: string, locale: string): boolean {
  const form = /_(zero|one|two|few|many|other)$/.exec(name)?.[1]
  return form === undefined || new Intl.PluralRules(locale).resolvedOptions().pluralCategories.some(each => each === form)
}

const has: Readonly<Record<TextCondition, (state: TextState, found: PlacedText, locale: string) => boolean>> = {
  draft: ({ draft }) => draft !== undefined,
  missing: (state, { place, text }, locale) =>
    !isTyped(place) && hasForm(place.name, locale) && (wordsOf(state) ?? '').trim() === '' && Object.values(text.in).some(each => (wordsOf(each) ?? '') !== ''),
  stale: ({ stale }) => stale,
  conflict: ({ conflict, aside }) => conflict || aside,
  edited: ({ edit }) => edit !== undefined,
  withdrawn: ({ edit }) => edit?.text === '',
}

/** What wants to be looked at in a text, in any of its languages. */
export const conditionsOf = (found: PlacedText): TextCondition[] =>
  textConditions.filter(condition => Object.entries(found.text.in).some(([locale, state]) => has[condition](state, found, locale)))

/** How many letters of a word may be wrong. */
const mistakesIn = (word: string): number => (word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0)

/** How well words fit a text: 0, not at all. */
function measure(wanted: readonly string[], phrase: string, text: string, near: ReadonlyMap<string, ReadonlySet<string>>): number {
  if (text.includes(phrase)) return 3 + phrase.length / (text.length + 1)
  // An apostrophe or a space was left out.
  if (phrase.length >= 8 && text.replaceAll(' ', '').includes(phrase.replaceAll(' ', ''))) return 2
  const words = new Set(text.split(' '))
  const share = wanted.filter(word => [...(near.get(word) ?? [])].some(each => words.has(each))).length / wanted.length
  // What a variable stands for is seen and not written: of a long sentence, most words will do.
  return share === 1 || (wanted.length >= 4 && share >= 0.7) ? share + wanted.length / (words.size + wanted.length) : 0
}

/** For each word that is looked for, those of the texts that it can mean. */
function nearWords(wanted: readonly string[], texts: readonly string[]): Map<string, Set<string>> {
  const known = new Set(texts.flatMap(text => text.split(' ')))
  return new Map(wanted.map(word => {
    const most = mistakesIn(word)
    return [word, new Set([...known].filter(each => each.startsWith(word) || (most > 0 && distance(word, each, most) <= most)))]
  }))
}

/** Texts that are looked for, the likeliest first and what people write last; without words, in the order of the conversations. */
export function findTexts(all: readonly PlacedText[], { words = '', kind, subject, condition }: Wanted): FoundText[] {
  const among = all.filter(found =>
    (kind === undefined || found.place.kind === kind) && (subject === undefined || found.place.subject === subject) &&
    (condition === undefined || Object.entries(found.text.in).some(([locale, state]) => has[condition](state, found, locale))))
  const phrase = seen(words)
  const first = (found: PlacedText): string => Object.keys(found.text.in)[0] ?? ''
  if (phrase === '') return among.map(found => ({ ...found, locale: first(found) }))
  const wanted = [...new Set(phrase.split(' '))]
  const readings = among.flatMap(found =>
    Object.entries(found.text.in).map(([locale, state]) => ({ found, locale, text: seen(wordsOf(state) ?? '') })))
  const near = nearWords(wanted, readings.map(({ text }) => text))
  const best = new Map<string, { readonly score: number; readonly found: FoundText }>()
  for (const { found, locale, text } of readings) {
    const score = measure(wanted, phrase, text, near)
    if (score > (best.get(found.text.key)?.score ?? 0)) best.set(found.text.key, { score, found: { ...found, locale } })
  }
  return [...best.values()]
    .sort((a, b) => Number(isTyped(a.found.place)) - Number(isTyped(b.found.place)) || b.score - a.score)
    .map(({ found }) => found)
}
