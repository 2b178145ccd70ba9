/** A new activation link: to which address, not before the last one had its time to arrive, then "has it come?". */
import { defineDialog } from '../src/flow/index.ts'
import { contactSupport } from './contactSupport.ts'

export const resendActivationLink = defineDialog('resendActivationLink', {
  recall: { act: 'recallAddress', with: ({ facts }) => ({ email: facts.email ?? '' }), results: { known: 'mayResend', unknown: 'address' } },
  address: { ask: 'email', next: 'recallTyped', otherwise: 'support' },
  recallTyped: {
    act: 'recallAddress',
    with: ({ answers }) => ({ email: answers.address ?? '' }),
    as: 'email',
    results: { known: 'mayResend', unknown: 'address' },
  },

  mayResend: { act: 'mayResend', results: { now: 'sending', soon: 'tooSoon', queued: 'queued' } },
  tooSoon: { choose: { again: 'mayResend', arrived: 'end:arrived', wrongAddress: 'end:wrongAddress' }, wholly: ['again'] },
  queued: { say: true, next: 'end:waiting' },
  sending: { say: true, next: 'resend' },
  resend: {
    act: 'resendActivation',
    with: ({ answers, facts, locale }) => ({ email: facts.email ?? answers.address ?? '', locale }),
    results: { accepted: 'resent', tooMany: 'tooMany', delayed: 'delayed', failed: 'notTaken' },
  },
  resent: { say: true, next: 'arrived' },
  tooMany: { say: true, next: 'arrived' },
  delayed: { say: true, next: 'end:waiting' },
  notTaken: { choose: { again: 'sending', support: 'support' }, wholly: ['again'] },

  arrived: { choose: { yes: 'end:arrived', again: 'mayResend', other: 'address', no: 'support' }, wholly: ['again'] },
  support: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
})
