/** Device, then browser, out of the pages of content/browsers: a browser is a page per language there, and nothing here. */
import { defineDialog } from '../src/flow/index.ts'

export const chooseBrowser = defineDialog('chooseBrowser', {
  whichDevice: { choose: { computer: 'browsers', phone: 'browsers' }, as: 'device' },
  browsers: { act: 'listBrowsers', with: ({ facts }) => ({ device: facts.device ?? '' }), results: { found: 'whichBrowser' } },
  whichBrowser: { pick: { from: 'browsers', next: ({ last }) => `end:${last}`, none: 'another' }, as: 'browserGuide' },
  another: {
    act: 'otherBrowserPage',
    as: 'browserGuide',
    with: ({ facts }) => ({ device: facts.device ?? '' }),
    results: { found: ({ found }) => `end:${found.browserGuide ?? 'other'}` },
  },
})
