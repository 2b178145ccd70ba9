/**
 * The page fails in a private window, too: another browser, another network, another person. What nobody sees anywhere is the
 * service's own.
 */
import { defineDialog, wasTried } from '../src/flow/index.ts'
import { chooseBrowser } from './chooseBrowser.ts'
import { knowBrowser } from './knowBrowser.ts'
import { otherNetwork } from './otherNetwork.ts'

export const lookFurther = defineDialog('lookFurther', {
  otherBrowser: { guide: 'blank-page/other-browser', next: 'doesItShowThere' },
  doesItShowThere: {
    choose: {
      yes: 'browser',
      no: ({ facts }) => (!wasTried(facts, 'otherNetwork') ? 'otherNetwork' : wasTried(facts, 'otherDevice') ? 'onlyHere' : 'doOthersSee'),
      couldNot: ({ facts }) => (!wasTried(facts, 'otherNetwork') ? 'otherNetwork' : wasTried(facts, 'otherDevice') ? 'onlyHere' : 'doOthersSee'),
    },
    tried: 'otherBrowser',
  },

  // Only the first browser fails: is it out of date, may it run JavaScript?
  browser: {
    begin: knowBrowser,
    next: ({ answers }) => (answers.didUpdateHelp === 'no' || answers.didUpdateHelp === 'couldNot' ? 'javaScript' : 'update'),
  },
  update: { guide: { kind: 'browsers', from: 'browser', section: 'update' }, next: 'didUpdateHelp' },
  didUpdateHelp: {
    choose: { yes: 'end:solved', no: 'javaScript', couldNot: 'javaScript', otherBrowser: 'chooseBrowser' },
    tried: 'update',
  },
  javaScript: { guide: { kind: 'browsers', from: 'browser', section: 'javaScript' }, next: 'didJavaScriptHelp' },
  didJavaScriptHelp: {
    choose: { yes: 'end:solved', no: 'end:unsolved', couldNot: 'end:unsolved', otherBrowser: 'chooseBrowser' },
    tried: 'javaScript',
  },
  chooseBrowser: { begin: chooseBrowser, next: 'browser' },

  otherNetwork: { begin: otherNetwork, ends: { network: 'end:network', unsolved: ({ facts }) => (wasTried(facts, 'otherDevice') ? 'onlyHere' : 'doOthersSee') } },
  // Asked once.
  doOthersSee: { choose: { yes: 'onlyHere', no: 'end:service', couldNot: 'end:unsolved' }, tried: 'otherDevice' },
  onlyHere: { say: true, next: 'end:unsolved' },
})
