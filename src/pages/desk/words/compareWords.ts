/**
 * Two texts compared word by word, or line by line what is no sentence: what went is struck through, what came is underlined, and both say
 * so to whoever does not see it.
 */
import { diffLines, diffWordsWithSpace } from 'diff'
import { everyLanguage } from '../../../content/edits.ts'
import { html, type Html } from '../../../text/html.ts'
import type { Visit } from '../desk.ts'

/** Longer texts are compared by nobody at a glance, and cost the server too much. */
const longest = 20_000
/** So do texts that have so many differences: what it costs grows with their square. */
const mostDifferences = 500

/** @param before undefined: there was none */
export function compareWords({ say, locale: mine }: Pick<Visit, 'say' | 'locale'>, before: string | undefined, after: string | undefined, locale: string): Html {
  // A last line that has no end as the others do would be another line for it.
  const end = locale === everyLanguage ? '\n' : ''
  const [from, to] = [`${(before ?? '').trim()}${end}`, `${(after ?? '').trim()}${end}`]
  const compared = from.length + to.length > longest ? undefined
    : locale === everyLanguage
      ? diffLines(from, to, { maxEditLength: mostDifferences })
      : diffWordsWithSpace(from, to, { maxEditLength: mostDifferences })
  const parts = compared ?? [{ value: from, removed: true, added: false }, { value: to, removed: false, added: true }]
  const marked = parts.filter(({ value }) => value !== '').map(({ value, added, removed }) =>
    removed ? html`<del><span class="visually-hidden">${say('deskWords.compare.gone')} </span>${value}</del>`
      : added ? html`<ins><span class="visually-hidden">${say('deskWords.compare.new')} </span>${value}</ins>`
        : html`${value}`)
  return html`<div class="compared" lang="${locale || mine}">${marked}</div>`
}
