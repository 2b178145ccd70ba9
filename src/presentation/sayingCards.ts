/** What the flow says that is shown as a card: a review, a form, a page of help, and choices where buttons stand on cards only. */
import { dayIn } from '../content/dates.ts'
import type { Article, ArticleKind, Library } from '../content/library.ts'
import { toCardBlocks, toPlainText } from '../content/markdown.ts'
import type { ButtonValue, Choice, Saying } from '../flow/port.ts'
import type { ChannelCapabilities } from './capabilities.ts'
import { card, type CardAction, type ShownCard } from './cards.ts'
import { fieldBlocks, fieldLines } from './formInputs.ts'

/** Where pictures are reached, for clients that load them by address. */
export type ImageAddress = (name: string) => string | undefined

/** Something that is to be shown, in a language, by a channel that can show so much. */
export interface Showing {
  readonly saying: Saying
  readonly locale: string
  readonly shows: ChannelCapabilities
  readonly library: Library
  readonly imageAddress: ImageAddress
}

/** A card, and what a notification shows of it. */
export interface SaidCard {
  readonly card: ShownCard
  readonly summary: string
}

/** What is written on the button of a choice. */
export const labelOf = ({ library, locale }: Showing, { id, label, words }: Choice): string =>
  label ?? (words === undefined ? id : library.plain(locale, words))

/** What comes back when the button is pressed. */
export const valueOf = ({ saying: { dialog, step, ask = 0 } }: Showing, { id, field }: Choice): ButtonValue => ({
  step: `${dialog}.${step}`,
  ask,
  option: id,
  ...(field === undefined ? {} : { field }),
})

function reviewCard(showing: Showing, text: string): SaidCard {
  const { saying: { review = [], choices = [] }, locale, shows, library } = showing
  const [edit, add] = ['edit', 'add'].map(name => library.plain(locale, `dialogs:bot.form.${name}`))
  const nothing = library.plain(locale, 'dialogs:bot.form.nothing')
  const rows = review.map(row => {
    const name = library.plain(locale, row.words)
    const choice = choices.find(({ field }) => field === row.field)
    const title = (row.value === undefined && row.valueWords === undefined ? add : edit) ?? ''
    return {
      name,
      value: row.valueWords === undefined ? (row.value ?? nothing) : library.plain(locale, row.valueWords),
      ...(choice === undefined ? {} : { action: { title, about: `${title} – ${name}`, data: valueOf(showing, choice) } }),
    }
  })
  const actions = choices
    .filter(({ field }) => field === undefined)
    .map((choice): CardAction => ({ title: labelOf(showing, choice), data: valueOf(showing, choice), ...(choice.id === 'submit' ? { style: 'positive' } : {}) }))
  // A number stands for what it changes; rows that nobody can change have none.
  const lines = rows.map((row, index) => `${'action' in row ? `${index + 1}. ` : ''}${row.name} – ${row.value}`)
  const plain = [toPlainText(text), ...lines].join('\n')
  const shown = card({ shows, locale, blocks: toCardBlocks(text), rows, actions, plain })
  return { card: shown, summary: shown.content.fallbackText }
}

function formCard(showing: Showing, text: string): SaidCard {
  const { saying: { card: fields = [], choices = [] }, locale, shows, library } = showing
  const actions = choices.map((choice): CardAction => ({
    title: labelOf(showing, choice),
    data: valueOf(showing, choice),
    ...(choice.id === 'submit' ? { style: 'positive' } : { withoutInputs: true }),
  }))
  const speak = toPlainText(text)
  const plain = [speak, ...fieldLines(library, locale, fields)].join('\n')
  const blocks = [...toCardBlocks(text), ...fieldBlocks(library, locale, fields)]
  return { card: card({ shows, locale, blocks, actions, plain, speak }), summary: speak }
}

/** Menus change: when a page was compared with its sources. How, is for editors. */
function checkedNote({ library, locale }: Showing, kind: ArticleKind, { checked, version }: Article['extra']): string {
  if (typeof checked !== 'string' || Number.isNaN(Date.parse(checked))) return ''
  const date = dayIn(locale, new Date(checked))
  const known = { date, ...(typeof version === 'string' ? { version } : {}) }
  return library.plain(locale, `pages:${kind}.checked${'version' in known ? 'With' : ''}`, known)
}

/** Undefined: nothing is to be shown, or there is no such page. */
function guideCard(showing: Showing): SaidCard | undefined {
  const { saying: { article: asked, variables, choices = [] }, locale, shows, library, imageAddress } = showing
  const article = asked && library.article(asked.kind, locale, asked.id, variables, asked.section)
  if (asked === undefined || article === undefined) return undefined
  const { title, body, extra, image, alt = title } = article
  const note = checkedNote(showing, asked.kind, extra)
  // A button that leads out of the chat: there only when what it leads to is known (`buttonTo` is a variable's name).
  const { buttonLabel, buttonTo } = extra
  const url = typeof buttonTo === 'string' ? variables?.[buttonTo] : undefined
  const link = typeof buttonLabel === 'string' && typeof url === 'string' ? { title: buttonLabel, url } : undefined
  const address = image === undefined ? undefined : imageAddress(image)
  const shown = card({
    shows,
    locale,
    title,
    blocks: toCardBlocks(body),
    ...(note === '' ? {} : { note }),
    ...(address === undefined ? {} : { image: { url: address, alt } }),
    actions: choices.map((choice): CardAction => ({ title: labelOf(showing, choice), data: valueOf(showing, choice) })),
    ...(link === undefined ? {} : { link }),
    plain: [`${title}\n${toPlainText(body)}`, ...(note === '' ? [] : [note])].join('\n\n'),
  })
  return { card: shown, summary: title }
}

function choiceCard(showing: Showing, text: string): SaidCard {
  const { saying: { choices = [] }, locale, shows } = showing
  const actions = choices.map((choice): CardAction => ({ title: labelOf(showing, choice), data: valueOf(showing, choice) }))
  const plain = toPlainText(text)
  return { card: card({ shows, locale, blocks: toCardBlocks(text), actions, plain }), summary: plain }
}

/** The card of what is said; undefined: it is a sentence. */
export function cardFor(showing: Showing, text: string): SaidCard | undefined {
  const { saying: { part, choices = [] }, shows } = showing
  if (part === 'review') return reviewCard(showing, text)
  if (part === 'card') return formCard(showing, text)
  return guideCard(showing) ?? (choices.length > 0 && shows.buttons === 'card' ? choiceCard(showing, text) : undefined)
}
