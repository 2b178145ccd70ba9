/** `/desk/words/try`: the guide itself on the words as they are drafted, in a conversation of one's own that is kept nowhere. */
import { html } from '../../../text/html.ts'
import type { RouteResponse } from '../../../http/route.ts'
import { readPressed } from '../../../presentation/html/drawButtons.ts'
import { inputPrefix } from '../../../presentation/html/drawing.ts'
import type { Desk, DeskRoute, Visit } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { editors, languageName, type TrySaid, type WordsParts } from './wordsParts.ts'

export const tryPath = `${wordsPath}/try`

/** Longest text that is said, in characters. */
const longest = 2000

/** What was said or pressed. */
function saidIn({ sent }: Visit): TrySaid {
  if (sent.get('act') === 'begin') return 'begin'
  const answer = sent.get('answer')
  if (answer === null) {
    const text = (sent.get('text') ?? '').trim().slice(0, longest)
    return text === '' ? undefined : { text }
  }
  const pressed = readPressed(answer)
  if (pressed === undefined) return undefined
  const filled = [...sent].flatMap(([name, value]): [string, string][] =>
    name.startsWith(inputPrefix) ? [[name.slice(inputPrefix.length), value]] : [])
  const value = pressed.value === undefined
    ? undefined
    : { ...pressed.value, ...(pressed.alone === true ? {} : Object.fromEntries(filled)) }
  return { text: pressed.text, ...(value === undefined ? {} : { value }) }
}

async function show(parts: WordsParts, visit: Visit): Promise<RouteResponse> {
  const { say, form, person, locale: mine, request } = visit
  const { library, files } = await parts.editing.draftWords()
  const spoken = visit.sent.get('speak') ?? request.query.get('speak') ?? mine
  const locale = library.locales.includes(spoken) ? spoken : mine
  const said = request.method === 'POST' ? saidIn(visit) : request.query.has('speak') ? 'begin' : undefined
  const talk = await parts.tryWords({
    person: person.id, locale, words: library, fingerprint: files.fingerprint, said,
    answer: { action: tryPath, hidden: { _form: visit.token, speak: locale } },
  })
  return visit.show({
    title: say('deskWords.try.title'),
    heading: false,
    policy: { 'img-src': "'self'" },
    main: html`<div class="sheet"><h1>${say('deskWords.try.title')}</h1><p>${say('deskWords.try.text')}</p>
${form(tryPath, html`<p class="buttons"><input type="hidden" name="speak" value="${locale}"><button class="button" name="act" value="begin">${say('deskWords.try.again')}</button>${
  library.locales.filter(each => each !== locale).map(each => html`<a class="button" href="${tryPath}?speak=${each}" lang="${each}">${languageName(parts, each)}</a>`)}<a class="button" href="${wordsPath}">${say('deskWords.title')}</a></p>`)}
${talk.unsent > 0 && html`<p class="notice" role="status">${say('deskWords.try.unsent', { count: talk.unsent })}</p>`}</div>
<section class="now tried" lang="${locale}">${talk.now}</section>
${talk.earlier.length > 0 && html`<section class="earlier"><h2>${say('deskWords.try.earlier')}</h2><ol class="entries" lang="${locale}">${[...talk.earlier]}</ol></section>`}`,
  })
}

export const tryRoutes = (parts: WordsParts, desk: Desk): DeskRoute[] => [
  desk.get(tryPath, editors, visit => show(parts, visit)),
  desk.post(tryPath, editors, visit => show(parts, visit)),
]
