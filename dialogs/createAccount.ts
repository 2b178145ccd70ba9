/** Sign-up for a local account: what the data are for, the form, the request. The password is set later, on the activation page. */
import { defineDialog } from '../src/flow/index.ts'
import { contactSupport } from './contactSupport.ts'

export const createAccount = defineDialog('createAccount', {
  whatFor: { say: true, next: ({ configured }) => (configured.privacyUrl ? 'privacy' : 'fillIn') },
  privacy: { say: true, next: 'fillIn' },

  fillIn: {
    form: 'localAccount',
    next: 'sending',
    otherwise: 'stuck',
    detours: { cnrsAddress: 'federationInstead' },
  },
  stuck: { choose: { goOn: 'fillIn', support: 'support', stop: 'end:stopped' } },

  federationInstead: { guide: 'login/federation-cnrs', next: 'federationOrAccount' },
  federationOrAccount: { choose: { federation: 'end:federation', account: 'fillIn' } },

  sending: { say: true, next: 'request' },
  request: {
    act: 'requestAccount',
    with: ({ forms, locale }) => ({ values: forms.fillIn ?? {}, locale }),
    results: { accepted: 'mailSent', tooMany: 'tooMany', refused: 'fillIn', delayed: 'delayed', failed: 'notTaken' },
  },
  mailSent: { say: true, next: 'end:requested' },
  tooMany: { say: true, next: 'end:requested' },
  delayed: { say: true, next: 'end:requested' },
  notTaken: { choose: { again: 'sending', support: 'support' }, wholly: ['again'] },
  support: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
})
