/** What is known to be out of order is said before anything is tried: an operator's notice, or that others end at the service, too. */
import { defineDialog } from '../src/flow/index.ts'

export const checkIncident = defineDialog('checkIncident', {
  look: { act: 'findIncident', results: { announced: 'announced', likely: 'likely', none: 'end:goOn' } },
  announced: { choose: { stop: 'end:stop', goOn: 'end:goOn' } },
  likely: { choose: { stop: 'end:stop', goOn: 'end:goOn' } },
})
