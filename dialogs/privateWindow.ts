/** Whether the page shows in a private window: then this browser's site data, extensions or cache are the cause, else none of them. */
import { defineDialog } from '../src/flow/index.ts'
import { chooseBrowser } from './chooseBrowser.ts'
import { knowBrowser } from './knowBrowser.ts'

export const privateWindow = defineDialog('privateWindow', {
  browser: { begin: knowBrowser, next: 'howTo' },
  howTo: { guide: { kind: 'browsers', from: 'browser', section: 'private' }, next: 'doesItShow' },
  doesItShow: {
    choose: { yes: 'itIsTheBrowser', no: 'end:no', couldNot: 'end:couldNot', otherBrowser: 'chooseBrowser' },
    tried: 'privateWindow',
  },
  chooseBrowser: { begin: chooseBrowser, next: 'browser' },
  itIsTheBrowser: { say: true, next: 'end:yes' },
})
