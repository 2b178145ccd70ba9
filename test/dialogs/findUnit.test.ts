import { findInstitution } from '../../dialogs/findInstitution.ts'
import { findUnit } from '../../dialogs/findUnit.ts'
import type { Outcome } from '../../src/flow/actions.ts'
import { transcripts } from '../support/transcripts.ts'

const liris = { id: '200511875R', label: 'LIRIS' }
const found = (identifyUnit: Outcome, describeUnit: Outcome = { result: 'cnrs' }) => ({ found: { identifyUnit, describeUnit } })

transcripts(
  findUnit,
  {
    'shows the unit that it understood and ends with what the directory says': `
      bot:  whereAreYou [none | retired]
      user: je suis au LIRIS
      bot:  isCnrs [right | notMine]
      user: right
      bot:  end cnrs
    `,
    'goes on looking when it is another': `
      bot:  whereAreYou [none | retired]
      user: je suis au LIRIS
      bot:  isCnrs [right | notMine]
      user: notMine
      bot:  notFound [tutelles | none]
      user: LIRIS, UMR 5205
      bot:  isCnrs [right | notMine]
      user: (retour)
      bot:  notFound [tutelles | none]
      user: none
      bot:  end noLaboratory
    `,
    'lets those go on who have no laboratory': `
      bot:  whereAreYou [none | retired]
      user: none
      bot:  end noLaboratory
    `,
    'knows who is retired and has none': `
      bot:  whereAreYou [none | retired]
      user: (bouton retired)
      bot:  end retired
    `,
  },
  found({ result: 'cnrs' }),
)

transcripts(
  findUnit,
  {
    'asks which one when an acronym is shared': `
      bot:  whereAreYou [none | retired]
      user: LIS
      bot:  whichUnit [200511875R | none]
      user: 200511875R
      bot:  pickedNotCnrs
      bot:  end notCnrs
    `,
    'takes none of them for an answer': `
      bot:  whereAreYou [none | retired]
      user: LIS
      bot:  whichUnit [200511875R | none]
      user: none
      bot:  notFound [tutelles | none]
      user: tutelles
      bot:  whereTutellesAre
      bot:  isItCnrs [yes | no | unsure]
      user: unsure
      bot:  end unknown
    `,
  },
  found({ result: 'several', choices: [liris] }, { result: 'notCnrs' }),
)

transcripts(
  findUnit,
  {
    'proposes what succeeded a closed unit': `
      bot:  whereAreYou [none | retired]
      user: UMR 1234
      bot:  successor [200511875R | none]
      user: 200511875R
      bot:  pickedParticipant
      bot:  end unknown
    `,
  },
  found({ result: 'closed', choices: [liris] }, { result: 'participant' }),
)

transcripts(
  findUnit,
  {
    'asks for the laboratory of a team or a federation': `
      bot:  whereAreYou [none | retired]
      user: une équipe
      bot:  whichLaboratory
      bot:  whereAreYou [none | retired]
      user: !
      bot:  whereAreYou retry [none | retired]
      user: ?
      bot:  whereAreYou retry [none | retired]
      user: …
      bot:  whereTutellesAre
      bot:  isItCnrs [yes | no | unsure]
      user: yes
      bot:  end cnrs
    `,
  },
  found({ result: 'team' }),
)

transcripts(
  findUnit,
  {
    'looks elsewhere for what it did not find twice': `
      bot:  whereAreYou [none | retired]
      user: zythologie
      bot:  notFound [tutelles | none]
      user: zythologie comparée
      bot:  whereTutellesAre
      bot:  isItCnrs [yes | no | unsure]
      user: no
      bot:  end notCnrs
    `,
  },
  found({ result: 'nothing' }),
)

transcripts(
  findUnit,
  {
    'takes an employer for what it is: not yet a laboratory': `
      bot:  whereAreYou [none | retired]
      user: université de Poitiers
      bot:  hasLaboratory [laboratory | none | unsure]
      user: none
      bot:  end institution
    `,
  },
  found({ result: 'institution' }),
)

const one = { found: { identifyInstitution: { result: 'found' }, describeInstitution: { result: 'found' } } }
transcripts(
  findInstitution,
  {
    'finds the establishment by its name': `
      bot:  employer [none]
      user: Poitiers
      bot:  isIt [right | notMine]
      user: right
      bot:  end found
    `,
    'lets the list in the portal judge when it is another': `
      bot:  employer [none]
      user: Poitiers
      bot:  isIt [right | notMine]
      user: notMine
      bot:  guide login/find-institution
      bot:  isItListed [yes | no]
      user: no
      bot:  end none
    `,
  },
  one,
)

transcripts(
  findInstitution,
  {
    'asks which one when several fit': `
      bot:  employer [none]
      user: Lyon
      bot:  whichInstitution [https://idp.example.org | none]
      user: https://idp.example.org
      bot:  end found
    `,
  },
  {
    found: {
      identifyInstitution: { result: 'several', choices: [{ id: 'https://idp.example.org', label: 'Lyon 1' }] },
      describeInstitution: { result: 'found' },
    },
  },
)

transcripts(
  findUnit,
  {
    'only has confirmed what was named in passing': `
      bot:  isCnrs [right | notMine]
      user: right
      bot:  end cnrs
    `,
    'asks when that was another one': `
      bot:  isCnrs [right | notMine]
      user: notMine
      bot:  notFound [tutelles | none]
    `,
  },
  { facts: { unit: 'LIRIS' }, found: { identifyUnit: { result: 'cnrs' } } },
)

transcripts(
  findUnit,
  {
    'asks as ever when the directory does not know what was named': `
      bot:  whereAreYou [none | retired]
    `,
  },
  { facts: { unit: 'XYZ' }, found: { identifyUnit: { result: 'nothing' } } },
)
