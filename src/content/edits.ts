/** Edits of the words: what each is of, and the files as they are with them. */
import { leavesOf, type WordsFile } from './folder.ts'
import type { HeldFiles } from './fileSource.ts'
import { pageKinds, wordKinds } from './shapes.ts'
import { readYaml, Source, type Tree } from './source.ts'
import { fieldSetting, writeFields } from './writeFields.ts'
import { writeText } from './writeText.ts'

/** The language of what has none and is the same in each: the fields of a form, the helpdesk's hours. */
export const everyLanguage = ''

/** Whether the text of a key is such. */
export const isInEveryLanguage = (key: string): boolean => /^(?:fields|hours):/.test(key)

/** A text and its language. Of a list, the text has a line for each of its phrases; of a page, it is the whole file. */
export interface Edit {
  /**
   * `dialogs:bot.greeting.text`, `understanding:clear_cache.examples`; of a page its kind and id: `help:clear-cache`; of a form
   * `fields:localAccount.order`, `fields:localAccount.phone.required`.
   */
  readonly key: string
  readonly locale: string
  /** Empty: the page is withdrawn. */
  readonly text: string
}

/** Where a text stands. */
export interface TextPlace {
  readonly file: string
  /** Names down to it; undefined: it is the whole file. */
  readonly path?: readonly string[]
}

/**
 * Where the text of a key stands; undefined: there is no such kind. A key names files below the folder and leads nowhere else, for what
 * is published is also written into files.
 */
export function placeOfKey(key: string, locale: string): TextPlace | undefined {
  const [, kind = '', id = '', below] = /^(\w+):([\w-]+(?:\/[\w-]+)*)(?:\.(.+))?$/.exec(key) ?? []
  if (id === '' || !/^[\w-]*$/.test(locale)) return undefined
  if (kind === 'fields') return { file: `forms/fields/${id}.yml`, ...(below === undefined ? {} : { path: below.split('.') }) }
  if (below !== undefined)
    return wordKinds.some(each => each === kind) ? { file: `${kind}/${locale}/${id}.yml`, path: below.split('.') } : undefined
  if (kind === 'hours') return { file: `hours/${id}.yml` }
  return pageKinds.some(each => each === kind) ? { file: `${kind}/${locale}/${id}.md` } : undefined
}

/** What a text or a list is as one text. */
export const textOfTree = (tree: Tree): string =>
  tree.kind === 'items' ? tree.items.map(textOfTree).join('\n') : tree.kind === 'names' ? '' : String(tree.value ?? '').trim()

/** The texts of a file of words, by their keys. */
export const textsIn = ({ kind, id, tree }: Pick<WordsFile, 'kind' | 'id' | 'tree'>): { readonly key: string; readonly tree: Tree }[] =>
  [...leavesOf(tree)].filter(({ key }) => key !== '').map(({ key, tree: leaf }) => ({ key: `${kind}:${id}.${key}`, tree: leaf }))

/** The text of a key in the files; undefined when there is none. */
export function textIn(files: HeldFiles, key: string, locale: string): string | undefined {
  const place = placeOfKey(key, locale)
  const text = place === undefined ? undefined : files.text(place.file)
  if (place?.path === undefined || text === undefined) return text
  if (key.startsWith('fields:')) return fieldSetting(text, place.path)
  let tree = readYaml(new Source(place.file, text), () => undefined)
  for (const name of place.path) tree = tree?.kind === 'names' ? tree.entries.get(name)?.tree : undefined
  return tree === undefined || tree.kind === 'names' ? undefined : textOfTree(tree)
}

/** The files with edits in them. What has no place in them (the conversation that it was of is gone) is left out and returned. */
export function withEdits(files: HeldFiles, edits: readonly Edit[]): { readonly files: HeldFiles; readonly lost: readonly Edit[] } {
  const changed = new Map<string, string | undefined>()
  const lost: Edit[] = []
  for (const edit of edits) {
    const place = placeOfKey(edit.key, edit.locale)
    if (place?.path === undefined) {
      if (place === undefined) lost.push(edit)
      else changed.set(place.file, edit.text === '' ? undefined : edit.text)
      continue
    }
    const before = changed.get(place.file) ?? files.text(place.file)
    const write = edit.key.startsWith('fields:') ? writeFields : writeText
    const after = before === undefined ? undefined : write(before, place.path, edit.text)
    if (after === undefined) lost.push(edit)
    else changed.set(place.file, after)
  }
  return { files: changed.size === 0 ? files : files.with(changed), lost }
}
