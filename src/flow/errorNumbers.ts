/** What an error number means that stands in the place of a page (RFC 9110, 15.5 and 15.6), in whatever words it was typed. */

/** The login is missing or the wrong one, or has no right to the page: 401, 402, 403. */
export const isAboutRights = (typed: string): boolean => /\b40[1-3]\b/.test(typed)

/** The address is wrong or an old one: 404, 410. */
export const isAboutAddress = (typed: string): boolean => /\b4(04|10)\b/.test(typed)

/** The service itself failed: 500 to 599. */
export const isAboutService = (typed: string): boolean => /\b5\d\d\b/.test(typed)
