/** A help article, whether it answered, and the conversation that goes on from it. */
import { defineDialog } from '../src/flow/index.ts'

/** The conversation that was picked, or the end: it answered. */
const wayOn = ({ answers }: { readonly answers: { readonly didItAnswer?: string } }) =>
  ([
    'chooseLogin', 'askForAccount', 'activationHelp', 'recoverPassword', 'federationAccess', 'missingReferentials', 'fixBlankPage',
    'clearCache', 'human',
  ] as const).find(each => each === answers.didItAnswer) ?? 'end:solved'

/** What the conversation came to is what this one came to. */
const passOn = (step: string) => ({ answers }: { readonly answers: Readonly<Record<string, string | undefined>> }): `end:${string}` =>
  `end:${answers[step] ?? 'done'}`

export const showArticle = defineDialog('showArticle', {
  find: {
    act: 'findArticle',
    with: ({ said }) => ({ text: '', article: said.article }),
    results: { found: 'article', several: 'end:no', nothing: 'end:no' },
  },
  article: { guide: { kind: 'help', from: 'find' }, next: 'waysOn' },
  waysOn: { act: 'waysOn', with: ({ said }) => ({ article: said.article ?? '' }), results: { found: 'didItAnswer' } },
  didItAnswer: { pick: { from: 'waysOn', next: wayOn, none: 'end:no' } },

  chooseLogin: { begin: 'chooseLogin', next: passOn('chooseLogin') },
  askForAccount: { begin: 'askForAccount', next: passOn('askForAccount') },
  activationHelp: { begin: 'activationHelp', next: passOn('activationHelp') },
  recoverPassword: { begin: 'recoverPassword', next: passOn('recoverPassword') },
  federationAccess: { begin: 'federationAccess', next: passOn('federationAccess') },
  missingReferentials: { begin: 'missingReferentials', next: passOn('missingReferentials') },
  fixBlankPage: { begin: 'fixBlankPage', next: passOn('fixBlankPage') },
  clearCache: { begin: 'clearCache', next: passOn('clearCache') },
  human: { begin: 'contactSupport', next: passOn('human') },
})
