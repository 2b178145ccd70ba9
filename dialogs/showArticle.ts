/** A help article, whether it answered, and the conversation that goes on from it. */
import { defineDialog } from '../src/flow/index.ts'
import { activationHelp } from './activationHelp.ts'
import { askForAccount } from './askForAccount.ts'
import { chooseLogin } from './chooseLogin.ts'
import { clearCache } from './clearCache.ts'
import { contactSupport } from './contactSupport.ts'
import { federationAccess } from './federationAccess.ts'
import { fixBlankPage } from './fixBlankPage.ts'
import { missingReferentials } from './missingReferentials.ts'
import { recoverPassword } from './recoverPassword.ts'

/** The conversation that was picked, or the end: it answered. */
const wayOn = ({ answers }: { readonly answers: { readonly didItAnswer?: string } }) =>
  ([
    'chooseLogin', 'askForAccount', 'activationHelp', 'recoverPassword', 'federationAccess', 'missingReferentials', 'fixBlankPage',
    'clearCache', 'human',
  ] as const).find(each => each === answers.didItAnswer) ?? 'end:solved'

export const showArticle = defineDialog('showArticle', {
  find: {
    act: 'findArticle',
    with: ({ facts }) => ({ text: '', article: facts.article }),
    results: { found: 'article', several: 'end:no', nothing: 'end:no' },
  },
  article: { guide: { kind: 'help', from: 'find' }, next: 'waysOn' },
  waysOn: { act: 'waysOn', with: ({ facts }) => ({ article: facts.article ?? '' }), results: { found: 'didItAnswer' } },
  didItAnswer: { pick: { from: 'waysOn', next: wayOn, none: 'end:no' } },

  chooseLogin: { begin: chooseLogin, passOn: true },
  askForAccount: { begin: askForAccount, passOn: true },
  activationHelp: { begin: activationHelp, passOn: true },
  recoverPassword: { begin: recoverPassword, passOn: true },
  federationAccess: { begin: federationAccess, passOn: true },
  missingReferentials: { begin: missingReferentials, passOn: true },
  fixBlankPage: { begin: fixBlankPage, passOn: true },
  clearCache: { begin: clearCache, passOn: true },
  human: { begin: contactSupport, passOn: true },
})
