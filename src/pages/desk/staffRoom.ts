/** `/desk/staff`: who may work at the desk, for operators: invited, revoked, and what was done. */
import { html, type Html } from '../../text/html.ts'
import { longestName, nameOf, type Member } from '../../staff/people.ts'
import { rolesAmong, type Role } from '../../staff/roles.ts'
import type { Staff } from '../../staff/staff.ts'
import { fold } from '../../text/fold.ts'
import type { RouteRequest, RouteResponse } from '../../http/route.ts'
import type { DeskRoom, Visit } from './desk.ts'
import { invitationPath, staffPath } from './deskPaths.ts'
import { deskTable } from './deskTable.ts'
import { choiceOfRoles, memberPages } from './memberPages.ts'
import { showLog, timeOf } from './staffLog.ts'

export interface StaffRoomParts {
  readonly staff: Staff
  /** Origin under which people reach the guide. */
  readonly publicAddress: () => string
  readonly wait: (what: 'try', request: RouteRequest) => Promise<number>
}

const operators: readonly Role[] = ['operator']

function stateOf({ say, locale, timeZone }: Visit, { revokedAt, openUntil, signedInAt }: Member): Html {
  if (revokedAt !== undefined) return html`${say('desk.staff.revoked')} ${timeOf({ locale, timeZone }, revokedAt)}`
  const seen = signedInAt === undefined ? html`${say('desk.staff.never')}` : html`${say('desk.staff.signedIn')} ${timeOf({ locale, timeZone }, signedInAt)}`
  return openUntil === undefined ? seen : html`${seen}<br>${say('desk.staff.open')} ${timeOf({ locale, timeZone }, openUntil)}`
}

const row = (visit: Visit, member: Member): (Html | string)[] => [
  member.name,
  member.roles.map(role => visit.say(`desk.roles.${role}`)).join(', '),
  stateOf(visit, member),
  html`${member.revokedAt === undefined && html`<a class="tool" href="${staffPath}/${member.id}/roles">${visit.say('desk.staff.change')}<span class="visually-hidden"> ${member.name}</span></a> <a class="tool" href="${staffPath}/${member.id}/revoke">${visit.say('desk.staff.revoke')}<span class="visually-hidden"> ${member.name}</span></a>`}`,
]

interface Fault {
  readonly key: 'name' | 'role' | 'lastOperator' | 'often'
  readonly name: string
  readonly roles: readonly Role[]
}
const invite = ({ say, form }: Visit, fault: Fault | undefined): Html => html`<section><h2>${say('desk.staff.invite')}</h2>
${fault !== undefined && html`<p class="fault" id="fault" role="alert">${say(`desk.staff.faults.${fault.key}`)}</p>`}
${form(`${staffPath}/invite`, html`<div class="field"><label for="name">${say('desk.staff.name')}</label>
<input id="name" name="name" required maxlength="${longestName}" autocomplete="off"${fault !== undefined && html` aria-describedby="fault" value="${fault.name}"`}${fault?.key === 'name' && html` aria-invalid="true"`}></div>
${choiceOfRoles(say, fault?.roles ?? [])}
<p class="buttons"><button class="button primary">${say('desk.staff.make')}</button></p>`)}</section>`

export function staffRoom({ staff, publicAddress, wait }: StaffRoomParts): DeskRoom {
  async function list(visit: Visit, fault?: Fault): Promise<RouteResponse> {
    const { say } = visit
    const members = await staff.people.list()
    const columns = [
      { title: say('desk.staff.name') }, { title: say('desk.staff.roles') }, { title: say('desk.staff.state') },
      { title: say('desk.staff.revoke'), unseen: true },
    ]
    return visit.show({
      status: fault === undefined ? 200 : 422,
      title: say('desk.rooms.staff.title'),
      main: html`${deskTable(say('desk.staff.list'), columns, members.map(member => row(visit, member)))}
${invite(visit, fault)}
<p><a href="${staffPath}/log">${say('desk.staff.log')}</a></p>`,
    })
  }

  async function invited(visit: Visit): Promise<RouteResponse> {
    const { say, sent, person, request } = visit
    const name = nameOf(sent.get('name') ?? '')
    const chosen = rolesAmong(sent.getAll('role'))
    const refused = (key: Fault['key']): Promise<RouteResponse> => list(visit, { key, name, roles: chosen })
    if (fold(name) === '') return refused('name')
    if (chosen.length === 0) return refused('role')
    if ((await wait('try', request)) > 0) return refused('often')
    const invitation = await staff.people.invite(name, chosen, person.id)
    if (invitation === 'lastOperator') return refused('lastOperator')
    const link = `${publicAddress()}${invitationPath}?token=${invitation.token}`
    return visit.show({
      title: say('desk.staff.invited', { name }),
      main: html`${invitation.known && html`<p>${say('desk.staff.known', { name })}</p>`}<p>${say('desk.staff.handOver')}</p>
<div class="field"><label for="link">${say('desk.staff.link')}</label><input id="link" readonly value="${link}"></div>
<p class="note">${say('desk.staff.until')} ${timeOf(visit, invitation.expiresAt)}</p>
<p class="buttons"><a class="button" href="${staffPath}">${say('desk.staff.back')}</a></p>`,
    })
  }

  return {
    name: 'staff', path: staffPath, roles: operators,
    waiting: async ({ say }) => {
      const count = (await staff.people.list()).filter(member => member.revokedAt === undefined && member.roles.length === 0).length
      return count === 0 ? undefined : say('desk.staff.waiting', { count })
    },
    routes: desk => [
      desk.get(staffPath, operators, visit => list(visit)),
      desk.post(`${staffPath}/invite`, operators, invited),
      ...memberPages(staff, desk, operators),
      desk.get(`${staffPath}/log`, operators, visit => showLog(staff, visit)),
    ],
  }
}
