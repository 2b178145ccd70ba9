/**
 * A blank page, an error, old data: harmless steps first, one question after each. What is seen decides where to begin, a private
 * window tells whether this browser keeps something that it should not, and what remains is reported with all that was tried.
 */
import { defineDialog, hasFailed } from '../src/flow/index.ts'
import { checkIncident } from './checkIncident.ts'
import { chooseLogin } from './chooseLogin.ts'
import { cleanBrowser } from './cleanBrowser.ts'
import { contactSupport } from './contactSupport.ts'
import { errorNumber } from './errorNumber.ts'
import { lookFurther } from './lookFurther.ts'
import { oldData } from './oldData.ts'
import { otherNetwork } from './otherNetwork.ts'
import { privateWindow } from './privateWindow.ts'
import { reloadPage } from './reloadPage.ts'
import { selfCheck } from './selfCheck.ts'

export const fixBlankPage = defineDialog('fixBlankPage', {
  checkIncident: {
    begin: checkIncident,
    ends: {
      stop: 'end:waiting',
      goOn: ({ facts }) =>
        facts.symptom === 'staleData' ? 'oldData'
        : facts.symptom === 'errorMessage' ? 'errorNumber'
        : facts.symptom !== 'blankPage' && facts.symptom !== 'endlessLoading' ? 'whatDoYouSee'
        : facts.page === undefined ? 'reloadPage'
        : 'selfCheck',
    },
  },
  whatDoYouSee: {
    choose: {
      blankPage: ({ facts }) => (facts.page === undefined ? 'reloadPage' : 'selfCheck'),
      whiteAfterLogin: ({ facts }) => (facts.page === undefined ? 'reloadPage' : 'selfCheck'),
      errorMessage: 'errorNumber',
      staleData: 'oldData',
      endlessLoading: ({ facts }) => (facts.page === undefined ? 'reloadPage' : 'selfCheck'),
    },
    as: 'symptom',
  },

  // The branches that need no repair of the browser, or not yet.
  errorNumber: {
    begin: errorNumber,
    ends: {
      solved: 'solved', later: 'end:waiting', login: 'chooseLogin', service: 'serviceSide', unsolved: 'contactSupport',
      none: ({ facts }) => (facts.page === undefined ? 'reloadPage' : 'selfCheck'),
    },
  },
  chooseLogin: {
    begin: chooseLogin,
    ends: { solved: 'end:login', federation: 'end:login', local: 'end:login', later: 'end:login' },
  },
  oldData: {
    begin: oldData,
    ends: { solved: 'solved', unsolved: 'contactSupport', browser: 'reloadPage' },
  },

  // What the page found of itself goes straight to its cause.
  selfCheck: {
    begin: selfCheck,
    ends: { solved: 'solved', network: 'otherNetwork', extensions: 'cleanBrowser', update: 'lookFurther', none: 'reloadPage' },
  },
  reloadPage: {
    begin: reloadPage,
    ends: {
      solved: 'solved',
      service: 'serviceSide',
      unsolved: ({ answers, facts }) =>
        facts.symptom === 'endlessLoading' && answers.otherNetwork === undefined && !hasFailed(facts, 'otherNetwork') ? 'otherNetwork'
        : answers.cleanBrowser === undefined && !hasFailed(facts, 'privateWindow') ? 'privateWindow'
        : 'lookFurther',
    },
  },
  otherNetwork: {
    begin: otherNetwork,
    ends: { network: 'end:solved', unsolved: ({ answers }) => (answers.reloadPage === undefined ? 'reloadPage' : 'privateWindow') },
  },
  privateWindow: {
    begin: privateWindow,
    ends: { yes: 'cleanBrowser', no: 'lookFurther', couldNot: 'cleanBrowser' },
  },
  cleanBrowser: {
    begin: cleanBrowser,
    ends: { solved: 'solved', unsolved: ({ answers }) => (answers.reloadPage === undefined ? 'reloadPage' : 'lookFurther') },
  },
  lookFurther: {
    begin: lookFurther,
    ends: { solved: 'solved', network: 'end:solved', service: 'serviceSide', unsolved: 'contactSupport' },
  },

  serviceSide: { say: true, next: 'note' },
  note: { act: 'noteServiceSide', results: { noted: 'contactSupport' } },
  contactSupport: { begin: contactSupport, ends: { sent: 'end:support', cancelled: 'end:support', copied: 'end:support' } },
  solved: { say: true, next: 'end:solved' },
})
