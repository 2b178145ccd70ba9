/** Every text in all its states: what the release says, what is said, what is drafted, what wants to be looked at. */
import { everyLanguage, isInEveryLanguage, textIn, textOfTree, textsIn } from '../content/edits.ts'
import type { Folder } from '../content/folder.ts'
import { hoursKey } from '../content/readHours.ts'
import { recordName, staleIn } from '../content/translated.ts'
import type { Draft, PublishedEdit } from '../storage/publishedEdits.ts'
import { nameOf } from './placeInWords.ts'
import type { SoundWords } from './soundWords.ts'

/** A text in a language, in all its states. */
export interface TextState {
  /** What the release says; undefined: it has no such text. */
  readonly release?: string
  /** What is said at present. */
  readonly live?: string
  readonly edit?: PublishedEdit
  readonly draft?: Draft
  /** The release has changed the text as well, since it was edited. */
  readonly conflict: boolean
  /** The edit does not fit the release any more, which says its own words. */
  readonly aside: boolean
  /** The original changed, and this translation did not. */
  readonly stale: boolean
}

/** A text in every language; what has none is there as `everyLanguage`. */
export interface EditableText {
  readonly key: string
  /** Its phrases by line. */
  readonly isList: boolean
  readonly in: Readonly<Record<string, TextState>>
}

/** The texts of some words by key and language. */
function textsOf(folder: Folder): Map<string, { isList: boolean; in: Map<string, string> }> {
  const all = new Map<string, { isList: boolean; in: Map<string, string> }>()
  const put = (key: string, locale: string, text: string, isList: boolean): void => {
    const known = all.get(key) ?? { isList, in: new Map<string, string>() }
    known.in.set(locale, text)
    all.set(key, known)
  }
  for (const file of folder.words) for (const { key, tree } of textsIn(file)) put(key, file.locale, textOfTree(tree), tree.kind === 'items')
  for (const { kind, id, locale, source } of folder.pages) put(`${kind}:${id}`, locale, source.text, false)
  for (const { id, fields } of folder.fields) {
    put(`fields:${id}.order`, everyLanguage, fields.map(({ name }) => name).join('\n'), true)
    for (const { name, required } of fields) put(`fields:${id}.${name}.required`, everyLanguage, String(required), false)
  }
  if (folder.hours !== undefined) put(hoursKey, everyLanguage, folder.hours.source.text, false)
  return all
}

/**
 * The texts, in the order of their files.
 * @param reference the language of the originals
 */
export function textStates(words: SoundWords, drafts: readonly Draft[], locales: readonly string[], reference: string): EditableText[] {
  const stale = new Map(locales.map(locale => [locale, staleIn(words.folder, locale, reference)]))
  const draftsBy = new Map(drafts.map(draft => [nameOf(draft), draft]))
  const editsBy = new Map([...words.edits, ...words.aside].map(edit => [nameOf(edit), edit]))
  const live = textsOf(words.folder)
  for (const { key } of [...drafts, ...words.edits, ...words.aside]) if (!live.has(key)) live.set(key, { isList: false, in: new Map() })
  const releaseOf = (key: string, locale: string, edit: PublishedEdit | undefined, said: string | undefined): string | undefined =>
    edit === undefined ? said : textIn(words.release, key, locale)
  return [...live].map(([key, { isList, in: own }]) => {
    const [, kind = '', id = '', name = ''] = /^(\w+):([^.]+)\.?(.*)$/.exec(key) ?? []
    const state = (locale: string): TextState => {
      const at = nameOf({ key, locale })
      const [edit, draft, said] = [editsBy.get(at), draftsBy.get(at), own.get(locale)]
      const release = releaseOf(key, locale, edit, said)
      return {
        ...(release === undefined ? {} : { release }), ...(said === undefined ? {} : { live: said }),
        ...(edit === undefined ? {} : { edit }), ...(draft === undefined ? {} : { draft }),
        conflict: edit !== undefined && words.conflicts.includes(edit),
        aside: edit !== undefined && words.aside.includes(edit),
        stale: stale.get(locale)?.has(recordName({ kind, id }, name)) === true,
      }
    }
    const spoken = isInEveryLanguage(key) ? [everyLanguage] : locales
    return { key, isList, in: Object.fromEntries(spoken.map(locale => [locale, state(locale)])) }
  })
}
