/** Makes a mail of the words in `content/mails`: one text, shown as text and as HTML. The page's title is the mail's subject. */
import type { Library, Variables } from '../content/library.ts'
import { toHtml, toPlainText } from '../content/markdown.ts'
import { html, trusted, type Html } from '../text/html.ts'
import type { Theme } from '../theme.ts'

/** What of a theme a mail shows: programs that read mail know no variables of CSS. */
export type MailColours = Pick<Theme, 'light' | 'dark'>

/** A line of what a mail tells: data, never markup. */
export interface MailRow {
  readonly name: string
  readonly value: string
}

export interface Composed {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** A link that stands alone in its paragraph is the mail's button. */
const button = /^\[([^\]\n]+)\]\([^)\n]*\)$/

/** A paragraph that is this alone is where a mail's rows stand. */
const rowsHere = '%rows%'

/** With its line ends; not every program for mail takes them from a style. */
const inLines = (text: string): readonly Html[] => text.split('\n').map((line, at) => html`${trusted(at === 0 ? '' : '<br>')}${line}`)

const rowsHtml = (rows: readonly MailRow[]): string =>
  html`<table style="border-collapse:collapse;margin:16px 0">${rows.map(
    ({ name, value }) =>
      html`<tr><th scope="row" style="text-align:left;vertical-align:top;padding:4px 16px 4px 0">${name}</th><td style="padding:4px 0;overflow-wrap:anywhere">${inLines(value)}</td></tr>`,
  )}</table>`.html

/** Stands in for a link that there is not: its button is left out. */
const nowhere = 'https://nowhere.invalid/'

/** The house's own, as `src/pages/house.css` has them. */
const usual = { light: { accent: '#1d4e9e', onAccent: '#ffffff' }, dark: { accent: '#a2c4ff', onAccent: '#0c1a31' } }

const inDark = ({ accent, onAccent } = usual.dark): string => `@media (prefers-color-scheme: dark) {
  body, .mail { background: #16181d !important; color: #f2f4f8 !important }
  .mail a { color: ${accent} !important }
  .mail a.button { background: ${accent} !important; color: ${onAccent} !important }
}`

const frame = (locale: string, subject: string, body: string, { dark }: MailColours): string => html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${trusted(inDark(dark))}</style>
</head>
<body style="margin:0;padding:24px 16px;background:#ffffff;color:#1d2433">
<div class="mail" role="article" lang="${locale}" aria-label="${subject}" style="max-width:34em;margin:0 auto;font:16px/1.6 Arial,Helvetica,sans-serif;color:#1d2433">
${trusted(body)}
</div>
</body>
</html>
`.html

const buttonHtml = (label: string, link: string, { accent, onAccent } = usual.light): string => html`<p style="margin:24px 0 8px"><a class="button" href="${link}" style="display:inline-block;padding:12px 22px;border-radius:10px;background:${accent};color:${onAccent};font-weight:bold;text-decoration:none">${label}</a></p>
<p style="margin:0 0 24px;font-size:14px;overflow-wrap:anywhere"><a href="${link}" style="color:${accent}">${link}</a></p>`.html

/** Only an address of the web may become a button. */
function address(link: string | number | undefined): string | undefined {
  if (typeof link !== 'string' || !URL.canParse(link)) return undefined
  return ['https:', 'http:'].includes(new URL(link).protocol) ? link : undefined
}

/**
 * Composes a mail.
 * @param id name of the file in `content/mails/<locale>`, without `.md`
 * @param variables what the words may use; `link` is where the mail's button leads, and without it there is no button
 * @param rows shown where the words have a paragraph `{{rows}}`
 * @param colours those of the theme, where it has its own
 * @throws when no language has this mail
 */
export function composeMail(
  library: Library, id: string, locale: string, variables: Variables, rows: readonly MailRow[] = [], colours: MailColours = {},
): Composed {
  const link = address(variables['link'])
  const article = library.article('mails', locale, id, { ...variables, link: link ?? nowhere, rows: rowsHere })
  if (article === undefined) throw new Error(`There is no mail content/mails/${library.defaultLocale}/${id}.md`)
  const subject = article.title
  const text: string[] = []
  const markup: string[] = []
  for (const paragraph of article.body.trim().split(/\n{2,}/)) {
    const label = button.exec(paragraph.trim())?.[1]
    if (paragraph.trim() === rowsHere) {
      text.push(rows.map(({ name, value }) => `${name} – ${value}`).join('\n'))
      markup.push(rowsHtml(rows))
    } else if (label === undefined) {
      text.push(toPlainText(paragraph))
      markup.push(toHtml(paragraph))
    } else if (link !== undefined) {
      text.push(`${toPlainText(label)}\n${link}`)
      markup.push(buttonHtml(toPlainText(label), link, colours.light))
    }
  }
  return { subject, text: `${text.map(each => each.trim()).join('\n\n')}\n`, html: frame(locale, subject, markup.join('\n'), colours) }
}
