/**
 * The diagnosis of a blank page, branch by branch: each dialog of the tree on its own, the others as stubs.
 * As long as the tree has branches.
 */
import assert from 'node:assert/strict'
import { checkIncident } from '../../dialogs/checkIncident.ts'
import { chooseBrowser } from '../../dialogs/chooseBrowser.ts'
import { cleanBrowser } from '../../dialogs/cleanBrowser.ts'
import { clearCache } from '../../dialogs/clearCache.ts'
import { errorNumber } from '../../dialogs/errorNumber.ts'
import { fixBlankPage } from '../../dialogs/fixBlankPage.ts'
import { knowBrowser } from '../../dialogs/knowBrowser.ts'
import { lookFurther } from '../../dialogs/lookFurther.ts'
import { oldData } from '../../dialogs/oldData.ts'
import { otherNetwork } from '../../dialogs/otherNetwork.ts'
import { privateWindow } from '../../dialogs/privateWindow.ts'
import { reloadPage } from '../../dialogs/reloadPage.ts'
import { selfCheck } from '../../dialogs/selfCheck.ts'
import { triedIn, withTried } from '../../src/flow/facts.ts'
import { transcripts } from '../support/transcripts.ts'

const whatDoYouSee = 'bot:  whatDoYouSee [blankPage | whiteAfterLogin | errorMessage | staleData | endlessLoading]'
const solved = `
  bot:  solved
  bot:  end solved`
const reported = `
  bot:  dialog contactSupport
  ends: sent
  bot:  end support`
const serviceSide = `
  bot:  does noteServiceSide
  bot:  serviceSide
  done: noted${reported}`

transcripts(fixBlankPage, {
  'waits with whoever waits for the end of an incident': `
    bot:  dialog checkIncident
    ends: stop
    bot:  end waiting
  `,
  'ends where reloading was enough': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: blankPage
    bot:  dialog reloadPage
    ends: solved
    ${solved}
  `,
  'cleans the browser when a private window shows the page': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: whiteAfterLogin
    bot:  dialog reloadPage
    ends: unsolved
    bot:  dialog privateWindow
    ends: yes
    bot:  dialog cleanBrowser
    ends: solved
    ${solved}
  `,
  'reports when cleaning and another browser did not help': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: blankPage
    bot:  dialog reloadPage
    ends: unsolved
    bot:  dialog privateWindow
    ends: couldNot
    bot:  dialog cleanBrowser
    ends: unsolved
    bot:  dialog lookFurther
    ends: unsolved
    ${reported}
  `,
  'leaves the cache alone when the private window fails, too, and ends at the service': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: blankPage
    bot:  dialog reloadPage
    ends: unsolved
    bot:  dialog privateWindow
    ends: no
    bot:  dialog lookFurther
    ends: service
    ${serviceSide}
  `,
  'tries another network early when a page turns without end': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: endlessLoading
    bot:  dialog reloadPage
    ends: unsolved
    bot:  dialog otherNetwork
    ends: unsolved
    bot:  dialog privateWindow
    ends: no
    bot:  dialog lookFurther
    ends: solved
    ${solved}
  `,
  'ends where the network was the cause': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: endlessLoading
    bot:  dialog reloadPage
    ends: unsolved
    bot:  dialog otherNetwork
    ends: network
    bot:  end solved
  `,
  'clears nothing for an error of the service': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: errorMessage
    bot:  dialog errorNumber
    ends: service
    ${serviceSide}
  `,
  'leads from an error of rights to the login': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: errorMessage
    bot:  dialog errorNumber
    ends: login
    bot:  dialog chooseLogin
    ends: federation
    bot:  end login
  `,
  'ends when an error is waited for': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: errorMessage
    bot:  dialog errorNumber
    ends: later
    bot:  end waiting
  `,
  'ends when an error is gone': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: errorMessage
    bot:  dialog errorNumber
    ends: solved
    ${solved}
  `,
  'reports an error that stays': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: errorMessage
    bot:  dialog errorNumber
    ends: unsolved
    ${reported}
  `,
  'takes an error without a number for a blank page': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: errorMessage
    bot:  dialog errorNumber
    ends: none
    bot:  dialog reloadPage
    ends: solved
    ${solved}
  `,
  'asks for the browser last when changes do not show': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: staleData
    bot:  dialog oldData
    ends: browser
    bot:  dialog reloadPage
    ends: solved
    ${solved}
  `,
  'reports changes that nobody sees': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: staleData
    bot:  dialog oldData
    ends: unsolved
    ${reported}
  `,
  'ends when the changes are there': `
    bot:  dialog checkIncident
    ends: goOn
    ${whatDoYouSee}
    user: staleData
    bot:  dialog oldData
    ends: solved
    ${solved}
  `,
})

for (const [symptom, dialog] of [['staleData', 'oldData'], ['errorMessage', 'errorNumber'], ['blankPage', 'reloadPage'], ['endlessLoading', 'reloadPage']] as const)
  transcripts(fixBlankPage, { [`does not ask what was said already (${symptom})`]: `
    bot:  dialog checkIncident
    ends: goOn
    bot:  dialog ${dialog}
  ` }, { facts: { symptom } })

// With the chat page there.
const page = { facts: { page: 'present' } }
const seen = (symptom: string): string => `
  bot:  dialog checkIncident
  ends: goOn
  ${whatDoYouSee}
  user: ${symptom}`
transcripts(
  fixBlankPage,
  {
    'lets the page look first, and goes on when it found nothing': `
      ${seen('blankPage')}
      bot:  dialog selfCheck
      ends: none
      bot:  dialog reloadPage
    `,
    'ends when what the page found was the cause': `
      ${seen('whiteAfterLogin')}
      bot:  dialog selfCheck
      ends: solved
      ${solved}
    `,
    'goes to the extensions first when something is blocked, and to the rest when that was not it': `
      ${seen('endlessLoading')}
      bot:  dialog selfCheck
      ends: extensions
      bot:  dialog cleanBrowser
      ends: unsolved
      bot:  dialog reloadPage
      ends: unsolved
      bot:  dialog otherNetwork
      ends: unsolved
      bot:  dialog privateWindow
    `,
    'does not clean the browser twice': `
      ${seen('blankPage')}
      bot:  dialog selfCheck
      ends: extensions
      bot:  dialog cleanBrowser
      ends: unsolved
      bot:  dialog reloadPage
      ends: unsolved
      bot:  dialog lookFurther
    `,
    'goes to the network first when the portal is out of reach': `
      ${seen('blankPage')}
      bot:  dialog selfCheck
      ends: network
      bot:  dialog otherNetwork
      ends: unsolved
      bot:  dialog reloadPage
      ends: unsolved
      bot:  dialog privateWindow
    `,
    'tries another browser first when this one is old': `
      ${seen('blankPage')}
      bot:  dialog selfCheck
      ends: update
      bot:  dialog lookFurther
      ends: network
      bot:  end solved
    `,
    'lets the page look when an error has no number': `
      ${seen('errorMessage')}
      bot:  dialog errorNumber
      ends: none
      bot:  dialog selfCheck
    `,
  },
  page,
)
transcripts(fixBlankPage, { 'lets the page look at once when the symptom was said': `
  bot:  dialog checkIncident
  ends: goOn
  bot:  dialog selfCheck
` }, { facts: { page: 'present', symptom: 'blankPage' } })

const incident = (result: string) => ({ found: { findIncident: { result } } })
transcripts(checkIncident, { 'says nothing when nothing is known': 'bot:  end goOn' }, incident('none'))
for (const result of ['announced', 'likely'])
  transcripts(
    checkIncident,
    {
      [`lets people wait (${result})`]: `
        bot:  ${result} [stop | goOn]
        user: stop
        bot:  end stop
      `,
      [`looks on for whoever wants to (${result})`]: `
        bot:  ${result} [stop | goOn]
        user: goOn
        bot:  end goOn
      `,
    },
    incident(result),
  )

const rights = `
  bot:  guide blank-page/error-rights
  bot:  didRightsHelp [yes | login | no]`
const address = `
  bot:  guide blank-page/error-address
  bot:  didHomePageHelp [yes | no | couldNot]`
const service = `
  bot:  guide blank-page/error-service
  bot:  didWaitingHelp [yes | no | later]`
const ended = (script: string, answer: string, end: string): string => `
  bot:  whichNumber [none]
  ${script}
  user: ${answer}
  bot:  end ${end}`
transcripts(errorNumber, {
  'takes 401 to 403 for rights or a wrong login': ended(`user: 403\n${rights}`, 'login', 'login'),
  'ends when the right login was enough': ended(`user: Erreur 401 : Unauthorized\n${rights}`, 'yes', 'solved'),
  'ends when the rights are missing': ended(`user: HTTP 402\n${rights}`, 'no', 'unsolved'),
  'takes 404 for an old address': ended(`user: 404 not found\n${address}`, 'yes', 'solved'),
  'ends when the page is missing from the home page, too': ended(`user: 410\n${address}`, 'no', 'unsolved'),
  'ends when the home page could not be tried': ended(`user: 404\n${address}`, 'couldNot', 'unsolved'),
  'takes 500 and more for the service': ended(`user: c’est écrit 503 Service Unavailable\n${service}`, 'no', 'service'),
  'ends when waiting was enough': ended(`user: 502\n${service}`, 'yes', 'solved'),
  'ends with whoever tries again later': ended(`user: 500\n${service}`, 'later', 'later'),
  'lets those go on who have no number': ended('', 'none', 'none'),
  'takes a message without a known number for none': ended('', 'ERR_NAME_NOT_RESOLVED, réf. 14035', 'none'),
  'does not ask for ever': `
    bot:  whichNumber [none]
    user: ?
    bot:  whichNumber retry [none]
    user: !
    bot:  whichNumber retry [none]
    user: …
    bot:  end none
  `,
})

const asked = `
  bot:  wereTheySaved [yes | no | unsure]
  user: yes
  bot:  whichAccount [federation | local | unsure]
  user: federation
  bot:  sameAccount [yes | no | couldNot]`
transcripts(oldData, {
  'asks first whether the changes were saved': `
    bot:  wereTheySaved [yes | no | unsure]
    user: no
    bot:  guide blank-page/save-changes
    bot:  didSavingHelp [yes | no | couldNot]
    user: yes
    bot:  end solved
  `,
  'then with which account': `
    bot:  wereTheySaved [yes | no | unsure]
    user: unsure
    bot:  guide blank-page/save-changes
    bot:  didSavingHelp [yes | no | couldNot]
    user: couldNot
    bot:  whichAccount [federation | local | unsure]
    user: local
    bot:  sameAccount [yes | no | couldNot]
    user: yes
    bot:  end solved
  `,
  'then whether others see them: then it is the browser': `
    ${asked}
    user: no
    bot:  doOthersSee [yes | no | unsure]
    user: yes
    bot:  oldCopy
    bot:  end browser
  `,
  'tries the browser when nobody knows': `
    ${asked}
    user: couldNot
    bot:  doOthersSee [yes | no | unsure]
    user: unsure
    bot:  oldCopy
    bot:  end browser
  `,
  'leaves the browser alone when nobody sees them': `
    ${asked}
    user: no
    bot:  doOthersSee [yes | no | unsure]
    user: no
    bot:  nobodySees
    bot:  end unsolved
  `,
})

const findings = { found: { describeFindings: { result: 'found', rows: [{ name: 'offline', words: 'pages:report.findings.offline.name', value: 'x' }] } } }
const looked = (found: string, answer: string, end: string): string => `
  bot:  mayI [yes | no]
  user: yes
  bot:  page lookAround
  bot:  (looking)
  done: found findings=${found}
  bot:  found review {offline=x}
  user: ${answer}
  bot:  end ${end}`
transcripts(
  selfCheck,
  {
    'looks at nothing unless the person agrees': `
      bot:  mayI [yes | no]
      user: no
      bot:  end none
    `,
    'says that it found nothing': `
      bot:  mayI [yes | no]
      user: yes
      bot:  page lookAround
      bot:  (looking)
      done: fine
      bot:  fine
      bot:  end none
    `,
    'goes on when no page answers': `
      bot:  mayI [yes | no]
      user: yes
      bot:  page lookAround
      bot:  (looking)
      user: alors ?
      bot:  silent
      bot:  end none
    `,
    'ends when what it found was the cause': looked('clockWrong', 'yes', 'solved'),
    'leads to the network when there is none': looked('offline', 'no', 'network'),
    'leads to the network when the portal is out of reach': looked('zoomed,portalUnreachable', 'couldNot', 'network'),
    'leads to the extensions when something is blocked': looked('resourceBlocked,smallWindow', 'no', 'extensions'),
    'leads to another browser when this one is old': looked('oldJavaScript', 'no', 'update'),
    'leads nowhere else when the rest is not telling': looked('zoomed', 'no', 'none'),
  },
  findings,
)

const reload = `
  bot:  guide blank-page/reload
  bot:  didReloadHelp [yes | no | couldNot]`
const hardReload = `
  bot:  guide browsers/firefox#reload
  bot:  didHardReloadHelp [yes | no | couldNot | otherBrowser]`
const homePage = `
  bot:  guide blank-page/home-page
  bot:  didHomePageHelp [yes | no | couldNot]`
transcripts(reloadPage, {
  'reloads, reloads everything, comes in by the home page': `
    bot:  simplestFirst
    ${reload}
    user: no
    bot:  doOthersSee [yes | no | couldNot]
    user: yes
    bot:  dialog knowBrowser
    ends: firefox
    ${hardReload}
    user: no
    ${homePage}
    user: no
    bot:  end unsolved
  `,
  'repairs nothing here that shows nowhere': `
    bot:  simplestFirst
    ${reload}
    user: no
    bot:  doOthersSee [yes | no | couldNot]
    user: no
    bot:  end service
  `,
  'ends when reloading was enough': `
    bot:  simplestFirst
    ${reload}
    user: yes
    bot:  end solved
  `,
  'ends when reloading everything was enough': `
    bot:  simplestFirst
    ${reload}
    user: couldNot
    bot:  doOthersSee [yes | no | couldNot]
    user: couldNot
    bot:  dialog knowBrowser
    ends: firefox
    ${hardReload}
    user: yes
    bot:  end solved
  `,
  'has the steps of another browser one word away': `
    bot:  simplestFirst
    ${reload}
    user: no
    bot:  doOthersSee [yes | no | couldNot]
    user: couldNot
    bot:  dialog knowBrowser
    ends: edge
    bot:  guide browsers/edge#reload
    bot:  didHardReloadHelp [yes | no | couldNot | otherBrowser]
    user: otherBrowser
    bot:  dialog chooseBrowser
    ends: firefox
    bot:  dialog knowBrowser
    ends: firefox
    ${hardReload}
    user: couldNot
    ${homePage}
    user: yes
    bot:  end solved
  `,
  'ends when the home page could not be tried': `
    bot:  simplestFirst
    ${reload}
    user: no
    bot:  doOthersSee [yes | no | couldNot]
    user: couldNot
    bot:  dialog knowBrowser
    ends: firefox
    ${hardReload}
    user: no
    ${homePage}
    user: couldNot
    bot:  end unsolved
  `,
})
transcripts(
  reloadPage,
  {
    'comes in by the home page first when the page is white after the login': `
      bot:  simplestFirst
      ${homePage}
      user: no
      bot:  doOthersSee [yes | no | couldNot]
      user: yes
      ${reload}
      user: no
      bot:  dialog knowBrowser
      ends: firefox
      ${hardReload}
      user: no
      bot:  end unsolved
    `,
    'and reloads when that could not be tried': `
      bot:  simplestFirst
      ${homePage}
      user: couldNot
      bot:  doOthersSee [yes | no | couldNot]
      user: couldNot
      ${reload}
      user: no
      bot:  dialog knowBrowser
      ends: firefox
      ${hardReload}
      user: couldNot
      bot:  end unsolved
    `,
  },
  { facts: { symptom: 'whiteAfterLogin' } },
)
transcripts(
  reloadPage,
  {
    'does not look for a key that a phone has not': `
      bot:  simplestFirst
      ${reload}
      user: no
      bot:  doOthersSee [yes | no | couldNot]
      user: yes
      bot:  dialog knowBrowser
      ends: chrome-android
      ${homePage}
      user: no
      bot:  end unsolved
    `,
  },
  { facts: { device: 'phone' } },
)
transcripts(
  reloadPage,
  {
    'nor after the home page': `
      bot:  simplestFirst
      ${homePage}
      user: no
      bot:  doOthersSee [yes | no | couldNot]
      user: yes
      ${reload}
      user: no
      bot:  dialog knowBrowser
      ends: chrome-android
      bot:  end unsolved
    `,
  },
  { facts: { device: 'phone', symptom: 'whiteAfterLogin' } },
)

const network = `
  bot:  guide blank-page/other-network
  bot:  doesItShow [yes | no | couldNot]`
transcripts(otherNetwork, {
  'tells what to do when the network is the cause': `
    ${network}
    user: yes
    bot:  itIsTheNetwork
    bot:  end network
  `,
  'ends when it is not': `
    ${network}
    user: no
    bot:  end unsolved
  `,
  'ends when it could not be tried': `
    ${network}
    user: couldNot
    bot:  end unsolved
  `,
})

const inPrivate = (page: string): string => `
  bot:  guide browsers/${page}#private
  bot:  doesItShow [yes | no | couldNot | otherBrowser]`
transcripts(privateWindow, {
  'says that the browser is the cause when the page shows there': `
    bot:  dialog knowBrowser
    ends: firefox
    ${inPrivate('firefox')}
    user: yes
    bot:  itIsTheBrowser
    bot:  end yes
  `,
  'says that it is not when it does not': `
    bot:  dialog knowBrowser
    ends: firefox
    ${inPrivate('firefox')}
    user: no
    bot:  end no
  `,
  'goes on when it could not be tried': `
    bot:  dialog knowBrowser
    ends: other
    ${inPrivate('other')}
    user: couldNot
    bot:  end couldNot
  `,
  'has the steps of another browser one word away': `
    bot:  dialog knowBrowser
    ends: firefox
    ${inPrivate('firefox')}
    user: otherBrowser
    bot:  dialog chooseBrowser
    ends: edge
    bot:  dialog knowBrowser
    ends: edge
    ${inPrivate('edge')}
  `,
})

const step = (section: string, question: string): string => `
  bot:  guide browsers/firefox#${section}
  bot:  ${question} [yes | no | couldNot | otherBrowser]`
const known = `
  bot:  dialog knowBrowser
  ends: firefox`
transcripts(cleanBrowser, {
  'erases little first, and the cache last': `
    bot:  closesBrowser
    ${known}
    ${step('siteData', 'didSiteDataHelp')}
    user: no
    ${known}
    ${step('extensions', 'didExtensionsHelp')}
    user: couldNot
    ${known}
    ${step('cache', 'didCacheHelp')}
    user: no
    bot:  end unsolved
  `,
  'ends when the data of the portal were the cause': `
    bot:  closesBrowser
    ${known}
    ${step('siteData', 'didSiteDataHelp')}
    user: yes
    bot:  end solved
  `,
  'ends when an extension was the cause': `
    bot:  closesBrowser
    ${known}
    ${step('siteData', 'didSiteDataHelp')}
    user: couldNot
    ${known}
    ${step('extensions', 'didExtensionsHelp')}
    user: yes
    bot:  end solved
  `,
  'ends when the cache was the cause, or could not be emptied': `
    bot:  closesBrowser
    ${known}
    ${step('siteData', 'didSiteDataHelp')}
    user: no
    ${known}
    ${step('extensions', 'didExtensionsHelp')}
    user: no
    ${known}
    ${step('cache', 'didCacheHelp')}
    user: couldNot
    bot:  end unsolved
  `,
  'asks the same again for another browser': `
    bot:  closesBrowser
    ${known}
    ${step('siteData', 'didSiteDataHelp')}
    user: otherBrowser
    bot:  dialog chooseBrowser
    ends: firefox
    ${known}
    ${step('siteData', 'didSiteDataHelp')}
    user: no
    ${known}
    ${step('extensions', 'didExtensionsHelp')}
    user: otherBrowser
    bot:  dialog chooseBrowser
    ends: firefox
    ${known}
    ${step('extensions', 'didExtensionsHelp')}
    user: no
    ${known}
    ${step('cache', 'didCacheHelp')}
    user: otherBrowser
    bot:  dialog chooseBrowser
    ends: firefox
    ${known}
    ${step('cache', 'didCacheHelp')}
    user: yes
    bot:  end solved
  `,
})
transcripts(
  cleanBrowser,
  {
    'begins with the extensions where one was seen to block': `
      bot:  closesBrowser
      ${known}
      ${step('extensions', 'didExtensionsHelp')}
      user: no
      ${known}
      ${step('siteData', 'didSiteDataHelp')}
      user: no
      ${known}
      ${step('cache', 'didCacheHelp')}
      user: yes
      bot:  end solved
    `,
  },
  { facts: { findings: 'zoomed,resourceBlocked' } },
)

const elsewhere = `
  bot:  guide blank-page/other-browser
  bot:  doesItShowThere [yes | no | couldNot]`
const others = 'bot:  doOthersSee [yes | no | couldNot]'
transcripts(lookFurther, {
  'looks at age and JavaScript when only one browser fails': `
    ${elsewhere}
    user: yes
    ${known}
    ${step('update', 'didUpdateHelp')}
    user: no
    ${step('javaScript', 'didJavaScriptHelp')}
    user: no
    bot:  end unsolved
  `,
  'ends when the browser was too old': `
    ${elsewhere}
    user: yes
    ${known}
    ${step('update', 'didUpdateHelp')}
    user: yes
    bot:  end solved
  `,
  'ends when JavaScript was off': `
    ${elsewhere}
    user: yes
    ${known}
    ${step('update', 'didUpdateHelp')}
    user: couldNot
    ${step('javaScript', 'didJavaScriptHelp')}
    user: yes
    bot:  end solved
  `,
  'has the steps of another browser one word away': `
    ${elsewhere}
    user: yes
    ${known}
    ${step('update', 'didUpdateHelp')}
    user: otherBrowser
    bot:  dialog chooseBrowser
    ends: firefox
    ${known}
    ${step('update', 'didUpdateHelp')}
    user: no
    ${step('javaScript', 'didJavaScriptHelp')}
    user: otherBrowser
    bot:  dialog chooseBrowser
    ends: firefox
    ${known}
    ${step('javaScript', 'didJavaScriptHelp')}
    user: couldNot
    bot:  end unsolved
  `,
  'blames the service when the page shows nowhere': `
    ${elsewhere}
    user: no
    bot:  dialog otherNetwork
    ends: unsolved
    ${others}
    user: no
    bot:  end service
  `,
  'blames this device or account when others see it': `
    ${elsewhere}
    user: couldNot
    bot:  dialog otherNetwork
    ends: unsolved
    ${others}
    user: yes
    bot:  onlyHere
    bot:  end unsolved
  `,
  'blames nobody when nobody could look': `
    ${elsewhere}
    user: no
    bot:  dialog otherNetwork
    ends: unsolved
    ${others}
    user: couldNot
    bot:  end unsolved
  `,
  'ends where the network was the cause': `
    ${elsewhere}
    user: no
    bot:  dialog otherNetwork
    ends: network
    bot:  end network
  `,
})
for (const answer of ['no', 'couldNot'])
  transcripts(lookFurther, { [`does not try another network twice (${answer})`]: `
    ${elsewhere}
    user: ${answer}
    ${others}
  ` }, { facts: { tried: 'reload=no,otherNetwork=no' } })

const choices = [{ id: 'firefox', label: 'Firefox' }, { id: 'edge', label: 'Edge' }]
const own = (result: string) => ({ found: { ownBrowser: { result, choices, variables: { browserGuide: 'firefox' } } } })
transcripts(knowBrowser, { 'confirms once only': 'bot:  end firefox' }, own('confirmed'))
transcripts(
  knowBrowser,
  {
    'confirms what the page told': `
      bot:  isIt [firefox | edge | none]
      user: firefox
      bot:  end firefox
    `,
    'asks for another one': `
      bot:  isIt [firefox | edge | none]
      user: none
      bot:  dialog chooseBrowser
      ends: safari-ios
      bot:  end safari-ios
    `,
  },
  own('known'),
)
transcripts(
  knowBrowser,
  {
    'asks which of several': `
      bot:  whichOne [firefox | edge | none]
      user: Edge
      bot:  end edge
    `,
    'or none of them': `
      bot:  whichOne [firefox | edge | none]
      user: none
      bot:  dialog chooseBrowser
    `,
  },
  own('several'),
)
transcripts(knowBrowser, { 'asks where nothing is known': `
  bot:  dialog chooseBrowser
  ends: edge
  bot:  end edge
` }, own('unknown'))

transcripts(
  chooseBrowser,
  {
    'asks for the device, then for the browser': `
      bot:  whichDevice [computer | phone]
      user: phone
      bot:  whichBrowser [firefox | edge | none]
      user: fire fox
      bot:  end firefox
    `,
    'has advice for a browser that it does not know': `
      bot:  whichDevice [computer | phone]
      user: computer
      bot:  whichBrowser [firefox | edge | none]
      user: none
      bot:  end other
    `,
  },
  { found: { listBrowsers: { result: 'found', choices }, otherBrowserPage: { result: 'found', variables: { browserGuide: 'other' } } } },
)

const cache = `
  bot:  dialog knowBrowser
  ends: firefox
  bot:  guide browsers/firefox#cache
  bot:  didItWork [yes | no | couldNot | otherBrowser]`
transcripts(clearCache, {
  'shows the steps of the own browser': `
    ${cache}
    user: yes
    bot:  solved
    bot:  end solved
  `,
  'has those of another one word away': `
    ${cache}
    user: otherBrowser
    bot:  dialog chooseBrowser
    ends: edge
    bot:  dialog knowBrowser
    ends: edge
    bot:  guide browsers/edge#cache
    bot:  didItWork [yes | no | couldNot | otherBrowser]
    user: no
    bot:  unsolved [diagnosis | report | stop]
    user: stop
    bot:  end waiting
  `,
  'leads to the report when it did not help': `
    ${cache}
    user: no
    bot:  unsolved [diagnosis | report | stop]
    user: report
    bot:  dialog contactSupport
    ends: sent
    bot:  end support
  `,
  'leads to the diagnosis when it could not be done': `
    ${cache}
    user: couldNot
    bot:  unsolved [diagnosis | report | stop]
    user: diagnosis
    bot:  dialog fixBlankPage
    ends: solved
    bot:  end solved
  `,
})

transcripts(clearCache, { 'says before it closes the browser in which the person talks': `
  bot:  dialog knowBrowser
  ends: firefox
  bot:  closesBrowser
  bot:  guide browsers/firefox#cache
  bot:  didItWork [yes | no | couldNot | otherBrowser]
` }, { facts: { page: 'present' } })

describe('what was tried', () => {
  it('counts once, as it ended last', () => {
    const first = withTried({}, 'reload', 'no')
    const second = withTried({ tried: first }, 'cache', 'couldNot')
    assert.deepEqual(triedIn({ tried: withTried({ tried: second }, 'reload', 'yes') }), [['cache', 'couldNot'], ['reload', 'yes']])
    assert.deepEqual(triedIn({}), [])
  })
})
