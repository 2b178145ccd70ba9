/** `/desk/questions`: what people asked and nobody answered, and answers that were not understood, those asked most often first. */
import type { RouteResponse } from '../../../http/route.ts'
import { html, type Html } from '../../../text/html.ts'
import type { DeskRoom, Visit } from '../desk.ts'
import { questionsPath } from '../deskPaths.ts'
import { deskTable } from '../deskTable.ts'
import { timeOf } from '../staffLog.ts'
import { questionRoutes } from './questionPage.ts'
import { addressOf, editors, states, stepTitle, type QuestionsParts } from './questionsParts.ts'

/** Groups on one page. */
const onPage = 50

type Choices = readonly (readonly [value: string, label: string])[]

const select = (name: string, label: string, choices: Choices, chosen: string): Html =>
  html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${
    choices.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}</select></div>`

/** Which of the choices an address asks for; the first where it asks for none of them. */
const asked = ({ request }: Visit, name: string, choices: Choices): string =>
  choices.find(([value]) => value === request.query.get(name))?.[0] ?? choices[0]?.[0] ?? ''

async function showList(parts: QuestionsParts, visit: Visit): Promise<RouteResponse> {
  const { say, request } = visit
  const everything = ['all', say('deskQuestions.all')] as const
  const stateChoices: Choices = [['open', say('deskQuestions.open')], ...states.map(each => [each, say(`deskQuestions.states.${each}`)] as const), everything]
  const kindChoices: Choices = [everything, ['question', say('deskQuestions.kinds.question')], ['step', say('deskQuestions.kinds.step')]]
  const localeChoices: Choices = [everything, ...parts.library.locales.map(each => [each, parts.library.plain(each, 'pages:help.ownName')] as const)]
  const [state, kind, locale] = [asked(visit, 'state', stateChoices), asked(visit, 'kind', kindChoices), asked(visit, 'locale', localeChoices)]
  const found = (await parts.list()).filter(group =>
    (state === 'all' || group.state === state || (state === 'open' && (group.state === 'new' || group.state === 'inHand'))) &&
    (kind === 'all' || (kind === 'step') === (group.step !== '')) &&
    (locale === 'all' || group.locale === locale))
  const from = Math.max(0, Number(/^\d{1,6}$/.exec(request.query.get('from') ?? '')?.[0] ?? 0))
  const next = new URLSearchParams({ state, kind, locale, from: String(from + onPage) })
  const columns = [
    { title: say('deskQuestions.question') }, { title: say('deskQuestions.count'), number: true }, { title: say('deskQuestions.language') },
    { title: say('deskQuestions.first') }, { title: say('deskQuestions.last') }, { title: say('deskQuestions.state') },
  ]
  return visit.show({
    title: say('desk.rooms.questions.title'),
    main: html`<p>${say('deskQuestions.intro')}</p>
<form method="get" action="${questionsPath}" class="choice-of">${select('state', say('deskQuestions.state'), stateChoices, state)}
${select('kind', say('deskQuestions.kind'), kindChoices, kind)}${select('locale', say('deskQuestions.language'), localeChoices, locale)}
<button class="button">${say('deskQuestions.show')}</button></form>
${found.length === 0
  ? html`<p class="notice">${say('deskQuestions.none')}</p>`
  : deskTable(say('desk.rooms.questions.title'), columns, found.slice(from, from + onPage).map(group => [
      html`<a href="${addressOf(group)}" lang="${group.locale}">${group.question}</a>${group.wordings.length > 1 && html` <span class="note">${
        say('deskQuestions.others', { count: group.wordings.length - 1 })}</span>`}${group.step !== '' && html` <span class="note">${stepTitle(parts, visit, group.step)}</span>`}`,
      String(group.count), group.locale, timeOf(visit, group.first), timeOf(visit, group.last), say(`deskQuestions.states.${group.state}`),
    ]))}
${found.length > from + onPage && html`<p class="buttons"><a class="button" href="${questionsPath}?${next.toString()}">${say('deskQuestions.more')}</a></p>`}
<p class="note">${say('deskQuestions.masked')}</p>`,
  })
}

export const questionsRoom = (parts: QuestionsParts): DeskRoom => ({
  name: 'questions', path: questionsPath, roles: editors,
  waiting: async ({ say }) => {
    const count = (await parts.list()).filter(({ state }) => state === 'new').length
    return count === 0 ? undefined : say('deskQuestions.waiting', { count })
  },
  routes: desk => [desk.get(questionsPath, editors, visit => showList(parts, visit)), ...questionRoutes(parts, desk)],
})
