/**
 * A blank page, an error, old data: harmless steps first, one question after each. What is seen decides where to begin, a private
 * window tells whether this browser keeps something that it should not, and what remains is reported with all that was tried.
 */
import { defineDialog } from '../src/flow/index.ts'

export const fixBlankPage = defineDialog('fixBlankPage', {
  checkIncident: {
    begin: 'checkIncident',
    next: ({ answers, said }) =>
      answers.checkIncident === 'stop' ? 'end:waiting'
      : said.symptom === 'staleData' ? 'oldData'
      : said.symptom === 'errorMessage' ? 'errorNumber'
      : said.symptom !== 'blankPage' && said.symptom !== 'endlessLoading' ? 'whatDoYouSee'
      : said.page === undefined ? 'reloadPage'
      : 'selfCheck',
  },
  whatDoYouSee: {
    choose: {
      blankPage: ({ said }) => (said.page === undefined ? 'reloadPage' : 'selfCheck'),
      whiteAfterLogin: ({ said }) => (said.page === undefined ? 'reloadPage' : 'selfCheck'),
      errorMessage: 'errorNumber',
      staleData: 'oldData',
      endlessLoading: ({ said }) => (said.page === undefined ? 'reloadPage' : 'selfCheck'),
    },
    as: 'symptom',
  },

  // The branches that need no repair of the browser, or not yet.
  errorNumber: {
    begin: 'errorNumber',
    next: ({ answers, said }) =>
      answers.errorNumber === 'solved' ? 'solved'
      : answers.errorNumber === 'later' ? 'end:waiting'
      : answers.errorNumber === 'login' ? 'chooseLogin'
      : answers.errorNumber === 'service' ? 'serviceSide'
      : answers.errorNumber === 'unsolved' ? 'contactSupport'
      : said.page === undefined ? 'reloadPage'
      : 'selfCheck',
  },
  chooseLogin: { begin: 'chooseLogin', next: 'end:login' },
  oldData: {
    begin: 'oldData',
    next: ({ answers }) =>
      answers.oldData === 'solved' ? 'solved' : answers.oldData === 'unsolved' ? 'contactSupport' : 'reloadPage',
  },

  // What the page found of itself goes straight to its cause.
  selfCheck: {
    begin: 'selfCheck',
    next: ({ answers }) =>
      answers.selfCheck === 'solved' ? 'solved'
      : answers.selfCheck === 'network' ? 'otherNetwork'
      : answers.selfCheck === 'extensions' ? 'cleanBrowser'
      : answers.selfCheck === 'update' ? 'lookFurther'
      : 'reloadPage',
  },
  reloadPage: {
    begin: 'reloadPage',
    next: ({ answers, said }) =>
      answers.reloadPage === 'solved' ? 'solved'
      : said.symptom === 'endlessLoading' && answers.otherNetwork === undefined ? 'otherNetwork'
      : answers.cleanBrowser === undefined ? 'privateWindow'
      : 'lookFurther',
  },
  otherNetwork: {
    begin: 'otherNetwork',
    next: ({ answers }) =>
      answers.otherNetwork === 'network' ? 'end:solved' : answers.reloadPage === undefined ? 'reloadPage' : 'privateWindow',
  },
  privateWindow: {
    begin: 'privateWindow',
    next: ({ answers }) => (answers.privateWindow === 'no' ? 'lookFurther' : 'cleanBrowser'),
  },
  cleanBrowser: {
    begin: 'cleanBrowser',
    next: ({ answers }) =>
      answers.cleanBrowser === 'solved' ? 'solved' : answers.reloadPage === undefined ? 'reloadPage' : 'lookFurther',
  },
  lookFurther: {
    begin: 'lookFurther',
    next: ({ answers }) =>
      answers.lookFurther === 'solved' ? 'solved'
      : answers.lookFurther === 'network' ? 'end:solved'
      : answers.lookFurther === 'service' ? 'serviceSide'
      : 'contactSupport',
  },

  serviceSide: { say: true, next: 'note' },
  note: { act: 'noteServiceSide', results: { noted: 'contactSupport' } },
  contactSupport: { begin: 'contactSupport', next: 'end:support' },
  solved: { say: true, next: 'end:solved' },
})
