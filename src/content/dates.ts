/** Days as people in this house write them. */

/** `8 février 2022`, `8 February 2022`: an English text from a French institution has its dates as Europe writes them. */
export const dayIn = (locale: string, day: Date): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeZone: 'UTC' }).format(day)
