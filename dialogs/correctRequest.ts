/**
 * The form of an account that was asked for already, with all that was filled in: at the address, when that was wrong; at the field
 * that the account service refused, when its answer came late.
 */
import { defineDialog } from '../src/flow/index.ts'
import { contactSupport } from './contactSupport.ts'
import { createAccount } from './createAccount.ts'

export const correctRequest = defineDialog('correctRequest', {
  recall: { act: 'recallRequest', results: { kept: 'fillIn', nothing: 'createAccount' } },
  createAccount: {
    begin: createAccount,
    ends: { requested: 'end:requested', federation: 'end:requested', stopped: 'end:requested', support: 'end:requested' },
  },

  fillIn: { form: 'localAccount', next: 'sending', otherwise: 'stuck' },
  stuck: { choose: { goOn: 'fillIn', support: 'support', stop: 'end:stopped' } },

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
