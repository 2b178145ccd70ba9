/** What an editor does: find texts, change them as drafts, have them checked, publish them as a version, take a version back. */
import { placeOfKey, textIn, textOfTree, textsIn, withEdits, type Edit } from '../content/edits.ts'
import { sentence, type InEachLanguage } from '../content/faults/sentences.ts'
import type { HeldFiles } from '../content/fileSource.ts'
import type { Folder } from '../content/folder.ts'
import type { Mistake } from '../content/library.ts'
import { staleIn, recordName } from '../content/translated.ts'
import type { Change, Draft, EditStore, PublishedEdit, SavedDraft, Version } from '../storage/publishedEdits.ts'
import { placeOfMistake, type KeyAndLocale } from './placeInWords.ts'
import type { Publication } from './publication.ts'
import { sameText, type Checker, type SoundWords } from './soundWords.ts'

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

/** A text in every language. */
export interface EditableText {
  readonly key: string
  /** Its phrases by line. */
  readonly isList: boolean
  readonly in: Readonly<Record<string, TextState>>
}

/** Something that the check says of a draft. */
export interface Remark {
  /** The text that it is about, where it is about one. */
  readonly at?: KeyAndLocale
  readonly message: InEachLanguage
  /** The draft cannot be published with it. */
  readonly refuses: boolean
}

/** What became of publishing. */
export type Published =
  | { readonly version: number; readonly kept?: readonly KeyAndLocale[] }
  | { readonly refused: readonly Remark[] }
  /** There is nothing to publish; of an undoing: `kept` has changed since. */
  | { readonly nothing: true; readonly kept?: readonly KeyAndLocale[] }
  /** Something was published meanwhile, or a draft was changed: look again. */
  | { readonly overtaken: true }

export interface Editing {
  readonly locales: readonly string[]
  texts(): Promise<EditableText[]>
  text(key: string): Promise<EditableText | undefined>
  /**
   * Keeps a draft; one that says what is live already is dropped.
   * @param seen revision of the draft that was changed; undefined: there was none
   */
  save(draft: { readonly key: string; readonly locale: string; readonly text: string; readonly by: string }, seen?: string): Promise<SavedDraft | { readonly dropped: true }>
  drop(key: string, locale: string, seen: string): Promise<boolean>
  drafts(): Promise<Draft[]>
  /** What the check says of the drafts and not of what is live. */
  check(): Promise<Remark[]>
  /** The words as they would be with the drafts. */
  draftWords(): Promise<Pick<SoundWords, 'library' | 'folder' | 'files'>>
  publish(by: string, why: string, isMeant?: (draft: Draft) => boolean): Promise<Published>
  versions(): Promise<Version[]>
  changes(version: number): Promise<Change[]>
  undo(version: number, by: string, why: string): Promise<Published>
  /** The release's text of a key, at present. */
  releaseText(key: string, locale: string): string | undefined
}

const nameOf = ({ key, locale }: KeyAndLocale): string => `${key} ${locale}`

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
  return all
}

/** The edits that would be live with some changes. */
const withChanges = (edits: readonly Edit[], changes: readonly Change[]): Edit[] => {
  const changed = new Set(changes.map(nameOf))
  return [
    ...edits.filter(edit => !changed.has(nameOf(edit))),
    ...changes.flatMap(({ key, locale, after }) => (after === undefined ? [] : [{ key, locale, text: after }])),
  ]
}

/** Puts a text as it is kept: lines end in one way, and nothing hangs over. */
const tidied = (key: string, text: string): string => {
  const lines = text.replace(/\r\n?/g, '\n')
  return placeOfKey(key, '')?.path === undefined ? `${lines.trim()}\n` : lines.trim()
}

type NewChange = Change & { readonly replaced?: string; readonly revision?: string }

/** Makes the port of the desk. */
export function createEditing({ publication, store, checker, locales, reference }: {
  publication: Publication
  store: EditStore
  checker: Checker
  locales: readonly string[]
  /** The language of the originals. */
  reference: string
}): Editing {
  const releaseText = (key: string, locale: string): string | undefined => textIn(publication.current().release, key, locale)

  /** A change to a text; back to the release's words where it says the same. */
  const changeTo = ({ files, release }: SoundWords, { key, locale, text, revision }: { key: string; locale: string; text: string | undefined; revision?: string }): NewChange => {
    const own = textIn(release, key, locale)
    const before = textIn(files, key, locale)
    const after = text === undefined || sameText(text, own) || (text.trim() === '' && own === undefined) ? undefined : text
    return {
      key, locale, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }),
      ...(own === undefined ? {} : { replaced: own }), ...(revision === undefined ? {} : { revision }),
    }
  }

  /** The files with some changes, and what the check says of them and not of what is live. */
  async function tried(words: SoundWords, changes: readonly NewChange[]): Promise<{ files: HeldFiles; digest: string; remarks: Remark[] }> {
    const { files, lost } = withEdits(words.release, withChanges(words.edits, changes))
    const [{ mistakes, digest }, live] = await Promise.all([checker.check(files), checker.check(words.files)])
    const news = newIn(mistakes, live.mistakes)
    const folder = news.length === 0 ? undefined : (await publication.prepare(files)).folder
    const remarks = news.map((mistake): Remark => {
      const at = folder === undefined ? undefined : placeOfMistake(folder, mistake)
      return { ...(at === undefined ? {} : { at }), message: mistake.message, refuses: mistake.code !== 'staleTranslation' }
    })
    const gone = lost.map(({ key, locale }): Remark => ({ at: { key, locale }, refuses: true, message: sentence('textWithoutPlace') }))
    return { files, digest, remarks: [...remarks, ...gone] }
  }

  async function publishChanges(words: SoundWords, changes: readonly NewChange[], by: string, why: string, undoOf?: number): Promise<Published> {
    const { digest, remarks } = await tried(words, changes)
    const refused = remarks.filter(({ refuses }) => refuses)
    if (refused.length > 0) return { refused }
    const version = await store.publish({ seen: words.version, by, why, digest, changes, ...(undoOf === undefined ? {} : { undoOf }) })
    // What serves elsewhere follows by itself; who published sees it at once.
    await publication.refresh()
    return version === undefined ? { overtaken: true } : { version }
  }

  const texts = async (): Promise<EditableText[]> => {
    const words = publication.current()
    const [drafts, stale] = [await store.drafts(), new Map(locales.map(locale => [locale, staleIn(words.folder, locale, reference)]))]
    const draftsBy = new Map(drafts.map(draft => [nameOf(draft), draft]))
    const editsBy = new Map([...words.edits, ...words.aside].map(edit => [nameOf(edit), edit]))
    const live = textsOf(words.folder)
    for (const { key, locale } of [...drafts, ...words.aside]) if (!live.has(key)) live.set(key, { isList: false, in: new Map([[locale, '']]) })
    return [...live].map(([key, { isList, in: own }]) => {
      const [, kind = '', id = '', name = ''] = /^(\w+):([^.]+)\.?(.*)$/.exec(key) ?? []
      const state = (locale: string): TextState => {
        const at = nameOf({ key, locale })
        const edit = editsBy.get(at)
        const draft = draftsBy.get(at)
        const said = own.get(locale)
        const release = edit === undefined ? said : edit.replaced !== undefined || words.conflicts.includes(edit) ? releaseText(key, locale) : undefined
        return {
          ...(release === undefined ? {} : { release }), ...(said === undefined ? {} : { live: said }),
          ...(edit === undefined ? {} : { edit }), ...(draft === undefined ? {} : { draft }),
          conflict: edit !== undefined && words.conflicts.includes(edit),
          aside: edit !== undefined && words.aside.includes(edit),
          stale: stale.get(locale)?.has(recordName({ kind, id }, name)) === true,
        }
      }
      return { key, isList, in: Object.fromEntries(locales.map(locale => [locale, state(locale)])) }
    })
  }

  return {
    locales,
    texts,
    text: async key => (await texts()).find(each => each.key === key),
    save: async ({ key, locale, text, by }, seen) => {
      const { files, release, edits } = publication.current()
      const kept = tidied(key, text)
      if (sameText(kept, textIn(files, key, locale))) {
        if (seen !== undefined && !(await store.dropDraft(key, locale, seen))) return { overtakenBy: (await store.drafts()).find(each => nameOf(each) === nameOf({ key, locale })) }
        if (seen !== undefined || !(await store.drafts()).some(each => nameOf(each) === nameOf({ key, locale }))) return { dropped: true }
      }
      const isRelease = edits.some(edit => nameOf(edit) === nameOf({ key, locale })) && sameText(kept, textIn(release, key, locale))
      return store.saveDraft({ key, locale, by, ...(isRelease ? {} : { text: kept }) }, seen)
    },
    drop: (key, locale, seen) => store.dropDraft(key, locale, seen),
    drafts: () => store.drafts(),
    check: async () => {
      const words = publication.current()
      return (await tried(words, (await store.drafts()).map(({ text, ...draft }) => changeTo(words, { ...draft, text })))).remarks
    },
    draftWords: async () => {
      const words = publication.current()
      const changes = (await store.drafts()).map(({ text, ...draft }) => changeTo(words, { ...draft, text }))
      const { files } = withEdits(words.release, withChanges(words.edits, changes))
      return { files, ...(await publication.prepare(files)) }
    },
    publish: async (by, why, isMeant = () => true) => {
      await publication.refresh()
      const words = publication.current()
      const changes = (await store.drafts()).filter(isMeant).map(({ text, ...draft }) => changeTo(words, { ...draft, text }))
      return changes.length === 0 ? { nothing: true } : publishChanges(words, changes, by, why)
    },
    versions: () => store.versions(),
    changes: version => store.changes(version),
    undo: async (version, by, why) => {
      await publication.refresh()
      const words = publication.current()
      const live = new Map([...words.edits, ...words.aside].map(edit => [nameOf(edit), edit.text]))
      const done = await store.changes(version)
      const standing = done.filter(change => live.get(nameOf(change)) === change.after)
      const kept = done.filter(change => !standing.includes(change)).map(({ key, locale }) => ({ key, locale }))
      if (standing.length === 0) return { nothing: true, kept }
      const back = standing.map(({ key, locale, before }) => changeTo(words, { key, locale, text: before }))
      const published = await publishChanges(words, back, by, why, version)
      return 'version' in published && kept.length > 0 ? { ...published, kept } : published
    },
    releaseText,
  }
}
