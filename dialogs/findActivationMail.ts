/** The activation mail was not seen: is the address right, where to look, what to look for; then a new one. */
import { defineDialog, hasFailed, type Facts } from '../src/flow/index.ts'
import { contactSupport } from './contactSupport.ts'
import { resendActivationLink } from './resendActivationLink.ts'

/** Whoever has looked among the spam is not told to look there. */
const look = ({ facts }: { readonly facts: Facts }): 'lookFirst' | 'found' => (hasFailed(facts, 'spam') ? 'found' : 'lookFirst')

export const findActivationMail = defineDialog('findActivationMail', {
  recall: { act: 'recallAddress', with: ({ facts }) => ({ email: facts.email ?? '' }), results: { known: 'isItYours', unknown: look } },
  isItYours: { choose: { yes: look, wrong: 'end:wrongAddress', other: 'otherAddress' } },
  otherAddress: { ask: 'email', next: 'recallOther', otherwise: 'support' },
  recallOther: {
    act: 'recallAddress',
    with: ({ answers }) => ({ email: answers.otherAddress ?? '' }),
    as: 'email',
    results: { known: look, unknown: look },
  },

  lookFirst: { guide: 'activation/look-first', next: 'found' },
  found: { choose: { arrived: 'end:arrived', resend: 'resendLink', wrongAddress: 'end:wrongAddress' }, wholly: ['resend'] },
  resendLink: {
    begin: resendActivationLink,
    ends: { arrived: 'end:arrived', wrongAddress: 'end:wrongAddress', waiting: 'end:waiting', support: 'end:waiting' },
  },
  support: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
})
