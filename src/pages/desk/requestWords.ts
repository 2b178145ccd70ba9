/** How a request is spoken of on the desk. */
import type { HelpRequest } from '../../actions/requests/requestStore.ts'
import { html, type Html } from '../../text/html.ts'
import type { Visit } from './desk.ts'
import { timeOf } from './staffLog.ts'

/** A time as an agent reads it. @param at ms since the epoch */
export const instantOf = (visit: Pick<Visit, 'locale' | 'timeZone'>, at: number): Html => timeOf(visit, new Date(at).toISOString())

/** How it stands, and in whose hands it is. */
export const stateOf = ({ say }: Pick<Visit, 'say'>, { state, agent }: HelpRequest): Html =>
  html`<span class="state ${state}">${say(`deskRequests.states.${state}`)}</span>${
    agent !== undefined && html` ${say('deskRequests.by', { agent })} ·`}`

/** « Message d’erreur 503 »: what requests of one cause share. @param say words of the pages, in the language in which it is said */
export function causeOf(say: (key: string) => string, likeness: string): string {
  const [symptom = '', number] = likeness.split(':')
  return [say(`report.symptoms.${symptom}`), number].filter(each => each !== undefined && each !== '').join(' ')
}
