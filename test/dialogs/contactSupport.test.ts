import { contactSupport } from '../../dialogs/contactSupport.ts'
import type { Configured } from '../../src/flow/port.ts'
import { transcripts, type World } from '../support/transcripts.ts'

const world = (configured: Partial<Configured>, facts: World['facts'] = {}): World => ({
  configured,
  facts,
  found: { describeReport: { result: 'ready', rows: [{ name: 'ownWords', words: 'pages:report.rows.ownWords', value: 'blanche' }] } },
})

const asked = `
  bot:  ownWords [skip]
  user: Pourquoi la page est-elle blanche ?
  bot:  page [skip]
  user: l’accueil
  bot:  email [skip]
  user: marie@example.org
  bot:  review review {ownWords=blanche}`
const sent = `
  bot:  does sendReport
  bot:  sending`

transcripts(
  contactSupport,
  {
    'shows what will be sent, and sends it when the person agrees': `
      ${asked}
      user: send
      ${sent}
      done: accepted
      bot:  sent
      bot:  end sent
    `,
    'takes no e-mail address for a page': `
      bot:  ownWords [skip]
      user: blanche
      bot:  page [skip]
      user: marie@example.org
      bot:  page retry [skip]
      user: marie@example.org, l’accueil
      bot:  email [skip]
      user: marie@example.org
      bot:  review review {ownWords=blanche}
      user: cancel
      bot:  notSent
      bot:  end cancelled
    `,
    'sends nothing when the person does not': `
      ${asked}
      user: cancel
      bot:  notSent
      bot:  end cancelled
    `,
    'asks for nothing that must be given': `
      bot:  ownWords [skip]
      user: skip
      bot:  page [skip]
      user: skip
      bot:  email [skip]
      user: skip
      bot:  review review {ownWords=blanche}
      user: send
      ${sent}
      done: delayed
      bot:  delayed
      bot:  end sent
    `,
    'takes the number of an offer where a number can be no answer': `
      bot:  ownWords [skip]
      user: 1
      bot:  page [skip]
      user: 3
      bot:  email [skip]
      user: 2
      bot:  email retry [skip]
      user: 1
      bot:  review review {ownWords=blanche}
      user: cancel
      bot:  notSent
      bot:  end cancelled
    `,
    'lets the answers be changed': `
      ${asked}
      user: change
      bot:  ownWords [skip]
      user: (retour)
      bot:  review review {ownWords=blanche}
      user: change
      bot:  ownWords [skip]
      user: tout est blanc
      bot:  page [_proposed | skip]
      user: skip
      bot:  email [_proposed | skip]
      user: (bouton _proposed)
      bot:  review review {ownWords=blanche}
      user: change
      bot:  ownWords [skip]
      user: skip
      bot:  page [_proposed | skip]
      user: skip
      bot:  email [_proposed | skip]
      user: 2
      bot:  review review {ownWords=blanche}
    `,
    'goes on without an answer that cannot be read': `
      bot:  ownWords [skip]
      user: ?
      bot:  ownWords retry [skip]
      user: !
      bot:  ownWords retry [skip]
      user: …
      bot:  page [skip]
      user: .
      bot:  page retry [skip]
      user: ,
      bot:  page retry [skip]
      user: ;
      bot:  email [skip]
      user: marie
      bot:  email retry [skip]
      user: marie@
      bot:  email retry [skip]
      user: x
      bot:  review review {ownWords=blanche}
    `,
    'gives the lines to copy when nobody takes them': `
      ${asked}
      user: send
      ${sent}
      done: failed
      bot:  copy review {ownWords=blanche}
      user: done
      bot:  end copied
    `,
  },
  world({ helpdeskEmail: true }),
)

transcripts(
  contactSupport,
  {
    'asks for no address where nobody would answer, and gives the lines to copy': `
      bot:  ownWords [skip]
      user: tout est blanc
      bot:  page [skip]
      user: skip
      bot:  copy review {ownWords=blanche}
      user: change
      bot:  ownWords [skip]
      user: skip
      bot:  page [skip]
      user: noa.example.org
      bot:  copy review {ownWords=blanche}
      user: done
      bot:  end copied
    `,
    'and without a page that can be read': `
      bot:  ownWords [skip]
      user: skip
      bot:  page [skip]
      user: ?
      bot:  page retry [skip]
      user: ?
      bot:  page retry [skip]
      user: ?
      bot:  copy review {ownWords=blanche}
    `,
  },
  world({}),
)
