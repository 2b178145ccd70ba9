/**
 * Any question: the help article that was named or that answers it, and when it did not, the next likely ones. What no article answers
 * is kept for the editors, without what tells who asked, and a person is offered.
 */
import { defineDialog } from '../src/flow/index.ts'
import { contactSupport } from './contactSupport.ts'
import { showArticle } from './showArticle.ts'

interface Asked {
  readonly answers: { readonly question?: string }
  readonly facts: { readonly question?: string }
}
const asked = ({ answers, facts }: Asked): string | undefined => answers.question ?? facts.question

/** An article may have been named without a question: then there is none to keep. */
const unanswered = ({ answers, facts }: Asked): 'noArticle' | 'contact' =>
  asked({ answers, facts }) === undefined ? 'contact' : 'noArticle'

export const answerQuestion = defineDialog('answerQuestion', {
  find: {
    act: 'findArticle',
    as: 'article',
    with: soFar => ({ text: asked(soFar) ?? '', article: soFar.answers.question === undefined ? soFar.facts.article : undefined }),
    results: {
      found: 'article', several: 'whichArticle',
      nothing: soFar => (asked(soFar) === undefined ? 'question' : 'noArticle'),
    },
  },
  question: { ask: 'anything', as: 'question', verbatim: true, next: 'find', otherwise: 'contact' },
  whichArticle: { pick: { from: 'find', next: 'article', none: unanswered }, as: 'article' },
  article: { begin: showArticle, passOn: true, ends: { no: 'others' } },

  // The next likely ones, or those that stand near to what was shown.
  others: {
    act: 'findArticle',
    with: soFar => ({ text: asked(soFar) ?? '', others: soFar.facts.article ?? '' }),
    results: { found: unanswered, several: 'whichOther', nothing: unanswered },
  },
  whichOther: { pick: { from: 'others', next: 'otherArticle', none: unanswered }, as: 'article' },
  otherArticle: { begin: showArticle, passOn: true, ends: { no: unanswered } },

  noArticle: { say: true, next: 'keep' },
  keep: {
    act: 'keepQuestion',
    with: soFar => ({ question: asked(soFar) ?? '', locale: soFar.locale }),
    results: { kept: 'contact' },
  },
  contact: { choose: { human: 'human', no: 'end:unanswered' } },
  human: { begin: contactSupport, passOn: true },
})
