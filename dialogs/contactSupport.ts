/**
 * A report to the helpdesk with everything tried so far: shown first, sent only when the person agrees, kept and sent later when the
 * mail server is down. Where no helpdesk is set, the same lines to copy.
 */
import { defineDialog, type Facts, type ReportFacts } from '../src/flow/index.ts'

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
    as: 'pageAddress',
    offer: { skip: ({ configured }) => (configured.helpdeskEmail ? 'email' : 'describe') },
    next: ({ configured }) => (configured.helpdeskEmail ? 'email' : 'describe'),
    otherwise: ({ configured }) => (configured.helpdeskEmail ? 'email' : 'describe'),
  },
  email: { ask: 'email', as: 'email', offer: { skip: 'describe' }, next: 'describe', otherwise: 'describe' },

  describe: {
    act: 'describeReport',
    with: ({ answers, facts }) => ({ facts: told(answers, facts) }),
    results: { ready: ({ configured }) => (configured.helpdeskEmail ? 'review' : 'copy') },
  },
  review: {
    choose: { send: 'sending', sendAll: 'sending', change: 'ownWords', cancel: 'notSent' },
    wholly: ['send', 'sendAll'],
    rows: 'describe',
  },
  sending: { say: true, next: 'send' },
  send: {
    act: 'sendReport',
    with: ({ answers, facts, locale }) => ({ facts: told(answers, facts), locale, transcript: answers.review === 'sendAll' }),
    results: { accepted: 'sent', delayed: 'delayed', failed: 'copy' },
  },
  sent: { say: true, next: 'end:sent' },
  delayed: { say: true, next: 'end:sent' },
  notSent: { say: true, next: 'end:cancelled' },

  // Nobody to send it to, or nobody who takes it.
  copy: { choose: { done: 'end:copied', change: 'ownWords' }, rows: 'describe' },
})

interface Answers {
  readonly ownWords?: string
  readonly page?: string
  readonly email?: string
}

/** What a report tells: what was said for it, and facts that help. Names and other people's words stay out. */
const told = ({ ownWords, page, email }: Answers, facts: Facts): ReportFacts => ({
  ownWords,
  page,
  email,
  symptom: facts.symptom,
  errorNumber: facts.errorNumber,
  browser: facts.browser,
  browserVersion: facts.browserVersion,
  os: facts.os,
  browserGuide: facts.browserGuide,
  tried: facts.tried,
  findings: facts.findings,
  reference: facts.reference,
})
