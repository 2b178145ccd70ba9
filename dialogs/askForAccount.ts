/** "I would like an account": most people who say so have a better way in, so that is looked at first. */
import { defineDialog } from '../src/flow/index.ts'
import { chooseLogin } from './chooseLogin.ts'

export const askForAccount = defineDialog('askForAccount', {
  first: { say: true, next: 'chooseLogin' },
  chooseLogin: { begin: chooseLogin, passOn: true },
})
