/** Everything that is wrong with some words, for this house's conversations. */
import { all, menu } from '../../dialogs/index.ts'
import { expectedNames } from '../bot/expectedWords.ts'
import { checkFolder } from '../content/check.ts'
import type { FileSource } from '../content/fileSource.ts'
import { inOrder, readFolder } from '../content/folder.ts'
import type { Mistake } from '../content/library.ts'
import { contradictions } from '../understanding/index.ts'

/** @param files the words, wherever they are held */
export async function mistakesIn(files: FileSource, locales: readonly string[]): Promise<Mistake[]> {
  const folder = await readFolder(files, locales)
  const same = contradictions(folder.words).map(({ file, line, column, message }): Mistake => ({ file, line, column, message }))
  return inOrder([...checkFolder(folder, form => expectedNames(all, menu, form), { locales }), ...same])
}

/** What the conversations need, as a text that says the same for the same needs. */
export const wordsNeededHere = (): string => JSON.stringify(expectedNames(all, menu, id => ({ id, fields: [] })))
