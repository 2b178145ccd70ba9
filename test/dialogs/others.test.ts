import { askForAccount } from '../../dialogs/askForAccount.ts'
import { transcripts } from '../support/transcripts.ts'

transcripts(askForAccount, {
  'looks first whether there is a better way in': `
    bot:  first
    bot:  dialog chooseLogin
    ends: federation
    bot:  end federation
  `,
})
