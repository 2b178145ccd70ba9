/** "Ask for access to the identity federation": most who look for it have an account that lets them in already. */
import { defineDialog } from '../src/flow/index.ts'
import { askForAccount } from './askForAccount.ts'
import { chooseLogin } from './chooseLogin.ts'
import { contactSupport } from './contactSupport.ts'
import { findUnit } from './findUnit.ts'

export const federationAccess = defineDialog('federationAccess', {
  haveAccount: { choose: { yes: 'chooseLogin', no: 'findUnit', unsure: 'chooseLogin' } },
  chooseLogin: { begin: chooseLogin, passOn: true },
  // A CNRS unit gives its people a Janus account; nobody else needs one.
  findUnit: {
    begin: findUnit,
    ends: { cnrs: 'fromTheUnit', institution: 'askForIt', unknown: 'askForIt', notCnrs: 'askForIt', noLaboratory: 'askForIt', retired: 'askForIt' },
  },
  fromTheUnit: { guide: 'login/no-credentials', next: 'whatNext' },
  askForIt: { guide: 'login/ask-access', next: 'whatNext' },
  whatNext: { choose: { done: 'end:asked', localAccount: 'askForAccount', no: 'support' } },
  askForAccount: { begin: askForAccount, passOn: true },
  support: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
})
