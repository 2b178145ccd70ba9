/** "I cannot see the CNRS reference data": they open with Janus alone, so the way in is looked at first. */
import { defineDialog } from '../src/flow/index.ts'
import { chooseLogin } from './chooseLogin.ts'
import { contactSupport } from './contactSupport.ts'

export const missingReferentials = defineDialog('missingReferentials', {
  whichWay: { choose: { local: 'notWithLocal', federation: 'whichEntry', unsure: 'chooseLogin' } },
  notWithLocal: { say: true, next: 'chooseLogin' },
  whichEntry: { choose: { cnrs: 'again', other: 'otherEntry', unsure: 'chooseLogin' } },
  otherEntry: { say: true, next: 'chooseLogin' },
  chooseLogin: { begin: chooseLogin, passOn: true },
  again: { guide: 'login/log-in-again', next: 'seenNow' },
  seenNow: { choose: { yes: 'end:solved', otherEntry: 'otherEntry', no: 'support' } },
  support: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
})
