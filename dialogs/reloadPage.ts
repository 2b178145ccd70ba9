/** Reload, reload everything, come in by the home page. After a login the stale page of the login is the likeliest, so it comes first. */
import { defineDialog, hasFailed, wasTried } from '../src/flow/index.ts'
import { chooseBrowser } from './chooseBrowser.ts'
import { knowBrowser } from './knowBrowser.ts'

export const reloadPage = defineDialog('reloadPage', {
  simplestFirst: { say: true, next: ({ facts }) => (facts.symptom === 'whiteAfterLogin' ? 'homePage' : hasFailed(facts, 'reload') ? 'browser' : 'reload') },
  reload: { guide: 'blank-page/reload', next: 'didReloadHelp' },
  didReloadHelp: {
    choose: {
      yes: 'end:solved',
      no: ({ facts }) => (wasTried(facts, 'otherDevice') ? 'browser' : 'doOthersSee'),
      couldNot: ({ facts }) => (wasTried(facts, 'otherDevice') ? 'browser' : 'doOthersSee'),
    },
    tried: 'reload',
  },

  // Asked once, after the first thing that did not help: what shows nowhere is not repaired here.
  doOthersSee: {
    choose: {
      yes: ({ answers }) => (answers.didReloadHelp === undefined ? 'reload' : 'browser'),
      no: 'end:service',
      couldNot: ({ answers }) => (answers.didReloadHelp === undefined ? 'reload' : 'browser'),
    },
    tried: 'otherDevice',
  },

  // A phone has no such reload: the private window does as much.
  browser: {
    begin: knowBrowser,
    next: ({ answers, facts }) =>
      facts.device !== 'phone' && !hasFailed(facts, 'hardReload') ? 'hardReload' : answers.didHomePageHelp === undefined ? 'homePage' : 'end:unsolved',
  },
  hardReload: { guide: { kind: 'browsers', from: 'browser', section: 'reload' }, next: 'didHardReloadHelp' },
  didHardReloadHelp: {
    choose: {
      yes: 'end:solved',
      no: ({ answers }) => (answers.didHomePageHelp === undefined ? 'homePage' : 'end:unsolved'),
      couldNot: ({ answers }) => (answers.didHomePageHelp === undefined ? 'homePage' : 'end:unsolved'),
      otherBrowser: 'chooseBrowser',
    },
    tried: 'hardReload',
  },
  chooseBrowser: { begin: chooseBrowser, next: 'browser' },

  homePage: { guide: 'blank-page/home-page', next: 'didHomePageHelp' },
  didHomePageHelp: {
    choose: {
      yes: 'end:solved',
      no: ({ answers, facts }) => (answers.didReloadHelp !== undefined ? 'end:unsolved' : wasTried(facts, 'otherDevice') ? 'reload' : 'doOthersSee'),
      couldNot: ({ answers, facts }) => (answers.didReloadHelp !== undefined ? 'end:unsolved' : wasTried(facts, 'otherDevice') ? 'reload' : 'doOthersSee'),
    },
    tried: 'homePage',
  },
})
