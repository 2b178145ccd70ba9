/** Which page of content/browsers is the person's: what the chat page told is confirmed, the rest is asked, once in a conversation. */
import { defineDialog } from '../src/flow/index.ts'
import { chooseBrowser } from './chooseBrowser.ts'

export const knowBrowser = defineDialog('knowBrowser', {
  look: {
    act: 'ownBrowser',
    with: ({ facts }) => ({ facts }),
    results: {
      confirmed: ({ found }) => `end:${found.browserGuide ?? 'other'}`,
      known: 'isIt',
      named: 'isNamed',
      several: 'whichOne',
      unknown: 'chooseBrowser',
    },
  },
  isIt: { pick: { from: 'look', next: ({ last }) => `end:${last}`, none: 'chooseBrowser' }, as: 'browserGuide' },
  isNamed: { pick: { from: 'look', next: ({ last }) => `end:${last}`, none: 'chooseBrowser' }, as: 'browserGuide' },
  whichOne: { pick: { from: 'look', next: ({ last }) => `end:${last}`, none: 'chooseBrowser' }, as: 'browserGuide' },
  chooseBrowser: { begin: chooseBrowser, next: ({ last }) => `end:${last}` },
})
