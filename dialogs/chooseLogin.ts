/**
 * Federation or local account, with the reason. The directory decides: whoever belongs to a CNRS unit enters by the federation with
 * Janus, whatever their employer; others by their own institution where it is in the federation; a local account is what remains.
 */
import { defineDialog } from '../src/flow/index.ts'

export const chooseLogin = defineDialog('chooseLogin', {
  // Who has Janus already needs no directory.
  recall: { act: 'recall', with: ({ said }) => ({ value: said.janus ?? '' }), results: { known: 'federationCnrs', unknown: 'findUnit' } },
  findUnit: {
    begin: 'findUnit',
    next: ({ answers }) =>
      answers.findUnit === 'cnrs' ? 'federationCnrs'
      : answers.findUnit === 'institution' ? 'federationNamed'
      : answers.findUnit === 'unknown' ? 'askInYourUnit'
      : 'findInstitution',
  },
  federationCnrs: { guide: 'login/federation-cnrs', next: 'whatNext' },
  askInYourUnit: { guide: 'login/ask-in-your-unit', next: 'whatNext' },

  findInstitution: {
    begin: 'findInstitution',
    next: ({ answers }) =>
      answers.findInstitution === 'found' ? 'federationNamed'
      : answers.findInstitution === 'listed' ? 'federationOther'
      : answers.findInstitution === 'cnrs' ? 'federationCnrs'
      : 'localAccount',
  },
  federationNamed: { guide: 'login/federation-named', next: 'whatNext' },
  federationOther: { guide: 'login/federation-institution', next: 'whatNext' },

  // Whoever insists is not held back: they are told what they will miss, and led to the form.
  whatNext: {
    choose: {
      done: 'end:solved',
      noCredentials: 'noCredentials',
      forgotPassword: ({ answers: { findUnit, findInstitution } }) =>
        findUnit === 'institution' || (findUnit !== undefined && ['found', 'listed'].includes(findInstitution ?? ''))
          ? 'institutionPassword'
          : 'janusPassword',
      localAccount: 'localAccount',
    },
  },
  janusPassword: { guide: 'login/forgot-janus', next: 'whatNext' },
  institutionPassword: { guide: 'login/forgot-institution', next: 'whatNext' },
  noCredentials: { guide: 'login/no-credentials', next: 'afterNoCredentials' },
  afterNoCredentials: { choose: { wait: 'end:federation', localAccount: 'localAccount' } },

  localAccount: { guide: 'login/local-account', next: 'createItNow' },
  createItNow: { choose: { create: 'createAccount', federation: 'whichFederation', later: 'end:later' } },
  whichFederation: { say: true, next: 'findUnit' },
  createAccount: { begin: 'createAccount', next: 'end:local' },
})
