/** A request to the helpdesk afterwards: how it stands, more to say of it, that it is settled, or open again. */
import { defineDialog } from '../src/flow/index.ts'

export const followRequest = defineDialog('followRequest', {
  look: {
    act: 'findRequest',
    with: ({ facts }) => ({ reference: facts.request ?? '' }),
    results: { arrived: 'arrived', inHand: 'inHand', answered: 'answered', closed: 'closed', nothing: 'nothing' },
  },
  arrived: { choose: { reply: 'ownWords', solved: 'settling', leave: 'end:waiting' }, wholly: ['solved'] },
  inHand: { choose: { reply: 'ownWords', solved: 'settling', leave: 'end:waiting' }, wholly: ['solved'] },
  answered: { choose: { solved: 'settling', reply: 'ownWords', leave: 'end:waiting' }, wholly: ['solved'] },
  closed: { choose: { reopen: 'ownWords', leave: 'end:solved' } },
  nothing: { say: true, next: 'end:cancelled' },

  ownWords: { ask: 'anything', verbatim: true, offer: { leave: 'end:waiting' }, next: 'sending', otherwise: 'end:cancelled' },
  sending: { say: true, next: 'send' },
  send: {
    act: 'replyToRequest',
    with: ({ answers, found }) => ({ reference: found['reference'] ?? '', words: answers.ownWords ?? '' }),
    results: { accepted: 'sent', unknown: 'nothing' },
  },
  sent: { say: true, next: 'end:sent' },

  settling: { say: true, next: 'settle' },
  settle: {
    act: 'settleRequest',
    with: ({ found }) => ({ reference: found['reference'] ?? '' }),
    results: { accepted: 'settled', unknown: 'nothing' },
  },
  settled: { say: true, next: 'end:solved' },
})
