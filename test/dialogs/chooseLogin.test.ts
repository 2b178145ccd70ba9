import { chooseLogin } from '../../dialogs/chooseLogin.ts'
import { transcripts } from '../support/transcripts.ts'

transcripts(chooseLogin, {
  'sends someone of a CNRS unit to the federation': `
    bot:  whereDoYouWork [cnrsUnit | otherPlace | unsure]
    user: cnrsUnit
    bot:  guide login/federation-cnrs
    bot:  whatNext [done | noCredentials | localAccount]
    user: done
    bot:  end federation
  `,
  'explains where the tutelles are written to whoever does not know': `
    bot:  whereDoYouWork [cnrsUnit | otherPlace | unsure]
    user: unsure
    bot:  whereTutellesAre
    bot:  isItCnrs [yes | no | unsure]
    user: unsure
    bot:  askInYourUnit
    bot:  whichInstitution [inFederation | notInFederation | unsure]
    user: (retour)
    bot:  isItCnrs [yes | no | unsure]
    user: yes
    bot:  guide login/federation-cnrs
    bot:  whatNext [done | noCredentials | localAccount]
    user: noCredentials
    bot:  guide login/no-credentials
    bot:  afterNoCredentials [wait | localAccount]
    user: wait
    bot:  end federation
  `,
  'sends others to their own institution': `
    bot:  whereDoYouWork [cnrsUnit | otherPlace | unsure]
    user: otherPlace
    bot:  whichInstitution [inFederation | notInFederation | unsure]
    user: unsure
    bot:  guide login/find-institution
    bot:  isItListed [yes | no]
    user: yes
    bot:  guide login/federation-institution
    bot:  whatNext [done | noCredentials | localAccount]
    user: done
    bot:  end federation
  `,
  'says what a local account cannot see before it leads to the form': `
    bot:  whereDoYouWork [cnrsUnit | otherPlace | unsure]
    user: otherPlace
    bot:  whichInstitution [inFederation | notInFederation | unsure]
    user: notInFederation
    bot:  guide login/local-account
    bot:  createItNow [create | federation | later]
    user: create
    bot:  dialog createAccount
    ends: requested
    bot:  end local
  `,
  'lets whoever insists have a local account, and think better of it': `
    bot:  whereDoYouWork [cnrsUnit | otherPlace | unsure]
    user: cnrsUnit
    bot:  guide login/federation-cnrs
    bot:  whatNext [done | noCredentials | localAccount]
    user: localAccount
    bot:  guide login/local-account
    bot:  createItNow [create | federation | later]
    user: federation
    bot:  whichFederation
    bot:  whereDoYouWork [cnrsUnit | otherPlace | unsure]
    user: je ne comprends rien
    bot:  whereDoYouWork retry [cnrsUnit | otherPlace | unsure]
    user: (vieux bouton chooseLogin.createItNow create)
    bot:  (oldButton)
    bot:  whereDoYouWork [cnrsUnit | otherPlace | unsure]
  `,
})
