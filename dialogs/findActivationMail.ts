/** The activation mail was not seen: is the address right, where to look, what to look for; then a new one. */
import { defineDialog } from '../src/flow/index.ts'

export const findActivationMail = defineDialog('findActivationMail', {
  recall: { act: 'recallAddress', with: ({ said }) => ({ email: said.email ?? '' }), results: { known: 'isItYours', unknown: 'lookFirst' } },
  isItYours: { choose: { yes: 'lookFirst', wrong: 'end:wrongAddress', other: 'otherAddress' } },
  otherAddress: { ask: 'email', next: 'recallOther', otherwise: 'support' },
  recallOther: {
    act: 'recallAddress',
    with: ({ answers }) => ({ email: answers.otherAddress ?? '' }),
    as: 'email',
    results: { known: 'lookFirst', unknown: 'lookFirst' },
  },

  lookFirst: { guide: 'activation/look-first', next: 'found' },
  found: { choose: { arrived: 'end:arrived', resend: 'resendLink', wrongAddress: 'end:wrongAddress' } },
  resendLink: {
    begin: 'resendActivationLink',
    next: ({ answers }) =>
      answers.resendLink === 'arrived' ? 'end:arrived'
      : answers.resendLink === 'wrongAddress' ? 'end:wrongAddress'
      : 'end:waiting',
  },
  support: { begin: 'contactSupport', next: 'end:support' },
})
