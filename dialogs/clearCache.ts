/** Empties the cache of the person's own browser. A browser is one page per language in content/browsers, and nothing here. */
import { defineDialog } from '../src/flow/index.ts'
import { chooseBrowser } from './chooseBrowser.ts'
import { contactSupport } from './contactSupport.ts'
import { fixBlankPage } from './fixBlankPage.ts'
import { knowBrowser } from './knowBrowser.ts'

export const clearCache = defineDialog('clearCache', {
  // Whoever closes the browser closes the chat page in it.
  browser: { begin: knowBrowser, next: ({ facts }) => (facts.page === undefined ? 'howTo' : 'closesBrowser') },
  closesBrowser: { say: true, next: 'howTo' },
  howTo: { guide: { kind: 'browsers', from: 'browser', section: 'cache' }, next: 'didItWork' },
  didItWork: { choose: { yes: 'solved', no: 'unsolved', couldNot: 'unsolved', otherBrowser: 'chooseBrowser' }, tried: 'cache' },
  chooseBrowser: { begin: chooseBrowser, next: 'browser' },
  solved: { say: true, next: 'end:solved' },

  // Emptying it was not enough, or was not the question: the diagnosis, or a person, with what was tried.
  unsolved: { choose: { diagnosis: 'fixBlankPage', report: 'contactSupport', stop: 'end:waiting' } },
  fixBlankPage: { begin: fixBlankPage, passOn: true },
  contactSupport: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
})
