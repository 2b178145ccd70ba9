/**
 * What this browser keeps or adds: the portal's own data, the extensions, the cache. In this order, since each costs the person more
 * than the one before; the extensions come first where one was seen to block something.
 */
import { defineDialog, hasFailed, hasFinding } from '../src/flow/index.ts'
import { chooseBrowser } from './chooseBrowser.ts'
import { knowBrowser } from './knowBrowser.ts'

export const cleanBrowser = defineDialog('cleanBrowser', {
  // Whoever closes the browser closes the chat page in it.
  closesBrowser: { say: true, next: 'browser' },
  // Also where it comes back to after each question: then the browser is known, and what is left to try decides.
  browser: {
    begin: knowBrowser,
    next: ({ answers, facts }) =>
      open(answers.didExtensionsHelp) && hasFinding(facts.findings, 'resourceBlocked') ? 'extensions'
      : open(answers.didSiteDataHelp) ? 'siteData'
      : open(answers.didExtensionsHelp) ? 'extensions'
      : hasFailed(facts, 'cache') ? 'end:unsolved'
      : 'cache',
  },
  siteData: { guide: { kind: 'browsers', from: 'browser', section: 'siteData' }, next: 'didSiteDataHelp' },
  didSiteDataHelp: {
    choose: { yes: 'end:solved', no: 'browser', couldNot: 'browser', otherBrowser: 'chooseBrowser' },
    tried: 'siteData',
  },
  extensions: { guide: { kind: 'browsers', from: 'browser', section: 'extensions' }, next: 'didExtensionsHelp' },
  didExtensionsHelp: {
    choose: { yes: 'end:solved', no: 'browser', couldNot: 'browser', otherBrowser: 'chooseBrowser' },
    tried: 'extensions',
  },
  cache: { guide: { kind: 'browsers', from: 'browser', section: 'cache' }, next: 'didCacheHelp' },
  didCacheHelp: {
    choose: { yes: 'end:solved', no: 'end:unsolved', couldNot: 'end:unsolved', otherBrowser: 'chooseBrowser' },
    tried: 'cache',
  },
  chooseBrowser: { begin: chooseBrowser, next: 'browser' },
})

/** Whether it is still to be tried: not answered, or asked for another browser's steps. */
const open = (answer: string | undefined): boolean => answer === undefined || answer === 'otherBrowser'
