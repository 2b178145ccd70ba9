/** From "I asked for an account" to "I am in": no mail, a link or page that fails, a wrong address, an account active already. */
import { defineDialog } from '../src/flow/index.ts'

export const activationHelp = defineDialog('activationHelp', {
  // Whoever has said what is the matter is not asked.
  hear: {
    act: 'hearTrouble',
    with: ({ said }) => ({ text: said.question ?? '', ...(said.symptom === undefined ? {} : { symptom: said.symptom }) }),
    results: {
      noMail: 'findMail', linkFails: 'linkSays', passwordRefused: 'passwordPage', wrongAddress: 'correctRequest', alreadyActive: 'logIn',
      unclear: 'matter',
    },
  },
  matter: {
    choose: {
      noMail: 'findMail', linkFails: 'linkSays', passwordRefused: 'passwordPage', wrongAddress: 'correctRequest', alreadyActive: 'logIn',
    },
  },
  findMail: {
    begin: 'findActivationMail',
    next: ({ answers }) =>
      answers.findMail === 'arrived' ? 'openLink'
      : answers.findMail === 'wrongAddress' ? 'correctRequest'
      : 'end:waiting',
  },

  // Each of the things that the page behind a link can say has its own remedy; the link itself works in any browser.
  linkSays: { choose: { expired: 'resendLink', newer: 'newest', used: 'logIn', elsewhere: 'openLink', nothing: 'openLink' } },
  newest: { choose: { found: 'openLink', missing: 'resendLink' } },
  resendLink: {
    begin: 'resendActivationLink',
    next: ({ answers }) =>
      answers.resendLink === 'arrived' ? 'openLink'
      : answers.resendLink === 'wrongAddress' ? 'correctRequest'
      : 'end:waiting',
  },
  openLink: { guide: 'activation/open-link', next: 'isItActive' },
  passwordPage: { guide: 'activation/password-page', next: 'isItActive' },
  isItActive: { choose: { yes: 'solved', expired: 'resendLink', no: 'support' } },
  correctRequest: { begin: 'correctRequest', next: ({ answers }) => `end:${answers.correctRequest ?? 'done'}` },

  logIn: { guide: 'login/log-in-local', next: 'loggedIn' },
  loggedIn: { choose: { yes: 'end:solved', forgotten: ({ known }) => (known.localPasswordUrl ? 'newPassword' : 'noPasswordPage'), no: 'support' } },
  newPassword: { guide: 'login/local-password', next: 'loggedIn' },
  noPasswordPage: { guide: 'login/local-password-unknown', next: 'loggedIn' },

  solved: { say: true, next: 'end:solved' },
  support: { begin: 'contactSupport', next: 'end:support' },
})
