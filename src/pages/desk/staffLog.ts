/** What was done at the desk, as operators read it. */
import { html, type Html } from '../../text/html.ts'
import type { RouteResponse } from '../../http/route.ts'
import { acts } from '../../staff/audit.ts'
import type { Staff } from '../../staff/staff.ts'
import type { Visit } from './desk.ts'
import { staffPath } from './deskPaths.ts'
import { deskTable } from './deskTable.ts'

/** Acts on one page. */
const actsOnPage = 100

/** A time as the person reads it, on the clock of the helpdesk's place. @param iso ISO 8601 */
export const timeOf = ({ locale, timeZone }: Pick<Visit, 'locale' | 'timeZone'>, iso: string): Html =>
  html`<time datetime="${iso}">${new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })}</time>`

/** The page of the log, the newest first. */
export async function showLog(staff: Staff, visit: Visit): Promise<RouteResponse> {
  const { say, request } = visit
  const asked = request.query.get('before')
  const before = asked !== null && /^[\da-f-]{20,60}$/.test(asked) ? asked : undefined
  const noted = await staff.audit.list(actsOnPage, before)
  const actOf = (act: string): string => (acts.some(each => each === act) ? say(`desk.acts.${act}`) : act)
  const last = noted.at(-1)
  const columns = [{ title: say('desk.staff.when') }, { title: say('desk.staff.who') }, { title: say('desk.staff.what') }]
  return visit.show({
    title: say('desk.staff.log'),
    main: html`<p class="note">${say('desk.staff.logText')}</p>
${deskTable(say('desk.staff.log'), columns, noted.map(({ at, who, act, about }) => [timeOf(visit, at), who ?? say(act === 'requestAnsweredByMail' ? 'desk.staff.mail' : 'desk.staff.commandLine'), `${actOf(act)} ${about}`]))}
<p class="buttons"><a class="button" href="${staffPath}">${say('desk.staff.back')}</a>${
      noted.length === actsOnPage && last !== undefined && html`<a class="button" href="${staffPath}/log?before=${last.id}">${say('desk.staff.older')}</a>`}</p>`,
  })
}
