/**
 * The folder of content as it lies on disk: `<kind>/<locale>/<id>`, `forms/fields/<form>.yml`, `images/<name>.svg`.
 * Nothing in it is trusted: whatever cannot be read is reported and left out.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Field } from '../fields/kinds.ts'
import type { ArticleKind, Mistake } from './library.ts'
import type { Code, Facts } from './faultSentences.ts'
import { usualLocales } from './locales.ts'
import { browserShape, dialogShape, fieldsShape, fits, formShape, onlyTexts, pageKinds, pageShape, teamsShape, wordKinds, type WordKind } from './shapes.ts'
import { readPage, readYaml, Source, type Names, type Page, type Tree } from './source.ts'

/** A file of words. */
export interface WordsFile {
  readonly kind: WordKind
  readonly locale: string
  readonly id: string
  readonly source: Source
  readonly tree: Tree
}
/** A Markdown page. */
export interface PageFile extends Page {
  readonly kind: ArticleKind
  readonly locale: string
  readonly id: string
  readonly source: Source
  /** False when the front matter is not as it should be. */
  readonly sound: boolean
}
/** The list of fields of a form. */
export interface FieldsFile {
  readonly id: string
  readonly source: Source
  readonly fields: readonly Field[]
}
/** The announcement of an incident, as plain text. */
export interface NoticeFile {
  readonly locale: string
  readonly source: Source
}
export interface Folder {
  /** The languages that were read. */
  readonly locales: readonly string[]
  /** Languages that have a folder and were not asked for. */
  readonly otherLocales: readonly string[]
  readonly words: readonly WordsFile[]
  readonly pages: readonly PageFile[]
  readonly fields: readonly FieldsFile[]
  readonly notices: readonly NoticeFile[]
  /** Names of the pictures, without `.svg`. */
  readonly images: ReadonlySet<string>
  /** Files that exist, readable or not, relative to the folder. */
  readonly files: ReadonlySet<string>
  readonly mistakes: readonly Mistake[]
}

/** Largest file that is read, in KiB. */
const mostKilobytes = 256
/** Deepest folder under a locale. */
const mostFolders = 4
const localeName = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/
const idPart = /^[A-Za-z0-9][A-Za-z0-9_-]*$/
const otherFolders = ['images', 'directory', 'notice'] as const
const kinds: readonly string[] = [...wordKinds, ...pageKinds]

/**
 * Reads the folder. Never throws for what is in it.
 * @param published languages of which the words are read; a folder of another one is only noticed
 */
export async function readFolder(dir: string, published: readonly string[] = usualLocales): Promise<Folder> {
  const mistakes: Mistake[] = []
  const seen = new Set<string>()
  const report = (mistake: Mistake): void => {
    // One place, one mistake: the first is the nearest to the cause.
    const place = `${mistake.file}:${mistake.line}:${mistake.column}`
    if (!seen.has(place)) mistakes.push(mistake)
    seen.add(place)
  }
  const tell = <C extends Code>(file: string, code: C, ...facts: Facts<C>): void => report(new Source(file, '').mistake(0, code, ...facts))

  const entriesOf = async (path: string): Promise<{ name: string; path: string; folder: boolean }[]> => {
    try {
      const entries = await readdir(join(dir, path), { withFileTypes: true })
      return entries
        .filter(entry => !entry.name.startsWith('.'))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap(entry => {
          const inner = path === '' ? entry.name : `${path}/${entry.name}`
          if (entry.isDirectory() || entry.isFile()) return [{ name: entry.name, path: inner, folder: entry.isDirectory() }]
          tell(inner, 'notAFile')
          return []
        })
    } catch {
      tell(path === '' ? '.' : path, 'folderMissing')
      return []
    }
  }

  const files = new Set<string>()
  const read = async (file: string): Promise<Source | undefined> => {
    files.add(file)
    try {
      const path = join(dir, file)
      if ((await stat(path)).size > mostKilobytes * 1024) return void tell(file, 'tooLarge', { kilobytes: mostKilobytes })
      const bytes = await readFile(path)
      let text: string
      try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
      } catch {
        return void tell(file, 'notUtf8')
      }
      const source = new Source(file, text)
      const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u200B\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/.exec(source.text)
      if (control !== null) return void report(source.mistake(control.index, 'controlCharacter'))
      return source
    } catch {
      return void tell(file, 'unreadable')
    }
  }

  /** The files below a folder, with their ids. */
  const below = async (path: string, extension: string, prefix = '', depth = 0): Promise<{ id: string; source: Source }[]> => {
    const found: { id: string; source: Source }[] = []
    for (const entry of await entriesOf(path)) {
      if (entry.folder) {
        if (!idPart.test(entry.name)) tell(entry.path, 'badFileName')
        else if (depth >= mostFolders) tell(entry.path, 'tooDeep')
        else found.push(...(await below(entry.path, extension, `${prefix}${entry.name}/`, depth + 1)))
        continue
      }
      const base = entry.name.slice(0, -extension.length - 1)
      if (!entry.name.endsWith(`.${extension}`)) tell(entry.path, 'strayFile', { extension })
      else if (!idPart.test(base)) tell(entry.path, 'badFileName')
      else {
        const source = await read(entry.path)
        if (source !== undefined) found.push({ id: prefix + base, source })
      }
    }
    return found
  }

  const locales = new Set<string>()
  const otherLocales = new Set<string>()
  const words: WordsFile[] = []
  const pages: PageFile[] = []
  const fields: FieldsFile[] = []
  const notices: NoticeFile[] = []
  const images = new Set<string>()

  const readWords = (kind: WordKind, locale: string, id: string, source: Source): void => {
    const tree = readYaml(source, report)
    if (tree === undefined) return
    if (kind !== 'understanding' && tree.kind !== 'names') return report(source.mistake(tree.at, 'namesExpected'))
    if (kind === 'dialogs' && id !== 'bot') fits(dialogShape, tree, source, report)
    if (kind === 'forms') fits(formShape, tree, source, report)
    if (kind === 'teams') fits(teamsShape, tree, source, report)
    onlyTexts(tree, source, report)
    words.push({ kind, locale, id, source, tree })
  }
  const readArticle = (kind: ArticleKind, locale: string, id: string, source: Source): void => {
    const page = readPage(source, report)
    if (page === undefined) return
    const sound = fits(kind === 'browsers' ? browserShape : pageShape, page.front, source, report) !== undefined
    pages.push({ kind, locale, id, source, sound, ...page })
  }

  for (const { name: kind, path: kindPath, folder } of await entriesOf('')) {
    if (!folder) continue
    if (kind === 'images') {
      for (const { name, path, folder: inner } of await entriesOf(kindPath)) {
        files.add(path)
        if (!inner && name.endsWith('.svg')) images.add(name.slice(0, -'.svg'.length))
      }
      continue
    }
    if (kind === 'notice') {
      for (const { name, path, folder: inner } of await entriesOf(kindPath)) {
        const locale = name.replace(/\.md$/, '')
        if (!inner && localeName.test(locale) && !published.includes(locale)) continue
        const source = inner || locale === name || !localeName.test(locale) ? undefined : await read(path)
        if (source === undefined) tell(path, 'noticeName')
        else notices.push({ locale, source })
      }
      continue
    }
    if ((otherFolders as readonly string[]).includes(kind)) continue
    if (!kinds.includes(kind)) {
      tell(kindPath, 'unknownFolder', { known: [...kinds, ...otherFolders] })
      continue
    }
    const isPage = (pageKinds as readonly string[]).includes(kind)
    for (const { name: locale, path, folder: inner } of await entriesOf(kindPath)) {
      // The icons of the Teams app.
      if (!inner && kind === 'teams' && locale.endsWith('.svg')) files.add(path)
      else if (!inner) {
        tell(path, 'strayFile', { extension: isPage ? 'md' : 'yml' })
      } else if (kind === 'forms' && locale === 'fields') {
        for (const { id, source } of await below(path, 'yml')) {
          const tree = readYaml(source, report)
          const fitting = tree === undefined ? undefined : fits(fieldsShape, tree, source, report)
          if (fitting !== undefined) fields.push({ id, source, fields: fitting })
        }
      } else if (localeName.test(locale) && !published.includes(locale)) {
        otherLocales.add(locale)
      } else if (localeName.test(locale)) {
        locales.add(locale)
        for (const { id, source } of await below(path, isPage ? 'md' : 'yml')) {
          if (isPage) readArticle(kind as ArticleKind, locale, id, source)
          else readWords(kind as WordKind, locale, id, source)
        }
      } else tell(path, 'notALocale')
    }
  }
  return {
    locales: [...locales].sort(), otherLocales: [...otherLocales].sort(),
    words, pages, fields, notices, images, files, mistakes: inOrder(mistakes),
  }
}

/** Mistakes by file, then by place. */
export const inOrder = (mistakes: readonly Mistake[]): Mistake[] =>
  mistakes.toSorted((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1))

/** The texts and lists of a tree, with their dotted names. */
export function* leavesOf(tree: Tree, path = ''): Generator<{ readonly key: string; readonly tree: Exclude<Tree, Names> }> {
  if (tree.kind !== 'names') yield { key: path, tree }
  else for (const [key, { tree: inner }] of tree.entries) yield* leavesOf(inner, path === '' ? key : `${path}.${key}`)
}
