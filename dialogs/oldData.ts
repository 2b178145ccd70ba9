/** Changes that do not show: were they saved, with which account, does anyone else see them? The browser comes last. */
import { defineDialog } from '../src/flow/index.ts'

export const oldData = defineDialog('oldData', {
  wereTheySaved: { choose: { yes: 'whichAccount', no: 'save', unsure: 'save' }, tried: 'saved' },
  save: { guide: 'blank-page/save-changes', next: 'didSavingHelp' },
  didSavingHelp: { choose: { yes: 'end:solved', no: 'whichAccount', couldNot: 'whichAccount' } },

  whichAccount: { choose: { federation: 'sameAccount', local: 'sameAccount', unsure: 'sameAccount' }, tried: 'account' },
  sameAccount: { choose: { yes: 'end:solved', no: 'doOthersSee', couldNot: 'doOthersSee' } },

  doOthersSee: { choose: { yes: 'oldCopy', no: 'nobodySees', unsure: 'oldCopy' }, tried: 'othersSee' },
  oldCopy: { say: true, next: 'end:browser' },
  nobodySees: { say: true, next: 'end:unsolved' },
})
