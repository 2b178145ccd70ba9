/** A forgotten password: of which account, and who gives it back. No password is ever asked for, nor said to be known. */
import { defineDialog } from '../src/flow/index.ts'
import { chooseLogin } from './chooseLogin.ts'
import { contactSupport } from './contactSupport.ts'

export const recoverPassword = defineDialog('recoverPassword', {
  whichAccount: {
    choose: {
      janus: 'janus',
      institution: 'institution',
      local: ({ configured }) => (configured.localPasswordUrl ? 'newPassword' : 'noPasswordPage'),
      unsure: 'whichWay',
    },
  },
  // Whoever does not know the account knows the way that they take.
  whichWay: {
    choose: {
      federation: 'whichEntry',
      local: ({ configured }) => (configured.localPasswordUrl ? 'newPassword' : 'noPasswordPage'),
      unsure: 'chooseLogin',
    },
  },
  whichEntry: { choose: { cnrs: 'janus', other: 'institution', unsure: 'chooseLogin' } },
  chooseLogin: { begin: chooseLogin, passOn: true },

  janus: { guide: 'login/forgot-janus', next: 'didItWork' },
  institution: { guide: 'login/forgot-institution', next: 'didItWork' },
  newPassword: { guide: 'login/local-password', next: 'didItWork' },
  noPasswordPage: { guide: 'login/local-password-unknown', next: 'didItWork' },
  didItWork: { choose: { yes: 'solved', otherAccount: 'whichAccount', no: 'support' } },
  solved: { say: true, next: 'end:solved' },
  support: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
})
