/** Writes the published edits back into the files of content, so that a developer can look at the difference and commit it. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { placeOfKey, withEdits, type Edit } from '../content/edits.ts'
import type { HeldFiles } from '../content/fileSource.ts'

export interface Exported {
  /** Files that were written or removed, relative to the folder. */
  readonly files: readonly string[]
  /** Edits of which the text that they replace has changed in the files as well: left as the files have it. */
  readonly conflicts: readonly Edit[]
  /** Edits that have no place in the files. */
  readonly lost: readonly Edit[]
}

/**
 * Writes them.
 * @param dir the folder
 * @param files what is in it
 * @param isConflict whether the files have another text by now than the one that an edit replaces
 */
export async function exportWords(
  dir: string, files: HeldFiles, edits: readonly Edit[], isConflict: (edit: Edit) => boolean,
): Promise<Exported> {
  const conflicts = edits.filter(isConflict)
  const written = withEdits(files, edits.filter(edit => !conflicts.includes(edit)))
  const places = edits.map(({ key, locale }) => placeOfKey(key, locale)?.file).filter(file => file !== undefined)
  const changed = [...new Set(places)].filter(file => written.files.text(file) !== files.text(file)).sort()
  for (const file of changed) {
    const [path, text] = [join(dir, file), written.files.text(file)]
    if (text === undefined) await rm(path)
    else {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
  }
  return { files: changed, conflicts, lost: written.lost }
}
