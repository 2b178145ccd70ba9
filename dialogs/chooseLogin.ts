/**
 * Federation or local account, with the reason. The directory decides: whoever belongs to a CNRS unit enters by the federation with
 * Janus, whatever their employer; others by their own institution where it is in the federation; a local account is what remains.
 */
import { defineDialog } from '../src/flow/index.ts'
import { createAccount } from './createAccount.ts'
import { findInstitution } from './findInstitution.ts'
import { findUnit } from './findUnit.ts'

export const chooseLogin = defineDialog('chooseLogin', {
  // Who has Janus already needs no directory.
  recall: {
    act: 'recall',
    with: ({ facts }) => ({ value: facts.wants ?? facts.janus ?? '' }),
    results: { known: ({ facts }) => (facts.wants === 'localAccount' ? 'localAccount' : 'federationCnrs'), unknown: 'findUnit' },
  },
  findUnit: {
    begin: findUnit,
    ends: {
      cnrs: 'federationCnrs', institution: 'federationNamed', unknown: 'askInYourUnit', notCnrs: 'findInstitution',
      noLaboratory: 'findInstitution', retired: 'localAccount',
    },
  },
  // Another laboratory, named when the advice was given already: the advice changes.
  moved: {
    act: 'identifyUnit',
    as: 'unit',
    with: ({ last }) => ({ text: last }),
    results: {
      cnrs: 'nowCnrs', notCnrs: 'findUnit', participant: 'findUnit', closed: 'findUnit', team: 'findUnit', several: 'findUnit',
      staff: 'federationCnrs', institution: 'whatNext', privateAddress: 'whatNext', mistyped: 'whatNext', elsewhere: 'whatNext', nothing: 'whatNext',
    },
  },
  nowCnrs: { say: true, next: 'federationCnrs' },
  federationCnrs: { guide: 'login/federation-cnrs', next: 'whatNext' },
  askInYourUnit: { guide: 'login/ask-in-your-unit', next: 'whatNext' },

  findInstitution: {
    begin: findInstitution,
    ends: { found: 'federationNamed', listed: 'federationOther', cnrs: 'federationCnrs', none: 'localAccount' },
  },
  federationNamed: { guide: 'login/federation-named', next: 'whatNext' },
  federationOther: { guide: 'login/federation-institution', next: 'whatNext' },

  // Whoever insists is not held back: they are told what they will miss, and led to the form.
  whatNext: {
    choose: {
      done: 'solved',
      noCredentials: 'noCredentials',
      forgotPassword: ({ answers: { findUnit, findInstitution } }) =>
        findUnit === 'institution' || (findUnit !== undefined && (findInstitution === 'found' || findInstitution === 'listed'))
          ? 'institutionPassword'
          : 'janusPassword',
      localAccount: 'localAccount',
    },
    instead: { lookUp: 'moved' },
  },
  solved: { say: true, next: 'end:solved' },
  janusPassword: { guide: 'login/forgot-janus', next: 'whatNext' },
  institutionPassword: { guide: 'login/forgot-institution', next: 'whatNext' },
  noCredentials: { guide: 'login/no-credentials', next: 'afterNoCredentials' },
  afterNoCredentials: { choose: { wait: 'end:federation', localAccount: 'localAccount' }, instead: { lookUp: 'moved' } },

  localAccount: { guide: 'login/local-account', next: 'createItNow' },
  createItNow: { choose: { create: 'createAccount', federation: 'whichFederation', later: 'end:later' }, instead: { lookUp: 'moved' } },
  whichFederation: { say: true, next: 'findUnit' },
  createAccount: {
    begin: createAccount,
    ends: { requested: 'end:local', federation: 'end:local', stopped: 'end:local', support: 'end:local' },
  },
})
