/** The release's words with as many of the published edits as are sound in them. */
import { ContentError } from '../content/contentError.ts'
import { placeOfKey, textIn, withEdits } from '../content/edits.ts'
import { matters } from '../content/faults/harmless.ts'
import type { HeldFiles } from '../content/fileSource.ts'
import type { Folder } from '../content/folder.ts'
import type { Library, Mistake } from '../content/library.ts'
import type { Log } from '../log.ts'
import type { EditStore, PublishedEdit } from '../storage/publishedEdits.ts'

/** What was found in some words. */
export interface Verdict {
  /** Of the words, and of the code that checked them. */
  readonly digest: string
  readonly mistakes: readonly Mistake[]
}

/** Checks words as a whole, in a thread. */
export interface Checker {
  fingerprint(files: HeldFiles): string
  check(files: HeldFiles): Promise<Verdict>
  stop(): Promise<void>
}

/** Words that are sound, ready to be said. They never change: others take their place. */
export interface SoundWords {
  readonly library: Library
  /** What the library was made of. */
  readonly folder: Folder
  readonly files: HeldFiles
  /** The release's own words. */
  readonly release: HeldFiles
  /** Number of the version that is published; 0 when nothing ever was. */
  readonly version: number
  readonly edits: readonly PublishedEdit[]
  /** Edits whose text the release has changed as well, since they were made. */
  readonly conflicts: readonly PublishedEdit[]
  /** Edits that do not fit the release's words any more: these are said. */
  readonly aside: readonly PublishedEdit[]
}

export interface WordsParts {
  readonly edits: EditStore
  readonly checker: Checker
  readonly log: Log
  /** Makes files ready to be said. */
  readonly prepare: (files: HeldFiles) => Promise<Pick<SoundWords, 'library' | 'folder'>>
}

/** What of some words must not be said. */
export const faultsIn = async (checker: Checker, files: HeldFiles): Promise<readonly Mistake[]> =>
  (await checker.check(files)).mistakes.filter(matters)

/** How many names stand in a line of the log. */
const mostLogged = 20

export const sameText = (a: string | undefined, b: string | undefined): boolean => a?.trim() === b?.trim()

/** What is published, and what of it the release says by now, or has changed as well. */
async function liveIn(release: HeldFiles, store: EditStore) {
  const { version, digest: checked, edits: all } = await store.live()
  const releaseText = new Map(all.map(edit => [edit, textIn(release, edit.key, edit.locale)]))
  const dissolved = all.filter(edit => sameText(releaseText.get(edit), edit.text) && !sameText(edit.replaced, edit.text))
  if (dissolved.length > 0) await store.dissolve(dissolved)
  const edits = all.filter(edit => !dissolved.includes(edit))
  return { version, checked, edits, conflicts: edits.filter(edit => !sameText(releaseText.get(edit), edit.replaced)) }
}

/**
 * Puts the edits into the release's words. What was published goes on being said, also where the release has changed the same text, for
 * it is what this house decided; where it does not fit any more (a variable that is new, a step that is gone) the release's is said.
 * @param release sound words
 */
export async function soundWords(release: HeldFiles, { edits: store, checker, log, prepare }: WordsParts): Promise<SoundWords> {
  const { version, checked, edits, conflicts } = await liveIn(release, store)
  let left = edits
  for (const without of ['none', 'conflicts', 'faulty', 'all'] as const) {
    if (without === 'conflicts') left = left.filter(edit => !conflicts.includes(edit))
    if (without === 'all') left = []
    const { files, lost } = withEdits(release, left)
    const kept = left.filter(edit => !lost.includes(edit))
    const mistakes = kept.length === 0 || checker.fingerprint(files) === checked ? [] : await faultsIn(checker, files)
    if (mistakes.length === 0) {
      const aside = edits.filter(edit => !kept.includes(edit))
      const keys = aside.map(({ key, locale }) => `${key} ${locale}`).slice(0, mostLogged)
      if (aside.length > 0) log.warn({ code: 'edits_aside', keys }, 'Published edits do not fit the words of this release, which are said instead')
      return { ...(await prepare(files)), files, release, version, edits: kept, conflicts, aside }
    }
    const faulty = new Set(mistakes.map(({ file }) => file))
    if (without === 'conflicts') left = left.filter(({ key, locale }) => !faulty.has(placeOfKey(key, locale)?.file ?? ''))
  }
  throw new ContentError('The words of the release are not sound.')
}
