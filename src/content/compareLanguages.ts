/** Compares the files of the languages with those of one of them: what is missing, what is only here, which variables differ. */
import { compareSections } from './checkBrowsers.ts'
import type { Findings, Report } from './findings.ts'
import type { Folder, PageFile, WordsFile } from './folder.ts'
import { isPhrases } from './notProse.ts'
import { placeOf, saidIn, variablesOf, type Said } from './said.ts'
import type { Source } from './source.ts'
import { variablesIn } from './template.ts'
import { recordName } from './translated.ts'

/** Compares the variables of one text in two languages. */
function compareVariables(source: Source, here: Said, there: Said, from: string, report: Report): void {
  for (const name of there.variables.keys()) if (!here.variables.has(name)) report(source.mistake(here.at, 'variableMissing', { name, from }))
  for (const [name, at] of here.variables) if (!there.variables.has(name)) report(source.mistake(at, 'variableOnlyHere', { name, from }))
}

/** Which texts are stale, by their names in the record, and which are known to have been translated. */
export interface Compare extends Pick<Findings, 'report' | 'told'> {
  readonly stale: ReadonlySet<string>
  readonly known: ReadonlySet<string>
}

/** Compares the names of two files of words, and what is said under them. */
export function compareWords(file: WordsFile, model: WordsFile, { report, told, stale, known }: Compare): void {
  const here = saidIn(file)
  const there = saidIn(model)
  const from = model.locale
  const isNews = (key: string): boolean =>
    !isPhrases(file.kind, key) && ![file, model].some(each => told.has(`${each.source.file} ${key}`))
  for (const [key, said] of there) {
    const own = here.get(key)
    if (own === undefined) {
      if (isNews(key)) report(file.source.mistake(placeOf(file.tree, key), 'keyNotTranslated', { key, from }))
    } else if (own.list !== said.list) report(file.source.mistake(own.at, 'kindDiffers', { key, from }))
    else if (stale.has(recordName(file, key))) {
      // Only the original was changed: what it has lost or gained is said where it stands.
      if (!differ(own, said)) report(file.source.mistake(own.at, 'staleTranslation', { key, from, name: recordName(file, key) }))
      else compareVariables(model.source, said, own, file.locale, report)
    } else compareVariables(file.source, own, said, from, report)
  }
  for (const [key, { at }] of here) {
    if (there.has(key) || !isNews(key)) continue
    if (known.has(recordName(file, key))) report(model.source.mistake(placeOf(model.tree, key), 'keyNotTranslated', { key, from: file.locale }))
    else report(file.source.mistake(at, 'keyOnlyHere', { key, from }))
  }
}

const differ = (here: Said, there: Said): boolean =>
  here.variables.size !== there.variables.size || [...here.variables.keys()].some(name => !there.variables.has(name))

/** Compares the header and the variables of two pages. */
export function comparePages(page: PageFile, model: PageFile, { report, stale }: Compare): void {
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
  if (!stale.has(recordName(page))) compareVariables(page.source, uses(page), uses(model), from, report)
  else if (differ(uses(page), uses(model))) compareVariables(model.source, uses(model), uses(page), page.locale, report)
  else report(page.source.mistake(page.bodyAt + Math.max(page.body.search(/\S/), 0), 'staleTranslation', { key: '', from, name: recordName(page) }))
  for (const [key, { keyAt }] of page.front.entries)
    if (!model.front.entries.has(key) && key !== 'keywords') report(page.source.mistake(keyAt, 'keyOnlyHere', { key, from }))
  for (const key of model.front.entries.keys())
    if (!page.front.entries.has(key) && key !== 'keywords') report(page.source.mistake(page.front.at, 'keyNotTranslated', { key, from }))
  if (page.kind === 'browsers') compareSections(page, model, report)
}

/** A file that there is in several languages. */
interface Translated {
  readonly kind: string
  readonly locale: string
  readonly id: string
}

/** Compares each file with the one of the reference language, and tells which translations are missing. */
export function compareLanguages<F extends Translated>(
  folder: Folder,
  files: readonly F[],
  { extension, reference }: { readonly extension: string; readonly reference: string },
  { tell, told }: Findings,
  compare: (file: F, model: F) => void = () => undefined,
): void {
  const groups = new Map<string, F[]>()
  for (const file of files) {
    const name = `${file.kind}/${file.id}`
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  for (const group of groups.values()) {
    const model = group.find(({ locale }) => locale === reference) ?? group[0]
    if (model === undefined) continue
    for (const locale of folder.locales) {
      const file = group.find(each => each.locale === locale)
      const path = `${model.kind}/${locale}/${model.id}.${extension}`
      if (file === undefined) {
        // A file that exists and cannot be read has its own mistake.
        if (!folder.files.has(path) && !told.has(path)) tell(path, locale === reference ? 'originalMissing' : 'translationMissing', { locale, from: model.locale })
      } else if (file !== model) compare(file, model)
    }
  }
}
