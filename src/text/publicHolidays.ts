/** The eleven public holidays of France (Code du travail, article L3133-1), computed. */

const fixed = {
  newYear: '01-01', labourDay: '05-01', victoryDay: '05-08', bastilleDay: '07-14', assumption: '08-15', allSaints: '11-01',
  armistice: '11-11', christmas: '12-25',
} as const
/** Days after Easter. */
const movable = { easterMonday: 1, ascension: 39, whitMonday: 50 } as const

export type HolidayName = keyof typeof fixed | keyof typeof movable

/** A day of the calendar, `2026-11-30`, some days later. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/**
 * Easter of the Gregorian calendar, by the computus of Meeus, Jones and Butcher (J. Meeus, « Astronomical Algorithms », chapter 8).
 * @returns `2026-04-05`
 */
export function easterOf(year: number): string {
  const golden = year % 19
  const [century, ofCentury] = [Math.floor(year / 100), year % 100]
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * sunday) / 451)
  const days = epact + sunday - 7 * late + 114
  return `${year}-${String(Math.floor(days / 31)).padStart(2, '0')}-${String((days % 31) + 1).padStart(2, '0')}`
}

const namesOf = <T extends object>(table: T): (keyof T)[] => Object.keys(table) as (keyof T)[] // tables of ours, whose keys are their own

/** The holidays of a year, each by its day, in their order. */
export function publicHolidays(year: number): ReadonlyMap<string, HolidayName> {
  const easter = easterOf(year)
  const days = [
    ...namesOf(fixed).map(name => [`${year}-${fixed[name]}`, name] as const),
    ...namesOf(movable).map(name => [daysAfter(easter, movable[name]), name] as const),
  ]
  return new Map(days.sort(([a], [b]) => (a < b ? -1 : 1)))
}
