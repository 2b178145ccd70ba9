/** How one request is drawn for an agent: what the person agreed to send, what happened since, and what can be done. */
import { randomUUID } from 'node:crypto'
import type { AgentAct, AgreedLine, HelpRequest, RequestEvent } from '../../actions/requests/requestStore.ts'
import { longestWords } from '../../storage/tables/requestTables.ts'
import { html, type Html } from '../../text/html.ts'
import type { Visit } from './desk.ts'
import { requestsPath } from './deskPaths.ts'
import { causeOf, instantOf, stateOf } from './requestWords.ts'

/** Where each is posted to. */
export const ways: Readonly<Record<AgentAct['kind'], string>> = { taken: 'take', answer: 'answer', note: 'note', closed: 'close', reopened: 'reopen' }
/** An act that came to nothing, with the words that it was to be done with. */
export interface Fault {
  readonly key: 'empty' | 'tooLong' | 'changed'
  readonly kind: AgentAct['kind']
  readonly words: string
}

/** What is known of a request beside itself. */
export interface Beside {
  readonly events: readonly RequestEvent[]
  /** Others of the same cause within the hour. */
  readonly alike: number
  /** What is told of incidents: what their requests share. */
  readonly told: readonly string[]
  /** The name of the person's language. */
  readonly language: string
}

const lines = (locale: string, agreed: readonly AgreedLine[]): Html =>
  html`<dl class="agreed" lang="${locale}">${agreed.map(({ label, value }) => html`<div><dt>${label}</dt><dd class="as-written">${value}</dd></div>`)}</dl>`

/** What the person agreed to send: their own words first, what was seen, what was tried. */
function facts({ say }: Visit, { agreed, transcript, locale }: HelpRequest): Html {
  const wasTried = ({ name }: AgreedLine): boolean => name.startsWith('tried-')
  const tried = agreed.filter(wasTried)
  return html`<section><h2>${say('deskRequests.agreed')}</h2>
${lines(locale, agreed.filter(line => !wasTried(line)))}
${tried.length > 0 && html`<h3>${say('deskRequests.tried')}</h3>${lines(locale, tried)}`}
${transcript !== undefined && html`<details class="transcript"><summary>${say('deskRequests.transcript')}</summary><p class="as-written">${transcript}</p></details>`}</section>`
}

function history(visit: Visit, events: readonly RequestEvent[]): Html | false {
  const { say } = visit
  return events.length > 0 && html`<section><h2>${say('deskRequests.history')}</h2><ol class="history">${
    events.map(({ kind, author, words, at }) => html`<li class="${kind === 'note' && 'internal'}"><p class="note">${
      author ?? say('deskRequests.person')} · ${say(`deskRequests.events.${kind}`)} · ${instantOf(visit, at)}</p>${
      words !== '' && html`<p class="as-written">${words}</p>`}</li>`)}</ol></section>`
}

/** Who will read an answer, and where. */
const readBy = ({ conversation, email }: HelpRequest): string =>
  conversation === undefined ? (email === undefined ? 'nobody' : 'mail') : email === undefined ? 'conversation' : 'both'

/** A form that does something with the request as the agent sees it, once however often it is sent. */
const acting = ({ form, say }: Visit, { reference, version }: HelpRequest, kind: AgentAct['kind'], content: Html | false, primary = false): Html =>
  form(`${requestsPath}/${reference}/${ways[kind]}`, html`<input type="hidden" name="version" value="${version}"><input type="hidden" name="id" value="${randomUUID()}">${
    content}<p class="buttons"><button class="button${primary && ' primary'}">${say(`deskRequests.acts.${kind}`)}</button></p>`)

const writing = (visit: Visit, request: HelpRequest, kind: 'answer' | 'note', fault: Fault | undefined): Html => {
  const { say } = visit
  const wrong = fault?.kind === kind ? fault : undefined
  return acting(visit, request, kind, html`<div class="field"><label for="${kind}">${say(`deskRequests.${kind}.label`)}</label>
<p class="note" id="${kind}-note">${say(kind === 'note' ? 'deskRequests.note.text' : `deskRequests.answer.${readBy(request)}`)}</p>
${wrong !== undefined && wrong.key !== 'changed' && html`<p class="fault" id="${kind}-fault" role="alert">${say(`deskRequests.faults.${wrong.key}`, { count: longestWords })}</p>`}
<textarea id="${kind}" name="words" rows="${kind === 'answer' ? 6 : 3}" required maxlength="${longestWords}" aria-describedby="${kind}-note${
wrong !== undefined && wrong.key !== 'changed' && ` ${kind}-fault`}"${wrong !== undefined && wrong.key !== 'changed' && html` aria-invalid="true"`}>
${wrong?.words ?? ''}</textarea></div>`, kind === 'answer')
}

/** Others that met the same, and what may be told everybody. */
function likenesses({ say, form }: Visit, { likeness, reference }: HelpRequest, { alike: count, told }: Beside): Html | false {
  if (count === 0) return false
  const what = causeOf(say, likeness)
  const button = html`<p class="buttons"><button class="button">${say('deskRequests.notice.announce')}</button></p>`
  return html`<div class="notice"><p><strong>${say('deskRequests.alike', { count, what })}</strong></p>${
    told.includes(likeness)
      ? html`<p>${say('deskRequests.notice.told')}</p>`
      : html`<p class="note">${say('deskRequests.notice.ask', { said: say('deskRequests.notice.said', { what }) })}</p>${
        form(`${requestsPath}/${reference}/incident`, button)}`}</div>`
}

export function drawRequest(visit: Visit, request: HelpRequest, beside: Beside, fault?: Fault): Html {
  const { events, language } = beside
  const { say } = visit
  const { reference, subject, state, ticket, createdAt, locale, agent } = request
  return html`<div class="sheet"><h1 lang="${locale}">${subject}</h1>
<p class="note">${stateOf(visit, request)} ${reference}${ticket !== undefined && html` · ${ticket}`} · ${instantOf(visit, createdAt)} · <span lang="${locale}">${language}</span></p>
${fault?.key === 'changed' && html`<p class="fault" role="alert">${say(`deskRequests.faults.changed${agent === undefined ? '' : 'By'}`, { agent: agent ?? '' })}</p>`}
${state === 'new' && acting(visit, request, 'taken', false, true)}
${likenesses(visit, request, beside)}
${facts(visit, request)}
${history(visit, events)}
<section><h2>${say('deskRequests.answer.title')}</h2>
${writing(visit, request, 'answer', fault)}
${acting(visit, request, state === 'closed' ? 'reopened' : 'closed', false)}</section>
<section><h2>${say('deskRequests.note.title')}</h2>
${writing(visit, request, 'note', fault)}</section>
<p><a href="${requestsPath}">${say('deskRequests.back')}</a></p></div>`
}
