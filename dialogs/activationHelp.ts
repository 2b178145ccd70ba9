/** From "I asked for an account" to "I am in": no mail, a link or page that fails, a wrong address, an account active already. */
import { defineDialog } from '../src/flow/index.ts'
import { contactSupport } from './contactSupport.ts'
import { correctRequest } from './correctRequest.ts'
import { findActivationMail } from './findActivationMail.ts'
import { resendActivationLink } from './resendActivationLink.ts'

export const activationHelp = defineDialog('activationHelp', {
  // Whoever has said what is the matter is not asked.
  hear: {
    act: 'hearTrouble',
    with: ({ facts }) => ({ text: facts.question ?? '', ...(facts.symptom === undefined ? {} : { symptom: facts.symptom }) }),
    results: {
      noMail: 'findMail', linkFails: 'linkSays', passwordRefused: 'passwordPage', wrongAddress: 'correctRequest', alreadyActive: 'logIn',
      resend: 'resendLink', fedUp: 'sorry', unclear: 'matter',
    },
  },
  sorry: { say: true, next: 'resendLink' },
  matter: {
    choose: {
      noMail: 'findMail', linkFails: 'linkSays', passwordRefused: 'passwordPage', wrongAddress: 'correctRequest', alreadyActive: 'logIn',
    },
  },
  findMail: {
    begin: findActivationMail,
    ends: { arrived: 'openLink', wrongAddress: 'correctRequest', waiting: 'end:waiting', support: 'end:waiting' },
  },

  // Each of the things that the page behind a link can say has its own remedy; the link itself works in any browser.
  linkSays: { choose: { expired: 'resendLink', newer: 'newest', used: 'logIn', elsewhere: 'openLink', nothing: 'openLink' }, wholly: ['expired'] },
  newest: { choose: { found: 'openLink', missing: 'resendLink' }, wholly: ['missing'] },
  resendLink: {
    begin: resendActivationLink,
    ends: { arrived: 'openLink', wrongAddress: 'correctRequest', waiting: 'end:waiting', support: 'end:waiting' },
  },
  openLink: { guide: 'activation/open-link', next: 'isItActive' },
  passwordPage: { guide: 'activation/password-page', next: 'isItActive' },
  isItActive: { choose: { yes: 'solved', expired: 'resendLink', no: 'support' }, wholly: ['expired'] },
  correctRequest: { begin: correctRequest, passOn: true },

  logIn: { guide: 'login/log-in-local', next: 'loggedIn' },
  loggedIn: { choose: { yes: 'end:solved', forgotten: ({ configured }) => (configured.localPasswordUrl ? 'newPassword' : 'noPasswordPage'), no: 'support' } },
  newPassword: { guide: 'login/local-password', next: 'loggedIn' },
  noPasswordPage: { guide: 'login/local-password-unknown', next: 'loggedIn' },

  solved: { say: true, next: 'end:solved' },
  support: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
})
