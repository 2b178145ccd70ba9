/** What may be said of the helpdesk beside the settings as they are. */
import type { Settings } from '../config.ts'
import type { Library, Variables } from '../content/library.ts'
import { readOpeningHours, type OpeningHours } from '../text/openingHours.ts'

/** The name of a day; 0 is Monday. The first of January 2024 was one. */
const dayIn = (locale: string, day: number): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day))

/** `helpdeskOpen`: « du lundi au vendredi, de 9 h à 12 h et de 13 h 30 à 17 h », when it is set. */
export function helpdeskVariables(library: Library, { helpdeskHours }: Settings, locale: string): Variables {
  const hours = helpdeskHours === undefined ? undefined : readOpeningHours(helpdeskHours)
  if (hours === undefined) return {}
  const say = (name: string, variables: Variables): string => library.plain(locale, `pages:hours.${name}`, variables)
  const listed = (parts: readonly string[]): string => new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts)
  const time = (at: number): string => {
    const [hour, minute] = [Math.floor(at / 60), at % 60]
    return minute === 0 ? say('wholeHour', { hour }) : say('time', { hour, minute: String(minute).padStart(2, '0') })
  }
  const days = ({ first, last }: OpeningHours): string =>
    first === last ? say('day', { day: dayIn(locale, first) }) : say('days', { first: dayIn(locale, first), last: dayIn(locale, last) })
  const rule = (each: OpeningHours): string =>
    say('rule', { days: days(each), hours: listed(each.spans.map(([from, to]) => say('span', { from: time(from), to: time(to) }))) })
  return { helpdeskOpen: listed(hours.map(rule)) }
}
