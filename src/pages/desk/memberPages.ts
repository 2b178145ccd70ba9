/** What operators do with one member of the staff: other roles, or none any more. */
import { html, type Html } from '../../text/html.ts'
import type { RouteResponse } from '../../http/route.ts'
import type { Member } from '../../staff/people.ts'
import { roles, rolesAmong, type Role } from '../../staff/roles.ts'
import type { Staff } from '../../staff/staff.ts'
import type { Desk, DeskRoute, Visit } from './desk.ts'
import { staffPath } from './deskPaths.ts'

/** Which roles: boxes to tick. */
export const choiceOfRoles = (say: Visit['say'], held: readonly Role[]): Html => html`<fieldset class="field"><legend>${say('desk.staff.roles')}</legend>
${roles.map(role => html`<div class="option"><input type="checkbox" id="role-${role}" name="role" value="${role}"${held.includes(role) && html` checked`}><label for="role-${role}">${
  say(`desk.roles.${role}`)} <span class="note">${say(`desk.mays.${role}`)}</span></label></div>`)}</fieldset>`

export function memberPages(staff: Staff, desk: Desk, operators: readonly Role[]): DeskRoute[] {
  const memberOf = async ({ request }: Visit): Promise<Member | undefined> =>
    (await staff.people.list()).find(({ id, revokedAt }) => id === request.params['id'] && revokedAt === undefined)

  async function askToRevoke(visit: Visit): Promise<RouteResponse> {
    const member = await memberOf(visit)
    if (member === undefined) return visit.to(staffPath)
    const { say, form } = visit
    return visit.show({
      title: say('desk.staff.ask', { name: member.name }),
      main: html`<p>${say('desk.staff.consequence')}</p>
${form(`${staffPath}/${member.id}/revoke`, html`<p class="buttons"><button class="button primary">${say('desk.staff.revoke')}</button><a class="button" href="${staffPath}">${say('desk.staff.back')}</a></p>`)}`,
    })
  }

  async function askForRoles(visit: Visit, fault?: 'role' | 'lastOperator'): Promise<RouteResponse> {
    const member = await memberOf(visit)
    if (member === undefined) return visit.to(staffPath)
    const { say, form } = visit
    return visit.show({
      status: fault === undefined ? 200 : 422,
      title: say('desk.staff.rolesOf', { name: member.name }),
      main: html`${fault !== undefined && html`<p class="fault" role="alert">${say(`desk.staff.faults.${fault}`)}</p>`}
${form(`${staffPath}/${member.id}/roles`, html`${choiceOfRoles(say, member.roles)}<p class="buttons"><button class="button primary">${say('desk.staff.keep')}</button><a class="button" href="${staffPath}">${say('desk.staff.back')}</a></p>`)}`,
    })
  }

  async function setRoles(visit: Visit): Promise<RouteResponse> {
    const { sent, request, person } = visit
    const chosen = rolesAmong(sent.getAll('role'))
    if (chosen.length === 0) return askForRoles(visit, 'role')
    const changed = await staff.people.setRoles(request.params['id'] ?? '', chosen, person.id)
    return changed === 'lastOperator' ? askForRoles(visit, 'lastOperator') : visit.to(staffPath)
  }

  async function revoke(visit: Visit): Promise<RouteResponse> {
    const { say, person, request } = visit
    if ((await staff.people.revoke(request.params['id'] ?? '', person.id)) !== 'lastOperator') return visit.to(staffPath)
    return visit.show({ status: 409, title: say('desk.staff.last.title'), main: html`<p>${say('desk.staff.faults.lastOperator')}</p>
<p class="buttons"><a class="button primary" href="${staffPath}">${say('desk.staff.back')}</a></p>` })
  }

  return [
    desk.get(`${staffPath}/:id/roles`, operators, visit => askForRoles(visit)),
    desk.post(`${staffPath}/:id/roles`, operators, setRoles),
    desk.get(`${staffPath}/:id/revoke`, operators, askToRevoke),
    desk.post(`${staffPath}/:id/revoke`, operators, revoke),
  ]
}
