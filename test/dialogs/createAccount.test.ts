import { createAccount } from '../../dialogs/createAccount.ts'
import type { Form } from '../../src/content/library.ts'
import { transcripts } from '../support/transcripts.ts'

const form: Form = {
  id: 'localAccount',
  fields: [
    { name: 'title', kind: 'choice', required: false, options: ['madame', 'monsieur'] },
    { name: 'lastName', kind: 'text', required: true, maxLength: 20 },
    { name: 'email', kind: 'email', required: true },
    { name: 'phone', kind: 'phone', required: false },
    { name: 'terms', kind: 'consent', required: true },
  ],
}

transcripts(
  createAccount,
  {
    'asks field by field, shows a review, and asks for the account once': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: madame
      bot:  fillIn.lastName
      user: Curie
      bot:  fillIn.email
      user: <MARIE@Example.ORG>,
      bot:  fillIn.phone [_skip]
      user: 01 23 45 67 89
      bot:  fillIn.terms [accept | decline]
      user: accept
      bot:  fillIn review {title=madame, lastName=Curie, email=marie@example.org, phone=0123456789, terms=accept}
      user: (valider)
      bot:  does requestAccount
      bot:  sending
      user: (valider)
      bot:  (oldButton)
      bot:  (pending)
      done: accepted
      bot:  mailSent
      bot:  end requested
    `,
    'changes one field from the review and comes straight back': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (bouton _skip)
      bot:  fillIn.lastName
      user: Curie
      bot:  fillIn.email
      user: marie@example.org
      bot:  fillIn.phone [_skip]
      user: (bouton _skip)
      bot:  fillIn.terms [accept | decline]
      user: accept
      bot:  fillIn review {title=, lastName=Curie, email=marie@example.org, phone=, terms=accept}
      user: (modifier email)
      bot:  fillIn.email [_keep]
      user: sans arobase
      bot:  fillIn.email retry missingAt [_keep]
      user: pierre@example.org
      bot:  fillIn review {title=, lastName=Curie, email=pierre@example.org, phone=, terms=accept}
      user: 2
      bot:  fillIn.lastName [_keep]
      user: (retour)
      bot:  fillIn review {title=, lastName=Curie, email=pierre@example.org, phone=, terms=accept}
    `,
    'never lets a mistyped address become a name, nor a refused value replace a good one': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: monsieur
      bot:  fillIn.lastName
      user: pierre@example.org
      bot:  fillIn.lastName retry looksLikeEmail
      user: 12345
      bot:  fillIn.lastName retry needsLetters
      user: Curie
      bot:  fillIn.email
      user: (retour)
      bot:  fillIn.lastName [_keep]
      user: un nom bien trop long pour être vrai
      bot:  fillIn.lastName retry tooLong [_keep]
      user: (bouton _keep)
      bot:  fillIn.email
      user: (retour)
      bot:  fillIn.lastName [_keep]
      user: (retour)
      bot:  fillIn.title [madame | monsieur | _keep | _skip | _card]
      user: (retour)
      bot:  (nothingBefore)
      bot:  fillIn.title [madame | monsieur | _keep | _skip | _card]
    `,
    'asks about a mistyped domain and a CNRS address without insisting': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: monsieur
      bot:  fillIn.lastName
      user: Curie
      bot:  fillIn.email
      user: pierre@gmial.com
      bot:  fillIn remark [useSuggestion | keepTyped]
      user: pierre.curie@cnrs.fr
      bot:  fillIn remark [detour | goOn]
      user: (bouton detour)
      bot:  guide login/federation-cnrs
      bot:  federationOrAccount [federation | account]
      user: account
      bot:  fillIn.email
      user: pierre@gmial.com
      bot:  fillIn remark [useSuggestion | keepTyped]
      user: (bouton useSuggestion)
      bot:  fillIn.phone [_skip]
      user: (retour)
      bot:  fillIn.email [_keep]
      user: (bouton _keep)
      bot:  fillIn.phone [_skip]
    `,
    'tells how to reach a human after three failures, and goes on where it was': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: madame
      bot:  fillIn.lastName
      user: Curie
      bot:  fillIn.email
      user: a
      bot:  fillIn.email retry missingAt
      user: b
      bot:  fillIn.email retry missingAt
      user: c
      bot:  stuck [goOn | support | stop]
      user: goOn
      bot:  fillIn.email
      user: c@example.org
      bot:  fillIn.phone [_skip]
      user: oui
      bot:  fillIn.phone retry phoneDigits [_skip]
      user: (bouton _skip)
      bot:  fillIn.terms [accept | decline]
      user: decline
      bot:  fillIn.terms retry mustAccept [accept | decline]
      user: accept
      bot:  fillIn review {title=madame, lastName=Curie, email=c@example.org, phone=, terms=accept}
      user: (valider)
      bot:  does requestAccount
      bot:  sending
      done: refused email=notAllowed
      bot:  fillIn.email retry notAllowed [_keep]
      user: d@example.org
      bot:  fillIn review {title=madame, lastName=Curie, email=d@example.org, phone=, terms=accept}
      user: (valider)
      bot:  does requestAccount
      bot:  sending
      done: delayed
      bot:  delayed
      bot:  end requested
    `,
    'takes all answers from one card, then shows the review': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (bouton _card)
      bot:  fillIn card {title=, lastName=, email=, phone=, terms=}
      user: (carte title=madame; lastName= Curie ; email=<MARIE@Example.ORG>,; phone=; terms=accept)
      bot:  fillIn review {title=madame, lastName=Curie, email=marie@example.org, phone=, terms=accept}
      user: (modifier email)
      bot:  fillIn.email [_keep]
      user: pierre@example.org
      bot:  fillIn review {title=madame, lastName=Curie, email=pierre@example.org, phone=, terms=accept}
      user: (valider)
      bot:  does requestAccount
      bot:  sending
      done: accepted
      bot:  mailSent
      bot:  end requested
    `,
    'shows the card again with what is wrong and what was typed, until all is right': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: 4
      bot:  fillIn card {title=, lastName=, email=, phone=, terms=}
      user: (carte title=queen; lastName=pierre@example.org; email=curie.example.org; phone=12; terms=decline)
      bot:  fillIn card {title= notAnOption, lastName=pierre@example.org looksLikeEmail, email=curie.example.org missingAt, phone=12 phoneDigits, terms=decline mustAccept}
      user: (carte lastName=un nom bien trop long pour être vrai; email=é@example.org; terms=true)
      bot:  fillIn card {title=, lastName=un nom bien trop long pour être vrai tooLong, email=é@example.org accents, phone=, terms= mustAccept}
      user: (carte title=monsieur; lastName=Curie; email=; phone=01 23 45 67 89; terms=accept)
      bot:  fillIn card {title=monsieur, lastName=Curie, email= empty, phone=0123456789, terms=accept}
      user: (carte title=monsieur; lastName=Curie; email=p@example.org; phone=0123456789; terms=accept)
      bot:  fillIn review {title=monsieur, lastName=Curie, email=p@example.org, phone=0123456789, terms=accept}
    `,
    'takes an empty card, unknown fields and names of prototypes for nothing': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (bouton _card)
      bot:  fillIn card {title=, lastName=, email=, phone=, terms=}
      user: (carte)
      bot:  fillIn card {title=, lastName= empty, email= empty, phone=, terms= mustAccept}
      user: (carte constructor=x; __proto__=y; toString=z; password=secret; lastName=**Curie** <b>; email=p@example.org; terms=accept)
      bot:  fillIn review {title=, lastName=**Curie** <b>, email=p@example.org, phone=, terms=accept}
    `,
    'asks about what looks unintended on the card, from which one step back leads to it': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (bouton _card)
      bot:  fillIn card {title=, lastName=, email=, phone=, terms=}
      user: (carte lastName=Curie; email=pierre@gmial.com; terms=accept)
      bot:  fillIn remark [useSuggestion | keepTyped]
      user: (retour)
      bot:  fillIn card {title=, lastName=Curie, email=pierre@gmial.com, phone=, terms=accept}
      user: (carte lastName=Curie; email=pierre@cnrs.fr; terms=accept)
      bot:  fillIn remark [detour | goOn]
      user: (bouton goOn)
      bot:  fillIn review {title=, lastName=Curie, email=pierre@cnrs.fr, phone=, terms=accept}
    `,
    'follows the remark on an address of the card, and comes back to the address alone': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (bouton _card)
      bot:  fillIn card {title=, lastName=, email=, phone=, terms=}
      user: (carte lastName=Curie; email=pierre@cnrs.fr; terms=accept)
      bot:  fillIn remark [detour | goOn]
      user: (bouton detour)
      bot:  guide login/federation-cnrs
      bot:  federationOrAccount [federation | account]
      user: account
      bot:  fillIn.email
      user: pierre@example.org
      bot:  fillIn review {title=, lastName=Curie, email=pierre@example.org, phone=, terms=accept}
    `,
    'goes on question by question with what the card has not answered well': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (bouton _card)
      bot:  fillIn card {title=, lastName=, email=, phone=, terms=}
      user: (bouton _steps)
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (bouton _card)
      bot:  fillIn card {title=, lastName=, email=, phone=, terms=}
      user: (carte lastName=Curie; email=pierre; terms=accept; phone=1)
      bot:  fillIn card {title=, lastName=Curie, email=pierre missingAt, phone=1 phoneDigits, terms=accept}
      user: (retour)
      bot:  fillIn.email
      user: pierre@example.org
      bot:  fillIn.phone [_skip]
      user: (bouton _skip)
      bot:  fillIn review {title=, lastName=Curie, email=pierre@example.org, phone=, terms=accept}
    `,
    'leads whoever writes in place of filling in the card to the questions, and knows an old card': `
      bot:  whatFor
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (bouton _card)
      bot:  fillIn card {title=, lastName=, email=, phone=, terms=}
      user: Curie
      bot:  fillIn retry [_steps]
      user: Marie
      bot:  fillIn retry [_steps]
      user: marie@example.org
      bot:  fillIn.title [madame | monsieur | _skip | _card]
      user: (vieux bouton createAccount.fillIn submit)
      bot:  (oldButton)
      bot:  fillIn.title [madame | monsieur | _skip | _card]
    `,
  },
  { forms: { localAccount: form } },
)

const shortForm: Form = {
  id: 'localAccount',
  fields: [
    { name: 'lastName', kind: 'text', required: true },
    { name: 'employer', kind: 'text', required: true, offers: ['retired', 'none'], answeredBy: 'noEmployer' },
    { name: 'phone', kind: 'phone', required: false },
  ],
}

transcripts(
  createAccount,
  {
    'asks for what must be known, and offers the rest in the review': `
      bot:  whatFor
      bot:  fillIn.lastName [_card]
      user: Curie
      bot:  fillIn.employer [retired | none]
      user: (bouton none)
      bot:  fillIn review {lastName=Curie, employer=none, phone=}
      user: (modifier phone)
      bot:  fillIn.phone [_skip]
      user: 01 23 45 67 89
      bot:  fillIn review {lastName=Curie, employer=none, phone=0123456789}
      user: (retour)
      bot:  fillIn.employer [retired | none | _keep]
    `,
  },
  { forms: { localAccount: shortForm } },
)

transcripts(
  createAccount,
  {
    'asks nobody for an employer who has said that there is none': `
      bot:  whatFor
      bot:  fillIn.lastName
      user: Curie
      bot:  fillIn review {lastName=Curie, employer=retired, phone=}
    `,
  },
  { forms: { localAccount: shortForm }, facts: { noEmployer: 'retired' } },
)
