/** The chat page looks at the person's browser, when they agree. What it finds is said in words and shortens the way. */
import { defineDialog, hasFinding } from '../src/flow/index.ts'

export const selfCheck = defineDialog('selfCheck', {
  mayI: { choose: { yes: 'look', no: 'end:none' }, wholly: ['yes'] },
  look: { act: 'lookAround', as: 'findings', results: { found: 'describe', fine: 'fine', silent: 'silent' } },
  fine: { say: true, next: 'end:none' },
  silent: { say: true, next: 'end:none' },
  describe: { act: 'describeFindings', with: ({ facts }) => ({ findings: facts.findings ?? '' }), results: { found: 'found', none: 'fine' } },
  found: {
    choose: {
      yes: 'end:solved',
      no: ({ facts }) => whereTo(facts.findings),
      couldNot: ({ facts }) => whereTo(facts.findings),
    },
    rows: 'describe',
  },
})

/** Where the likeliest cause is looked for. */
const whereTo = (findings: string | undefined): 'end:network' | 'end:extensions' | 'end:update' | 'end:none' =>
  hasFinding(findings, 'offline', 'portalUnreachable') ? 'end:network'
  : hasFinding(findings, 'resourceBlocked') ? 'end:extensions'
  : hasFinding(findings, 'oldJavaScript') ? 'end:update'
  : 'end:none'
