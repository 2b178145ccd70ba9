import { answerQuestion } from '../../dialogs/answerQuestion.ts'
import { showArticle } from '../../dialogs/showArticle.ts'
import { transcripts } from '../support/transcripts.ts'

const others = ['showArticle', 'contactSupport', 'clearCache', 'chooseLogin']
const article = { result: 'found', choices: [{ id: 'clear-cache', label: 'Vider le cache du navigateur' }], variables: { article: 'clear-cache' } }
const several = { result: 'several', choices: [{ id: 'janus', label: 'Janus' }, { id: 'tutelle', label: 'Tutelle' }] }
const nothing = { result: 'nothing' }
const waysOn = {
  result: 'found',
  choices: [{ id: 'yes', label: 'Oui' }, { id: 'clearCache', label: 'Vider le cache' }, { id: 'human', label: 'Demander à quelqu’un' }],
}
const question = 'comment purger tout ça'

transcripts(
  showArticle,
  {
    'shows the article and ends when it answered': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: oui
      bot:  end solved
    `,
    'goes on with the conversation that the article is about': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: clearCache
      bot:  dialog clearCache
      ends: solved
      bot:  end solved
    `,
    'leads to a person': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: demander à quelqu’un
      bot:  dialog contactSupport
      ends: sent
      bot:  end sent
    `,
    'hands a no back': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: peut-être
      bot:  didItAnswer retry [yes | clearCache | human | none]
      user: none
      bot:  end no
    `,
  },
  { facts: { article: 'clear-cache' }, found: { findArticle: article, waysOn } },
  others,
)

transcripts(showArticle, { 'ends at once when there is no such article': 'bot: end no' }, { facts: { article: 'gone' }, found: { findArticle: nothing, waysOn } }, others)

transcripts(
  answerQuestion,
  {
    'shows the one article that answers': `
      bot:  dialog showArticle
      ends: solved
      bot:  end solved
    `,
    'keeps the question when nothing else is like it': `
      bot:  dialog showArticle
      ends: no
      bot:  does keepQuestion
      bot:  noArticle
      done: kept
      bot:  contact [human | no]
      user: no
      bot:  end unanswered
    `,
  },
  { facts: { question }, found: { findArticle: article } },
  others,
)

transcripts(
  answerQuestion,
  {
    'keeps nothing when an article was only named': `
      bot:  dialog showArticle
      ends: no
      bot:  contact [human | no]
      user: human
      bot:  dialog contactSupport
      ends: sent
      bot:  end sent
    `,
  },
  { facts: { article: 'clear-cache' }, found: { findArticle: article } },
  others,
)

transcripts(
  answerQuestion,
  {
    'offers several, then the next ones, then says that there is none': `
      bot:  whichArticle [janus | tutelle | none]
      user: tutelle
      bot:  dialog showArticle
      ends: no
      bot:  whichOther [janus | tutelle | none]
      user: janus
      bot:  dialog showArticle
      ends: no
      bot:  does keepQuestion
      bot:  noArticle
      done: kept
      bot:  contact [human | no]
      user: no
      bot:  end unanswered
    `,
    'ends when one of the next ones answered': `
      bot:  whichArticle [janus | tutelle | none]
      user: tutelle
      bot:  dialog showArticle
      ends: no
      bot:  whichOther [janus | tutelle | none]
      user: janus
      bot:  dialog showArticle
      ends: solved
      bot:  end solved
    `,
    'takes a no to all of them': `
      bot:  whichArticle [janus | tutelle | none]
      user: none
      bot:  does keepQuestion
      bot:  noArticle
      done: kept
      bot:  contact [human | no]
      user: human
      bot:  dialog contactSupport
      ends: sent
      bot:  end sent
    `,
  },
  { facts: { question }, found: { findArticle: several } },
  others,
)

transcripts(
  answerQuestion,
  {
    'asks for the question where there is none, and keeps it when no article answers': `
      bot:  question
      user: où est passé mon parapluie
      bot:  does keepQuestion
      bot:  noArticle
      done: kept
      bot:  contact [human | no]
      user: no
      bot:  end unanswered
    `,
    'has nowhere to go back to from its first question': `
      bot:  question
      user: (retour)
      bot:  (nothingBefore)
      bot:  question
    `,
  },
  { found: { findArticle: nothing } },
  others,
)
