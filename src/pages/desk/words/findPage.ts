/** `/desk/words`: finds a text by what people see, and shows what wants to be looked at. */
import { html, type Html } from '../../../text/html.ts'
import type { RouteResponse } from '../../../http/route.ts'
import type { Visit } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { timeOf } from '../staffLog.ts'
import { conditionsOf, findTexts, textConditions, wordsOf, type FoundText, type PlacedText, type Wanted } from './findTexts.ts'
import { addressOfNew, newKinds } from './newPage.ts'
import { addressOfText, textKinds } from './textPlaces.ts'
import { addressOfPicture } from './picturePage.ts'
import { tryPath } from './tryPage.ts'
import { draftsPath, excerpt, placedTexts, subjectTitle, versionsPath, type WordsParts } from './wordsParts.ts'

/** Texts on one page. */
const onPage = 40

interface Choice {
  readonly name: string
  readonly label: string
}

const select = (name: string, label: string, any: string, choices: readonly Choice[], chosen: string | undefined): Html =>
  html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}"><option value="">${any}</option>${
    choices.map(each => html`<option value="${each.name}"${each.name === chosen && html` selected`}>${each.label}</option>`)}</select></div>`

/** What the address asks for, as far as it is known. */
function wantedBy({ request: { query } }: Visit): Wanted {
  const asked = (name: string): string | undefined => query.get(name)?.slice(0, 400) || undefined
  return {
    words: asked('q'),
    kind: textKinds.find(each => each === asked('kind')),
    subject: asked('subject'),
    condition: textConditions.find(each => each === asked('state')),
  }
}

/** Marks of what wants to be looked at. */
const marksOf = ({ say }: Pick<Visit, 'say'>, found: PlacedText): Html[] =>
  conditionsOf(found).map(condition => html` <span class="mark ${condition}">${say(`deskWords.states.${condition}`)}</span>`)

function row(parts: WordsParts, visit: Visit, found: FoundText): Html {
  const { text, place, locale } = found
  const state = text.in[locale]
  const title = excerpt(state === undefined ? '' : (wordsOf(state) || state.live || state.release || '')) || place.name
  return html`<li><a href="${addressOfText(place.group)}"${locale !== visit.locale && html` lang="${locale}"`}>${title}</a><p class="note">${
    subjectTitle(parts, visit, place.subject)} · ${visit.say(`deskWords.kinds.${place.kind}`)}${marksOf(visit, found)}</p></li>`
}

/** Subjects in the order of the words, each once: conversations by their names first. */
function subjectsOf(parts: WordsParts, visit: Visit, all: readonly PlacedText[]): Choice[] {
  const names = [...new Set(all.map(({ place }) => place.subject))]
  const choices = names.map(name => ({ name, label: subjectTitle(parts, visit, name) }))
  return choices.sort((a, b) => Number(b.name.startsWith('dialogs:')) - Number(a.name.startsWith('dialogs:')) || a.label.localeCompare(b.label, visit.locale))
}

/** What is live: since when, by whom. */
async function liveNow({ editing }: WordsParts, { say, locale, timeZone }: Visit): Promise<Html> {
  const [last] = await editing.versions()
  return last === undefined
    ? html`${say('deskWords.live.release')}`
    : html`${say('deskWords.live.version', { number: last.number, by: last.by })} ${timeOf({ locale, timeZone }, last.at)}`
}

/** The drafts that wait, for everybody to see. */
const draftsWaiting = ({ say }: Pick<Visit, 'say'>, count: number): Html | false =>
  count > 0 && html`<p class="notice">${say('deskWords.drafts.waiting', { count })} <a href="${draftsPath}">${say('deskWords.drafts.look')}</a></p>`

/** The form that a subject is. */
const formOf = (subject: string | undefined): string | undefined => /^forms:(.+)$/.exec(subject ?? '')?.[1]

export async function showFind(parts: WordsParts, visit: Visit): Promise<RouteResponse> {
  const { say, request } = visit
  const wanted = wantedBy(visit)
  const all = await placedTexts(parts)
  const drafts = await parts.editing.drafts()
  const asked = Object.values(wanted).some(each => each !== undefined)
  const found = asked ? findTexts(all, wanted) : []
  const from = Math.max(0, Number(/^\d{1,5}$/.exec(request.query.get('from') ?? '')?.[0] ?? 0))
  const shown = found.slice(from, from + onPage)
  const next = new URLSearchParams(request.query)
  next.set('from', String(from + onPage))
  const subjects = subjectsOf(parts, visit, all)
  const link = (name: string, value: string, label: string, count: number): Html =>
    html`<li><a href="${wordsPath}?${new URLSearchParams({ [name]: value }).toString()}">${label}</a> <span class="note">${count}</span></li>`
  const countOf = (subject: string): number => all.filter(({ place }) => place.subject === subject).length
  const wants = textConditions.map(name => ({ name, count: findTexts(all, { condition: name }).length })).filter(({ count }) => count > 0)
  return visit.show({
    title: say('deskWords.title'),
    main: html`<p class="note">${await liveNow(parts, visit)} <a href="${versionsPath}">${say('deskWords.versions.title')}</a> · <a href="${tryPath}">${say('deskWords.try.title')}</a></p>
${draftsWaiting(visit, drafts.length)}
<form class="find" method="get" action="${wordsPath}" role="search">
<div class="field wide"><label for="q">${say('deskWords.find.label')}</label><p class="note" id="q-hint">${say('deskWords.find.hint')}</p>
<input id="q" name="q" value="${wanted.words ?? ''}" aria-describedby="q-hint" autocomplete="off"></div>
${select('kind', say('deskWords.find.kind'), say('deskWords.find.any'), textKinds.map(name => ({ name, label: say(`deskWords.kinds.${name}`) })), wanted.kind)}
${select('subject', say('deskWords.find.subject'), say('deskWords.find.any'), subjects, wanted.subject)}
${select('state', say('deskWords.find.state'), say('deskWords.find.any'), textConditions.map(name => ({ name, label: say(`deskWords.states.${name}`) })), wanted.condition)}
<p class="buttons"><button class="button primary">${say('deskWords.find.submit')}</button></p></form>
${wanted.subject?.startsWith('dialogs:') === true && wanted.subject !== 'dialogs:bot' && html`<p><a href="${addressOfPicture(wanted.subject)}">${say('deskWords.picture.look')}</a></p>`}
${formOf(wanted.subject) !== undefined && html`<p><a href="${addressOfText(`fields:${formOf(wanted.subject)}`)}">${say('deskWords.fields.look')}</a></p>`}
${asked && html`<section><h2>${found.length === 0 ? say('deskWords.find.nothing') : say('deskWords.find.found', { count: found.length })}</h2>
${found.length === 0 && html`<p>${say('deskWords.find.try')}</p>`}
<ul class="ways-on">${shown.map(each => row(parts, visit, each))}</ul>
${found.length > from + onPage && html`<p class="buttons"><a class="button" href="${wordsPath}?${next.toString()}">${say('deskWords.find.more')}</a></p>`}</section>`}
<p class="buttons">${newKinds.map(kind => html`<a class="button" href="${addressOfNew(kind)}">${say(`deskWords.new.${kind}.title`)}</a>`)}</p>
${!asked && wants.length > 0 && html`<section><h2>${say('deskWords.find.wants')}</h2><ul class="columns">${wants.map(({ name, count }) => link('state', name, say(`deskWords.states.${name}`), count))}</ul></section>`}
${!asked && html`<section><h2>${say('deskWords.find.browse')}</h2><ul class="columns">${
    subjects.map(({ name, label }) => link('subject', name, label, countOf(name)))}</ul></section>`}`,
  })
}
