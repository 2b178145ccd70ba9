/**
 * `/desk/requests/NOA-7K3M9Q`: what an agent does with one request. They read what the person agreed to send, and what happened since; of
 * the rest of the conversation nothing is here.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { IncidentNotices } from '../../actions/incidentNotice.ts'
import type { AgentAct, HelpRequest, Requests } from '../../actions/requests/requestStore.ts'
import type { Library } from '../../content/library.ts'
import type { RouteResponse } from '../../http/route.ts'
import type { Act } from '../../staff/audit.ts'
import type { Role } from '../../staff/roles.ts'
import { longestWords } from '../../storage/tables/requestTables.ts'
import { html } from '../../text/html.ts'
import type { Desk, DeskRoute, Visit } from './desk.ts'
import { requestsPath } from './deskPaths.ts'
import { drawRequest, ways, type Fault } from './drawRequest.ts'
import { causeOf } from './requestWords.ts'

export interface RequestPageParts {
  readonly requests: Requests
  readonly notices: IncidentNotices
  readonly library: Pick<Library, 'locales' | 'plain'>
}

/** What is noted of each thing that an agent does. */
const noted: Readonly<Record<AgentAct['kind'], Act>> = {
  taken: 'requestTaken', answer: 'requestAnswered', note: 'requestNoted', closed: 'requestClosed', reopened: 'requestReopened',
}
/** What is written down in words. */
const written: ReadonlySet<string> = new Set<AgentAct['kind']>(['answer', 'note'])

export function requestPages({ requests, notices, library }: RequestPageParts, desk: Desk, agents: readonly Role[]): DeskRoute[] {
  const requestOf = async ({ request }: Visit): Promise<HelpRequest | undefined> => {
    const found = await requests.find(request.params['reference'] ?? '')
    return found?.state === 'draft' ? undefined : found
  }
  const nothing = (visit: Visit): RouteResponse => visit.show({
    status: 404, title: visit.say('deskRequests.unknown'),
    main: html`<p>${visit.say('deskRequests.unknownText')}</p><p class="buttons"><a class="button primary" href="${requestsPath}">${visit.say('deskRequests.back')}</a></p>`,
  })

  async function show(visit: Visit, request: HelpRequest, fault?: Fault): Promise<RouteResponse> {
    const { reference, subject, locale } = request
    const [events, alike, told] = await Promise.all([requests.events(reference), requests.alike(request), notices.standing('diagnosis')])
    await visit.note('requestSeen', reference)
    return visit.show({
      status: fault === undefined ? 200 : fault.key === 'changed' ? 409 : 422,
      title: `${subject} · ${reference}`,
      heading: false,
      main: drawRequest(visit, request, { events, alike, told: told.map(each => each.likeness), language: library.plain(locale, 'pages:help.ownName') }, fault),
    })
  }

  const act = (kind: AgentAct['kind']) => async (visit: Visit): Promise<RouteResponse> => {
    const { sent, person } = visit
    const request = await requestOf(visit)
    if (request === undefined) return nothing(visit)
    const { reference } = request
    const words = written.has(kind) ? (sent.get('words') ?? '').trim() : ''
    const refused = async (key: Fault['key']): Promise<RouteResponse> => show(visit, (await requestOf(visit)) ?? request, { key, kind, words })
    if (written.has(kind) && words === '') return refused('empty')
    if (words.length > longestWords) return refused('tooLong')
    // Whoever presses twice does it once; other words are another act.
    const id = createHash('sha256').update(`${reference} ${person.id} ${kind} ${sent.get('id') ?? randomUUID()} ${words}`).digest('hex').slice(0, 32)
    const acted = await requests.act(reference, { kind, agent: person.name, words, id, version: Number(sent.get('version')) })
    if (acted === 'unknown') return nothing(visit)
    if (acted === 'changed') return refused('changed')
    await visit.note(noted[kind], reference)
    return visit.to(`${requestsPath}/${reference}`)
  }

  async function announce(visit: Visit): Promise<RouteResponse> {
    const request = await requestOf(visit)
    if (request === undefined || request.likeness === '') return nothing(visit)
    const { likeness, reference } = request
    const said = (locale: string): string =>
      library.plain(locale, 'pages:deskRequests.notice.said', { what: causeOf(key => library.plain(locale, `pages:${key}`), likeness) })
    const words = Object.fromEntries(library.locales.map(locale => [locale, said(locale)]))
    await notices.announce({ likeness, author: visit.person.name, words })
    await visit.note('incidentAnnounced', reference)
    return visit.to(`${requestsPath}/${reference}`)
  }

  const path = `${requestsPath}/:reference`
  return [
    desk.get(path, agents, async visit => {
      const request = await requestOf(visit)
      return request === undefined ? nothing(visit) : show(visit, request)
    }),
    ...(['taken', 'answer', 'note', 'closed', 'reopened'] as const).map(kind => desk.post(`${path}/${ways[kind]}`, agents, act(kind))),
    desk.post(`${path}/incident`, agents, announce),
  ]
}
