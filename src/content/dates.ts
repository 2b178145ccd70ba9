/** Days and hours as people in this house write them: an English text from a French institution has its dates as Europe writes them. */
const written = (locale: string): string => (locale === 'en' ? 'en-GB' : locale)

/** `8 février 2022`, `8 February 2022`. */
export const dayIn = (locale: string, day: Date): string =>
  // Node's French has no « 1er ».
  new Intl.DateTimeFormat(written(locale), { dateStyle: 'long', timeZone: 'UTC' }).format(day).replace(/^1 /, locale === 'fr' ? '1er ' : '1 ')

/** The name of a day of the week; 0 is Monday. */
export const weekdayIn = (locale: string, weekday: number): string =>
  // The first of January 2024 was one.
  new Intl.DateTimeFormat(written(locale), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + weekday))

/** `lundi 30 novembre`, `Monday 30 November`. */
export const dateIn = (locale: string, day: Date): string =>
  new Intl.DateTimeFormat(written(locale), { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
    .format(day).replace(/ 1 /, locale === 'fr' ? ' 1er ' : ' 1 ')

/** When it was, for whoever reads it elsewhere: with the offset. */
export const timeIn = (locale: string, at: Date): string =>
  new Intl.DateTimeFormat(written(locale), { dateStyle: 'long', timeStyle: 'long', timeZone: 'Europe/Paris' }).format(at)
