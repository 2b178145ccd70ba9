/**
 * Federation or local account, with the reason. Whoever belongs to a CNRS unit enters by the federation with Janus, whatever their
 * employer; others by their own institution where it is in the federation; a local account is what remains.
 */
import { defineDialog } from '../src/flow/index.ts'

export const chooseLogin = defineDialog('chooseLogin', {
  whereDoYouWork: { choose: { cnrsUnit: 'federationCnrs', otherPlace: 'whichInstitution', unsure: 'whereTutellesAre' } },

  whereTutellesAre: { say: true, next: 'isItCnrs' },
  isItCnrs: { choose: { yes: 'federationCnrs', no: 'whichInstitution', unsure: 'askInYourUnit' } },
  askInYourUnit: { say: true, next: 'whichInstitution' },

  federationCnrs: { guide: 'login/federation-cnrs', next: 'whatNext' },

  whichInstitution: { choose: { inFederation: 'federationOther', notInFederation: 'localAccount', unsure: 'howToSee' } },
  howToSee: { guide: 'login/find-institution', next: 'isItListed' },
  isItListed: { choose: { yes: 'federationOther', no: 'localAccount' } },
  federationOther: { guide: 'login/federation-institution', next: 'whatNext' },

  // Whoever insists is not held back: they are told what they will miss, and led to the form.
  whatNext: { choose: { done: 'end:federation', noCredentials: 'noCredentials', localAccount: 'localAccount' } },
  noCredentials: { guide: 'login/no-credentials', next: 'afterNoCredentials' },
  afterNoCredentials: { choose: { wait: 'end:federation', localAccount: 'localAccount' } },

  localAccount: { guide: 'login/local-account', next: 'createItNow' },
  createItNow: { choose: { create: 'createAccount', federation: 'whichFederation', later: 'end:later' } },
  whichFederation: { say: true, next: 'whereDoYouWork' },
  createAccount: { begin: 'createAccount', next: 'end:local' },
})
