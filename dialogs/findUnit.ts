/**
 * "Is my laboratory a CNRS unit?" Whatever the person gives first will do: a laboratory, an address, an employer. The directory decides,
 * the person confirms that it is their unit, and where the directory is silent they are told where tutelles are written. Another name,
 * code or address that is typed at a list or a confirmation is looked up as well.
 */
import { defineDialog } from '../src/flow/index.ts'

export const findUnit = defineDialog('findUnit', {
  // A laboratory named in passing is looked up, and the person confirms it; they are asked only where that leads nowhere.
  said: { act: 'recall', with: ({ facts }) => ({ value: facts.unit ?? '' }), results: { known: 'recognise', unknown: 'whereAreYou' } },
  recognise: {
    act: 'identifyUnit',
    with: ({ facts }) => ({ text: facts.unit ?? '' }),
    results: {
      cnrs: 'isCnrs', notCnrs: 'isNotCnrs', participant: 'isParticipant', closed: 'successor', team: 'whichLaboratory',
      several: 'whichUnit', institution: 'whereAreYou', staff: 'whereAreYou', privateAddress: 'whereAreYou', mistyped: 'whereAreYou',
      elsewhere: 'whereAreYou', nothing: 'whereAreYou',
    },
  },
  whereAreYou: {
    ask: 'anything',
    offer: { none: 'end:noLaboratory', retired: 'end:retired' },
    keeps: { retired: 'noEmployer' },
    replies: ['emeritus', 'student', 'service'],
    next: 'identify',
    otherwise: 'whereTutellesAre',
  },
  identify: {
    act: 'identifyUnit',
    as: ['email', 'institution'],
    // What was meant by a mistyped address, once it is confirmed.
    with: ({ last, answers, found }) => ({ text: answers.didYouMean === 'yes' && last === 'yes' ? (found.meant ?? '') : last }),
    results: {
      cnrs: 'isCnrs', notCnrs: 'isNotCnrs', participant: 'isParticipant', closed: 'successor', team: 'whichLaboratory',
      several: 'whichUnit', institution: 'hasLaboratory', staff: 'end:cnrs', privateAddress: 'privateAddress', mistyped: 'didYouMean',
      elsewhere: 'worksElsewhere', nothing: ({ answers }) => (answers.notFound === undefined ? 'notFound' : 'whereTutellesAre'),
    },
  },
  whichUnit: { pick: { from: ['recognise', 'identify'], next: 'describe', none: 'notFound' }, instead: { lookUp: 'identify' } },
  successor: { pick: { from: ['recognise', 'identify', 'describe'], next: 'describe', none: 'notFound' }, instead: { lookUp: 'identify' } },
  describe: {
    act: 'describeUnit',
    with: ({ last }) => ({ rnsr: last }),
    results: { cnrs: 'pickedCnrs', notCnrs: 'pickedNotCnrs', participant: 'pickedParticipant', closed: 'successor', team: 'whichLaboratory', nothing: 'notFound' },
  },
  // Whoever picked it from a list has confirmed it.
  pickedCnrs: { say: true, next: 'end:cnrs' },
  pickedNotCnrs: { say: true, next: 'end:notCnrs' },
  pickedParticipant: { say: true, next: 'end:unknown' },

  isCnrs: { choose: { right: 'end:cnrs', notMine: 'notFound' }, instead: { lookUp: 'identify', of: 'notMine' } },
  isNotCnrs: { choose: { right: 'end:notCnrs', notMine: 'notFound' }, instead: { lookUp: 'identify', of: 'notMine' } },
  isParticipant: { choose: { right: 'end:unknown', notMine: 'notFound' }, instead: { lookUp: 'identify', of: 'notMine' } },

  // A team, a federation or an employer is not yet a laboratory.
  whichLaboratory: { say: true, next: 'whereAreYou' },
  hasLaboratory: {
    choose: { laboratory: 'whereAreYou', none: 'end:institution', unsure: 'whereTutellesAre' }, instead: { lookUp: 'identify' },
  },

  // An address that names no establishment of the federation: a provider's, a mistyped one, another country's or a company's.
  privateAddress: { say: true, next: 'whereAreYou' },
  didYouMean: { choose: { yes: 'identify', no: 'worksElsewhere' }, instead: { lookUp: 'identify' } },
  worksElsewhere: {
    choose: { laboratory: 'whereAreYou', none: 'end:noLaboratory', unsure: 'whereTutellesAre' }, instead: { lookUp: 'identify' },
  },

  // Whatever is typed here is the laboratory, written another way; what is not found twice is looked for on its site.
  notFound: {
    ask: 'anything',
    offer: { tutelles: 'whereTutellesAre', none: 'end:noLaboratory' },
    replies: ['emeritus', 'student', 'service'],
    next: 'identify',
    otherwise: 'whereTutellesAre',
  },
  whereTutellesAre: { say: true, next: 'isItCnrs' },
  isItCnrs: { choose: { yes: 'end:cnrs', no: 'end:notCnrs', unsure: 'end:unknown' }, instead: { lookUp: 'identify' } },
})
