import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Readable } from 'node:stream'
import { findBatch } from '../../src/directory/unitsBatch.ts'
import { openDirectory, type Directory } from '../../src/directory/openDirectory.ts'
import { findUnits } from '../../src/directory/findUnits.ts'
import { importUnits } from '../../src/directory/importUnits.ts'
import { readRnsr } from '../../src/directory/rnsr.ts'
import { readStarter } from '../../src/directory/starter.ts'
import { checkLetter, isRnsrNumber, townName } from '../../src/directory/unit.ts'
import { UnitIndex } from '../../src/directory/unitIndex.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { judge, readLookUps, type LookUp } from './score.ts'
import { csv, five, many, rnsrOf } from './synthetic.ts'

const starter = readStarter()
const partial = new UnitIndex(starter.units.entries, [], true)

describe('looking up a unit', () => {
  describe('in the starter directory', () => {
    const say = (text: string): string => {
      const { answer, units } = findUnits(partial, text)
      return `${answer} ${units.map(({ acronym, city }) => `${acronym} ${city}`).join(', ')}`.trim()
    }
    const expected: Record<string, string> = {
      // Codes in any dress
      'UMR 5205': 'true LIRIS Villeurbanne',
      umr5205: 'true LIRIS Villeurbanne',
      UMR_5205: 'true LIRIS Villeurbanne',
      'U.M.R. n° 5205': 'true LIRIS Villeurbanne',
      'unité mixte 5205': 'true LIRIS Villeurbanne',
      'UMR CNRS 5205': 'true LIRIS Villeurbanne',
      '(UMR5205)': 'true LIRIS Villeurbanne',
      'UMRn°5205': 'true LIRIS Villeurbanne',
      'joint research unit 5205': 'true LIRIS Villeurbanne',
      'UMR_S 1153': 'false CRESS Paris',
      'Inserm U1153': 'false CRESS Paris',
      'UMR 151 IRD': 'false LPED Marseille',
      'US 10': 'false LAS Arras',
      // The same number with another label is another unit
      'UPR 5205': 'unknown',
      'EA 5205': 'unknown',
      'GDR 5205': 'unknown',
      // Old labels
      'UMS 3598': 'true Huma-Num Paris',
      'USR 3598': 'true Huma-Num Paris',
      'EA 3476': 'false CREM Metz',
      'UR 4144': 'false SYMME Annecy-le-Vieux',
      // National numbers
      '200511875R': 'true LIRIS Villeurbanne',
      '200511875r': 'true LIRIS Villeurbanne',
      // Acronyms, spaced and pointed, alone and in sentences
      'je suis doctorante au LIRIS à Lyon': 'true LIRIS Villeurbanne',
      'LIP 6': 'true LIP6 Paris',
      'C.E.V.I.P.O.F.': 'true CEVIPOF Paris',
      'FEMTO ST': 'true FEMTO-ST Besançon',
      'I am a PhD student at LIRMM in Montpellier': 'true LIRMM Montpellier',
      'laboratoire LITIS, au Havre': 'false LITIS Saint-Étienne-du-Rouvray',
      'je suis au LEST à Aix': 'true LEST Aix-en-Provence',
      // Names
      'Laboratoire Kastler Brossel': 'true LKB Paris',
      'laboratoire d’informatique du parallelisme': 'true LIP Lyon',
      // Shared acronyms
      LIP: 'ambiguous LIP Lyon, LIP Lyon',
      I2M: 'true I2M Marseille, I2M Talence',
      'IDP à Orléans': 'true IDP Orléans',
      'IDP Poitiers': 'false IDP Poitiers',
      // Neither team nor federation, nor participant
      'FED 4272': 'unknown CRIS Saint-Priest-en-Jarez',
      PARCC: 'unknown PARCC Paris',
      // No unit at all
      'je suis à l’université de Lyon': 'unknown',
      'je travaille au CNRS': 'unknown',
      'est-ce que tout va bien ?': 'unknown',
      'voici le lien que j’ai reçu': 'unknown',
    }
    for (const [text, said] of Object.entries(expected))
      it(`« ${text} » -> ${said}`, () => assert.equal(say(text), said))

    it('says of a number with a wrong letter that it is wrong', () => {
      const { answer, reason, units } = findUnits(partial, '200511875A')
      assert.deepEqual([answer, reason, units[0]?.acronym], ['unknown', 'badNumber', 'LIRIS'])
    })
    it('says nothing sure of a part of a name, a bare number or a spelling: others may be missing', () => {
      for (const text of ['informatique Montpellier', '5205', 'LIRSI', 'LIRRMM']) {
        const { answer } = findUnits(partial, text)
        assert.equal(answer, 'unknown', text)
      }
      assert.equal(findUnits(partial, 'LIRRMM').units[0]?.acronym, 'LIRMM')
    })
    it('doubts when the town is another', () => {
      assert.deepEqual(
        [findUnits(partial, 'GREYC à Nice').answer, findUnits(partial, 'GREYC à Nice').reason],
        ['unknown', 'unsure'],
      )
    })
  })

  it('answers the look-ups of the project that the starter directory can answer, and is sure of no wrong thing', () => {
    const known = new Set(starter.units.entries.map(({ rnsr }) => rnsr))
    const lookUps = readLookUps()
    assert.ok(lookUps.length >= 200)
    const scored = { asked: 0, right: 0 }
    for (const lookUp of lookUps) {
      const verdict = judge(lookUp, findUnits(partial, lookUp.query))
      // What the starter does not have, it may answer with « unknown » only.
      assert.notEqual(verdict, 'wrong', `${lookUp.kind}: ${lookUp.query}`)
      if (!answerable(lookUp, known)) continue
      scored.asked++
      if (verdict === 'right') scored.right++
    }
    assert.ok(scored.asked >= 80, String(scored.asked))
    assert.ok(scored.right / scored.asked >= 0.85, `${scored.right} of ${scored.asked}`)
  })

  it('never throws, and never says no of what is not there', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.lorem(), fc.stringMatching(/^[A-Z]{2,9} ?\d{0,5}$/)),
        text => {
          const { answer, units } = findUnits(partial, text)
          assert.ok(answer === 'unknown' || units.length > 0)
          assert.ok(units.length <= 5)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('reads long texts in bounded time', () => {
    const started = performance.now()
    for (const text of [
      'UMR '.repeat(20_000),
      'a'.repeat(100_000),
      'laboratoire de '.repeat(10_000),
      '('.repeat(50_000),
      'é\u0301'.repeat(50_000),
    ])
      findUnits(partial, text)
    assert.ok(performance.now() - started < 2000)
  })

  it('knows « Villeneuve-d’Ascq » under its postal dress', () => {
    assert.equal(townName('VILLENEUVE D ASCQ CEDEX'), 'Villeneuve d’Ascq')
    assert.equal(townName('PARIS CEDEX 05'), 'Paris')
    assert.equal(townName('Montpellier cedex 5'), 'Montpellier')
  })

  it('checks national numbers', () => {
    assert.equal(checkLetter('200511875'), 'R')
    assert.ok(isRnsrNumber('200511875R') && !isRnsrNumber('200511875A') && !isRnsrNumber('20051187R'))
  })

  describe('in a whole directory', () => {
    let index: UnitIndex
    before(async () => {
      const read = await readRnsr(
        Readable.from([Buffer.from(csv([...five, ...many(200), ...sharers]))]) as AsyncIterable<Buffer>,
      )
      index = new UnitIndex(read.kind === 'units' ? read.units : [])
    })
    const sharers = [1, 2, 3, 4, 5, 6, 7].map(at => ({
      digits: String(200400000 + at),
      name: `Institut partagé de la ville ${'abcdefgh'[at]}urg`,
      acronym: 'IPVX',
      town: `TOWN${'ABCDEFGH'[at]} CEDEX`,
      postcode: `${10 + at}000`,
      labels: ['UR 1'],
      tutelles: [['X', 'Université X', 'TUTE'] as const],
    }))

    it('shows five of those that share an acronym', () => {
      const { answer, units } = findUnits(index, 'IPVX')
      assert.deepEqual([answer, units.length], ['false', 5])
    })
    it('is sure of a slip in a long acronym that has one neighbour', () => {
      const sure = new UnitIndex(starter.units.entries)
      assert.deepEqual(
        [findUnits(sure, 'IRCELOYN').answer, findUnits(sure, 'laboratoire CEVIPFO').answer],
        ['true', 'true'],
      )
      assert.equal(findUnits(sure, 'LIPS').answer, 'unknown')
    })
    it('finds a bare number that one unit bears', () => {
      assert.equal(findUnits(index, 'mon labo est le 9901').answer, 'true')
      assert.equal(findUnits(index, 'depuis 2019').answer, 'unknown')
    })
  })
})

/** Whether all units meant are in the starter directory. */
const answerable = ({ rnsr, kind }: LookUp, known: ReadonlySet<string>): boolean =>
  (rnsr.length > 0 ? rnsr.every(number => known.has(number)) : kind === 'no unit') &&
  // Of which the starter is rightly unsure.
  !['bare number', 'acronym typo', 'partial name'].includes(kind)

describe('a batch of look-ups', () => {
  let storage: Storage
  let directory: Directory
  before(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
    directory = await openDirectory(storage)
    await importUnits(storage, Readable.from([Buffer.from(csv(five))]))
    directory = await openDirectory(storage)
  })
  after(() => storage.close())

  it('answers JSON lines in their order and exactly this form', async () => {
    const lines = ['{"id":1,"query":"UMR 9901"}', '', '{"id":"b","query":"LBF"}', '{"id":3,"query":"UPR 9901"}']
    const answers: string[] = []
    for await (const line of findBatch(directory, lines)) answers.push(line)
    assert.deepEqual(
      answers.map(line => JSON.parse(line) as unknown),
      [
        {
          id: 1,
          cnrs: 'true',
          units: [
            {
              rnsr: rnsrOf('200100001'),
              label: 'UMR 9901',
              acronym: 'LBF',
              name: 'Laboratoire de brumologie fondamentale',
              city: 'Valbrune',
            },
          ],
        },
        {
          id: 'b',
          cnrs: 'ambiguous',
          units: [
            {
              rnsr: rnsrOf('200100001'),
              label: 'UMR 9901',
              acronym: 'LBF',
              name: 'Laboratoire de brumologie fondamentale',
              city: 'Valbrune',
            },
            {
              rnsr: rnsrOf('200100005'),
              label: 'UR 5501',
              acronym: 'LBF',
              name: 'Brumes, langages, frontières',
              city: 'Portclair',
            },
          ],
        },
        { id: 3, cnrs: 'unknown', units: [] },
      ],
    )
  })

  it('answers a bad line as unknown, and tells which', async () => {
    const bad: number[] = []
    const answers: string[] = []
    for await (const line of findBatch(directory, ['{"id":7}', 'not json', '{"id":8,"query":"CEVAL"}'], line =>
      bad.push(line),
    ))
      answers.push(line)
    assert.deepEqual(bad, [1, 2])
    assert.deepEqual(
      answers.map(line => (JSON.parse(line) as { id: unknown; cnrs: string }).cnrs),
      ['unknown', 'unknown', 'false'],
    )
    assert.deepEqual((JSON.parse(answers[0]!) as { id: unknown }).id, 7)
  })
})
