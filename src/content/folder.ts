/**
 * The folder of content as it lies on disk: `<kind>/<locale>/<id>`, `forms/fields/<form>.yml`,
 * `hours/helpdesk.yml`, `images/<name>.svg`.
 * Nothing in it is trusted: whatever cannot be read is reported and left out.
 */
import type { Field } from '../fields/kinds.ts'
import type { OpeningTimes } from '../text/openingTimes.ts'
import { ContentFiles } from './contentFiles.ts'
import { onDisk, type FileSource } from './fileSource.ts'
import type { ArticleKind, Mistake } from './library.ts'
import { usualLocales } from './locales.ts'
import { browserShape, dialogShape, fieldsShape, fits, formShape, helpShape, onlyTexts, pageKinds, pageShape, teamsShape, wordKinds, type WordKind } from './shapes.ts'
import { parseRecord, type TranslationRecord } from './translationRecord.ts'
import { hoursFile, readHours } from './readHours.ts'
import { readPage, readYaml, type Names, type Page, type Source, type Tree } from './source.ts'

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
/** When the helpdesk reads what people write; `times` undefined: nothing is set. */
export interface HoursFile {
  readonly source: Source
  readonly times: OpeningTimes | undefined
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
  readonly hours: HoursFile | undefined
  /** From which text each translation was made, by language. */
  readonly translated: ReadonlyMap<string, TranslationRecord>
  /** Names of the pictures, without `.svg`. */
  readonly images: ReadonlySet<string>
  /** Files that exist, readable or not, relative to the folder. */
  readonly files: ReadonlySet<string>
  readonly mistakes: readonly Mistake[]
}

const localeName = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/
const otherFolders = ['images', 'directory', 'hours', 'notice', 'translated'] as const
/** The front matter of each kind of page. */
const shapeOf = { guides: pageShape, mails: pageShape, browsers: browserShape, help: helpShape } satisfies Record<ArticleKind, unknown>
const kinds: readonly string[] = [...wordKinds, ...pageKinds]

type Parse<T> = (source: Source, report: (mistake: Mistake) => void) => T

interface Parsed {
  readonly parse: unknown
  readonly text: string
  readonly made: unknown
  readonly mistakes: readonly Mistake[]
}

/** What each file was last parsed to, by its name in the folder. Parsing takes most of the time of a reading, and few files change. */
const parsedLast = new Map<string, Parsed>()

/** What `parse` makes of a file, with what it reports: a pure function of the file, which does not work the same text twice. */
function parsed<T>(source: Source, report: (mistake: Mistake) => void, parse: Parse<T>): T {
  let known = parsedLast.get(source.file)
  if (known?.text !== source.text || known.parse !== parse) {
    const mistakes: Mistake[] = []
    known = { parse, text: source.text, made: parse(source, mistake => void mistakes.push(mistake)), mistakes }
    parsedLast.set(source.file, known)
  }
  known.mistakes.forEach(report)
  return known.made as T // what this very `parse` made
}

/** A folder that is being read. */
class Reading {
  readonly mistakes: Mistake[] = []
  readonly locales = new Set<string>()
  readonly otherLocales = new Set<string>()
  readonly words: WordsFile[] = []
  readonly pages: PageFile[] = []
  readonly fields: FieldsFile[] = []
  readonly notices: NoticeFile[] = []
  hours: HoursFile | undefined
  readonly images = new Set<string>()
  readonly translated = new Map<string, TranslationRecord>()
  readonly files: ContentFiles
  readonly #published: readonly string[]

  constructor(from: FileSource, published: readonly string[]) {
    this.files = new ContentFiles(from, mistake => void this.mistakes.push(mistake))
    this.#published = published
  }

  async everything(): Promise<void> {
    for (const { name, path, folder } of await this.files.entries()) {
      if (!folder) continue
      const [words, pages] = [wordKinds.find(kind => kind === name), pageKinds.find(kind => kind === name)]
      if (words !== undefined) await this.#languages(words, path, 'yml', (...file) => this.#words(words, ...file))
      else if (pages !== undefined) await this.#languages(pages, path, 'md', (...file) => this.#page(pages, ...file))
      else if (name === 'images') await this.#images(path)
      else if (name === 'translated') await this.#translated(path)
      else if (name === 'notice') await this.#notices(path)
      else if (name === 'hours') await this.#hours(path)
      else if (!otherFolders.some(each => each === name)) this.files.tell(path, 'unknownFolder', { known: [...kinds, ...otherFolders] })
    }
  }

  /** The folders of one kind: one for each language. */
  async #languages(
    kind: WordKind | ArticleKind, kindPath: string, extension: string, take: (locale: string, id: string, source: Source) => void,
  ): Promise<void> {
    const { files } = this
    for (const { name, path, folder } of await files.entries(kindPath)) {
      // The icons of the Teams app.
      if (!folder && kind === 'teams' && name.endsWith('.svg')) files.seen.add(path)
      else if (!folder) files.tell(path, 'strayFile', { extension })
      else if (kind === 'forms' && name === 'fields') await this.#fields(path)
      else if (!localeName.test(name)) files.tell(path, 'notALocale')
      else if (!this.#published.includes(name)) this.otherLocales.add(name)
      else {
        this.locales.add(name)
        for (const { id, source } of await files.below(path, extension)) take(name, id, source)
      }
    }
  }

  #words(kind: WordKind, locale: string, id: string, source: Source): void {
    const { report } = this.files
    const tree = parsed(source, report, readYaml)
    if (tree === undefined) return
    if (kind !== 'understanding' && tree.kind !== 'names') return report(source.mistake(tree.at, 'namesExpected'))
    if (kind === 'dialogs' && id !== 'bot') fits(dialogShape, tree, source, report)
    if (kind === 'forms') fits(formShape, tree, source, report)
    if (kind === 'teams') fits(teamsShape, tree, source, report)
    onlyTexts(tree, source, report)
    this.words.push({ kind, locale, id, source, tree })
  }

  #page(kind: ArticleKind, locale: string, id: string, source: Source): void {
    const { report } = this.files
    const page = parsed(source, report, readPage)
    if (page === undefined) return
    const sound = fits(shapeOf[kind], page.front, source, report) !== undefined
    this.pages.push({ kind, locale, id, source, sound, ...page })
  }

  async #fields(path: string): Promise<void> {
    const { report } = this.files
    for (const { id, source } of await this.files.below(path, 'yml')) {
      const tree = parsed(source, report, readYaml)
      const fields = tree === undefined ? undefined : fits(fieldsShape, tree, source, report)
      if (fields !== undefined) this.fields.push({ id, source, fields })
    }
  }

  async #images(imagesPath: string): Promise<void> {
    for (const { name, path, folder } of await this.files.entries(imagesPath)) {
      this.files.seen.add(path)
      if (!folder && name.endsWith('.svg')) this.images.add(name.slice(0, -'.svg'.length))
    }
  }

  async #translated(recordsPath: string): Promise<void> {
    for (const { id, source } of await this.files.below(recordsPath, 'txt')) this.translated.set(id, parseRecord(source.text))
  }

  async #hours(path: string): Promise<void> {
    const { report } = this.files
    for (const { source } of await this.files.below(path, 'yml')) {
      if (source.file !== hoursFile) {
        report(source.mistake(0, 'hoursFileName'))
        continue
      }
      const tree = parsed(source, report, readYaml)
      this.hours = { source, times: tree === undefined ? undefined : readHours(tree, source, report) }
    }
  }

  async #notices(noticesPath: string): Promise<void> {
    for (const { name, path, folder } of await this.files.entries(noticesPath)) {
      const locale = name.replace(/\.md$/, '')
      const isNotice = !folder && locale !== name && localeName.test(locale)
      if (isNotice && !this.#published.includes(locale)) continue
      const source = isNotice ? await this.files.read(path) : undefined
      if (source === undefined) this.files.tell(path, 'noticeName')
      else this.notices.push({ locale, source })
    }
  }
}

/**
 * Reads the folder. Never throws for what is in it.
 * @param from the folder, or its files wherever they are
 * @param published languages of which the words are read; a folder of another one is only noticed
 */
export async function readFolder(from: string | FileSource, published: readonly string[] = usualLocales): Promise<Folder> {
  const reading = new Reading(typeof from === 'string' ? onDisk(from) : from, published)
  await reading.everything()
  const { locales, otherLocales, words, pages, fields, notices, hours, images, translated, files, mistakes } = reading
  return {
    locales: [...locales].sort(), otherLocales: [...otherLocales].sort(),
    words, pages, fields, notices, hours, images, translated, files: files.seen, mistakes: inOrder(mistakes),
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
