/** Holidays against what the ministries published; hours on the clock of their place, whatever the season. */
import assert from 'node:assert/strict'
import { readSpans } from '../../src/text/openingHours.ts'
import { isCalendarDay, localInstant, localText, localTime, nextOpening, rulesOfWeek, spansOn, weekOfRules, type OpeningTimes } from '../../src/text/openingTimes.ts'
import { easterOf, publicHolidays } from '../../src/text/publicHolidays.ts'

const office = [[9 * 60, 12 * 60], [14 * 60, 17 * 60]] as const
const week: OpeningTimes = {
  timeZone: 'Europe/Paris', holidays: true, week: [office, office, office, office, office, [], []],
  closed: [{ from: '2026-12-24', to: '2027-01-03' }], open: [{ day: '2026-12-28', spans: [[600, 720]] }, { day: '2027-07-14', spans: [[540, 600]] }],
}
const next = (at: string, times = week): unknown => {
  const opening = nextOpening(times, new Date(at))
  return typeof opening === 'object' ? `${opening.day} ${Math.floor(opening.minute / 60)}:${String(opening.minute % 60).padStart(2, '0')}` : opening
}

describe('the clock of a place', () => {
  it('tells when it shows a time, whatever the season', () => {
    const paris = (text: string): string | undefined => {
      const at = localInstant(text, 'Europe/Paris')
      return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16)
    }
    assert.equal(paris('2026-11-30T09:00'), '2026-11-30T08:00')
    assert.equal(paris('2026-07-14T00:30'), '2026-07-13T22:30')
    // Twice in October, and not at all in March.
    assert.equal(paris('2026-10-25T02:30'), '2026-10-25T00:30')
    assert.equal(paris('2026-03-29T02:30'), '2026-03-29T01:30')
    for (const none of ['', 'x', '2026-11-30', '2026-13-01T00:00', '2026-11-30T25:00']) assert.equal(paris(none), undefined, none)
    assert.equal(localText(new Date('2026-11-30T08:05:00Z'), 'Europe/Paris'), '2026-11-30T09:05')
  })
})

describe('public holidays of France', () => {
  it('follow Easter as the tables have it', () => {
    // Institut de mécanique céleste et de calcul des éphémérides; the earliest and the latest that there can be.
    const tables = ['1818-03-22', '1943-04-25', '1954-04-18', '1981-04-19', '2000-04-23', '2008-03-23', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2038-04-25', '2049-04-18', '2285-03-22']
    for (const day of tables) assert.equal(easterOf(Number(day.slice(0, 4))), day)
  })

  it('are eleven', () => {
    assert.deepEqual([...publicHolidays(2027)], [
      ['2027-01-01', 'newYear'], ['2027-03-29', 'easterMonday'], ['2027-05-01', 'labourDay'], ['2027-05-06', 'ascension'], ['2027-05-08', 'victoryDay'],
      ['2027-05-17', 'whitMonday'], ['2027-07-14', 'bastilleDay'], ['2027-08-15', 'assumption'], ['2027-11-01', 'allSaints'], ['2027-11-11', 'armistice'],
      ['2027-12-25', 'christmas'],
    ])
  })
})

describe('opening times', () => {
  it('are those of the place, in winter and in summer', () => {
    assert.deepEqual(localTime(new Date('2026-11-30T23:30:00Z'), 'Europe/Paris'), { day: '2026-12-01', minute: 30 })
    assert.deepEqual(localTime(new Date('2026-06-30T22:00:00Z'), 'Europe/Paris'), { day: '2026-07-01', minute: 0 })
    assert.deepEqual(localTime(new Date('2026-06-30T22:00:00Z'), 'Indian/Reunion'), { day: '2026-07-01', minute: 120 })
    assert.equal(next('2026-11-30T08:00:00Z'), 'open')
    assert.equal(next('2026-07-15T07:00:00Z'), 'open')
    assert.equal(next('2026-07-15T06:59:00Z'), '2026-07-15 9:00')
    // Summer time begins and ends on a Sunday: Monday opens at nine all the same.
    assert.equal(next('2027-03-27T20:00:00Z'), '2027-03-30 9:00')
    for (const [at, expected] of [['2026-10-26T07:59:00Z', '2026-10-26 9:00'], ['2026-10-26T08:00:00Z', 'open'], ['2026-10-23T07:00:00Z', 'open'], ['2026-10-25T00:30:00Z', '2026-10-26 9:00']])
      assert.equal(next(at ?? ''), expected, at)
  })

  it('close at noon, at night, at weekends, on holidays and on days that were said', () => {
    assert.equal(next('2026-11-30T11:00:00Z'), '2026-11-30 14:00')
    assert.equal(next('2026-11-30T16:00:00Z'), '2026-12-01 9:00')
    assert.equal(next('2026-11-27T17:00:00Z'), '2026-11-30 9:00')
    assert.equal(next('2026-11-10T17:00:00Z'), '2026-11-12 9:00')
    assert.equal(next('2026-11-10T17:00:00Z', { ...week, holidays: false }), '2026-11-11 9:00')
    assert.equal(next('2026-12-23T17:00:00Z'), '2026-12-28 10:00')
    assert.equal(next('2026-12-28T11:00:00Z'), '2027-01-04 9:00')
    // What was said of a day holds before all else.
    assert.deepEqual(spansOn(week, '2027-07-14'), [[540, 600]])
    assert.equal(next('2026-12-01T00:00:00Z', { ...week, week: [], open: [] }), undefined)
  })

  it('read spans, and say where they cannot be meant', () => {
    assert.deepEqual(readSpans('9:00-12:00, 14:00 – 24:00'), [[540, 720], [840, 1440]])
    const wrong: [string, string, number][] = [
      ['9:00-25:00', 'timeUnknown', 5], ['9:00-12:00, 9h-17h', 'timeUnknown', 12], ['9:00', 'spanForm', 0], ['9:00-12:00,', 'spanForm', 11], ['', 'spanForm', 0],
      ['12:00-9:00', 'spanBackwards', 0], ['9:00-12:00, 11:00-13:00', 'spansOverlap', 12], ['9:00-9:00', 'spanBackwards', 0], ['9:60-10:00', 'timeUnknown', 0],
    ]
    for (const [text, code, at] of wrong) {
      const read = readSpans(text)
      assert.deepEqual('code' in read ? [read.code, read.at] : read, [code, at], text)
    }
    for (const [day, is] of [['2026-02-28', true], ['2026-02-29', false], ['2028-02-29', true], ['2026-2-1', false], ['30/11/2026', false], ['2026-13-01', false]] as const)
      assert.equal(isCalendarDay(day), is, day)
  })

  it('are a week or rules', () => {
    const rules = [{ first: 0, last: 3, spans: office }, { first: 4, last: 4, spans: [office[0]] }]
    assert.deepEqual(rulesOfWeek(weekOfRules(rules)), rules)
    const gaps = rulesOfWeek([[], office, [], office, office, [], []])
    assert.deepEqual(gaps, [{ first: 1, last: 1, spans: office }, { first: 3, last: 4, spans: office }])
  })
})
