/** A blank page, or changes that do not show: refresh, then empty the cache, close, log in again. Harmless steps first. */
import { defineDialog } from '../src/flow/index.ts'

export const fixBlankPage = defineDialog('fixBlankPage', {
  refresh: { guide: 'blank-page/refresh', next: 'didRefreshHelp' },
  didRefreshHelp: { choose: { yes: 'solved', no: 'clearCache' } },
  clearCache: { begin: 'clearCache', next: ({ answers }) => (answers.clearCache === 'solved' ? 'solved' : 'end:unsolved') },
  solved: { say: true, next: 'end:solved' },
})
