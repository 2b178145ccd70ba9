/** What may be said of the helpdesk beside the settings as they are: when it reads, and how soon it answers, where that is set. */
import type { Settings } from '../config.ts'
import { dateIn, weekdayIn } from '../content/dates.ts'
import type { Library, Variables } from '../content/library.ts'
import { readOpeningHours, type OpeningHours } from '../text/openingHours.ts'
import { nextOpening, rulesOfWeek, usualTimeZone, weekOfRules, type LocalMoment, type OpeningTimes } from '../text/openingTimes.ts'

/** The hours that hold: those of the content, else the week of HELPDESK_HOURS. */
function helpdeskTimes(library: Pick<Library, 'hours'>, { helpdeskHours }: Pick<Settings, 'helpdeskHours'>): OpeningTimes | undefined {
  const written = library.hours()
  if (written !== undefined || helpdeskHours === undefined) return written
  const rules = readOpeningHours(helpdeskHours)
  return rules === undefined ? undefined : { timeZone: usualTimeZone, week: weekOfRules(rules), holidays: true, closed: [], open: [] }
}

/** Says hours in a language. */
function hoursWords(library: Pick<Library, 'plain'>, locale: string) {
  const say = (name: string, variables: Variables = {}): string => library.plain(locale, `pages:hours.${name}`, variables)
  const listed = (parts: readonly string[]): string => new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts)
  const time = (at: number): string => {
    const [hour, minute] = [Math.floor(at / 60), at % 60]
    return minute === 0 ? say('wholeHour', { hour }) : say('time', { hour, minute: String(minute).padStart(2, '0') })
  }
  const days = ({ first, last }: OpeningHours): string =>
    first === last ? say('day', { day: weekdayIn(locale, first) }) : say('days', { first: weekdayIn(locale, first), last: weekdayIn(locale, last) })
  const rule = (each: OpeningHours): string =>
    say('rule', { days: days(each), hours: listed(each.spans.map(([from, to]) => say('span', { from: time(from), to: time(to) }))) })
  return {
    say,
    open: ({ week, holidays }: OpeningTimes): string => {
      const hours = listed(rulesOfWeek(week).map(rule))
      return hours !== '' && holidays ? say('exceptHolidays', { hours }) : hours
    },
    from: ({ day, minute }: LocalMoment): string => say('from', { day: dateIn(locale, new Date(`${day}T00:00:00Z`)), time: time(minute) }),
  }
}

/**
 * - `helpdeskOpen`: « du lundi au vendredi de 9 h à 12 h et de 13 h 30 à 17 h, sauf les jours fériés ».
 * - `helpdeskCity`: whose time that is, « Paris ».
 * - `helpdeskReads`, outside of the hours only: « lundi 30 novembre à partir de 9 h ».
 * - `helpdeskDelay`, where one is promised: « sous 2 jours ouvrés ».
 *
 * None of them where no hours are set.
 */
export function helpdeskVariables(library: Pick<Library, 'plain' | 'hours'>, settings: Pick<Settings, 'helpdeskHours'>, locale: string, now = new Date()): Variables {
  const times = helpdeskTimes(library, settings)
  if (times === undefined) return {}
  const { say, open, from } = hoursWords(library, locale)
  const next = nextOpening(times, now)
  const { answerWithin, timeZone } = times
  return {
    helpdeskOpen: open(times),
    helpdeskCity: timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? '',
    ...(next === undefined || next === 'open' ? {} : { helpdeskReads: from(next) }),
    ...(answerWithin === undefined ? {} : { helpdeskDelay: say(`within.${answerWithin.unit}`, { count: answerWithin.count }) }),
  }
}
