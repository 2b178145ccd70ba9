/** Tries changes on the words: the files as they would be, and what the check would say of them. */
import { textIn, withEdits, type Edit } from '../content/edits.ts'
import { sentence, type InEachLanguage } from '../content/faults/sentences.ts'
import type { Mistake } from '../content/library.ts'
import type { Change } from '../storage/publishedEdits.ts'
import { nameOf, placeOfMistake, type KeyAndLocale } from './placeInWords.ts'
import type { Publication } from './publication.ts'
import { sameText, type Checker, type SoundWords } from './soundWords.ts'

/** Something that the check says of a draft. */
export interface Remark {
  /** The text that it is about, where it is about one. */
  readonly at?: KeyAndLocale
  readonly message: InEachLanguage
  /** The draft cannot be published with it. */
  readonly refuses: boolean
}

/** A change, with the release's text that it stands in place of, and the draft that it is. */
export type NewChange = Change & { readonly replaced?: string; readonly revision?: string }

/** Mistakes as they are whatever line they stand in, to see which are new. */
function newIn(mistakes: readonly Mistake[], before: readonly Mistake[]): Mistake[] {
  const left = new Map<string, number>()
  const nameOfMistake = ({ file, message }: Mistake): string => `${file} ${message.fr}`
  for (const mistake of before) left.set(nameOfMistake(mistake), (left.get(nameOfMistake(mistake)) ?? 0) + 1)
  return mistakes.filter(mistake => {
    const known = left.get(nameOfMistake(mistake)) ?? 0
    left.set(nameOfMistake(mistake), known - 1)
    return known <= 0
  })
}

/** The edits that would be live with some changes. */
const withChanges = (edits: readonly Edit[], changes: readonly Change[]): Edit[] => {
  const changed = new Set(changes.map(nameOf))
  return [
    ...edits.filter(edit => !changed.has(nameOf(edit))),
    ...changes.flatMap(({ key, locale, after }) => (after === undefined ? [] : [{ key, locale, text: after }])),
  ]
}

/** The change that a draft is: back to the release's words where it says the same. */
type Wanted = KeyAndLocale & { readonly text?: string | undefined; readonly revision?: string }
export function changeTo({ files, release }: SoundWords, { key, locale, text, revision }: Wanted): NewChange {
  const own = textIn(release, key, locale)
  const before = textIn(files, key, locale)
  const isRelease = text === undefined || sameText(text, own) || (text.trim() === '' && own === undefined)
  return {
    key, locale,
    ...(before === undefined ? {} : { before }), ...(isRelease ? {} : { after: text }),
    ...(own === undefined ? {} : { replaced: own }), ...(revision === undefined ? {} : { revision }),
  }
}

/** The files as they are live, with some changes. @returns as well what has no place in them */
export const liveWith = (words: SoundWords, changes: readonly NewChange[]): ReturnType<typeof withEdits> =>
  withEdits(words.release, withChanges(words.edits, changes))

/** What came of a trial. */
export interface Tried {
  readonly digest: string
  /** What the check says of the changes, and not of what is live. */
  readonly remarks: readonly Remark[]
}

export type Trial = (words: SoundWords, changes: readonly NewChange[]) => Promise<Tried>

/** Makes what tries. */
export const createTrial = (publication: Publication, checker: Checker): Trial => async (words, changes) => {
  const { files, lost } = liveWith(words, changes)
  const [{ mistakes, digest }, live] = await Promise.all([checker.check(files), checker.check(words.files)])
  const news = newIn(mistakes, live.mistakes)
  const folder = news.length === 0 ? undefined : (await publication.prepare(files)).folder
  const remarks = news.map((mistake): Remark => {
    const at = folder === undefined ? undefined : placeOfMistake(folder, mistake)
    return { ...(at === undefined ? {} : { at }), message: mistake.message, refuses: mistake.code !== 'staleTranslation' }
  })
  const gone = lost.map(({ key, locale }): Remark => ({ at: { key, locale }, refuses: true, message: sentence('textWithoutPlace') }))
  return { digest, remarks: [...remarks, ...gone] }
}
