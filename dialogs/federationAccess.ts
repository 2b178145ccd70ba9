/** "Ask for access to the identity federation": most who look for it have an account that lets them in already. */
import { defineDialog } from '../src/flow/index.ts'

export const federationAccess = defineDialog('federationAccess', {
  haveAccount: { choose: { yes: 'chooseLogin', no: 'findUnit', unsure: 'chooseLogin' } },
  chooseLogin: { begin: 'chooseLogin', next: ({ answers }) => `end:${answers.chooseLogin ?? 'done'}` },
  // A CNRS unit gives its people a Janus account; nobody else needs one.
  findUnit: { begin: 'findUnit', next: ({ answers }) => (answers.findUnit === 'cnrs' ? 'fromTheUnit' : 'askForIt') },
  fromTheUnit: { guide: 'login/no-credentials', next: 'whatNext' },
  askForIt: { guide: 'login/ask-access', next: 'whatNext' },
  whatNext: { choose: { done: 'end:asked', localAccount: 'askForAccount', no: 'support' } },
  askForAccount: { begin: 'askForAccount', next: ({ answers }) => `end:${answers.askForAccount ?? 'done'}` },
  support: { begin: 'contactSupport', next: 'end:support' },
})
