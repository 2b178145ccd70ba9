/** An error number goes straight to its cause: rights or the wrong login, an old address, the service. None of them is in the cache. */
import { defineDialog, isAboutAddress, isAboutRights, isAboutService } from '../src/flow/index.ts'

export const errorNumber = defineDialog('errorNumber', {
  // A number that was named, or stood on a page that was pasted, is not asked for.
  known: {
    act: 'recall',
    with: ({ facts: { errorNumber = '' } }) =>
      ({ value: [isAboutRights, isAboutAddress, isAboutService].some(isAbout => isAbout(errorNumber)) ? errorNumber : '' }),
    results: {
      known: ({ facts: { errorNumber = '' } }) => (isAboutRights(errorNumber) ? 'rights' : isAboutAddress(errorNumber) ? 'oldAddress' : 'service'),
      unknown: 'whichNumber',
    },
  },
  whichNumber: {
    ask: 'errorNumber',
    as: 'errorNumber',
    offer: { none: 'end:none' },
    next: ({ last }) => (isAboutRights(last) ? 'rights' : isAboutAddress(last) ? 'oldAddress' : isAboutService(last) ? 'service' : 'end:none'),
    otherwise: 'end:none',
  },
  rights: { guide: 'blank-page/error-rights', next: 'didRightsHelp' },
  didRightsHelp: { choose: { yes: 'end:solved', login: 'end:login', no: 'end:unsolved' } },
  oldAddress: { guide: 'blank-page/error-address', next: 'didHomePageHelp' },
  didHomePageHelp: { choose: { yes: 'end:solved', no: 'end:unsolved', couldNot: 'end:unsolved' }, tried: 'homePage' },
  service: { guide: 'blank-page/error-service', next: 'didWaitingHelp' },
  didWaitingHelp: { choose: { yes: 'end:solved', no: 'end:service', later: 'end:later' } },
})
