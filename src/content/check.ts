/**
 * The check of content: everything that an editor can get wrong, with file, line, column and how to repair it.
 */
import { inOrder, leavesOf, readFolder, type Folder, type NoticeFile, type PageFile, type WordsFile } from './folder.ts'
import { codesOf, optionsOf, type Field } from '../fields/kinds.ts'
import type { ArticleKind, Form, Mistake } from './library.ts'
import { checkMarkdown, readLength } from './markdown.ts'
import { sentence, type Code, type Facts } from './faultSentences.ts'
import { usualLocales } from './locales.ts'
import { mainSection, sectionsOf } from './sections.ts'
import { deviceNames } from './shapes.ts'
import { reach, type Items, type Plain, type Source, type Text, type Tree } from './source.ts'
import { checkTeams } from './teamsWords.ts'
import { variablesIn } from './template.ts'
import { checkTypography } from './typography.ts'

/** The texts of one file that a program asks for, by their names below the file: `whatFor.text`, `whatFor.options.yes`. */
export interface ExpectedWords {
  readonly required: readonly string[]
  /** Others that are used when they are there. `step.*` stands for everything below `step`. */
  readonly optional?: readonly string[]
  /** Variables that a text may use beside the global ones, by its name; a text that is not named may use none. Absent: not checked. */
  readonly variables?: Readonly<Record<string, readonly string[]>>
}

/** What the dialogs need of the words. The flow layer makes it from the tables. */
export interface ExpectedNames {
  /** By dialog. `title` (required) and `menu` need not be named. `bot` holds the bot's own sentences. */
  readonly dialogs: Readonly<Record<string, ExpectedWords>>
  /** Pages (`pages/<locale>/<id>.yml`) that a program asks for; others are free. */
  readonly pages?: Readonly<Record<string, ExpectedWords>>
  /** Forms that dialogs use. */
  readonly forms?: readonly string[]
  /** Markdown pages that dialogs show. */
  readonly articles?: readonly { readonly kind: ArticleKind; readonly id: string }[]
  /** Variables that every text may use. */
  readonly globals?: readonly string[]
  /** Codes that need words for a field; without it those of its kind. */
  readonly errorCodes?: (field: Field) => readonly string[]
}

/** Longest label of a button and longest message, in characters (voice of the guide). */
const mostOfLabel = 24
const mostOfText = 280

type Leaf = { readonly key: string; readonly tree: Text | Items | Plain }
type Report = (mistake: Mistake) => void
type Tell = <C extends Code>(file: string, code: C, ...facts: Facts<C>) => void

/** A file as `file:line:column message`, for a terminal. */
export const formatMistake = ({ file, line, column, message }: Mistake): string => `${file}:${line}:${column} ${message}`

const isFrench = (locale: string): boolean => locale === 'fr' || locale.startsWith('fr-')

/** What people type, or what names things: not prose. */
const isPhrases = (kind: string, key: string): boolean => kind === 'understanding' || key === 'keywords'
/** The label of a button. */
const isLabel = (key: string): boolean => /(?:^|\.)(?:menu|options\.[^.]+|buttons\.[^.]+)$/.test(key)
/** Texts that are shown as they are, without Markdown. */
const isBare = (kind: string, key: string): boolean => key === 'title' || isLabel(key) || (kind === 'forms' && key.endsWith('.label'))

/** Where a Markdown page's or a word's characters stand in their file. */
interface Prose {
  readonly source: Source
  readonly locale: string
  readonly value: string
  readonly place: (index: number) => number
}

/** Typography, variables and nesting, which hold for every text. */
function checkProse({ source, locale, value, place }: Prose, report: Report): void {
  if (isFrench(locale))
    for (const { code, mark, offset } of checkTypography(value)) {
      if (code === 'spaceBefore' || code === 'noSpaceBefore') report(source.mistake(place(offset), code, { mark }))
      else report(source.mistake(place(offset), code))
    }
  for (const { name, offset } of variablesIn(value)) if (name === undefined) report(source.mistake(place(offset), 'variableForm'))
  const nested = value.indexOf('$t(')
  if (nested !== -1) report(source.mistake(place(nested), 'nesting'))
}

function checkMarks({ source, value, place }: Prose, headings: boolean, report: Report): void {
  for (const { code, node, offset } of checkMarkdown(value, headings)) {
    if (code === 'markdownForbidden') report(source.mistake(place(offset), code, { node }))
    else report(source.mistake(place(offset), code))
  }
}

/** The texts of a file of words, each on its own. */
function checkWords(file: WordsFile, report: Report): void {
  for (const { key, tree } of leavesOf(file.tree)) {
    const texts = tree.kind === 'text' ? [tree] : tree.kind === 'items' ? tree.items.filter(item => item.kind === 'text') : []
    if (isPhrases(file.kind, key)) continue
    for (const { value, at, place } of texts) {
      const prose = { source: file.source, locale: file.locale, value, place }
      checkProse(prose, report)
      const length = readLength(value)
      if (isLabel(key)) {
        if (length > mostOfLabel) report(file.source.mistake(at, 'tooLongLabel', { length, most: mostOfLabel }))
      } else if (!isBare(file.kind, key) && (file.kind === 'dialogs' || file.kind === 'forms')) {
        checkMarks(prose, false, report)
        if (length > mostOfText) report(file.source.mistake(at, 'tooLongText', { length, most: mostOfText }))
      }
    }
  }
}

/** One Markdown page: its text, its header, its picture. */
function checkPage(page: PageFile, folder: Folder, report: Report): void {
  const { source, locale, front, body, bodyAt, kind } = page
  const prose = { source, locale, value: body, place: (index: number): number => bodyAt + index }
  checkProse(prose, report)
  checkMarks(prose, kind !== 'mails', report)
  for (const [name, { tree }] of front.entries)
    if (tree.kind === 'text' && name !== 'image') checkProse({ source, locale, value: tree.value, place: tree.place }, report)
  const image = front.entries.get('image')?.tree
  if (image?.kind !== 'text') return
  if (!folder.images.has(image.value)) report(source.mistake(image.at, 'pictureMissing', { name: image.value }))
  else if (!front.entries.has('alt')) report(source.mistake(image.at, 'altMissing'))
}

/** The announcement of an incident: one message, said as it stands. What is between comment marks is not said. */
function checkNotice({ locale, source }: NoticeFile, report: Report): void {
  const value = source.text.replace(/<!--.*?(?:-->|$)/gs, comment => ' '.repeat(comment.length))
  checkProse({ source, locale, value, place: index => index }, report)
  const length = value.replace(/\s+/g, ' ').trim().length
  if (length > mostOfText) report(source.mistake(0, 'tooLongText', { length, most: mostOfText }))
}

/** The titles that a language has for the sections of its browsers' pages. */
function sectionTitles(folder: Folder, locale: string): readonly string[] {
  const words = folder.words.find(({ kind, locale: of, id }) => kind === 'pages' && of === locale && id === 'browsers')
  const sections = words === undefined ? undefined : reach(words.tree, ['sections'])
  return sections?.found === true && sections.tree.kind === 'names' ? [...sections.tree.entries.keys()] : []
}

/** The text of a page's header under a name. */
function headerOf({ front }: PageFile, name: string): { readonly value: string; readonly at: number } | undefined {
  const tree = front.entries.get(name)?.tree
  return tree?.kind === 'text' ? tree : undefined
}

/** A browser's page: each section is known, told once and not empty, and none is missing that dialogs count on. */
function checkSections(page: PageFile, known: readonly string[], report: Report): void {
  const { source, body, bodyAt } = page
  const { before, sections } = sectionsOf(body)
  const tell = <C extends Code>(offset: number, code: C, ...facts: Facts<C>): void =>
    report(source.mistake(bodyAt + offset, code, ...facts))
  if (before !== '') tell(body.indexOf(before), 'sectionBefore')
  const seen = new Set<string>()
  for (const { name, nameAt, body: text } of sections) {
    if (!known.includes(name)) tell(nameAt, 'sectionUnknown', { name, known, file: `pages/${page.locale}/browsers.yml` })
    else if (seen.has(name)) tell(nameAt, 'sectionTwice', { name })
    else if (text === '') tell(nameAt, 'sectionEmpty', { name })
    seen.add(name)
  }
  if (!seen.has(mainSection)) tell(0, 'sectionMissing', { name: mainSection })
  const pictured = headerOf(page, 'imageSection')
  if (pictured !== undefined && !seen.has(pictured.value)) report(source.mistake(pictured.at, 'sectionMissing', { name: pictured.value }))
}

/** The pictures that sections have in every page: each is there and described, and is of a section that has a title. */
function checkPictures(folder: Folder, file: WordsFile, report: Report): void {
  const known = sectionTitles(folder, file.locale)
  for (const { key, tree } of leavesOf(file.tree)) {
    const [, picture, device, section] = /^(pictures\.([^.]+)\.([^.]+))\.image$/.exec(key) ?? []
    if (picture === undefined || tree.kind !== 'text') continue
    if (!(deviceNames as readonly string[]).includes(device!) || !known.includes(section!)) report(file.source.mistake(tree.at, 'keyUnknown', { key }))
    else if (!folder.images.has(tree.value)) report(file.source.mistake(tree.at, 'pictureMissing', { name: tree.value }))
    else if (!reach(file.tree, [...picture.split('.'), 'alt']).found) report(file.source.mistake(tree.at, 'altMissing'))
  }
}

/** The browsers' pages of all languages. A dialog finds one by browser, device and system, so there is one for each. */
function checkBrowsers(folder: Folder, report: Report): void {
  const pages = folder.pages.filter(({ kind }) => kind === 'browsers')
  for (const file of folder.words) if (file.kind === 'pages' && file.id === 'browsers') checkPictures(folder, file, report)
  const first = new Map<string, string>()
  for (const page of pages) {
    checkSections(page, sectionTitles(folder, page.locale), report)
    const use = [page.locale, ...['browser', 'device', 'os'].map(name => headerOf(page, name)?.value)].join(' ')
    const id = first.get(use)
    if (id === undefined) first.set(use, page.id)
    else if (page.sound) report(page.source.mistake(headerOf(page, 'browser')!.at, 'browserTwice', { id }))
  }
}

/** Sections that one language has and the other has not, and what must be the same in both. */
function compareSections(page: PageFile, model: PageFile, report: Report): void {
  const from = model.locale
  const here = sectionsOf(page.body).sections
  const there = sectionsOf(model.body).sections
  for (const { name } of there)
    if (!here.some(each => each.name === name)) report(page.source.mistake(page.bodyAt, 'sectionNotTranslated', { name, from }))
  for (const { name, nameAt } of here)
    if (!there.some(each => each.name === name)) report(page.source.mistake(page.bodyAt + nameAt, 'sectionOnlyHere', { name, from }))
  for (const name of ['browser', 'device', 'os', 'signsOut', 'imageSection', 'version', 'checked']) {
    const own = headerOf(page, name)
    const other = headerOf(model, name)
    if (own !== undefined && other !== undefined && own.value !== other.value) report(page.source.mistake(own.at, 'valueDiffers', { name, from }))
  }
}

/** The name of a text that counts (`left` for `left_one`), when the file has such forms of it. */
function pluralBase(key: string, all: ReadonlySet<string>): string | undefined {
  const base = /^(.+)_(?:zero|one|two|few|many|other)$/.exec(key)?.[1]
  return base !== undefined && all.has(`${base}_other`) ? base : undefined
}

/** What a file says under each name, with the forms of a text that counts taken together. */
interface Said {
  readonly at: number
  readonly list: boolean
  /** Each variable with the place of its first use. */
  readonly variables: ReadonlyMap<string, number>
}

function variablesOf(text: Text): [string, number][] {
  return variablesIn(text.value).flatMap(({ name, offset }) => (name === undefined ? [] : [[name, text.place(offset)] as [string, number]]))
}

function saidIn(file: WordsFile): ReadonlyMap<string, Said> {
  const leaves = [...leavesOf(file.tree)] as Leaf[]
  const keys = new Set(leaves.map(({ key }) => key))
  const said = new Map<string, Said>()
  for (const { key, tree } of leaves) {
    const name = pluralBase(key, keys) ?? key
    const before = said.get(name)
    const uses = tree.kind === 'text' ? variablesOf(tree) : []
    said.set(name, { at: before?.at ?? tree.at, list: tree.kind === 'items', variables: new Map([...uses, ...(before?.variables ?? [])]) })
  }
  return said
}

/** The forms that a text that counts needs in its language (`one`, `many` and `other` in French). */
function checkPlurals(file: WordsFile, report: Report): void {
  const places = new Map([...leavesOf(file.tree)].map(({ key, tree }) => [key, tree.at]))
  const keys = new Set(places.keys())
  for (const base of new Set([...keys].flatMap(key => pluralBase(key, keys) ?? []))) {
    const categories = new Intl.PluralRules(file.locale).resolvedOptions().pluralCategories
    const needed = (['zero', 'one', 'two', 'few', 'many', 'other'] as const).filter(form => categories.includes(form))
    if (needed.some(form => !keys.has(`${base}_${form}`)))
      report(file.source.mistake(places.get(`${base}_other`)!, 'pluralMissing', { forms: needed.map(form => `${base.split('.').at(-1)}_${form}`), locale: file.locale }))
  }
}

/** Compares the variables of one text in two languages. */
function compareVariables(source: Source, here: Said, there: Said, from: string, report: Report): void {
  for (const name of there.variables.keys()) if (!here.variables.has(name)) report(source.mistake(here.at, 'variableMissing', { name, from }))
  for (const [name, at] of here.variables) if (!there.variables.has(name)) report(source.mistake(at, 'variableOnlyHere', { name, from }))
}

/** The place to say that a name is missing: what is nearest above it. */
const placeOf = (tree: Tree, key: string): number => reach(tree, key.split('.')).at

/** Files and names (`file key`) whose lack was told already. */
type Told = Set<string>

function compareWords(file: WordsFile, model: WordsFile, told: Told, report: Report): void {
  const here = saidIn(file)
  const there = saidIn(model)
  const from = model.locale
  for (const [key, said] of there) {
    const own = here.get(key)
    if (own === undefined) {
      if (!isPhrases(file.kind, key) && !told.has(`${file.source.file} ${key}`) && !told.has(`${model.source.file} ${key}`)) report(file.source.mistake(placeOf(file.tree, key), 'keyNotTranslated', { key, from }))
    } else if (own.list !== said.list) report(file.source.mistake(own.at, 'kindDiffers', { key, from }))
    else compareVariables(file.source, own, said, from, report)
  }
  for (const [key, { at }] of here)
    if (!there.has(key) && !isPhrases(file.kind, key) && !told.has(`${model.source.file} ${key}`) && !told.has(`${file.source.file} ${key}`))
      report(file.source.mistake(at, 'keyOnlyHere', { key, from }))
}

function comparePages(page: PageFile, model: PageFile, report: Report): void {
  if (!page.sound || !model.sound) return
  const from = model.locale
  const uses = (each: PageFile): Said => ({
    at: each.bodyAt + (/\S/.exec(each.body)?.index ?? 0),
    list: false,
    variables: new Map([
      ...variablesIn(each.body).flatMap(({ name, offset }) => (name === undefined ? [] : [[name, each.bodyAt + offset] as const])),
      ...[...each.front.entries.values()].flatMap(({ tree }) => (tree.kind === 'text' ? variablesOf(tree) : [])),
    ]),
  })
  compareVariables(page.source, uses(page), uses(model), from, report)
  for (const [key, { keyAt }] of page.front.entries)
    if (!model.front.entries.has(key) && key !== 'keywords') report(page.source.mistake(keyAt, 'keyOnlyHere', { key, from }))
  for (const key of model.front.entries.keys())
    if (!page.front.entries.has(key) && key !== 'keywords') report(page.source.mistake(page.front.at, 'keyNotTranslated', { key, from }))
  if (page.kind === 'browsers') compareSections(page, model, report)
}

interface Dated {
  readonly kind: string
  readonly locale: string
  readonly id: string
}

/** Compares each file with the one of the reference language, and tells which translations are missing. */
function compareLanguages<F extends Dated>(
  folder: Folder,
  files: readonly F[],
  extension: string,
  reference: string,
  compare: (file: F, model: F) => void,
  told: Told,
  tell: Tell,
): void {
  const groups = new Map<string, F[]>()
  for (const file of files) {
    const name = `${file.kind}/${file.id}`
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  for (const group of groups.values()) {
    const model = group.find(({ locale }) => locale === reference) ?? group[0]!
    for (const locale of folder.locales) {
      const file = group.find(each => each.locale === locale)
      const path = `${model.kind}/${locale}/${model.id}.${extension}`
      if (file === undefined) {
        // A file that exists and cannot be read has its own mistake.
        if (!folder.files.has(path) && !told.has(path)) tell(path, 'translationMissing', { locale, from: model.locale })
      } else if (file !== model) compare(file, model)
    }
  }
}

/** Compares the names of a file with those that a program asks for. */
function checkNames(file: WordsFile, expected: ExpectedWords, globals: readonly string[], told: Told, report: Report): void {
  const leaves = [...leavesOf(file.tree)] as Leaf[]
  const keys = new Set(leaves.map(({ key }) => key))
  const names = new Set([...keys].map(key => pluralBase(key, keys) ?? key))
  const implicit = file.kind === 'dialogs' && file.id !== 'bot' ? ['title', 'menu'] : []
  const known = new Set([...expected.required, ...(expected.optional ?? []), ...implicit])
  const everythingBelow = [...known].filter(key => key.endsWith('.*')).map(key => key.slice(0, -1))
  const isKnown = (key: string): boolean => known.has(key) || everythingBelow.some(prefix => key.startsWith(prefix))
  for (const key of expected.required)
    if (!names.has(key)) {
      report(file.source.mistake(placeOf(file.tree, key), 'keyMissing', { key }))
      told.add(`${file.source.file} ${key}`)
    }
  for (const { key, tree } of leaves) {
    const name = pluralBase(key, keys) ?? key
    if (!isKnown(name)) {
      report(file.source.mistake(tree.at, 'keyUnknown', { key: name }))
      told.add(`${file.source.file} ${name}`)
    } else if (expected.variables !== undefined && tree.kind === 'text') {
      const allowed = [...(expected.variables[name] ?? []), ...globals]
      for (const [variable, at] of variablesOf(tree))
        if (!allowed.includes(variable)) report(file.source.mistake(at, 'variableUnknown', { name: variable, known: allowed }))
    }
  }
}

function checkExpected(folder: Folder, expected: ExpectedNames, told: Told, report: Report, tell: Tell): void {
  const globals = expected.globals ?? []
  const missing = (path: string, code: 'dialogMissing' | 'pageMissing', id: string): void => {
    tell(path, code, { id })
    told.add(path)
  }
  const pathOf = (kind: string, locale: string, id: string, extension: string): string => `${kind}/${locale}/${id}.${extension}`
  for (const kind of ['dialogs', 'pages'] as const)
    for (const [id, words] of Object.entries(expected[kind] ?? {}))
      for (const locale of folder.locales) {
        const file = folder.words.find(each => each.kind === kind && each.locale === locale && each.id === id)
        const path = pathOf(kind, locale, id, 'yml')
        if (file !== undefined) checkNames(file, words, globals, told, report)
        else if (!folder.files.has(path)) missing(path, kind === 'dialogs' ? 'dialogMissing' : 'pageMissing', id)
      }
  for (const { kind, id, source } of folder.words)
    if (kind === 'dialogs' && id !== 'bot' && !Object.hasOwn(expected.dialogs, id)) report(source.mistake(0, 'dialogUnknown', { id }))
  for (const { kind, id } of expected.articles ?? [])
    for (const locale of folder.locales) {
      const path = pathOf(kind, locale, id, 'md')
      if (!folder.files.has(path)) missing(path, 'pageMissing', id)
    }
  for (const id of expected.forms ?? []) if (!folder.files.has(`forms/fields/${id}.yml`)) tell(`forms/fields/${id}.yml`, 'formMissing', { id })
}

/** Every field needs its label, its question, why it is asked, its options and a sentence for each thing that can be wrong. */
function checkForms(folder: Folder, codes: (field: Field) => readonly string[], told: Told, report: Report, tell: Tell): void {
  for (const { id, fields } of folder.fields)
    for (const locale of folder.locales) {
      const path = `forms/${locale}/${id}.yml`
      const file = folder.words.find(each => each.kind === 'forms' && each.locale === locale && each.id === id)
      if (file === undefined) {
        if (!folder.files.has(path)) tell(path, 'formWordsMissing', { id })
        told.add(path)
        continue
      }
      for (const field of fields) {
        const options = optionsOf(field) ?? []
        const needed = ['label', 'question', 'why', ...options.map(option => `options.${option}`), ...codes(field).map(code => `errors.${code}`)]
        for (const key of needed) {
          const { at, found } = reach(file.tree, [field.name, ...key.split('.')])
          if (found) continue
          report(file.source.mistake(at, 'fieldWordsMissing', { field: field.name, key }))
          told.add(`${file.source.file} ${field.name}.${key}`)
        }
        const given = reach(file.tree, [field.name, 'options'])
        if (given.found && given.tree.kind === 'names')
          for (const [option, { tree }] of given.tree.entries)
            if (!options.includes(option)) {
              report(file.source.mistake(tree.at, 'fieldUnknown', { field: field.name, key: `options.${option}` }))
              told.add(`${path} ${field.name}.options.${option}`)
            }
      }
      // A group with a question is a field; a field that was taken out of the list leaves its words behind.
      if (file.tree.kind === 'names')
        for (const [name, { keyAt, tree }] of file.tree.entries)
          if (tree.kind === 'names' && tree.entries.has('question') && !fields.some(field => field.name === name))
            report(file.source.mistake(keyAt, 'keyUnknown', { key: name }))
    }
  const known = new Set([...folder.fields.map(({ id }) => `forms/fields/${id}.yml`), ...folder.files])
  for (const { kind, id, source } of folder.words)
    if (kind === 'forms' && !known.has(`forms/fields/${id}.yml`)) report(source.mistake(0, 'formUnknown', { id }))
}

export interface CheckOptions {
  /** The languages that are published: what another one lacks is no mistake. */
  readonly locales?: readonly string[]
  /** The one with which the others are compared. */
  readonly reference?: string
}

/**
 * Checks a content folder.
 * @param dir the folder
 * @param expectation what the dialogs need, or a function that tells it of this folder's forms (a form that is missing or broken has
 *   no fields); without it, names are only compared between languages
 * @returns every mistake, by file and place; empty when all is well
 */
export async function checkContent(
  dir: string,
  expectation?: ExpectedNames | ((form: (id: string) => Form) => ExpectedNames),
  { locales = usualLocales, reference = 'fr' }: CheckOptions = {},
): Promise<Mistake[]> {
  const folder = await readFolder(dir, locales)
  const form = (id: string): Form => ({ id, fields: folder.fields.find(each => each.id === id)?.fields ?? [] })
  const expected = typeof expectation === 'function' ? expectation(form) : expectation
  const mistakes: Mistake[] = []
  const places = new Set<string>()
  const report: Report = mistake => {
    const place = `${mistake.file}:${mistake.line}:${mistake.column}:${mistake.message}`
    if (!places.has(place)) mistakes.push(mistake)
    places.add(place)
  }
  const tell: Tell = (file, code, ...facts) => report({ file, line: 1, column: 1, message: sentence(code, ...facts) })
  folder.mistakes.forEach(report)

  const told: Told = new Set()
  for (const file of folder.words) {
    checkWords(file, report)
    checkPlurals(file, report)
    if (file.kind === 'teams') checkTeams(file, report)
  }
  for (const page of folder.pages) checkPage(page, folder, report)
  checkBrowsers(folder, report)
  for (const notice of folder.notices) checkNotice(notice, report)
  if (expected !== undefined) checkExpected(folder, expected, told, report, tell)
  checkForms(folder, expected?.errorCodes ?? codesOf, told, report, tell)
  const placeOfMistake = ({ file, line, column }: Mistake): string => `${file}:${line}:${column}`
  const taken = new Set(folder.mistakes.map(placeOfMistake))
  // Where a file has not even its shape, comparing it with its sister says nothing more.
  const reportNew: Report = mistake => {
    if (!taken.has(placeOfMistake(mistake))) report(mistake)
  }
  const translated = folder.words.filter(({ kind }) => kind !== 'understanding')
  compareLanguages(folder, translated, 'yml', reference, (file, model) => compareWords(file, model, told, reportNew), told, tell)
  compareLanguages(folder, folder.pages, 'md', reference, (page, model) => comparePages(page, model, reportNew), told, tell)
  return inOrder(mistakes)
}
