/** Empties the cache of the person's own browser. A browser is one page per language in content/browsers, and nothing here. */
import { defineDialog } from '../src/flow/index.ts'

export const clearCache = defineDialog('clearCache', {
  browsers: { act: 'listBrowsers', results: { found: 'whichBrowser' } },
  whichBrowser: { pick: { from: 'browsers', next: 'browserGuide', none: 'otherBrowser' } },
  browserGuide: { guide: { kind: 'browsers', from: 'whichBrowser' }, next: 'didItWork' },
  otherBrowser: { guide: 'blank-page/other-browser', next: 'didItWork' },
  didItWork: { choose: { yes: 'end:solved', no: 'unsolved' } },
  unsolved: { say: true, next: ({ known }) => (known.helpdeskEmail ? 'contact' : 'noContact') },
  contact: { say: true, next: 'end:unsolved' },
  noContact: { say: true, next: 'end:unsolved' },
})
