import { followRequest } from '../../dialogs/followRequest.ts'
import { transcripts, type World } from '../support/transcripts.ts'

const world = (result: string): World => ({ found: { findRequest: { result, variables: { reference: 'NOA-7K3M9Q', subject: 'Page blanche' } } } })

transcripts(
  followRequest,
  {
    'says that it is settled': `
      bot:  answered [solved | reply | leave]
      user: solved
      bot:  does settleRequest
      bot:  settling
      done: accepted
      bot:  settled
      bot:  end solved
    `,
    'sends what is added, in the person’s own words': `
      bot:  answered [solved | reply | leave]
      user: reply
      bot:  ownWords [leave]
      user: est-ce que cela marche chez vous ?
      bot:  does replyToRequest
      bot:  sending
      done: accepted
      bot:  sent
      bot:  end sent
    `,
    'sends nothing that cannot be read, or that is thought better of': `
      bot:  answered [solved | reply | leave]
      user: reply
      bot:  ownWords [leave]
      user: ?
      bot:  ownWords retry [leave]
      user: (retour)
      bot:  answered [solved | reply | leave]
      user: reply
      bot:  ownWords [leave]
      user: leave
      bot:  end waiting
    `,
    'leaves it as it is': `
      bot:  answered [solved | reply | leave]
      user: leave
      bot:  end waiting
    `,
    'says so where it is gone meanwhile': `
      bot:  answered [solved | reply | leave]
      user: solved
      bot:  does settleRequest
      bot:  settling
      done: unknown
      bot:  nothing
      bot:  end cancelled
    `,
  },
  world('answered'),
)

transcripts(followRequest, {
  'tells that nobody has it in hand yet': `
    bot:  arrived [reply | solved | leave]
    user: solved
    bot:  does settleRequest
    bot:  settling
    done: accepted
    bot:  settled
    bot:  end solved
  `,
}, world('arrived'))

transcripts(followRequest, {
  'tells that somebody has': `
    bot:  inHand [reply | solved | leave]
    user: leave
    bot:  end waiting
  `,
}, world('inHand'))

transcripts(followRequest, {
  'opens it again': `
    bot:  closed [reopen | leave]
    user: reopen
    bot:  ownWords [leave]
    user: cela revient
    bot:  does replyToRequest
    bot:  sending
    done: accepted
    bot:  sent
    bot:  end sent
  `,
}, world('closed'))

transcripts(followRequest, {
  'knows of none': `
    bot:  nothing
    bot:  end cancelled
  `,
}, world('nothing'))
