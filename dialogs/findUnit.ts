/**
 * "Is my laboratory a CNRS unit?" Whatever the person gives first will do: a laboratory, an address, an employer. The directory decides,
 * the person confirms that it is their unit, and where the directory is silent they are told where tutelles are written.
 */
import { defineDialog } from '../src/flow/index.ts'

export const findUnit = defineDialog('findUnit', {
  // A laboratory named in passing is looked up, and the person confirms it; they are asked only where that leads nowhere.
  said: { act: 'recall', with: ({ said }) => ({ value: said.unit ?? '' }), results: { known: 'recognise', unknown: 'whereAreYou' } },
  recognise: {
    act: 'identifyUnit',
    with: ({ said }) => ({ text: said.unit ?? '' }),
    results: {
      cnrs: 'isCnrs', notCnrs: 'isNotCnrs', participant: 'isParticipant', closed: 'successor', team: 'whichLaboratory',
      several: 'whichUnit', institution: 'whereAreYou', nothing: 'whereAreYou',
    },
  },
  whereAreYou: { ask: 'anything', offer: { none: 'end:noLaboratory' }, next: 'identify', otherwise: 'whereTutellesAre' },
  identify: {
    act: 'identifyUnit',
    with: ({ last }) => ({ text: last }),
    results: {
      cnrs: 'isCnrs', notCnrs: 'isNotCnrs', participant: 'isParticipant', closed: 'successor', team: 'whichLaboratory',
      several: 'whichUnit', institution: 'hasLaboratory', nothing: ({ answers }) => (answers.notFound === undefined ? 'notFound' : 'whereTutellesAre'),
    },
  },
  whichUnit: { pick: { from: ['recognise', 'identify'], next: 'describe', none: 'notFound' } },
  successor: { pick: { from: ['recognise', 'identify', 'describe'], next: 'describeSuccessor', none: 'notFound' } },
  describe: {
    act: 'describeUnit',
    with: ({ answers }) => ({ rnsr: answers.whichUnit ?? '' }),
    results: { cnrs: 'isCnrs', notCnrs: 'isNotCnrs', participant: 'isParticipant', closed: 'successor', team: 'whichLaboratory', nothing: 'notFound' },
  },
  describeSuccessor: {
    act: 'describeUnit',
    with: ({ answers }) => ({ rnsr: answers.successor ?? '' }),
    results: { cnrs: 'isCnrs', notCnrs: 'isNotCnrs', participant: 'isParticipant', closed: 'notFound', team: 'whichLaboratory', nothing: 'notFound' },
  },

  isCnrs: { choose: { right: 'end:cnrs', notMine: 'notFound' } },
  isNotCnrs: { choose: { right: 'end:notCnrs', notMine: 'notFound' } },
  isParticipant: { choose: { right: 'end:unknown', notMine: 'notFound' } },

  // A team, a federation or an employer is not yet a laboratory.
  whichLaboratory: { say: true, next: 'whereAreYou' },
  hasLaboratory: { choose: { laboratory: 'whereAreYou', none: 'end:institution', unsure: 'whereTutellesAre' } },

  // Whatever is typed here is the laboratory, written another way; what is not found twice is looked for on its site.
  notFound: {
    ask: 'anything',
    offer: { tutelles: 'whereTutellesAre', none: 'end:noLaboratory' },
    next: 'identify',
    otherwise: 'whereTutellesAre',
  },
  whereTutellesAre: { say: true, next: 'isItCnrs' },
  isItCnrs: { choose: { yes: 'end:cnrs', no: 'end:notCnrs', unsure: 'end:unknown' } },
})
