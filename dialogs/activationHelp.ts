/** No activation mail, or a link that no longer works: look in the right places, then ask for a new one. */
import { defineDialog } from '../src/flow/index.ts'

export const activationHelp = defineDialog('activationHelp', {
  lookFirst: { guide: 'activation/look-first', next: 'whatNext' },
  whatNext: { choose: { found: 'end:solved', resend: 'address', wrongAddress: 'createAccount' } },

  address: { ask: 'email', next: 'sending', otherwise: ({ known }) => (known.helpdeskEmail ? 'stuckWithContact' : 'stuckWithoutContact') },
  sending: { say: true, next: 'resend' },
  resend: {
    act: 'resendActivation',
    with: ({ answers, locale }) => ({ email: answers.address ?? '', locale }),
    results: { accepted: 'resent', delayed: 'delayed' },
  },
  resent: { say: true, next: 'end:resent' },
  delayed: { say: true, next: 'end:resent' },

  // The form, once more, with the right address.
  createAccount: { begin: 'createAccount', next: 'end' },
  stuckWithContact: { say: true, next: 'end:stuck' },
  stuckWithoutContact: { say: true, next: 'end:stuck' },
})
