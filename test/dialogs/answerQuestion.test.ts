import { answerQuestion } from '../../dialogs/answerQuestion.ts'
import { transcripts } from '../support/transcripts.ts'

const waysOn = {
  result: 'found',
  choices: [{ id: 'yes', label: 'Oui' }, { id: 'clearCache', label: 'Vider le cache' }, { id: 'human', label: 'Parler à quelqu’un' }],
}
const article = { result: 'found', choices: [{ id: 'clear-cache', label: 'Vider le cache du navigateur' }] }
const several = { result: 'several', choices: [{ id: 'janus', label: 'Janus' }, { id: 'tutelle', label: 'Tutelle' }] }
const nothing = { result: 'nothing' }
const question = 'comment purger tout ça'

transcripts(
  answerQuestion,
  {
    'shows the article and ends when it answered': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: oui
      bot:  end answered
    `,
    'goes on with the conversation that the article is about': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: clearCache
      bot:  dialog clearCache
      ends: solved
      bot:  end done
    `,
    'leads to a person': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: parler à quelqu’un
      bot:  dialog contactSupport
      ends: sent
      bot:  end done
    `,
    'keeps the question when nothing else is like it': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: none
      bot:  does keepQuestion
      bot:  noArticle
      done: kept
      bot:  contact [human | no]
      user: no
      bot:  end unanswered
    `,
  },
  { said: { question }, found: { findArticle: article, waysOn } },
)

transcripts(
  answerQuestion,
  {
    'keeps nothing when an article was only named': `
      bot:  guide help/clear-cache
      bot:  didItAnswer [yes | clearCache | human | none]
      user: none
      bot:  contact [human | no]
      user: human
      bot:  dialog contactSupport
      ends: sent
      bot:  end done
    `,
  },
  { said: { article: 'clear-cache' }, found: { findArticle: article, waysOn } },
)

transcripts(
  answerQuestion,
  {
    'offers several, then the next ones, then says that there is none': `
      bot:  whichArticle [janus | tutelle | none]
      user: tutelle
      bot:  guide help/tutelle
      bot:  didItAnswer [yes | clearCache | human | none]
      user: non
      bot:  didItAnswer retry [yes | clearCache | human | none]
      user: none
      bot:  whichOther [janus | tutelle | none]
      user: janus
      bot:  guide help/janus
      bot:  didThatAnswer [yes | clearCache | human | none]
      user: none
      bot:  does keepQuestion
      bot:  noArticle
      done: kept
      bot:  contact [human | no]
      user: no
      bot:  end unanswered
    `,
    'goes back to the choice': `
      bot:  whichArticle [janus | tutelle | none]
      user: tutelle
      bot:  guide help/tutelle
      bot:  didItAnswer [yes | clearCache | human | none]
      user: (retour)
      bot:  whichArticle [janus | tutelle | none]
      user: janus
      bot:  guide help/janus
      bot:  didItAnswer [yes | clearCache | human | none]
      user: yes
      bot:  end answered
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
      bot:  end done
    `,
  },
  { said: { question }, found: { findArticle: several, waysOn } },
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
  { found: { findArticle: nothing, waysOn } },
)

transcripts(
  answerQuestion,
  {
    'says at once that there is no article': `
      bot:  does keepQuestion
      bot:  noArticle
      done: kept
      bot:  contact [human | no]
      user: no
      bot:  end unanswered
    `,
  },
  { said: { question }, found: { findArticle: nothing, waysOn } },
)
