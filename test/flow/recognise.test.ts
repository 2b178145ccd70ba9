import assert from 'node:assert/strict'
import { recogniseChoice, type Candidate } from '../../src/flow/recognise.ts'

const choices: Candidate[] = [
  { id: 'cnrsUnit', phrases: ['Dans une unité du CNRS'] },
  { id: 'otherPlace', phrases: ['Dans un autre établissement'] },
  { id: 'unsure', phrases: ['Je ne sais pas'] },
]

describe('a typed choice', () => {
  const cases: Record<string, string | undefined> = {
    cnrsUnit: 'cnrsUnit',
    'dans une unite du cnrs': 'cnrsUnit',
    '2': 'otherPlace',
    'le 3': 'unsure',
    'n° 1': 'cnrsUnit',
    CNRS: 'cnrsUnit',
    'autre établissement': 'otherPlace',
    'je sais pas': 'unsure',
    'je ne sais aps': 'unsure',
    etablisement: 'otherPlace',
    dans: undefined,
    '7': undefined,
    '': undefined,
    'quelle heure est-il': undefined,
    '<script>': undefined,
  }
  for (const [typed, expected] of Object.entries(cases))
    it(`${JSON.stringify(typed)} is ${expected ?? 'none of them'}`, () => assert.equal(recogniseChoice(typed, choices), expected))

  it('takes a short answer for a whole word, never for a part of one', () => {
    const labels = [
      { id: 'done', phrases: ["J'ai pu me connecter à Nonancourt"] },
      { id: 'no', phrases: ['No, it does not'] },
      { id: 'stop', phrases: ['Laboratoire des yeux'] },
    ]
    assert.equal(recogniseChoice('non', labels), undefined)
    assert.equal(recogniseChoice('oui', labels), undefined)
    assert.equal(recogniseChoice('yes', labels), undefined)
    assert.equal(recogniseChoice('no', labels), 'no')
  })
  it('is none when two fit equally', () => {
    assert.equal(recogniseChoice('oui', [{ id: 'a', phrases: ['Oui, un peu'] }, { id: 'b', phrases: ['Oui, beaucoup'] }]), undefined)
  })
})
