/** HTML written as a template: what is put into it is escaped, unless it is HTML already. */

/** A piece of HTML that is safe as it stands. */
export interface Html {
  readonly html: string
}

type Value = Html | string | number | false | undefined | readonly (Html | string | false | undefined)[]

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it may stand in an element or in a quoted attribute. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, character => entities[character] ?? '')

const written = (value: Value): string => {
  if (value === undefined || value === false) return ''
  if (typeof value === 'object') return 'html' in value ? value.html : value.map(written).join('')
  return escapeHtml(String(value))
}

/** A template whose values are escaped; `undefined` and `false` are nothing, a list is its items one after the other. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  html: parts.reduce((text, part, i) => text + written(values[i - 1]) + part),
})

/** HTML that was made elsewhere and is trusted. */
export const trusted = (markup: string): Html => ({ html: markup })
