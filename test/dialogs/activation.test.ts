/**
 * Every branch of the conversations about activation, as transcripts of names.
 * As long as there are branches.
 */
import { activationHelp } from '../../dialogs/activationHelp.ts'
import { correctRequest } from '../../dialogs/correctRequest.ts'
import { findActivationMail } from '../../dialogs/findActivationMail.ts'
import { resendActivationLink } from '../../dialogs/resendActivationLink.ts'
import type { Form } from '../../src/content/library.ts'
import { transcripts } from '../support/transcripts.ts'

const matter = 'matter [noMail | linkFails | passwordRefused | wrongAddress | alreadyActive]'
const linkSays = 'linkSays [expired | newer | used | elsewhere | nothing]'
const isItActive = 'isItActive [yes | expired | no]'
const loggedIn = 'loggedIn [yes | forgotten | no]'

const unheard = { hearTrouble: { result: 'unclear' } }

transcripts(
  activationHelp,
  {
    'finds the mail, opens its link, and says how to log in': `
      bot:  ${matter}
      user: noMail
      bot:  dialog findActivationMail
      ends: arrived
      bot:  guide activation/open-link
      bot:  ${isItActive}
      user: yes
      bot:  solved
      bot:  end solved
    `,
    'ends while a mail is awaited': `
      bot:  ${matter}
      user: noMail
      bot:  dialog findActivationMail
      ends: waiting
      bot:  end waiting
    `,
    'corrects the address when the mail went elsewhere': `
      bot:  ${matter}
      user: noMail
      bot:  dialog findActivationMail
      ends: wrongAddress
      bot:  dialog correctRequest
      ends: requested
      bot:  end requested
    `,
    'leads straight to the form when the address was wrong': `
      bot:  ${matter}
      user: wrongAddress
      bot:  dialog correctRequest
      ends: requested
      bot:  end requested
    `,
    'has a new link sent for one that expired, and a person asked when that fails, too': `
      bot:  ${matter}
      user: linkFails
      bot:  ${linkSays}
      user: expired
      bot:  dialog resendActivationLink
      ends: arrived
      bot:  guide activation/open-link
      bot:  ${isItActive}
      user: expired
      bot:  dialog resendActivationLink
      ends: arrived
      bot:  guide activation/open-link
      bot:  ${isItActive}
      user: no
      bot:  dialog contactSupport
      ends: sent
      bot:  end support
    `,
    'has the newest link looked for, or another one sent': `
      bot:  ${matter}
      user: linkFails
      bot:  ${linkSays}
      user: newer
      bot:  newest [found | missing]
      user: missing
      bot:  dialog resendActivationLink
      ends: waiting
      bot:  end waiting
    `,
    'opens the newest link': `
      bot:  ${matter}
      user: linkFails
      bot:  ${linkSays}
      user: newer
      bot:  newest [found | missing]
      user: found
      bot:  guide activation/open-link
      bot:  ${isItActive}
    `,
    'says that the link works anywhere': `
      bot:  ${matter}
      user: linkFails
      bot:  ${linkSays}
      user: elsewhere
      bot:  guide activation/open-link
      bot:  ${isItActive}
      user: (retour)
      bot:  ${linkSays}
      user: nothing
      bot:  guide activation/open-link
      bot:  ${isItActive}
    `,
    'says what to do where the page wants another password': `
      bot:  ${matter}
      user: passwordRefused
      bot:  guide activation/password-page
      bot:  ${isItActive}
      user: yes
      bot:  solved
      bot:  end solved
    `,
    'says how to go in with an account that is active, and what to do without a page for passwords': `
      bot:  ${matter}
      user: linkFails
      bot:  ${linkSays}
      user: used
      bot:  guide login/log-in-local
      bot:  ${loggedIn}
      user: forgotten
      bot:  guide login/local-password-unknown
      bot:  ${loggedIn}
      user: no
      bot:  dialog contactSupport
      ends: cancelled
      bot:  end support
    `,
    'ends well where the account was active all the time': `
      bot:  ${matter}
      user: alreadyActive
      bot:  guide login/log-in-local
      bot:  ${loggedIn}
      user: yes
      bot:  end solved
    `,
  },
  { found: unheard },
)

transcripts(
  activationHelp,
  {
    'asks nothing of whoever has said it': `
      bot:  ${linkSays}
      user: used
      bot:  guide login/log-in-local
      bot:  ${loggedIn}
    `,
  },
  { facts: { question: 'le lien a expiré' }, found: { hearTrouble: { result: 'linkFails' } } },
)

transcripts(
  activationHelp,
  {
    'has a link sent to whoever asks for nothing else': `
      bot:  dialog resendActivationLink
      ends: waiting
      bot:  end waiting
    `,
  },
  { facts: { question: 'renvoyer le lien' }, found: { hearTrouble: { result: 'resend' } } },
)

transcripts(
  activationHelp,
  {
    'regrets the wait, and has a link sent at once': `
      bot:  sorry
      bot:  dialog resendActivationLink
      ends: waiting
      bot:  end waiting
    `,
  },
  { facts: { question: '3 jours que j’attends ce fichu mail' }, found: { hearTrouble: { result: 'fedUp' } } },
)

transcripts(
  activationHelp,
  {
    'shows the page for passwords where one is known': `
      bot:  ${matter}
      user: alreadyActive
      bot:  guide login/log-in-local
      bot:  ${loggedIn}
      user: forgotten
      bot:  guide login/local-password
      bot:  ${loggedIn}
    `,
  },
  { configured: { localPasswordUrl: true }, found: unheard },
)

const address = { result: 'known', variables: { email: 'marie@example.org', maskedEmail: 'm…e@example.org' } }
const found = 'found [arrived | resend | wrongAddress]'

transcripts(
  findActivationMail,
  {
    'asks whether the address is right before the mail is looked for': `
      bot:  isItYours [yes | wrong | other]
      user: yes
      bot:  guide activation/look-first
      bot:  ${found}
      user: arrived
      bot:  end arrived
    `,
    'ends at a wrong address': `
      bot:  isItYours [yes | wrong | other]
      user: wrong
      bot:  end wrongAddress
    `,
    'takes another address, and gives a person after three that nobody can read': `
      bot:  isItYours [yes | wrong | other]
      user: other
      bot:  otherAddress
      user: pierre@example.org
      bot:  guide activation/look-first
      bot:  ${found}
      user: wrongAddress
      bot:  end wrongAddress
    `,
    'leads to a person when no address can be read': `
      bot:  isItYours [yes | wrong | other]
      user: other
      bot:  otherAddress
      user: x
      bot:  otherAddress retry
      user: y
      bot:  otherAddress retry
      user: z
      bot:  dialog contactSupport
      ends: sent
      bot:  end support
    `,
    'has a new link sent, and hands on what came of it': `
      bot:  isItYours [yes | wrong | other]
      user: yes
      bot:  guide activation/look-first
      bot:  ${found}
      user: resend
      bot:  dialog resendActivationLink
      ends: wrongAddress
      bot:  end wrongAddress
    `,
  },
  { facts: { email: 'marie@example.org' }, found: { recallAddress: address } },
)

transcripts(
  findActivationMail,
  {
    'looks for the mail at once where no address is known': `
      bot:  guide activation/look-first
      bot:  ${found}
      user: resend
      bot:  dialog resendActivationLink
      ends: arrived
      bot:  end arrived
    `,
  },
  { found: { recallAddress: { result: 'unknown' } } },
)

const arrived = 'arrived [yes | again | other | no]'
const resending = { recallAddress: address, mayResend: { result: 'now' } }

transcripts(
  resendActivationLink,
  {
    'sends to the address that is known and asks whether it has come': `
      bot:  does resendActivation
      bot:  sending
      done: accepted
      bot:  resent
      bot:  ${arrived}
      user: again
      bot:  does resendActivation
      bot:  sending
      done: tooMany
      bot:  tooMany
      bot:  ${arrived}
      user: yes
      bot:  end arrived
    `,
    'takes another address, and leads to a person when nothing comes': `
      bot:  does resendActivation
      bot:  sending
      done: accepted
      bot:  resent
      bot:  ${arrived}
      user: other
      bot:  address
      user: sans arobase
      bot:  address retry
      user: pierre@example.org
      bot:  does resendActivation
      bot:  sending
      done: accepted
      bot:  resent
      bot:  ${arrived}
      user: no
      bot:  dialog contactSupport
      ends: sent
      bot:  end support
    `,
    'ends while the service does not answer': `
      bot:  does resendActivation
      bot:  sending
      done: delayed
      bot:  delayed
      bot:  end waiting
    `,
    'makes a request again that came to nothing': `
      bot:  does resendActivation
      bot:  sending
      done: failed
      bot:  notTaken [again | support]
      user: again
      bot:  does resendActivation
      bot:  sending
      done: failed
      bot:  notTaken [again | support]
      user: support
      bot:  dialog contactSupport
      ends: sent
      bot:  end support
    `,
  },
  { facts: { email: 'marie@example.org' }, found: resending },
)

transcripts(
  resendActivationLink,
  {
    'says how long to wait, however often it is asked': `
      bot:  tooSoon [again | arrived | wrongAddress]
      user: again
      bot:  tooSoon [again | arrived | wrongAddress]
      user: wrongAddress
      bot:  end wrongAddress
    `,
    'ends when the mail came in the meantime': `
      bot:  tooSoon [again | arrived | wrongAddress]
      user: arrived
      bot:  end arrived
    `,
  },
  { found: { recallAddress: address, mayResend: { result: 'soon', variables: { since: '20 secondes', wait: '40 secondes' } } } },
)

transcripts(
  resendActivationLink,
  { 'does not ask for another while the first has not gone out': 'bot:  queued\nbot:  end waiting' },
  { found: { recallAddress: address, mayResend: { result: 'queued' } } },
)

transcripts(
  resendActivationLink,
  {
    'asks for the address where none is known': `
      bot:  address
      user: x
      bot:  address retry
      user: y
      bot:  address retry
      user: z
      bot:  dialog contactSupport
      ends: cancelled
      bot:  end support
    `,
  },
  { found: { recallAddress: { result: 'unknown' } } },
)

const form: Form = {
  id: 'localAccount',
  fields: [
    { name: 'lastName', kind: 'text', required: true, maxLength: 20 },
    { name: 'email', kind: 'email', required: true },
    { name: 'phone', kind: 'phone', required: false },
    { name: 'terms', kind: 'consent', required: true },
  ],
}
const values = { lastName: 'Curie', email: 'marei@example.org', phone: '', terms: 'accept' }

transcripts(
  correctRequest,
  {
    'keeps everything and asks for the address again, then goes straight to the review': `
      bot:  fillIn.email [_keep]
      user: marie@example.org
      bot:  fillIn review {lastName=Curie, email=marie@example.org, phone=, terms=accept}
      user: (valider)
      bot:  does requestAccount
      bot:  sending
      done: accepted
      bot:  mailSent
      bot:  end requested
    `,
    'comes back to what is refused, and to a person when an answer does not go through': `
      bot:  fillIn.email [_keep]
      user: (bouton _keep)
      bot:  fillIn review {lastName=Curie, email=marei@example.org, phone=, terms=accept}
      user: (valider)
      bot:  does requestAccount
      bot:  sending
      done: refused phone=phoneDigits
      bot:  fillIn.phone retry phoneDigits [_skip]
      user: 1
      bot:  fillIn.phone retry phoneDigits [_skip]
      user: 2
      bot:  fillIn.phone retry phoneDigits [_skip]
      user: 3
      bot:  stuck [goOn | support | stop]
      user: goOn
      bot:  fillIn.phone [_skip]
      user: 01 23 45 67 89
      bot:  fillIn review {lastName=Curie, email=marei@example.org, phone=0123456789, terms=accept}
      user: (valider)
      bot:  does requestAccount
      bot:  sending
      done: delayed
      bot:  delayed
      bot:  end requested
    `,
    'makes a request again that came to nothing': `
      bot:  fillIn.email [_keep]
      user: marie@example.org
      bot:  fillIn review {lastName=Curie, email=marie@example.org, phone=, terms=accept}
      user: (valider)
      bot:  does requestAccount
      bot:  sending
      done: failed
      bot:  notTaken [again | support]
      user: again
      bot:  does requestAccount
      bot:  sending
      done: failed
      bot:  notTaken [again | support]
      user: support
      bot:  dialog contactSupport
      ends: sent
      bot:  end support
    `,
    'can be stopped': `
      bot:  fillIn.email [_keep]
      user: a
      bot:  fillIn.email retry missingAt [_keep]
      user: b
      bot:  fillIn.email retry missingAt [_keep]
      user: c
      bot:  stuck [goOn | support | stop]
      user: stop
      bot:  end stopped
    `,
  },
  { forms: { localAccount: form }, found: { recallRequest: { result: 'kept', values, at: 'email' } } },
)

transcripts(
  correctRequest,
  {
    'begins at the review when nothing says where it is wrong': `
      bot:  fillIn review {lastName=Curie, email=marei@example.org, phone=, terms=accept}
      user: (modifier lastName)
      bot:  fillIn.lastName [_keep]
      user: Skłodowska
      bot:  fillIn review {lastName=Skłodowska, email=marei@example.org, phone=, terms=accept}
    `,
  },
  { forms: { localAccount: form }, found: { recallRequest: { result: 'kept', values } } },
)

transcripts(
  correctRequest,
  {
    'begins with an empty form where nothing was asked for here': `
      bot:  dialog createAccount
      ends: requested
      bot:  end requested
    `,
  },
  { found: { recallRequest: { result: 'nothing' } } },
)
