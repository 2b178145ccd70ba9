/** A help article, whether it answered, and the conversation that goes on from it. */
import { defineDialog } from '../src/flow/index.ts'

/** The conversation that was picked, or the end: it answered. */
const wayOn = ({ answers }: { readonly answers: { readonly didItAnswer?: string } }) =>
  ([
    'chooseLogin', 'askForAccount', 'activationHelp', 'recoverPassword', 'federationAccess', 'missingReferentials', 'fixBlankPage',
    'clearCache', 'human',
  ] as const).find(each => each === answers.didItAnswer) ?? 'end:answered'

export const showArticle = defineDialog('showArticle', {
  find: {
    act: 'findArticle',
    with: ({ said }) => ({ text: '', article: said.article }),
    results: { found: 'article', several: 'end:no', nothing: 'end:no' },
  },
  article: { guide: { kind: 'help', from: 'find' }, next: 'waysOn' },
  waysOn: { act: 'waysOn', with: ({ said }) => ({ article: said.article ?? '' }), results: { found: 'didItAnswer' } },
  didItAnswer: { pick: { from: 'waysOn', next: wayOn, none: 'end:no' } },

  chooseLogin: { begin: 'chooseLogin', next: 'end:answered' },
  askForAccount: { begin: 'askForAccount', next: 'end:answered' },
  activationHelp: { begin: 'activationHelp', next: 'end:answered' },
  recoverPassword: { begin: 'recoverPassword', next: 'end:answered' },
  federationAccess: { begin: 'federationAccess', next: 'end:answered' },
  missingReferentials: { begin: 'missingReferentials', next: 'end:answered' },
  fixBlankPage: { begin: 'fixBlankPage', next: 'end:answered' },
  clearCache: { begin: 'clearCache', next: 'end:answered' },
  human: { begin: 'contactSupport', next: 'end:answered' },
})
