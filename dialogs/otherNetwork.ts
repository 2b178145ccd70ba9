/** The way to the portal: a phone's connection instead of the network, a VPN on or off. */
import { defineDialog } from '../src/flow/index.ts'

export const otherNetwork = defineDialog('otherNetwork', {
  howTo: { guide: 'blank-page/other-network', next: 'doesItShow' },
  doesItShow: { choose: { yes: 'itIsTheNetwork', no: 'end:unsolved', couldNot: 'end:unsolved' }, tried: 'otherNetwork' },
  itIsTheNetwork: { say: true, next: 'end:network' },
})
