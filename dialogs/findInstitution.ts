/** Whether the person's establishment is in the federation's list, and under which name. What they said of it before is not asked again. */
import { defineDialog } from '../src/flow/index.ts'

export const findInstitution = defineDialog('findInstitution', {
  said: {
    act: 'recall',
    with: ({ facts }) => ({ value: facts.institution ?? facts.email ?? '' }),
    results: { known: 'recognise', unknown: 'employer' },
  },
  recognise: {
    act: 'identifyInstitution',
    with: ({ facts }) => ({ text: facts.institution ?? facts.email ?? '' }),
    results: {
      found: 'isIt', several: 'whichInstitution', cnrs: 'employer',
      // An employer that was named and is not known is looked for in the list; an address may be anybody's.
      nothing: ({ facts }) => (facts.institution === undefined ? 'employer' : 'howToSee'),
    },
  },
  employer: { ask: 'anything', offer: { none: 'end:none' }, keeps: { none: 'noEmployer' }, next: 'identify', otherwise: 'howToSee' },
  identify: {
    act: 'identifyInstitution',
    with: ({ last }) => ({ text: last }),
    results: { found: 'isIt', several: 'whichInstitution', cnrs: 'end:cnrs', nothing: 'howToSee' },
  },
  whichInstitution: { pick: { from: ['recognise', 'identify'], next: 'describe', none: 'howToSee' }, instead: { lookUp: 'identify' } },
  describe: {
    act: 'describeInstitution',
    with: ({ answers }) => ({ entityId: answers.whichInstitution ?? '' }),
    results: { found: 'end:found', nothing: 'howToSee' },
  },
  isIt: {
    choose: { right: 'end:found', notMine: ({ answers }) => (answers.employer === undefined ? 'employer' : 'howToSee') },
    instead: { lookUp: 'identify', of: 'notMine' },
  },

  // The list in the portal is the judge where ours is silent.
  howToSee: { guide: 'login/find-institution', next: 'isItListed' },
  isItListed: { choose: { yes: 'end:listed', no: 'end:none' } },
})
