/**
 * A report to the helpdesk with everything tried so far: shown first, sent only when the person agrees, kept and sent later when the
 * mail server is down. Where no helpdesk is set, the same lines to copy.
 */
import { defineDialog } from '../src/flow/index.ts'

export const contactSupport = defineDialog('contactSupport', {
  ownWords: {
    ask: 'anything',
    verbatim: true,
    offer: { skip: 'page' },
    next: 'page',
    otherwise: 'page',
  },
  page: {
    ask: 'pageAddress',
    offer: { skip: ({ known }) => (known.helpdeskEmail ? 'email' : 'describe') },
    next: ({ known }) => (known.helpdeskEmail ? 'email' : 'describe'),
    otherwise: ({ known }) => (known.helpdeskEmail ? 'email' : 'describe'),
  },
  email: { ask: 'email', as: 'email', offer: { skip: 'describe' }, next: 'describe', otherwise: 'describe' },

  describe: {
    act: 'describeReport',
    with: ({ answers, said }) => ({ facts: facts(answers, said) }),
    results: { ready: ({ known }) => (known.helpdeskEmail ? 'review' : 'copy') },
  },
  review: { choose: { send: 'sending', change: 'ownWords', cancel: 'notSent' }, wholly: ['send'], rows: 'describe' },
  sending: { say: true, next: 'send' },
  send: {
    act: 'sendReport',
    with: ({ answers, said, locale }) => ({ facts: facts(answers, said), locale }),
    results: { accepted: 'sent', delayed: 'delayed', failed: 'copy' },
  },
  sent: { say: true, next: 'end:sent' },
  delayed: { say: true, next: 'end:sent' },
  notSent: { say: true, next: 'end:cancelled' },

  // Nobody to send it to, or nobody who takes it.
  copy: { choose: { done: 'end:copied', change: 'ownWords' }, rows: 'describe' },
})

type Known = Readonly<Partial<Record<string, string>>>

/** What a report tells: what was said for it, and what is known that helps. Names and other people's words stay out. */
const facts = ({ ownWords, page, email }: Known, said: Known): Record<string, string | undefined> => ({
  ownWords,
  page,
  email,
  symptom: said['symptom'],
  errorNumber: said['errorNumber'],
  browser: said['browser'],
  browserVersion: said['browserVersion'],
  os: said['os'],
  browserGuide: said['browserGuide'],
  tried: said['tried'],
  findings: said['findings'],
  reference: said['reference'],
})
