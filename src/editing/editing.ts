/** What an editor does: find texts, change them as drafts, have them checked, publish them as a version, take a version back. */
import { placeOfKey, textIn } from '../content/edits.ts'
import type { Change, Draft, EditStore, SavedDraft, Version } from '../storage/publishedEdits.ts'
import { changeTo, createTrial, liveWith, type NewChange, type Remark } from './draftTrial.ts'
import { nameOf, type KeyAndLocale } from './placeInWords.ts'
import type { Publication } from './publication.ts'
import { sameText, type Checker, type SoundWords } from './soundWords.ts'
import { textStates, type EditableText } from './textStates.ts'

/** What became of publishing. */
export type Published =
  | { readonly version: number; readonly kept?: readonly KeyAndLocale[] }
  | { readonly refused: readonly Remark[] }
  /** There is nothing to publish; of an undoing: `kept` has changed since. */
  | { readonly nothing: true; readonly kept?: readonly KeyAndLocale[] }
  /** Something was published meanwhile, or a draft was changed: look again. */
  | { readonly overtaken: true }

/** A text as an editor writes it. */
export interface EditorsText extends KeyAndLocale {
  readonly text: string
  readonly by: string
}

export interface Editing {
  readonly locales: readonly string[]
  texts(): Promise<EditableText[]>
  text(key: string): Promise<EditableText | undefined>
  /**
   * Keeps a draft; one that says what is live already is dropped, one that is longer than `longestText` is not kept.
   * @param seen revision of the draft that was changed; undefined: there was none
   */
  save(draft: EditorsText, seen?: string): Promise<SavedDraft | { readonly dropped: true } | { readonly tooLong: true }>
  drop(key: string, locale: string, seen: string): Promise<boolean>
  drafts(): Promise<Draft[]>
  /** What the check says of the drafts and not of what is live. */
  check(): Promise<readonly Remark[]>
  /** The words as they would be with the drafts. */
  draftWords(): Promise<Pick<SoundWords, 'library' | 'folder' | 'files'>>
  publish(by: string, why: string, isMeant?: (draft: Draft) => boolean): Promise<Published>
  versions(): Promise<Version[]>
  changes(version: number): Promise<Change[]>
  undo(version: number, by: string, why: string): Promise<Published>
  /** Ends a conflict with the release: its words are said from now on, or ours stay in place of those that it says now. */
  settle(which: KeyAndLocale & { readonly take: 'release' | 'ours' }, by: string, why: string): Promise<Published>
}

/** Longest text that is kept as a draft, in characters: the longest list of examples has less than a third of it. */
export const longestText = 20_000

/** Puts a text as it is kept: lines end in one way, and nothing hangs over. */
const tidied = (key: string, text: string): string => {
  const lines = text.replace(/\r\n?/g, '\n')
  return placeOfKey(key, '')?.path === undefined && lines.trim() !== '' ? `${lines.trim()}\n` : lines.trim()
}

export interface EditingParts {
  readonly publication: Publication
  readonly store: EditStore
  readonly checker: Checker
  readonly locales: readonly string[]
  /** The language of the originals. */
  readonly reference: string
}

/** Keeps a text as a draft. */
const savingOf = ({ publication, store }: EditingParts): Editing['save'] => async ({ key, locale, text, by }, seen) => {
  const { files, release, edits } = publication.current()
  const isThis = (each: KeyAndLocale): boolean => nameOf(each) === nameOf({ key, locale })
  const draft = async (): Promise<Draft | undefined> => (await store.drafts()).find(isThis)
  const kept = tidied(key, text)
  if (kept.length > longestText) return { tooLong: true }
  if (sameText(kept, textIn(files, key, locale))) {
    if (seen === undefined ? (await draft()) === undefined : await store.dropDraft(key, locale, seen)) return { dropped: true }
    return { overtakenBy: await draft() }
  }
  const isRelease = edits.some(isThis) && sameText(kept, textIn(release, key, locale))
  return store.saveDraft({ key, locale, by, ...(isRelease ? {} : { text: kept }) }, seen)
}

/** Makes the port of the desk. */
export function createEditing(parts: EditingParts): Editing {
  const { publication, store, checker, locales, reference } = parts
  const trial = createTrial(publication, checker)
  /** What the drafts change of what is live. */
  const changesIn = async (words: SoundWords, isMeant: (draft: Draft) => boolean = () => true): Promise<NewChange[]> =>
    (await store.drafts()).filter(isMeant).map(draft => changeTo(words, draft))

  type About = Pick<Version, 'by' | 'why' | 'undoOf'>
  async function publish(words: SoundWords, changes: readonly NewChange[], about: About): Promise<Published> {
    const { digest, remarks } = await trial(words, changes)
    const refused = remarks.filter(({ refuses }) => refuses)
    if (refused.length > 0) return { refused }
    const version = await store.publish({ seen: words.version, digest, changes, ...about })
    // What serves elsewhere follows by itself; who published sees it at once.
    await publication.refresh()
    return version === undefined ? { overtaken: true } : { version }
  }
  const texts = async (): Promise<EditableText[]> => textStates(publication.current(), await store.drafts(), locales, reference)
  const fresh = async (): Promise<SoundWords> => {
    await publication.refresh()
    return publication.current()
  }

  return {
    locales,
    texts,
    text: async key => (await texts()).find(each => each.key === key),
    save: savingOf(parts),
    drop: (key, locale, seen) => store.dropDraft(key, locale, seen),
    drafts: () => store.drafts(),
    check: async () => {
      const words = publication.current()
      return (await trial(words, await changesIn(words))).remarks
    },
    draftWords: async () => {
      const words = publication.current()
      const { files } = liveWith(words, await changesIn(words))
      return { files, ...(await publication.prepare(files)) }
    },
    publish: async (by, why, isMeant) => {
      const words = await fresh()
      const changes = await changesIn(words, isMeant)
      return changes.length === 0 ? { nothing: true } : publish(words, changes, { by, why })
    },
    settle: async ({ key, locale, take }, by, why) => {
      const words = await fresh()
      const edit = [...words.edits, ...words.aside].find(each => nameOf(each) === nameOf({ key, locale }))
      if (edit === undefined) return { nothing: true }
      return publish(words, [changeTo(words, take === 'ours' ? edit : { key, locale, text: undefined })], { by, why })
    },
    versions: () => store.versions(),
    changes: version => store.changes(version),
    undo: async (version, by, why) => {
      const words = await fresh()
      const live = new Map([...words.edits, ...words.aside].map(edit => [nameOf(edit), edit.text]))
      const done = await store.changes(version)
      const standing = done.filter(change => live.get(nameOf(change)) === change.after)
      const kept = done.filter(change => !standing.includes(change)).map(({ key, locale }) => ({ key, locale }))
      if (standing.length === 0) return { nothing: true, kept }
      const back = standing.map(({ key, locale, before }) =>
        changeTo(words, { key, locale, ...(before === undefined ? {} : { text: before }) }))
      const published = await publish(words, back, { by, why, undoOf: version })
      return 'version' in published && kept.length > 0 ? { ...published, kept } : published
    },
  }
}
