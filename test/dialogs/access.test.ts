/** Every branch of the conversations about passwords and access, as transcripts of names. */
import { federationAccess } from '../../dialogs/federationAccess.ts'
import { missingReferentials } from '../../dialogs/missingReferentials.ts'
import { recoverPassword } from '../../dialogs/recoverPassword.ts'
import { transcripts } from '../support/transcripts.ts'

const whichAccount = 'whichAccount [janus | institution | local | unsure]'
const didItWork = 'didItWork [yes | otherAccount | no]'

transcripts(recoverPassword, {
  'says who gives a Janus password back': `
    bot:  ${whichAccount}
    user: janus
    bot:  guide login/forgot-janus
    bot:  ${didItWork}
    user: yes
    bot:  solved
    bot:  end solved
  `,
  'says who gives the password of an institution back, and a person when that fails': `
    bot:  ${whichAccount}
    user: institution
    bot:  guide login/forgot-institution
    bot:  ${didItWork}
    user: no
    bot:  dialog contactSupport
    ends: sent
    bot:  end support
  `,
  'invents no page for local accounts': `
    bot:  ${whichAccount}
    user: local
    bot:  guide login/local-password-unknown
    bot:  ${didItWork}
    user: otherAccount
    bot:  ${whichAccount}
  `,
  'finds the account by the way that is taken': `
    bot:  ${whichAccount}
    user: unsure
    bot:  whichWay [federation | local | unsure]
    user: federation
    bot:  whichEntry [cnrs | other | unsure]
    user: cnrs
    bot:  guide login/forgot-janus
    bot:  ${didItWork}
    user: (retour)
    bot:  whichEntry [cnrs | other | unsure]
    user: other
    bot:  guide login/forgot-institution
    bot:  ${didItWork}
  `,
  'finds the way first for whoever knows none': `
    bot:  ${whichAccount}
    user: unsure
    bot:  whichWay [federation | local | unsure]
    user: unsure
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
  'finds the institution first for whoever does not know it': `
    bot:  ${whichAccount}
    user: unsure
    bot:  whichWay [federation | local | unsure]
    user: federation
    bot:  whichEntry [cnrs | other | unsure]
    user: unsure
    bot:  dialog chooseLogin
    ends: local
    bot:  end local
  `,
  'invents no page either for whoever takes the local line': `
    bot:  ${whichAccount}
    user: unsure
    bot:  whichWay [federation | local | unsure]
    user: local
    bot:  guide login/local-password-unknown
    bot:  ${didItWork}
  `,
})

transcripts(
  recoverPassword,
  {
    'shows the page for local accounts where one is known': `
      bot:  ${whichAccount}
      user: local
      bot:  guide login/local-password
      bot:  ${didItWork}
      user: (retour)
      bot:  ${whichAccount}
      user: unsure
      bot:  whichWay [federation | local | unsure]
      user: local
      bot:  guide login/local-password
      bot:  ${didItWork}
    `,
  },
  { configured: { localPasswordUrl: true } },
)

const whatNext = 'whatNext [done | localAccount | no]'

transcripts(federationAccess, {
  'needs nothing for whoever has an account': `
    bot:  haveAccount [yes | no | unsure]
    user: yes
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
  'finds out for whoever does not know': `
    bot:  haveAccount [yes | no | unsure]
    user: unsure
    bot:  dialog chooseLogin
    ends: local
    bot:  end local
  `,
  'sends whoever is in a CNRS unit to those who give a Janus account': `
    bot:  haveAccount [yes | no | unsure]
    user: no
    bot:  dialog findUnit
    ends: cnrs
    bot:  guide login/no-credentials
    bot:  ${whatNext}
    user: done
    bot:  end asked
  `,
  'shows the others where access is asked for, and the local account meanwhile': `
    bot:  haveAccount [yes | no | unsure]
    user: no
    bot:  dialog findUnit
    ends: noLaboratory
    bot:  guide login/ask-access
    bot:  ${whatNext}
    user: localAccount
    bot:  dialog askForAccount
    ends: local
    bot:  end local
  `,
  'leads to a person': `
    bot:  haveAccount [yes | no | unsure]
    user: no
    bot:  dialog findUnit
    ends: notCnrs
    bot:  guide login/ask-access
    bot:  ${whatNext}
    user: no
    bot:  dialog contactSupport
    ends: sent
    bot:  end support
  `,
})

const seenNow = 'seenNow [yes | otherEntry | no]'

transcripts(missingReferentials, {
  'tells whoever uses a local account that this is why': `
    bot:  whichWay [local | federation | unsure]
    user: local
    bot:  notWithLocal
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
  'finds the way for whoever does not know it': `
    bot:  whichWay [local | federation | unsure]
    user: unsure
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
  'looks at the institution that was chosen': `
    bot:  whichWay [local | federation | unsure]
    user: federation
    bot:  whichEntry [cnrs | other | unsure]
    user: other
    bot:  otherEntry
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
  'finds the institution for whoever does not remember': `
    bot:  whichWay [local | federation | unsure]
    user: federation
    bot:  whichEntry [cnrs | other | unsure]
    user: unsure
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
  'goes in again with Janus, and asks a person when that shows nothing': `
    bot:  whichWay [local | federation | unsure]
    user: federation
    bot:  whichEntry [cnrs | other | unsure]
    user: cnrs
    bot:  guide login/log-in-again
    bot:  ${seenNow}
    user: no
    bot:  dialog contactSupport
    ends: sent
    bot:  end support
  `,
  'ends well when they are there': `
    bot:  whichWay [local | federation | unsure]
    user: federation
    bot:  whichEntry [cnrs | other | unsure]
    user: cnrs
    bot:  guide login/log-in-again
    bot:  ${seenNow}
    user: yes
    bot:  end solved
  `,
  'finds the way again for whoever had chosen otherwise': `
    bot:  whichWay [local | federation | unsure]
    user: federation
    bot:  whichEntry [cnrs | other | unsure]
    user: cnrs
    bot:  guide login/log-in-again
    bot:  ${seenNow}
    user: otherEntry
    bot:  otherEntry
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
})
