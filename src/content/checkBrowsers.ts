/** The check of the browsers' pages: their sections, their pictures, and that there is one page for each use. */
import { leavesOf, type Folder, type PageFile, type WordsFile } from './folder.ts'
import type { Code, Details } from './faults/sentences.ts'
import type { Report } from './findings.ts'
import { mainSection, sectionsOf } from './sections.ts'
import { deviceNames } from './shapes.ts'
import { reach } from './source.ts'

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
  const tell = <C extends Code>(offset: number, code: C, ...details: Details<C>): void =>
    report(source.mistake(bodyAt + offset, code, ...details))
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
    const [, picture = '', device = '', section = ''] = /^(pictures\.([^.]+)\.([^.]+))\.image$/.exec(key) ?? []
    if (picture === '' || tree.kind !== 'text') continue
    if (!deviceNames.some(name => name === device) || !known.includes(section)) report(file.source.mistake(tree.at, 'keyUnknown', { key }))
    else if (/\.(?:svg|png)$/.test(tree.value)) report(file.source.mistake(tree.at, 'pictureEnding', { name: tree.value.replace(/\.\w+$/, '') }))
    else if (!folder.images.has(tree.value)) report(file.source.mistake(tree.at, 'pictureMissing', { name: tree.value }))
    else if (!reach(file.tree, [...picture.split('.'), 'alt']).found) report(file.source.mistake(tree.at, 'altMissing'))
  }
}

/** The browsers' pages of all languages. A dialog finds one by browser, device and system, so there is one for each. */
export function checkBrowsers(folder: Folder, report: Report): void {
  const pages = folder.pages.filter(({ kind }) => kind === 'browsers')
  for (const file of folder.words) if (file.kind === 'pages' && file.id === 'browsers') checkPictures(folder, file, report)
  const first = new Map<string, string>()
  for (const page of pages) {
    checkSections(page, sectionTitles(folder, page.locale), report)
    const use = [page.locale, ...['browser', 'device', 'os'].map(name => headerOf(page, name)?.value)].join(' ')
    const id = first.get(use)
    if (id === undefined) first.set(use, page.id)
    else if (page.sound) report(page.source.mistake(headerOf(page, 'browser')?.at ?? page.front.at, 'browserTwice', { id }))
  }
}

/** Sections that one language has and the other has not, and what must be the same in both. */
export function compareSections(page: PageFile, model: PageFile, report: Report): void {
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
