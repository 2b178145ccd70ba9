/**
 * `/desk/requests`, for agents: what people asked the helpdesk, by state or by reference, and what is told everybody of an incident.
 * One request: `requestPage.ts`.
 */
import type { IncidentNotices } from '../../actions/incidentNotice.ts'
import type { HelpRequest, Requests } from '../../actions/requests/requestStore.ts'
import type { Library } from '../../content/library.ts'
import type { RouteResponse } from '../../http/route.ts'
import type { Role } from '../../staff/roles.ts'
import type { RequestState } from '../../storage/tables/requestTables.ts'
import { html, type Html } from '../../text/html.ts'
import type { DeskRoom, Visit } from './desk.ts'
import { requestsPath } from './deskPaths.ts'
import { requestPages } from './requestPage.ts'
import { instantOf, stateOf } from './requestWords.ts'

export interface RequestsRoomParts {
  readonly requests: Requests
  readonly notices: IncidentNotices
  readonly library: Pick<Library, 'locales' | 'plain'>
  /** When the guide says that what is written now will be read; undefined: it is open, or no hours are set. */
  readonly reads: (locale: string) => string | undefined
}

const agents: readonly Role[] = ['agent']

/** What can be listed: all that is to be done, or one state. */
const lists: Readonly<Record<string, readonly RequestState[]>> = {
  open: ['new', 'inHand', 'answered'], new: ['new'], inHand: ['inHand'], answered: ['answered'], closed: ['closed'],
}
/** Requests in one list. */
const most = 100
/** Longest reference that is looked for, in characters. */
const longestReference = 64

const item = (visit: Visit, request: HelpRequest): Html => {
  const { reference, subject, ticket, changedAt } = request
  return html`<li><a href="${requestsPath}/${reference}"><strong>${subject}</strong></a>
<p class="note">${stateOf(visit, request)} ${reference}${ticket !== undefined && html` · ${ticket}`} · ${instantOf(visit, changedAt)}</p></li>
`
}

const listed = (visit: Visit, found: readonly HelpRequest[]): Html =>
  found.length === 0
    ? html`<p>${visit.say('deskRequests.none')}</p>`
    : html`<ul class="ways-on requests">${found.map(request => item(visit, request))}</ul>`

const search = ({ say }: Visit, reference: string): Html => html`<form class="search" action="${requestsPath}" role="search">
<label for="reference">${say('deskRequests.reference')}</label>
<input id="reference" name="reference" value="${reference}" maxlength="${longestReference}" autocomplete="off" autocapitalize="characters" spellcheck="false">
<button class="button">${say('deskRequests.find')}</button></form>`

export function requestsRoom({ requests, notices, library, reads }: RequestsRoomParts): DeskRoom {
  async function told({ say, form, locale, timeZone }: Visit): Promise<Html[]> {
    return (await notices.standing('diagnosis')).map(current => html`<div class="notice"><p><strong>${say('deskRequests.notice.now')}</strong> ${current.words[locale] ?? ''}</p>
<p class="note">${say('deskRequests.notice.until', { author: current.author })} ${instantOf({ locale, timeZone }, current.endsAt)}</p>
${form(`${requestsPath}/incident/end`, html`<input type="hidden" name="id" value="${current.id}"><p class="buttons"><button class="button">${
  say('deskRequests.notice.end')}</button></p>`)}</div>`)
  }

  async function byReference(visit: Visit, reference: string): Promise<RouteResponse> {
    const found = await requests.named(reference)
    const [only, another] = found
    if (only !== undefined && another === undefined) return visit.to(`${requestsPath}/${only.reference}`)
    await visit.note('requestsSeen')
    return visit.show({
      status: found.length === 0 ? 404 : 200,
      title: visit.say('deskRequests.found', { reference }),
      main: html`${search(visit, reference)}
${listed(visit, found)}
<p class="buttons"><a class="button" href="${requestsPath}">${visit.say('deskRequests.back')}</a></p>`,
    })
  }

  async function list(visit: Visit): Promise<RouteResponse> {
    const { request: { query }, say } = visit
    const reference = (query.get('reference') ?? '').trim().slice(0, longestReference)
    if (reference !== '') return byReference(visit, reference)
    const asked = query.get('state') ?? ''
    const shown = Object.hasOwn(lists, asked) ? asked : 'open'
    const [counts, found, incidents] = await Promise.all([requests.counts(), requests.list(lists[shown] ?? [], most), told(visit)])
    await visit.note('requestsSeen')
    const tabs = Object.entries(lists).map(([name, states]) => {
      const count = states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
      return html`<li><a class="tool" href="${requestsPath}?state=${name}"${name === shown && html` aria-current="true"`}>${say(`deskRequests.lists.${name}`)} (${count})</a></li>`
    })
    const later = reads(visit.locale)
    return visit.show({
      title: say('desk.rooms.requests.title'),
      main: html`${incidents}${later !== undefined && html`<p class="note">${say('deskRequests.closedNow', { reads: later })}</p>`}
${search(visit, '')}
<ul class="tools tabs" aria-label="${say('deskRequests.byState')}">${tabs}</ul>
${listed(visit, found)}
${found.length === most && html`<p class="note">${say('deskRequests.most', { count: most })}</p>`}`,
    })
  }

  return {
    name: 'requests', path: requestsPath, roles: agents,
    waiting: async ({ say }) => {
      const { new: count = 0 } = await requests.counts()
      return count === 0 ? undefined : say('deskRequests.waiting', { count })
    },
    routes: desk => [
      desk.get(requestsPath, agents, list),
      desk.post(`${requestsPath}/incident/end`, agents, async visit => {
        await notices.withdraw(visit.sent.get('id') ?? '')
        await visit.note('incidentEnded')
        return visit.to(requestsPath)
      }),
      ...requestPages({ requests, notices, library }, desk, agents),
    ],
  }
}
