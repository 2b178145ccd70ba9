/**
 * The check of content: everything that an editor can get wrong, with file, line, column and how to repair it.
 */
import { codesOf } from '../fields/kinds.ts'
import { checkBrowsers } from './checkBrowsers.ts'
import { checkArticles } from './checkArticles.ts'
import { checkExpected, checkForms } from './checkNeeded.ts'
import { checkNotice, checkPage, checkPlurals, checkWords } from './checkTexts.ts'
import { compareLanguages, comparePages, compareWords, type Compare } from './compareLanguages.ts'
import type { ExpectedNames } from './expectedNames.ts'
import type { EditorLanguage } from './faults/sentences.ts'
import { collect, type Report } from './findings.ts'
import { inOrder, readFolder, type Folder, type WordsFile } from './folder.ts'
import type { Form, Mistake } from './library.ts'
import { usualLocales } from './locales.ts'
import { checkTeams } from './teamsWords.ts'
import { staleIn } from './translated.ts'

/** A mistake as `file:line:column message`, for a terminal. */
export const formatMistake = (mistake: Mistake): string => formatMistakeIn('fr')(mistake)
export const formatMistakeIn = (language: EditorLanguage) => ({ file, line, column, message }: Mistake): string =>
  `${file}:${line}:${column} ${message[language]}`

export interface CheckOptions {
  /** The languages that are published: what another one lacks is no mistake. */
  readonly locales?: readonly string[]
  /** The one with which the others are compared. */
  readonly reference?: string
}

/** What the dialogs need, or a function that tells it of a folder's forms (one that is missing or broken has no fields). */
type Expectation = ExpectedNames | ((form: (id: string) => Form) => ExpectedNames)

/**
 * Checks a content folder.
 * @param dir the folder
 * @param expectation what the dialogs need, or a function that tells it of this folder's forms (a form that is missing or broken has
 *   no fields); without it, names are only compared between languages
 * @returns every mistake, by file and place; empty when all is well
 */
export const checkContent = async (dir: string, expectation?: Expectation, options: CheckOptions = {}): Promise<Mistake[]> =>
  checkFolder(await readFolder(dir, options.locales ?? usualLocales), expectation, options)

/** The same of a folder that was read. */
export function checkFolder(folder: Folder, expectation?: Expectation, { reference = 'fr' }: CheckOptions = {}): Mistake[] {
  const form = (id: string): Form => ({ id, fields: folder.fields.find(each => each.id === id)?.fields ?? [] })
  const expected = typeof expectation === 'function' ? expectation(form) : expectation
  const mistakes: Mistake[] = []
  const findings = collect(mistakes)
  const { report, told } = findings
  folder.mistakes.forEach(report)

  for (const file of folder.words) {
    checkWords(file, report)
    checkPlurals(file, report)
    if (file.kind === 'teams') checkTeams(file, report)
  }
  for (const page of folder.pages) checkPage(page, folder, report)
  checkBrowsers(folder, report)
  checkArticles(folder, report)
  for (const notice of folder.notices) checkNotice(notice, report)
  if (expected !== undefined) checkExpected(folder, expected, findings)
  checkForms(folder, expected?.errorCodes ?? codesOf, findings)
  const placeOfMistake = ({ file, line, column }: Mistake): string => `${file}:${line}:${column}`
  const taken = new Set(folder.mistakes.map(placeOfMistake))
  // Where a file has not even its shape, comparing it with its sister says nothing more.
  const reportNew: Report = mistake => {
    if (!taken.has(placeOfMistake(mistake))) report(mistake)
  }
  const isSubject = ({ kind }: WordsFile): boolean => kind === 'understanding'
  const words = { extension: 'yml', reference }
  const others = folder.words.filter(file => !isSubject(file))
  const comparing = new Map(folder.locales.map(locale => [locale, {
    report: reportNew, told, stale: staleIn(folder, locale, reference), known: new Set(folder.translated.get(locale)?.keys()),
  }]))
  const nothing: Compare = { report: reportNew, told, stale: new Set(), known: new Set() }
  const compareIn = ({ locale }: { readonly locale: string }): Compare => comparing.get(locale) ?? nothing
  compareLanguages(folder, others, words, findings, (file, model) => compareWords(file, model, compareIn(file)))
  compareLanguages(folder, folder.pages, { extension: 'md', reference }, findings, (page, model) => comparePages(page, model, compareIn(page)))
  // How people speak is each language's own; that they can speak of a subject is not.
  compareLanguages(folder, folder.words.filter(isSubject), words, findings)
  return inOrder(mistakes)
}
