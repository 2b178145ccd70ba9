import { askForAccount } from '../../dialogs/askForAccount.ts'
import { clearCache } from '../../dialogs/clearCache.ts'
import { fixBlankPage } from '../../dialogs/fixBlankPage.ts'
import { transcripts } from '../support/transcripts.ts'

transcripts(askForAccount, {
  'looks first whether there is a better way in': `
    bot:  first
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
})

const found = { listBrowsers: { result: 'found', choices: [{ id: 'firefox', label: 'Firefox' }, { id: 'edge', label: 'Microsoft Edge' }] } }

transcripts(
  clearCache,
  {
    'shows the guide of the browser that was chosen': `
      bot:  whichBrowser [firefox | edge | none]
      user: fire fox
      bot:  guide browsers/firefox
      bot:  didItWork [yes | no]
      user: yes
      bot:  end solved
    `,
    'has advice for a browser it does not know': `
      bot:  whichBrowser [firefox | edge | none]
      user: none
      bot:  guide blank-page/other-browser
      bot:  didItWork [yes | no]
      user: no
      bot:  unsolved
      bot:  noContact
      bot:  end unsolved
    `,
  },
  { found },
)

transcripts(fixBlankPage, {
  'begins with what is harmless': `
    bot:  guide blank-page/refresh
    bot:  didRefreshHelp [yes | no]
    user: yes
    bot:  solved
    bot:  end solved
  `,
  'empties the cache when a refresh was not enough': `
    bot:  guide blank-page/refresh
    bot:  didRefreshHelp [yes | no]
    user: no
    bot:  dialog clearCache
    ends: solved
    bot:  solved
    bot:  end solved
  `,
  'ends when that was not enough either': `
    bot:  guide blank-page/refresh
    bot:  didRefreshHelp [yes | no]
    user: no
    bot:  dialog clearCache
    ends: unsolved
    bot:  end unsolved
  `,
})
