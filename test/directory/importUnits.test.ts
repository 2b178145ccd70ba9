import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { openDirectory, type Directory } from '../../src/directory/openDirectory.ts'
import { ImportRefused, type RefusalCode } from '../../src/directory/importRefused.ts'
import { importUnits } from '../../src/directory/importUnits.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { csv, five, inist, jsonRows, many, page, rnsrOf, university, type CsvForm, type Made } from './synthetic.ts'

const stream = (content: string | Buffer): Readable => Readable.from([Buffer.from(content)])

describe('importing units', () => {
  let storage: Storage
  let directory: Directory

  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
    directory = await openDirectory(storage, { checkEveryMs: 0 })
  })
  afterEach(() => storage.close())

  const answers = async (): Promise<string[]> =>
    Promise.all(
      ['UMR 9901', 'CEVAL', 'IPNU', 'FBN', 'LBF', 'UR 5501', rnsrOf('200100001')].map(
        async text => (await directory.findUnits(text)).answer,
      ),
    )

  const forms: Record<string, string | Buffer> = {
    'CSV with « ; » in lists': csv(five),
    'CSV with « , » in lists': csv(five, { list: ',' }),
    'CSV with commas throughout': csv(five, { list: ',', delimiter: ',' }),
    'CSV with a byte order mark': csv(five, { bom: true }),
    'gzipped CSV': gzipSync(csv(five)),
    'a JSON export': JSON.stringify(jsonRows(five)),
    'one API page': page(five),
    'API pages one after the other': `${page(five.slice(0, 2), 5)}\n${page(five.slice(2), 5)}`,
    'API pages in an array': `[${page(five.slice(0, 2), 5)},${page(five.slice(2), 5)}]`,
    'gzipped JSON with a byte order mark': gzipSync(`\uFEFF${JSON.stringify(jsonRows(five))}`),
  }
  for (const [form, content] of Object.entries(forms))
    it(`reads ${form}`, async () => {
      const result = await importUnits(storage, stream(content))
      assert.deepEqual([result.kind, result.size, result.partial], ['units', 5, false])
      assert.deepEqual(await answers(), ['true', 'false', 'unknown', 'unknown', 'ambiguous', 'false', 'true'])
    })

  it('reads a stream that comes byte by byte', async () => {
    const bytes = gzipSync(csv(five))
    await importUnits(storage, Readable.from([...bytes].map(byte => Buffer.from([byte]))))
    assert.equal((await directory.findUnits('UMR 9901')).answer, 'true')
  })

  it('knows the CNRS by its number where a list separator stands in a name', async () => {
    const tricky: Made = {
      digits: '200100009',
      name: 'Unité des virgules',
      labels: ['UMR 9909'],
      tutelles: [
        ['IVA', 'Institut national pour l’air, la brume et le vent', 'PART'],
        ['CNRS', 'Centre national de la recherche scientifique', 'TUTE'],
      ],
    }
    await importUnits(storage, stream(csv([tricky], { list: ',' })))
    assert.equal((await directory.findUnits('UMR 9909')).answer, 'true')
  })

  it('takes several thousand rows in less than five seconds and says how far it has come', async () => {
    const rows: number[] = []
    const result = await importUnits(storage, stream(gzipSync(csv(many(4500)))), {
      progress: progress => rows.push(progress.rows),
    })
    assert.equal(result.size, 4500)
    assert.ok(result.milliseconds < 5000, `${result.milliseconds} ms`)
    assert.ok(rows.length > 5 && rows.at(-1) === 4500 && rows.every((row, at) => at === 0 || row >= rows[at - 1]!))
  })

  it('says which part of a whole it was given', async () => {
    const { partial } = await importUnits(storage, stream(page(five, 59)))
    assert.equal(partial, true)
    assert.equal((await directory.status()).units.partial, true)
  })

  describe('the date of the data', () => {
    const now = (): Date => new Date('2030-05-17T10:00:00Z')
    it('is as given', async () => {
      const { date, dateFrom } = await importUnits(storage, stream(csv(five)), { date: '2029-12-31', now })
      assert.deepEqual([date, dateFrom], ['2029-12-31', 'given'])
      const { units } = await directory.status()
      assert.deepEqual([units.date, units.size, units.starter], ['2029-12-31', 5, false])
    })
    it('is read in a file name', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'noa-directory-'))
      try {
        const file = join(folder, 'structures-2029-03.csv')
        await writeFile(file, csv(five))
        const { date, dateFrom } = await importUnits(storage, file, { now })
        assert.deepEqual([date, dateFrom], ['2029-03-01', 'file'])
        assert.equal((await directory.status()).units.source, 'structures-2029-03.csv')
      } finally {
        await rm(folder, { recursive: true })
      }
    })
    it('is else that of the import, and said to be', async () => {
      const { date, dateFrom } = await importUnits(storage, stream(csv(five)), { now })
      assert.deepEqual([date, dateFrom], ['2030-05-17', 'import'])
    })
    it('must exist', async () => {
      await refused('badDate', importUnits(storage, stream(csv(five)), { date: '2029-02-30' }))
    })
  })

  async function refused(code: RefusalCode, attempt: Promise<unknown>, says?: RegExp): Promise<void> {
    await assert.rejects(attempt, (error: unknown) => {
      assert.ok(error instanceof ImportRefused, String(error))
      assert.equal(error.code, code)
      if (says !== undefined) assert.match(error.message, says)
      return true
    })
  }

  describe('refuses, and changes nothing:', () => {
    let before: unknown
    const state = async (): Promise<unknown> => ({
      sources: await storage.db.selectFrom('directory_sources').selectAll().execute(),
      units: await storage.db.selectFrom('directory_units').selectAll().orderBy('rnsr').execute(),
      history: await storage.db.selectFrom('directory_history').selectAll().execute(),
    })
    beforeEach(async () => {
      await importUnits(storage, stream(csv(five)))
      before = await state()
    })
    afterEach(async () => assert.deepEqual(await state(), before))

    it('a file without the columns, naming them', () =>
      refused(
        'notRnsr',
        importUnits(storage, stream(csv(five, { leaveOut: ['sigles_des_tutelles', 'code_de_type_de_tutelle'] }))),
        /sigles_des_tutelles, code_de_type_de_tutelle are missing/,
      ))
    it('another CSV', () => refused('notRnsr', importUnits(storage, stream('a;b\n1;2\n'))))
    it('another JSON', () =>
      refused('notRnsr', importUnits(storage, stream('[{"a":1}]')), /numero_national_de_structure/))
    it('a web page', () => refused('notRnsr', importUnits(storage, stream('<!doctype html><p>Erreur</p>'))))
    it('an empty file', () => refused('noRows', importUnits(storage, stream(''))))
    it('a header alone', () => refused('noRows', importUnits(storage, stream(csv([])))))
    it('lists of different lengths', () =>
      refused(
        'misaligned',
        importUnits(
          storage,
          stream(csv(five, { bend: row => void (row.sigles_des_tutelles = ['CNRS', 'A', 'B', 'C']) })),
        ),
        /1 %/,
      ))
    it('numbers with a wrong letter', () =>
      refused(
        'misaligned',
        importUnits(
          storage,
          stream(csv(five, { bend: row => void (row.numero_national_de_structure = '200100001O') })),
        ),
      ))
    it('gzip that is cut off', () =>
      refused('unreadable', importUnits(storage, stream(gzipSync(csv(five)).subarray(0, 300))), /cut off/))
    it('JSON that is cut off', () => refused('unreadable', importUnits(storage, stream(page(five).slice(0, -40)))))
    it('CSV that is cut off in a row', () =>
      refused('unreadable', importUnits(storage, stream(csv(five).slice(0, -60)))))
    it('text that is not UTF-8', () =>
      refused('unreadable', importUnits(storage, stream(Buffer.from(csv(five), 'latin1'))), /UTF-8/))
    it('a file that is not there', () =>
      refused('unreadable', importUnits(storage, join(tmpdir(), 'no-such-file.csv')), /ENOENT/))
  })

  it('refuses to lose more than 15 % of the units, unless forced', async () => {
    await importUnits(storage, stream(csv(many(100))))
    const { lost } = await importUnits(storage, stream(csv(many(100).slice(15))))
    assert.equal(lost, 15)
    const attempt = (force: boolean): Promise<unknown> =>
      importUnits(storage, stream(csv(many(100).slice(15 + 13))), { force })
    await refused('tooManyLost', attempt(false), /13 of the 85 .*--force/)
    assert.equal((await directory.findUnits('UMR 10016')).answer, 'true')
    await attempt(true)
    assert.equal((await directory.findUnits('UMR 10016')).answer, 'unknown')
  })

  it('answers « unknown » for the few rows whose lists do not agree', async () => {
    const units = [
      ...many(300),
      {
        digits: '200300001',
        name: 'Unité bancale',
        labels: ['UMR 9999'],
        tutelles: [university, ['CNRS', 'CNRS', 'PART']],
      } satisfies Made,
    ]
    const bend: CsvForm['bend'] = (row, at) => {
      if (at === 300) Object.assign(row, { sigles_des_tutelles: ['CNRS'], siret_des_tutelles: [] })
    }
    const { misaligned } = await importUnits(storage, stream(csv(units, { bend })))
    assert.equal(misaligned, 1)
    assert.deepEqual(await directory.findUnits('UMR 9999').then(({ answer, reason }) => [answer, reason]), [
      'unknown',
      'unsure',
    ])
  })

  describe('a file with history', () => {
    const successor: Made = { ...five[0]!, predecessors: [rnsrOf('199000001')] }
    const former = inist([
      {
        digits: '199000001',
        name: 'Groupe de brumologie appliquée',
        acronym: 'GBAPP',
        label: 'UMR',
        number: '4401',
        closed: '2011',
      },
      { digits: '200100002', name: 'Centre des lettres valbrunoises', acronym: 'TRIVALO', label: 'JE', number: '2201' },
    ])
    beforeEach(async () => {
      await importUnits(storage, stream(csv([successor, ...five.slice(1)])), { date: '2029-01-01' })
    })

    it('replaces nothing', async () => {
      const { kind, size } = await importUnits(storage, stream(gzipSync(former)))
      assert.deepEqual([kind, size], ['history', 2])
      assert.deepEqual(await answers(), ['true', 'false', 'unknown', 'unknown', 'ambiguous', 'false', 'true'])
      const { units } = await directory.status()
      assert.deepEqual([units.size, units.history, units.date], [5, 2, '2029-01-01'])
    })
    it('finds a closed unit, its year and its successor', async () => {
      await importUnits(storage, stream(former))
      for (const text of ['UMR 4401', 'GBAPP', 'brumologie appliquée', rnsrOf('199000001')]) {
        const { answer, reason, units, successors } = await directory.findUnits(text)
        assert.deepEqual(
          [answer, reason, units[0]?.closedIn, units[0]?.cnrs],
          ['unknown', 'closed', 2011, undefined],
          text,
        )
        assert.deepEqual(
          successors.map(({ acronym }) => acronym),
          ['LBF'],
          text,
        )
      }
    })
    it('adds old labels and acronyms with less confidence', async () => {
      assert.equal((await directory.findUnits('TRIVALO')).units.length, 0)
      await importUnits(storage, stream(former))
      const [now, then] = [await directory.findUnits('CEVAL'), await directory.findUnits('TRIVALO')]
      assert.deepEqual([now.answer, then.answer], ['false', 'false'])
      assert.ok(then.units[0]!.confidence < now.units[0]!.confidence)
    })
    it('says of no unit of a partial directory that it is closed', async () => {
      const fresh = await openStorage({ dataDir: ':memory:' })
      try {
        await importUnits(fresh, stream(former))
        const { reason } = await (await openDirectory(fresh)).findUnits('GBAPP')
        assert.equal(reason, 'notFound')
      } finally {
        await fresh.close()
      }
    })
  })

  it('serves a new import in a process that opened the directory before', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'noa-directory-'))
    const [serving, importing] = [await openStorage({ dataDir: folder }), await openStorage({ dataDir: folder })]
    try {
      const served = await openDirectory(serving, { checkEveryMs: 20 })
      assert.equal((await served.findUnits('UMR 9901')).answer, 'unknown')
      await importUnits(importing, stream(csv(five)))
      await new Promise(resolve => setTimeout(resolve, 30))
      assert.equal((await served.findUnits('UMR 9901')).answer, 'true')
    } finally {
      await Promise.all([serving.close(), importing.close()])
      await rm(folder, { recursive: true })
    }
  })
})
