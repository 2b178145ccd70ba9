/** The conversations, a line each. */
import type { DialogTable } from '../src/flow/index.ts'
import { activationHelp } from './activationHelp.ts'
import { askForAccount } from './askForAccount.ts'
import { chooseLogin } from './chooseLogin.ts'
import { clearCache } from './clearCache.ts'
import { createAccount } from './createAccount.ts'
import { findInstitution } from './findInstitution.ts'
import { findUnit } from './findUnit.ts'
import { fixBlankPage } from './fixBlankPage.ts'

export const all: readonly DialogTable[] = [
  chooseLogin, findUnit, findInstitution, askForAccount, createAccount, activationHelp, fixBlankPage, clearCache,
]

/** What a person can begin by saying what is wrong. */
export const beginnings: readonly string[] = ['chooseLogin', 'askForAccount', 'activationHelp', 'fixBlankPage', 'clearCache']

/** What the menu shows, likeliest first. */
export const menu: readonly string[] = ['chooseLogin', 'askForAccount', 'activationHelp', 'fixBlankPage', 'clearCache']
