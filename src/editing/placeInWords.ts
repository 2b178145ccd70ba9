/** Which text a mistake is in, so that it can be said beside it. */
import { everyLanguage, textsIn } from '../content/edits.ts'
import type { Folder } from '../content/folder.ts'
import type { Mistake } from '../content/library.ts'
import { hoursFile, hoursKey } from '../content/readHours.ts'

export interface KeyAndLocale {
  readonly key: string
  readonly locale: string
}

export const nameOf = ({ key, locale }: KeyAndLocale): string => `${key} ${locale}`

/** The key of the text in which a mistake stands; undefined when it is in none (a file that cannot be read). */
export function placeOfMistake(folder: Folder, { file, line, column }: Pick<Mistake, 'file' | 'line' | 'column'>): KeyAndLocale | undefined {
  if (file === hoursFile) return { key: hoursKey, locale: everyLanguage }
  const form = /^forms\/fields\/(.+)\.yml$/.exec(file)?.[1]
  if (form !== undefined) return { key: `fields:${form}.order`, locale: everyLanguage }
  const page = folder.pages.find(({ source }) => source.file === file)
  if (page !== undefined) return { key: `${page.kind}:${page.id}`, locale: page.locale }
  const words = folder.words.find(({ source }) => source.file === file)
  if (words === undefined) {
    const [, kind = '', locale = '', id = ''] = /^(\w+)\/([\w-]+)\/(.+)\.md$/.exec(file) ?? []
    return kind === '' ? undefined : { key: `${kind}:${id}`, locale }
  }
  const lines = words.source.text.split('\n')
  const offset = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, column - 1)
  let key: string | undefined
  for (const each of textsIn(words)) {
    if (each.tree.at > offset && key !== undefined) break
    key = each.key
  }
  return key === undefined ? undefined : { key, locale: words.locale }
}
