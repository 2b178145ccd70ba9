/** The conversations, a line each. */
import type { DialogTable, EndsOf } from '../src/flow/index.ts'
import { activationHelp } from './activationHelp.ts'
import { answerQuestion } from './answerQuestion.ts'
import { askForAccount } from './askForAccount.ts'
import { checkIncident } from './checkIncident.ts'
import { chooseBrowser } from './chooseBrowser.ts'
import { chooseLogin } from './chooseLogin.ts'
import { cleanBrowser } from './cleanBrowser.ts'
import { clearCache } from './clearCache.ts'
import { correctRequest } from './correctRequest.ts'
import { contactSupport } from './contactSupport.ts'
import { createAccount } from './createAccount.ts'
import { errorNumber } from './errorNumber.ts'
import { federationAccess } from './federationAccess.ts'
import { findActivationMail } from './findActivationMail.ts'
import { findInstitution } from './findInstitution.ts'
import { findUnit } from './findUnit.ts'
import { fixBlankPage } from './fixBlankPage.ts'
import { followRequest } from './followRequest.ts'
import { missingReferentials } from './missingReferentials.ts'
import { recoverPassword } from './recoverPassword.ts'
import { resendActivationLink } from './resendActivationLink.ts'
import { knowBrowser } from './knowBrowser.ts'
import { lookFurther } from './lookFurther.ts'
import { oldData } from './oldData.ts'
import { otherNetwork } from './otherNetwork.ts'
import { privateWindow } from './privateWindow.ts'
import { reloadPage } from './reloadPage.ts'
import { selfCheck } from './selfCheck.ts'
import { showArticle } from './showArticle.ts'

export const all: readonly DialogTable[] = [
  chooseLogin, findUnit, findInstitution, askForAccount, createAccount, correctRequest, activationHelp, findActivationMail,
  resendActivationLink, recoverPassword, federationAccess, missingReferentials, fixBlankPage, clearCache,
  checkIncident, errorNumber, oldData, selfCheck, reloadPage, otherNetwork, privateWindow, cleanBrowser, lookFurther, knowBrowser,
  chooseBrowser, contactSupport, followRequest, answerQuestion, showArticle,
]

/** What each topic that is understood begins. */
const beginnings = {
  choose_login: chooseLogin,
  create_account: askForAccount,
  activation_email: activationHelp,
  blank_page: fixBlankPage,
  clear_cache: clearCache,
  forgot_password: recoverPassword,
  request_federation_access: federationAccess,
  access_denied_referentials: missingReferentials,
  video_tutorials: answerQuestion,
  contact_human: contactSupport,
}

/** The same by name; `article` is shown where any article could be. */
export const topics: Readonly<Record<string, { readonly dialog: string; readonly article?: string }>> = {
  ...Object.fromEntries(Object.entries(beginnings).map(([topic, { name }]) => [topic, { dialog: name }])),
  video_tutorials: { dialog: answerQuestion.name, article: 'video-tutorials' },
}

/** What the menu shows, likeliest first. */
export const menu: readonly string[] = ['chooseLogin', 'askForAccount', 'activationHelp', 'fixBlankPage', 'contactSupport']

/** The two likeliest next conversations after each. */
export const after: Readonly<Record<string, readonly string[]>> = {
  chooseLogin: ['recoverPassword', 'fixBlankPage'],
  askForAccount: ['activationHelp', 'chooseLogin'],
  activationHelp: ['recoverPassword', 'chooseLogin'],
  recoverPassword: ['chooseLogin', 'activationHelp'],
  federationAccess: ['chooseLogin', 'askForAccount'],
  missingReferentials: ['chooseLogin', 'federationAccess'],
  fixBlankPage: ['clearCache', 'chooseLogin'],
  clearCache: ['fixBlankPage', 'chooseLogin'],
  answerQuestion: ['chooseLogin', 'askForAccount'],
  contactSupport: ['answerQuestion', 'chooseLogin'],
}

/**
 * Each end that a conversation can come to which was begun by no other: whether it solved what it was begun for, or left it where
 * nobody need be asked about it yet. An end that is missing here does not compile.
 */
export const settled: Readonly<Record<string, boolean>> = {
  solved: true, requested: true, local: true, sent: true, waiting: true, asked: true, support: true, unanswered: true,
  federation: false, login: false, later: false, stopped: false, cancelled: false, copied: false,
} satisfies Record<EndsOf<(typeof beginnings)[keyof typeof beginnings] | typeof correctRequest | typeof followRequest>, boolean>

/** What nobody needs any more once something was announced. */
export const over: Readonly<Record<string, readonly string[]>> = { accountActivated: ['askForAccount', 'activationHelp', 'chooseLogin'] }

/** Answers any question with a help article; leads to a person. */
export const answer = answerQuestion.name
export const human = contactSupport.name

/** Says how a request to the helpdesk stands, and goes on with it. */
export const followUp = followRequest.name

/** Corrects a request for an account whose refusal came late. */
export const correction = correctRequest.name
