/** The check of what is written, each text on its own: typography, variables, marks, length, the forms of a text that counts. */
import { leavesOf, type Folder, type NoticeFile, type PageFile, type WordsFile } from './folder.ts'
import type { Report } from './findings.ts'
import { checkMarkdown, readLength as lengthOf } from './markdown.ts'
import { isPhrases } from './notProse.ts'
import { remembered } from './remembered.ts'
import { placeOf, pluralBase } from './said.ts'
import type { Source } from './source.ts'
import { readBothWays, variablesIn } from './template.ts'

const readLength = remembered(lengthOf)
const faultsIn = remembered(markdown => checkMarkdown(markdown, false))
const faultsOfPage = remembered(markdown => checkMarkdown(markdown, true))

/** Longest label of a button and longest message, in characters (voice of the guide). */
const mostOfLabel = 24
const mostOfText = 280

/** The label of a button. */
const isLabel = (key: string): boolean => /(?:^|\.)(?:menu|options\.[^.]+|buttons\.[^.]+)$/.test(key)
/** Texts that are shown as they are, without Markdown. */
const isBare = (kind: string, key: string): boolean => key === 'title' || isLabel(key) || (kind === 'forms' && key.endsWith('.label'))

/** Where a Markdown page's or a word's characters stand in their file. */
interface Prose {
  readonly source: Source
  readonly value: string
  readonly place: (index: number) => number
}

/** Variables and nesting, which hold for every text. French typography is no mistake: what is missing is put in when it is said. */
function checkProse({ source, value, place }: Prose, report: Report): void {
  for (const { name, offset } of variablesIn(value)) if (name === undefined) report(source.mistake(place(offset), 'variableForm'))
  const nested = value.indexOf('$t(')
  if (nested !== -1) report(source.mistake(place(nested), 'nesting'))
}

function checkMarks({ source, value, place }: Prose, headings: boolean, report: Report): void {
  for (const { code, node, offset } of (headings ? faultsOfPage : faultsIn)(value)) {
    if (code === 'markdownForbidden') report(source.mistake(place(offset), code, { node }))
    else report(source.mistake(place(offset), code))
  }
}

/** A text that is shown without Markdown: what looks like a tag would be read. */
function checkBare({ source, value, place }: Prose, report: Report): void {
  const tag = value.search(/<\/?[a-z][^<>]*>/i)
  if (tag !== -1) report(source.mistake(place(tag), 'htmlInBare'))
}

/** The texts of a file of words, each on its own. */
export function checkWords(file: WordsFile, report: Report): void {
  for (const { key, tree } of leavesOf(file.tree)) {
    const texts = tree.kind === 'text' ? [tree] : tree.kind === 'items' ? tree.items.filter(item => item.kind === 'text') : []
    if (isPhrases(file.kind, key)) continue
    for (const { value, at, place } of texts) {
      const prose = { source: file.source, value, place }
      checkProse(prose, report)
      // Of two variants one is shown.
      const length = Math.max(...readBothWays(value).map(readLength))
      if (isBare(file.kind, key)) checkBare(prose, report)
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
export function checkPage(page: PageFile, folder: Folder, report: Report): void {
  const { source, front, body, bodyAt, kind } = page
  const prose = { source, value: body, place: (index: number): number => bodyAt + index }
  checkProse(prose, report)
  checkMarks(prose, kind !== 'mails', report)
  for (const [name, { tree }] of front.entries)
    if (tree.kind === 'text' && name !== 'image') {
      checkProse({ source, ...tree }, report)
      checkBare({ source, ...tree }, report)
    }
  const image = front.entries.get('image')?.tree
  if (image?.kind !== 'text') return
  const name = image.value.replace(/\.(?:svg|png)$/, '')
  if (name !== image.value) report(source.mistake(image.at, 'pictureEnding', { name }))
  else if (!folder.images.has(name)) report(source.mistake(image.at, 'pictureMissing', { name: image.value }))
  else if (!front.entries.has('alt')) report(source.mistake(image.at, 'altMissing'))
}

/** The announcement of an incident: one message, said as it stands. What is between comment marks is not said. */
export function checkNotice({ source }: NoticeFile, report: Report): void {
  const value = source.text.replace(/<!--.*?(?:-->|$)/gs, comment => ' '.repeat(comment.length))
  checkProse({ source, value, place: index => index }, report)
  const length = value.replace(/\s+/g, ' ').trim().length
  if (length > mostOfText) report(source.mistake(0, 'tooLongText', { length, most: mostOfText }))
}

/** The forms that a text that counts needs in its language (`one`, `many` and `other` in French). */
export function checkPlurals(file: WordsFile, report: Report): void {
  const keys = new Set([...leavesOf(file.tree)].map(({ key }) => key))
  for (const base of new Set([...keys].flatMap(key => pluralBase(key, keys) ?? []))) {
    const categories = new Intl.PluralRules(file.locale).resolvedOptions().pluralCategories
    const needed = (['zero', 'one', 'two', 'few', 'many', 'other'] as const).filter(form => categories.includes(form))
    if (needed.some(form => !keys.has(`${base}_${form}`)))
      report(file.source.mistake(placeOf(file.tree, `${base}_other`), 'pluralMissing', {
        forms: needed.map(form => `${base.split('.').at(-1) ?? ''}_${form}`),
        locale: file.locale,
      }))
  }
}
