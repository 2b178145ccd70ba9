/**
 * When somebody reads what was written: a week, public holidays, days on which it is otherwise. Days and hours are those of a clock on
 * the wall of its time zone, so summer time changes nothing here.
 */
import type { OpeningHours, Span } from './openingHours.ts'
import { daysAfter, publicHolidays } from './publicHolidays.ts'

/** Closed from one day to another, both included. Days are written `2026-12-24`. */
export interface ClosedDays {
  readonly from: string
  readonly to: string
  readonly label?: string
}
/** A day with hours of its own, whatever else holds on it. */
export interface ExceptionalDay {
  readonly day: string
  readonly spans: readonly Span[]
  readonly label?: string
}
/** How soon an answer is promised: in hours or days of work. */
export interface PromisedDelay {
  readonly count: number
  readonly unit: 'hours' | 'days'
}
export interface OpeningTimes {
  /** IANA, `Europe/Paris`. */
  readonly timeZone: string
  /** The hours of each day; the first is Monday. */
  readonly week: readonly (readonly Span[])[]
  /** Closed on the public holidays of France. */
  readonly holidays: boolean
  readonly closed: readonly ClosedDays[]
  readonly open: readonly ExceptionalDay[]
  readonly answerWithin?: PromisedDelay
}

/** A moment on the clock of a place. */
export interface LocalMoment {
  /** `2026-11-30`. */
  readonly day: string
  /** Minutes since midnight. */
  readonly minute: number
}

export const usualTimeZone = 'Europe/Paris'

/** Whether a text is a day of the calendar, `2026-11-30`. */
export function isCalendarDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** Whether this Node knows a time zone by its IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}

/** What the clock of a place shows. */
export function localTime(at: Date, timeZone: string): LocalMoment {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string): string => parts.find(each => each.type === type)?.value ?? ''
  return { day: `${part('year')}-${part('month')}-${part('day')}`, minute: Number(part('hour')) * 60 + Number(part('minute')) }
}

/** What the clock of a place shows, as HTML writes it: `2026-11-30T09:00`. */
export function localText(at: Date, timeZone: string): string {
  const { day, minute } = localTime(at, timeZone)
  return `${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/**
 * When the clock of a place shows a time, ms since the epoch. Of a time that it shows twice, the first; of one that it leaps over, an hour
 * later.
 * @param text as `localText` writes it
 * @returns undefined when it is no time
 */
export function localInstant(text: string, timeZone: string): number | undefined {
  const wanted = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}Z`) : NaN
  if (Number.isNaN(wanted)) return undefined
  const ahead = (at: number): number => Date.parse(`${localText(new Date(at), timeZone)}Z`) - at
  const day = 24 * 3_600_000
  const found = [ahead(wanted - day), ahead(wanted + day)].map(offset => wanted - offset).sort((a, b) => a - b)
  return found.find(at => at + ahead(at) === wanted) ?? found[1]
}

/** 0 is Monday. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

/** The hours of a day. */
export function spansOn({ week, holidays, closed, open }: OpeningTimes, day: string): readonly Span[] {
  const exceptional = open.find(each => each.day === day)
  if (exceptional !== undefined) return exceptional.spans
  if (closed.some(({ from, to }) => from <= day && day <= to)) return []
  if (holidays && publicHolidays(Number(day.slice(0, 4))).has(day)) return []
  return week[weekdayOf(day)] ?? []
}

/** So far is looked for the next opening, days. */
const furthest = 400

/** Whether it is open, or else when it opens next; undefined: not within a year. */
export function nextOpening(times: OpeningTimes, at: Date): 'open' | LocalMoment | undefined {
  const now = localTime(at, times.timeZone)
  const today = spansOn(times, now.day)
  if (today.some(([from, to]) => from <= now.minute && now.minute < to)) return 'open'
  const later = today.find(([from]) => from > now.minute)
  if (later !== undefined) return { day: now.day, minute: later[0] }
  for (let days = 1; days <= furthest; days++) {
    const day = daysAfter(now.day, days)
    const [first] = spansOn(times, day)
    if (first !== undefined) return { day, minute: first[0] }
  }
  return undefined
}

/** The week that rules make; of two that hold on one day, both do. */
export const weekOfRules = (rules: readonly OpeningHours[]): OpeningTimes['week'] =>
  Array.from({ length: 7 }, (_, day) =>
    rules.filter(({ first, last }) => first <= day && day <= last).flatMap(({ spans }) => spans).sort(([a], [b]) => a - b))

/** A week as rules: days after each other with the same hours are one. */
export function rulesOfWeek(week: OpeningTimes['week']): OpeningHours[] {
  const rules: OpeningHours[] = []
  for (const [day, spans] of week.entries()) {
    const before = rules.at(-1)
    if (spans.length === 0) continue
    if (before?.last === day - 1 && String(before.spans) === String(spans)) rules[rules.length - 1] = { ...before, last: day }
    else rules.push({ first: day, last: day, spans })
  }
  return rules
}
