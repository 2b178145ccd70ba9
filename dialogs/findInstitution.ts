/** Whether the person's establishment is in the federation's list, and under which name. */
import { defineDialog } from '../src/flow/index.ts'

export const findInstitution = defineDialog('findInstitution', {
  employer: { ask: 'anything', offer: { none: 'end:none' }, next: 'identify', otherwise: 'howToSee' },
  identify: {
    act: 'identifyInstitution',
    with: ({ answers }) => ({ text: answers.employer ?? '' }),
    results: { found: 'isIt', several: 'whichInstitution', cnrs: 'end:cnrs', nothing: 'howToSee' },
  },
  whichInstitution: { pick: { from: 'identify', next: 'describe', none: 'howToSee' } },
  describe: {
    act: 'describeInstitution',
    with: ({ answers }) => ({ entityId: answers.whichInstitution ?? '' }),
    results: { found: 'end:found', nothing: 'howToSee' },
  },
  isIt: { choose: { right: 'end:found', notMine: 'howToSee' } },

  // The list in the portal is the judge where ours is silent.
  howToSee: { guide: 'login/find-institution', next: 'isItListed' },
  isItListed: { choose: { yes: 'end:listed', no: 'end:none' } },
})
