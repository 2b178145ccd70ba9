// NUL ends text early in SQLite, and none of the others can be seen; line ends and tabs stay.
const invisible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g
const loneSurrogate = /\p{Surrogate}/gu

/** Text without control characters and without halves of characters. */
export const cleanText = (text: string): string => text.replace(invisible, '').replace(loneSurrogate, '\uFFFD')

/** The same for what stands behind the `?` of an address. */
export const cleanQuery = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...query].map(([name, value]): [string, string] => [cleanText(name), cleanText(value)]))
