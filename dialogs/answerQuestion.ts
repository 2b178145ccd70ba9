/**
 * Any question: the help article that was named or that answers it, then whether it did. What no article answers is kept for the
 * editors, without what tells who asked, and a person is offered.
 */
import { defineDialog } from '../src/flow/index.ts'

interface Asked {
  readonly answers: { readonly question?: string }
  readonly said: { readonly question?: string }
}

/** An article may have been named without a question: then there is none to keep. */
const unanswered = ({ answers, said }: Asked): 'noArticle' | 'contact' =>
  (answers.question ?? said.question) === undefined ? 'contact' : 'noArticle'

export const answerQuestion = defineDialog('answerQuestion', {
  find: {
    act: 'findArticle',
    with: ({ answers, said }) => ({
      text: answers.question ?? said.question ?? '',
      article: answers.question === undefined ? said.article : undefined,
    }),
    results: {
      found: 'article', several: 'whichArticle',
      nothing: ({ answers, said }) => ((answers.question ?? said.question) === undefined ? 'question' : 'noArticle'),
    },
  },
  question: { ask: 'anything', as: 'question', verbatim: true, next: 'find', otherwise: 'contact' },

  article: { guide: { kind: 'help', from: 'find' }, next: 'waysOn' },
  whichArticle: { pick: { from: 'find', next: 'pickedArticle', none: unanswered } },
  pickedArticle: { guide: { kind: 'help', from: 'whichArticle' }, next: 'waysOn' },
  waysOn: {
    act: 'waysOn',
    with: ({ answers, said }) => ({
      text: answers.question ?? said.question ?? '',
      article: answers.question === undefined ? said.article : undefined,
      picked: answers.whichArticle,
    }),
    results: { found: 'didItAnswer' },
  },
  didItAnswer: { pick: { from: 'waysOn', next: ({ answers }) => wayOn(answers.didItAnswer ?? ''), none: 'others' } },

  // The next likely ones, or those that stand near to what was shown.
  others: {
    act: 'findArticle',
    with: ({ answers, said }) => ({
      text: answers.question ?? said.question ?? '',
      article: answers.question === undefined ? said.article : undefined,
      others: answers.whichArticle ?? '',
    }),
    results: { found: unanswered, several: 'whichOther', nothing: unanswered },
  },
  whichOther: { pick: { from: 'others', next: 'otherArticle', none: unanswered } },
  otherArticle: { guide: { kind: 'help', from: 'whichOther' }, next: 'otherWaysOn' },
  otherWaysOn: { act: 'waysOn', with: ({ answers }) => ({ text: '', picked: answers.whichOther }), results: { found: 'didThatAnswer' } },
  didThatAnswer: { pick: { from: 'otherWaysOn', next: ({ answers }) => wayOn(answers.didThatAnswer ?? ''), none: unanswered } },

  noArticle: { say: true, next: 'keep' },
  keep: {
    act: 'keepQuestion',
    with: ({ answers, said, locale }) => ({ question: answers.question ?? said.question ?? '', locale }),
    results: { kept: 'contact' },
  },
  contact: { choose: { human: 'human', no: 'end:unanswered' } },

  chooseLogin: { begin: 'chooseLogin', next: 'end' },
  askForAccount: { begin: 'askForAccount', next: 'end' },
  activationHelp: { begin: 'activationHelp', next: 'end' },
  recoverPassword: { begin: 'recoverPassword', next: 'end' },
  federationAccess: { begin: 'federationAccess', next: 'end' },
  missingReferentials: { begin: 'missingReferentials', next: 'end' },
  fixBlankPage: { begin: 'fixBlankPage', next: 'end' },
  clearCache: { begin: 'clearCache', next: 'end' },
  human: { begin: 'contactSupport', next: 'end' },
})

const conversations = [
  'chooseLogin', 'askForAccount', 'activationHelp', 'recoverPassword', 'federationAccess', 'missingReferentials', 'fixBlankPage',
  'clearCache', 'human',
] as const

/** The step for a way on: a conversation, or the end for an article that answered. */
const wayOn = (picked: string): (typeof conversations)[number] | 'end:answered' =>
  conversations.find(each => each === picked) ?? 'end:answered'
