/** `/desk/words/new`: an article or a browser's page that is not there yet, in every language at once, kept as drafts. */
import { newPage } from '../../../content/articleText.ts'
import { browserName } from '../../../content/browserNames.ts'
import { bodyPart, partsOf } from '../../../content/pageParts.ts'
import { deviceNames, osNames, signsOutNames } from '../../../content/shapes.ts'
import { longestText } from '../../../editing/editing.ts'
import type { RouteResponse } from '../../../http/route.ts'
import { fold } from '../../../text/fold.ts'
import { html, type Html } from '../../../text/html.ts'
import type { Desk, DeskRoute, Visit } from '../desk.ts'
import { questionsPath, wordsPath } from '../deskPaths.ts'
import { wordsOf } from './findTexts.ts'
import { addressOfText } from './textPlaces.ts'
import { editors, languageName, type QuestionKept, type WordsParts } from './wordsParts.ts'

const newPath = `${wordsPath}/new`
export const addressOfNew = (kind: NewKind, more: Readonly<Record<string, string>> = {}): string =>
  `${newPath}?${new URLSearchParams({ kind, ...more }).toString()}`

/** Pages that can be made here. Fiches and mails belong to steps, which no page makes. */
export const newKinds = ['help', 'browsers'] as const
export type NewKind = (typeof newKinds)[number]

/** What is written of a page in each language: one line, several phrases, or prose. */
const written: Readonly<Record<NewKind, Readonly<Record<string, 'line' | 'list' | 'prose'>>>> = {
  help: { title: 'line', body: 'prose', questions: 'list', sources: 'list' },
  browsers: { title: 'line', body: 'prose', status: 'line', sources: 'list' },
}
/** What is the same in each language; an empty choice is left out. */
const shared: Readonly<Record<NewKind, readonly string[]>> = { help: ['theme'], browsers: ['browser', 'device', 'os', 'signsOut', 'version'] }
const optional: ReadonlySet<string> = new Set(['os', 'version'])
/** Without these there is no page; what else is missing can be written later, and the check says it. */
const needed: readonly string[] = ['title', bodyPart]

const boxName = (locale: string, part: string): string => `text ${locale} ${part}`
/** A name for an address and a file. */
const slugOf = (title: string): string => fold(title).replace(/[^a-z0-9]+/g, '-').slice(0, 40).replace(/^-+|-+$/g, '')

type Fault = 'incomplete' | 'taken' | 'browserName' | 'tooLong'

/** What can be chosen of what is shared; undefined: it is written. */
function choicesOf({ current }: WordsParts, { say, locale }: Visit, name: string): readonly (readonly [string, string])[] | undefined {
  const { library } = current()
  const labelled = (values: readonly string[]) => values.map(value => [value, say(`deskWords.new.choices.${value}`)] as const)
  if (name === 'device') return labelled(deviceNames)
  if (name === 'os') return labelled(osNames)
  if (name === 'signsOut') return labelled(signsOutNames)
  if (name !== 'theme') return undefined
  const themes = new Set(library.articles('help', locale).flatMap(({ extra }) => (typeof extra['theme'] === 'string' ? [extra['theme']] : [])))
  return [...themes].map(theme => [theme, library.plain(locale, `pages:help.themes.${theme}`)])
}

/** What stands in a box before anybody wrote: of a browser's page, the parts that each of them has. */
async function usual(
  { editing }: WordsParts, kind: NewKind, locale: string, part: string, asked: QuestionKept | undefined,
): Promise<string> {
  if (part === 'questions') return asked?.locale === locale ? asked.text : ''
  if (kind !== 'browsers' || part !== bodyPart) return ''
  const state = (await editing.text('browsers:other'))?.in[locale]
  return partsOf(state === undefined ? '' : (wordsOf(state) ?? ''))?.find(each => each.name === bodyPart)?.text ?? ''
}

async function show(parts: WordsParts, visit: Visit, kind: NewKind, fault?: Fault): Promise<RouteResponse> {
  const { say, sent, request, form } = visit
  const posted = request.method === 'POST'
  const id = (posted ? sent : request.query).get('question') ?? ''
  const asked = id === '' ? undefined : await parts.questionOf(id)
  const missing = (name: string): boolean => fault !== undefined && (sent.get(name) ?? '').trim() === ''
  const box = async (locale: string, part: string): Promise<Html> => {
    const name = boxName(locale, part)
    const [at, how] = [`new-${locale}-${part}`, written[kind][part]]
    const value = posted ? (sent.get(name) ?? '') : await usual(parts, kind, locale, part, asked)
    const required = needed.includes(part) && locale === parts.editing.locales[0]
    const about = html` id="${at}" name="${name}" lang="${locale}" spellcheck="true"${required && html` required`}${
      required && missing(name) && html` aria-invalid="true"`}`
    return html`<div class="field"><label for="${at}">${say(`deskWords.parts.${part}`)} – ${languageName(parts, locale)}</label>${
      how === 'list' && html`<p class="note">${say('deskWords.text.aLine')}</p>`}${
      how === 'line' ? html`<input${about} value="${value}" maxlength="200" autocomplete="off">`
        : html`<textarea${about} rows="${how === 'list' ? 4 : 9}"${how === 'prose' && html` data-prose`}>
${value}</textarea>`}</div>`
  }
  const choice = (name: string): Html => {
    const choices = choicesOf(parts, visit, name)
    const value = sent.get(name) ?? ''
    const needs = !optional.has(name) && html` required`
    return html`<div class="field"><label for="new-${name}">${say(`deskWords.new.shared.${name}`)}</label>${choices === undefined
      ? html`<input id="new-${name}" name="${name}" value="${value}" maxlength="80" autocomplete="off"${needs}>`
      : html`<select id="new-${name}" name="${name}"${needs}><option value=""></option>${
        choices.map(([each, label]) => html`<option value="${each}"${each === value && html` selected`}>${label}</option>`)}</select>`}</div>`
  }
  const columns = []
  for (const locale of parts.editing.locales) {
    const boxes = []
    for (const part of Object.keys(written[kind])) boxes.push(await box(locale, part))
    columns.push(html`<div class="language">${boxes}</div>`)
  }
  return visit.show({
    status: fault === undefined ? 200 : fault === 'taken' ? 409 : 422,
    title: say(`deskWords.new.${kind}.title`),
    main: html`${fault !== undefined && html`<p class="fault" role="alert">${say(`deskWords.new.faults.${fault}`)}</p>`}<p>${say(`deskWords.new.${kind}.text`)}</p>
${form(newPath, html`<input type="hidden" name="kind" value="${kind}">${id !== '' && html`<input type="hidden" name="question" value="${id}">`}
<section class="text"><div class="languages">${columns}</div>${shared[kind].map(choice)}</section>
<p class="buttons keep"><button class="button primary">${say('deskWords.text.keep')}</button><a class="button" href="${wordsPath}">${say('deskWords.title')}</a></p>`)}`,
  })
}

/** The page that was written, in a language; undefined: nothing was, `null`: not enough of it. */
function pageOf(kind: NewKind, { sent }: Visit, locale: string): string | null | undefined {
  const given = (name: string): string => (sent.get(name) ?? '').trim()
  const value = (part: string): string => given(boxName(locale, part))
  const parts = Object.keys(written[kind])
  if (parts.every(part => value(part) === '')) return undefined
  if (needed.some(part => value(part) === '')) return null
  const lines = (text: string): string[] => text.split('\n').map(line => line.trim()).filter(line => line !== '')
  const head: Record<string, string | string[]> = {}
  for (const part of parts) if (part !== bodyPart) head[part] = written[kind][part] === 'list' ? lines(value(part)) : value(part).replace(/\s+/g, ' ')
  for (const name of shared[kind]) if (given(name) !== '') head[name] = given(name)
  head['checked'] = new Date().toISOString().slice(0, 10)
  return newPage(head, value(bodyPart))
}

async function make(parts: WordsParts, visit: Visit, kind: NewKind): Promise<{ readonly key: string } | Fault> {
  const { sent, person, note } = visit
  const { editing } = parts
  const [reference = ''] = editing.locales
  const given = (name: string): string => (sent.get(name) ?? '').trim()
  if ([...sent.values()].some(({ length }) => length > longestText)) return 'tooLong'
  if (shared[kind].some(name => given(name) === '' && !optional.has(name))) return 'incomplete'
  if (kind === 'browsers' && !browserName.test(given('browser'))) return 'browserName'
  const pages = new Map(editing.locales.map(locale => [locale, pageOf(kind, visit, locale)]))
  const slug = slugOf(given(boxName(reference, 'title')))
  if (slug === '' || pages.get(reference) === undefined || [...pages.values()].includes(null)) return 'incomplete'
  const key = `${kind}:${slug}`
  if ((await editing.text(key)) !== undefined) return 'taken'
  for (const [locale, text] of pages) {
    if (text === undefined || text === null) continue
    const saved = await editing.save({ key, locale, text, by: person.name })
    if (!('saved' in saved)) return 'taken'
    await note('wordsDrafted', `${key} ${locale}`)
  }
  return { key }
}

const kindAsked = (asked: string | null): NewKind => newKinds.find(each => each === asked) ?? 'help'

export const newPageRoutes = (parts: WordsParts, desk: Desk): DeskRoute[] => [
  desk.get(newPath, editors, visit => show(parts, visit, kindAsked(visit.request.query.get('kind')))),
  desk.post(newPath, editors, async visit => {
    const kind = kindAsked(visit.sent.get('kind'))
    const made = await make(parts, visit, kind)
    if (typeof made === 'string') return show(parts, visit, kind, made)
    const question = visit.sent.get('question')
    if (question === null || question === '') return visit.to(`${addressOfText(made.key)}&kept=`)
    await visit.note('questionUsed', made.key)
    await (await parts.questionOf(question))?.take()
    return visit.to(`${questionsPath}/one?${new URLSearchParams({ id: question, tried: '' }).toString()}#tried`)
  }, 512 * 1024),
]
