import { chooseLogin } from '../../dialogs/chooseLogin.ts'
import { transcripts } from '../support/transcripts.ts'

transcripts(chooseLogin, {
  'sends someone of a CNRS unit to the federation': `
    bot:  dialog findUnit
    ends: cnrs
    bot:  guide login/federation-cnrs
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: forgotPassword
    bot:  guide login/forgot-janus
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: done
    bot:  solved
    bot:  end solved
  `,
  'explains both ways when the directory cannot tell': `
    bot:  dialog findUnit
    ends: unknown
    bot:  guide login/ask-in-your-unit
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: noCredentials
    bot:  guide login/no-credentials
    bot:  afterNoCredentials [wait | localAccount]
    user: wait
    bot:  end federation
  `,
  'sends others to their own institution, by its name': `
    bot:  dialog findUnit
    ends: notCnrs
    bot:  dialog findInstitution
    ends: found
    bot:  guide login/federation-named
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: forgotPassword
    bot:  guide login/forgot-institution
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: done
    bot:  solved
    bot:  end solved
  `,
  'does not ask for the institution again when it was given': `
    bot:  dialog findUnit
    ends: institution
    bot:  guide login/federation-named
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: done
    bot:  solved
    bot:  end solved
  `,
  'takes the list in the portal for the judge': `
    bot:  dialog findUnit
    ends: noLaboratory
    bot:  dialog findInstitution
    ends: listed
    bot:  guide login/federation-institution
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: done
    bot:  solved
    bot:  end solved
  `,
  'recognises the CNRS as an employer': `
    bot:  dialog findUnit
    ends: noLaboratory
    bot:  dialog findInstitution
    ends: cnrs
    bot:  guide login/federation-cnrs
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: done
    bot:  solved
    bot:  end solved
  `,
  'says what a local account cannot see before it leads to the form': `
    bot:  dialog findUnit
    ends: noLaboratory
    bot:  dialog findInstitution
    ends: none
    bot:  guide login/local-account
    bot:  createItNow [create | federation | later]
    user: create
    bot:  dialog createAccount
    ends: requested
    bot:  end local
  `,
  'lets whoever insists have a local account, and think better of it': `
    bot:  dialog findUnit
    ends: cnrs
    bot:  guide login/federation-cnrs
    bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
    user: localAccount
    bot:  guide login/local-account
    bot:  createItNow [create | federation | later]
    user: (vieux bouton chooseLogin.whatNext done)
    bot:  (oldButton)
    bot:  createItNow [create | federation | later]
    user: federation
    bot:  whichFederation
    bot:  dialog findUnit
  `,
}, { found: { recall: { result: 'unknown' } } })

transcripts(
  chooseLogin,
  {
    'asks nothing of someone who has Janus': `
      bot:  guide login/federation-cnrs
      bot:  whatNext [done | noCredentials | forgotPassword | localAccount]
      user: done
      bot:  solved
      bot:  end solved
    `,
  },
  { found: { recall: { result: 'known' } } },
)
