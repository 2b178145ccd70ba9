/** One unanswered question, in all its wordings: what the guide takes it for, what becomes of it, and what that would change. */
import type { AlikeQuestions } from '../../../actions/alikeQuestions.ts'
import type { RouteResponse } from '../../../http/route.ts'
import { html, type Html } from '../../../text/html.ts'
import type { Desk, DeskRoute, Visit } from '../desk.ts'
import { questionsPath } from '../deskPaths.ts'
import { timeOf } from '../staffLog.ts'
import { addressOfNew } from '../words/newPage.ts'
import { draftsPath } from '../words/wordsParts.ts'
import { useQuestion, uses, type Use, type Used } from './useQuestion.ts'
import {
  addressOf, articleTitle, editors, idOf, meaningSaid, optionTitle, states, stepTitle, topicTitle, type MeaningOf,
  type QuestionsParts, type Tried,
} from './questionsParts.ts'

/** Sentences that would be understood no more: so many are shown. */
const worstShown = 20

const groupOf = async (parts: QuestionsParts, id: string | null): Promise<AlikeQuestions | undefined> =>
  (await parts.list()).find(({ wordings }) => wordings.some(({ ids }) => ids.some(each => each === id)))

const option = (value: string, label: string, chosen = false): Html => html`<option value="${value}"${chosen && html` selected`}>${label}</option>`

/** One way to answer it from now on. */
function drawUse(parts: QuestionsParts, visit: Visit, group: AlikeQuestions, use: Use): Html | false {
  const { say, form, sent } = visit
  // Refused, it stands as it was filled in.
  const isRefused = sent.get('use') === use
  const given = (id: string, usual = ''): string => (isRefused ? (sent.get(id) ?? usual) : usual)
  const name = (field: string): string => `${use}-${field}`
  const field = (id: string, input: Html, label = say(`deskQuestions.uses.${use}.${id}`)): Html =>
    html`<div class="field"><label for="${name(id)}">${label}</label>${input}</div>`
  const text = field('text', html`<input id="${name('text')}" name="text" value="${given('text', group.question)}" maxlength="300" required lang="${group.locale}" autocomplete="off">`)
  const choice = (id: string, choices: readonly (readonly [value: string, label: string])[]): Html =>
    field(id, html`<select id="${name(id)}" name="${id}" required><option value=""></option>${
      choices.map(([value, label]) => option(value, label, value === given(id)))}</select>`)
  const articles = parts.library.articles('help', group.locale)
  const fields: Readonly<Record<Use, Html | false>> = {
    name: group.step !== '' && html`${text}${choice('option', parts.optionsOf(group.step).map(each => [each, optionTitle(parts, visit, group.step, each)] as const))}`,
    example: group.step === '' && html`${text}${choice('topic', parts.topics.map(each => [each, topicTitle(parts, visit, each)] as const))}`,
    question: group.step === '' && html`${text}${choice('article', articles.map(({ id }) => [id, articleTitle(parts, visit, id)] as const))}`,
  }
  const drawn = fields[use]
  return drawn !== false && html`<details${isRefused && html` open`}><summary>${say(`deskQuestions.uses.${use}.title`)}</summary>${
    form(`${questionsPath}/use`, html`<input type="hidden" name="id" value="${idOf(group)}"><input type="hidden" name="use" value="${use}">${drawn}
<p class="buttons"><button class="button primary">${say('deskQuestions.try')}</button></p>`)}</details>`
}

/** What each wording is taken for. */
const drawMeanings = (parts: QuestionsParts, visit: Visit, group: AlikeQuestions, meaningOf: MeaningOf): Html =>
  html`<ul>${group.wordings.map(({ question, locale, step, count }) =>
    html`<li><span lang="${locale}">${question}</span> <span class="note">× ${count}</span><br>${meaningSaid(parts, visit, meaningOf(question, locale, step), step)}</li>`)}</ul>`

function drawTried(parts: QuestionsParts, visit: Visit, group: AlikeQuestions, { library, meaningOf, scored, worse }: Tried): Html {
  const { say } = visit
  return html`<section class="notice" id="tried"><h2>${say('deskQuestions.tried.title')}</h2>${drawMeanings({ ...parts, library }, visit, group, meaningOf)}
<p>${worse.length === 0 ? say('deskQuestions.tried.same', { count: scored }) : say('deskQuestions.tried.worse', { count: worse.length, scored })}</p>
${worse.length > 0 && html`<ul>${worse.slice(0, worstShown).map(({ text, locale, of }) =>
    html`<li><span lang="${locale}">${text}</span> <span class="note">${of.kind === 'topic' ? topicTitle(parts, visit, of.name) : articleTitle(parts, visit, of.name)}</span></li>`)}</ul>`}
<p class="note">${say('deskQuestions.tried.text')}</p>${toDrafts(visit)}</section>`
}

const toDrafts = ({ say }: Visit): Html => html`<p class="buttons"><a class="button" href="${draftsPath}">${say('deskWords.drafts.look')}</a></p>`

const drawFailed = (visit: Visit): Html =>
  html`<section class="notice" id="tried"><p>${visit.say('deskQuestions.tried.failed')}</p>${toDrafts(visit)}</section>`

/** Seconds until a page that waits is asked for again. */
const again = 3

/** While the drafts are learned: nothing can be typed here that a page that comes by itself would take away. */
function waitFor({ say, show }: Visit, group: AlikeQuestions): RouteResponse {
  const answer = show({
    title: group.question,
    main: html`<p class="notice" role="status">${say('deskQuestions.tried.running')}</p>
<p class="buttons"><a class="button" href="${addressOf(group, { tried: '' })}">${say('deskQuestions.tried.look')}</a><a class="button" href="${
  addressOf(group)}">${say('deskQuestions.tried.later')}</a></p>`,
  })
  return { ...answer, headers: { ...answer.headers, refresh: String(again) } }
}

type Refused = Exclude<Used, { key: string }>

async function showOne(parts: QuestionsParts, visit: Visit, group: AlikeQuestions, refused?: Refused): Promise<RouteResponse> {
  const { say, form, request } = visit
  const meaningOf = parts.meaningOf()
  const tried = request.query.has('tried') && meaningOf !== undefined ? await parts.tried() : undefined
  if (tried === 'running') return waitFor(visit, group)
  const facts: readonly (readonly [string, Html | string])[] = [
    ['count', String(group.count)], ['language', parts.library.plain(group.locale, 'pages:help.ownName')],
    ['first', timeOf(visit, group.first)], ['last', timeOf(visit, group.last)], ['state', say(`deskQuestions.states.${group.state}`)],
    ...(group.step === '' ? [] : [['step', stepTitle(parts, visit, group.step)] as const]),
  ]
  return visit.show({
    status: refused === undefined ? 200 : 422,
    title: group.question,
    main: html`${refused !== undefined && html`<p class="fault" role="alert">${say(`deskQuestions.refused.${refused.refused}`)}</p>`}
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${say(`deskQuestions.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>
${form(`${questionsPath}/state`, html`<input type="hidden" name="id" value="${idOf(group)}"><p class="buttons">${
      states.filter(each => each !== group.state).map(each => html`<button class="button" name="state" value="${each}">${say(`deskQuestions.mark.${each}`)}</button>`)}</p>`)}
${tried !== undefined && (tried === 'failed' ? drawFailed(visit) : drawTried(parts, visit, group, tried))}
<section><h2>${say('deskQuestions.heard.title')}</h2>${
      meaningOf === undefined ? html`<p>${say('deskQuestions.heard.learning')}</p>` : drawMeanings(parts, visit, group, meaningOf)}</section>
<section><h2>${say('deskQuestions.uses.title')}</h2><p>${say('deskQuestions.uses.text')}</p>${uses.map(use => drawUse(parts, visit, group, use))}${
      group.step === '' && html`<p class="buttons"><a class="button" href="${addressOfNew('help', { question: idOf(group) })}">${say('deskQuestions.uses.article')}</a></p>`}</section>
<p class="buttons"><a class="button" href="${questionsPath}">${say('deskQuestions.back')}</a></p>`,
  })
}

export const questionRoutes = (parts: QuestionsParts, desk: Desk): DeskRoute[] => [
  desk.get(`${questionsPath}/one`, editors, async visit => {
    const group = await groupOf(parts, visit.request.query.get('id'))
    return group === undefined ? visit.to(questionsPath) : showOne(parts, visit, group)
  }),
  desk.post(`${questionsPath}/state`, editors, async visit => {
    const group = await groupOf(parts, visit.sent.get('id'))
    const state = states.find(each => each === visit.sent.get('state'))
    if (group === undefined || state === undefined) return visit.to(questionsPath)
    await parts.mark(group.wordings.flatMap(({ ids }) => ids), state)
    await visit.note('questionMarked', state)
    return visit.to(addressOf(group))
  }),
  desk.post(`${questionsPath}/use`, editors, async visit => {
    const group = await groupOf(parts, visit.sent.get('id'))
    const use = uses.find(each => each === visit.sent.get('use'))
    if (group === undefined || use === undefined) return visit.to(questionsPath)
    const used = await useQuestion(parts, visit, group, use)
    if ('refused' in used) return showOne(parts, visit, group, used)
    await visit.note('questionUsed', used.key)
    if (group.state === 'new') await parts.mark(group.wordings.flatMap(({ ids }) => ids), 'inHand')
    return visit.to(`${addressOf(group, { tried: '' })}#tried`)
  }),
]
