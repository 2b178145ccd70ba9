/** `/desk/words/new`: a help article that is not there yet. It becomes a draft, whose boxes are then those of any article. */
import { newPage } from '../../../content/pageParts.ts'
import type { RouteResponse } from '../../../http/route.ts'
import { fold } from '../../../text/fold.ts'
import { html } from '../../../text/html.ts'
import type { Desk, DeskRoute, Visit } from '../desk.ts'
import { addressOfText } from './textPlaces.ts'
import { editors, wordsPath, type WordsParts } from './wordsParts.ts'

export const newArticlePath = `${wordsPath}/new`

/** Longest title or question, in characters. */
const longest = 200
const ofThemes = 'pages:help.themes.'

/** The names of an address: letters and digits of the title. @param taken keys that are there */
function keyOf(title: string, taken: ReadonlySet<string>): string {
  const id = fold(title).replace(/[^a-z0-9]+/g, '-').slice(0, 60).replace(/^-+|-+$/g, '') || 'article'
  for (let number = 1; ; number++) {
    const key = `help:${id}${number === 1 ? '' : `-${number}`}`
    if (!taken.has(key)) return key
  }
}

const line = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim().slice(0, longest)

async function show(parts: WordsParts, visit: Visit): Promise<RouteResponse> {
  const { say, form, sent, request } = visit
  const { library } = parts.current()
  const themes = (await parts.editing.texts()).map(({ key }) => key).filter(key => key.startsWith(ofThemes))
  const question = line(sent.get('question') ?? request.query.get('question'))
  const faulty = request.method === 'POST'
  return visit.show({
    status: faulty ? 422 : 200,
    title: say('deskWords.new.title'),
    main: html`<p>${say('deskWords.new.text')}</p>${faulty && html`<p class="fault" role="alert">${say('deskWords.new.needed')}</p>`}
${form(newArticlePath, html`<div class="field"><label for="title">${say('deskWords.parts.title')}</label><input id="title" name="title" maxlength="${longest}" value="${line(sent.get('title'))}" required></div>
<div class="field"><label for="question">${say('deskWords.new.question')}</label><p class="note" id="question-help">${say('deskWords.new.questionHelp')}</p><input id="question" name="question" maxlength="${longest}" value="${question}" aria-describedby="question-help" required></div>
<div class="field"><label for="theme">${say('deskWords.new.theme')}</label><select id="theme" name="theme">${
  themes.map(key => html`<option value="${key.slice(ofThemes.length)}">${library.plain(visit.locale, key)}</option>`)}</select></div>
<div class="field"><label for="source">${say('deskWords.new.source')}</label><p class="note" id="source-help">${say('deskWords.new.sourceHelp')}</p><input id="source" name="source" maxlength="${longest}" value="${line(sent.get('source'))}" aria-describedby="source-help" required></div>
<p class="buttons"><button class="button primary">${say('deskWords.new.submit')}</button></p>`)}`,
  })
}

export const newArticleRoutes = (parts: WordsParts, desk: Desk): DeskRoute[] => [
  desk.get(newArticlePath, editors, visit => show(parts, visit)),
  desk.post(newArticlePath, editors, async visit => {
    const { sent, person, note } = visit
    const { editing } = parts
    const [title, question, source, theme] = ['title', 'question', 'source', 'theme'].map(name => line(sent.get(name)))
    const keys = new Set((await editing.texts()).map(({ key }) => key))
    const locale = editing.locales[0]
    if (!title || !question || !source || !theme || !keys.has(`${ofThemes}${theme}`) || locale === undefined) return show(parts, visit)
    const key = keyOf(title, keys)
    const checked = new Date().toISOString().slice(0, 10)
    await editing.save({ key, locale, text: newPage({ title, theme, questions: [question], sources: [source], checked }, ''), by: person.name })
    await note('wordsDrafted', `${key} ${locale}`)
    return visit.to(addressOfText(key))
  }),
]
