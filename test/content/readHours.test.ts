/** The file of the helpdesk's hours: each mistake in words where it stands. */
import assert from 'node:assert/strict'
import { checkContent, formatMistake } from '../../src/content/check.ts'
import { readHours } from '../../src/content/readHours.ts'
import { readYaml, Source } from '../../src/content/source.ts'
import type { OpeningTimes } from '../../src/text/openingTimes.ts'
import { withContent } from './folders.ts'

function read(text: string): { times: OpeningTimes | undefined; mistakes: string[] } {
  const source = new Source('hours/helpdesk.yml', text)
  const mistakes: string[] = []
  const tree = readYaml(source, mistake => void mistakes.push(formatMistake(mistake)))
  const times = tree === undefined ? undefined : readHours(tree, source, mistake => void mistakes.push(formatMistake(mistake)))
  return { times, mistakes }
}

describe("the helpdesk's hours as a file", () => {
  it('are read whole', () => {
    const { times, mistakes } = read(`timeZone: Indian/Reunion
holidays: none
answerWithin: 2 days
week:
  monday: 9:00-12:00, 14:00-17:00
  sunday:
closed:
  - from: 2026-12-24
    to: 2027-01-03
    label: Fin d’année
  - from: 2027-05-07
open:
  - day: 2026-12-28
    hours: 10:00-12:00
`)
    assert.deepEqual(mistakes, [])
    assert.deepEqual(times, {
      timeZone: 'Indian/Reunion', holidays: false, answerWithin: { count: 2, unit: 'days' },
      week: [[[540, 720], [840, 1020]], [], [], [], [], [], []],
      closed: [{ from: '2026-12-24', to: '2027-01-03', label: 'Fin d’année' }, { from: '2027-05-07', to: '2027-05-07' }],
      open: [{ day: '2026-12-28', spans: [[600, 720]] }],
    })
    const usual = read('week:\n  friday: 9:00-10:00\n').times
    assert.deepEqual([usual?.timeZone, usual?.holidays], ['Europe/Paris', true])
  })

  it('are not set where no day is open', () => {
    for (const text of ['timeZone: Europe/Paris\nholidays: france\n', 'week:\n', 'week:\n  monday:\nclosed:\n  - from: 2026-12-24\n'])
      assert.deepEqual(read(text), { times: undefined, mistakes: [] }, text)
  })

  const cases: [string, string, RegExp][] = [
    ['an unknown day', 'week:\n  lundi: 9:00-12:00\n', /:2:3 .*lundi.*monday/],
    ['an hour that there is not', 'week:\n  monday: 9:00-12:00, 14:00-25:00\n', /:2:29 .*25:00.*n’est pas une heure/],
    ['an end before its beginning', 'week:\n  monday: 17:00-9:00\n', /:2:11 .*finit avant/],
    ['two spans at once', 'week:\n  monday: 9:00-12:00, 11:00-13:00\n', /:2:23 .*précédente/],
    ['what is no span', 'week:\n  monday: 9 h à midi\n', /:2:11 .*plage d’heures/],
    ['a list in place of a text', 'week:\n  monday: [9:00-12:00]\n', /:2:11 .*texte/],
    ['a date that there is not', 'closed:\n  - from: 2027-02-30\n', /:2:11 .*2027-02-30.*calendrier/],
    ['a closing that ends before it begins', 'closed:\n  - from: 2027-02-20\n    to: 2027-02-10\n', /:3:9 .*fermeture/],
    ['a closing without a day', 'closed:\n  - label: Noël\n', /:2:5 .*from/],
    ['an opening without hours', 'open:\n  - day: 2027-02-10\n', /:2:5 .*hours/],
    ['a day said twice', 'open:\n  - day: 2027-02-10\n    hours: 9:00-10:00\n  - day: 2027-02-10\n    hours: 9:00-11:00\n', /:4:5 .*déjà/],
    ['an unknown time zone', 'timeZone: Europe/Pari\n', /:1:11 .*Europe\/Pari.*fuseau/],
    ['unknown holidays', 'holidays: belgium\n', /:1:11 .*france/],
    ['a delay in other words', 'answerWithin: bientôt\n', /:1:15 .*délai/],
    ['an unknown name', 'weeks:\n  monday: 9:00-10:00\n', /:1:1 .*weeks.*week/],
    ['one closing in place of a list', 'closed: 2027-02-10\n', /:1:9 .*liste/],
  ]
  for (const [name, text, expected] of cases)
    it(`say ${name}`, () => {
      const { times, mistakes } = read(text)
      assert.equal(mistakes.length, 1, mistakes.join('\n'))
      assert.match(mistakes[0] ?? '', expected)
      assert.equal(times, undefined)
    })

  it('are in the check of the content, and no other file is', async () => {
    const mistakes = await withContent({ 'hours/helpdesk.yml': 'week:\n  monday: 9:00-25:00\n', 'hours/other.yml': 'a: b\n' }, checkContent)
    assert.deepEqual(mistakes.map(({ file, line, column, code }) => [file, line, column, code]), [['hours/helpdesk.yml', 2, 16, 'timeUnknown'], ['hours/other.yml', 1, 1, 'hoursFileName']])
  })
})
