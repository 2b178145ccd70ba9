/** How conversations go, as numbers: summed by subject, by day or week, and by step. Small numbers are not told. */
import { least, type Count } from '../../storage/counters.ts'

export const outcomes = ['solved', 'handedOver', 'left'] as const
export type OutcomeName = (typeof outcomes)[number]

/** Conversations about something, or of a time. */
export interface Sum {
  /** A subject, or the first day of a period. */
  readonly name: string
  readonly solved: number
  readonly handedOver: number
  /** At a step: left there, or still going on. */
  readonly left: number
}

/** Something at a step, so often. */
export interface AtStep {
  /** `<dialog>.<step>` */
  readonly step: string
  readonly times: number
}

export interface Figures {
  readonly bySubject: readonly Sum[]
  readonly byPeriod: readonly Sum[]
  readonly leftAt: readonly AtStep[]
  readonly notUnderstoodAt: readonly AtStep[]
  /** Conversations that came to something, by the most minutes that they took; `more` for longer ones. */
  readonly minutes: readonly AtStep[]
}

/** A number as it may be told. */
export const told = (times: number): string => (times > 0 && times < least ? `<\u00A0${least}` : String(times))

/** The sum of several, which must not give away one that is not told. */
export function toldSum(parts: readonly number[]): string {
  const sum = parts.reduce((all, part) => all + part, 0)
  if (!parts.some(part => part > 0 && part < least)) return String(sum)
  return sum < least ? told(sum) : `≈\u00A0${Math.round(sum / least) * least}`
}

const day = 86_400_000
/** Monday of a day's week. @param date `2026-11-29` */
function mondayOf(date: string): string {
  const time = Date.parse(date)
  return new Date(time - ((new Date(time).getUTCDay() + 6) % 7) * day).toISOString().slice(0, 10)
}

export type Period = 'day' | 'week'
/** So many days are shown. */
const shown: Readonly<Record<Period, number>> = { day: 28, week: 26 * 7 }

/** The first day of the period in which something was counted; each day is looked up once. */
function periodOf(by: Period): (count: Count) => string {
  if (by === 'day') return ({ day: of }) => of
  const mondays = new Map<string, string>()
  return ({ day: of }) => {
    const monday = mondays.get(of) ?? mondayOf(of)
    mondays.set(of, monday)
    return monday
  }
}

/** The first days of the periods that are shown, the oldest first. @param now ms since the epoch */
export function periodsUntil(now: number, by: Period): readonly string[] {
  const days = Array.from({ length: shown[by] }, (_, ago) => new Date(now - (shown[by] - 1 - ago) * day).toISOString().slice(0, 10))
  return by === 'day' ? days : [...new Set(days.map(mondayOf))]
}

/** The times of what has the same key, added up in one pass: a busy half-year has a hundred thousand rows. */
function timesBy(counts: readonly Count[], keyOf: (count: Count) => string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const count of counts) {
    const key = keyOf(count)
    sums.set(key, (sums.get(key) ?? 0) + count.times)
  }
  return sums
}

/** What conversations came to, by a name. */
function sumsBy(counts: readonly Count[], nameOf: (count: Count) => string): (name: string) => Sum {
  const sums = timesBy(counts, count => `${count.name} ${nameOf(count)}`)
  const times = (came: string, name: string): number => sums.get(`${came} ${name}`) ?? 0
  return name => ({ name, solved: times('solved', name), handedOver: times('handedOver', name), left: times('standing', name) })
}

function byStep(counts: readonly Count[], name: string): AtStep[] {
  return [...timesBy(counts.filter(count => count.name === name), ({ detail }) => detail)]
    .map(([step, times]) => ({ step, times }))
    .sort((a, b) => b.times - a.times || (a.step < b.step ? -1 : 1))
}

const all = ({ solved, handedOver, left }: Sum): number => solved + handedOver + left

/** Sums what was counted. @param periods as `periodsUntil` gives them */
export function figuresOf(counts: readonly Count[], by: Period, periods: readonly string[]): Figures {
  const subjects = [...new Set(counts.map(({ subject }) => subject))].filter(subject => subject !== '')
  const longest = ({ step }: AtStep): number => (step === 'more' ? Infinity : Number(step))
  return {
    bySubject: subjects
      .map(sumsBy(counts, ({ subject }) => subject))
      .filter(sum => all(sum) > 0)
      .sort((a, b) => all(b) - all(a)),
    byPeriod: periods.map(sumsBy(counts, periodOf(by))),
    leftAt: byStep(counts, 'standing'),
    notUnderstoodAt: byStep(counts, 'notUnderstood'),
    minutes: byStep(counts, 'minutes').sort((a, b) => longest(a) - longest(b)),
  }
}

/** A cell of a table that a spreadsheet reads, in which nothing is a formula. */
const cell = (text: string): string => {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text
  return /[;"\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** All that was counted as a table (CSV, semicolons), a line for each period, channel, subject, name and detail. */
export function csvOf(counts: readonly Count[], by: Period): string {
  const first = periodOf(by)
  // Whoever began is the sum of the others, and would give away what is not told of them.
  const lines = timesBy(counts.filter(({ name }) => name !== 'begun'), count =>
    [first(count), count.channel, count.subject, count.name === 'standing' ? 'left' : count.name, count.detail].map(cell).join(';'))
  const rows = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, times]) => `${key};${told(times).replace('\u00A0', ' ')}`)
  return [`${by};channel;subject;outcome;detail;times`, ...rows].join('\r\n') + '\r\n'
}
