/**
 * Adaptive Cards, version 1.5: the elements that Teams and Web Chat both show, written by plain functions and read and serialised by the
 * object model. Schema: adaptivecards.io.
 */
import type { ButtonValue } from '../flow/port.ts'
import type { Attachment } from '../sdk.ts'
import type { ChannelCapabilities } from './capabilities.ts'
import { serialised } from './cardModel.ts'

export interface CardAction {
  readonly title: string
  /** What a screen reader says instead of the title. */
  readonly about?: string
  readonly data: ButtonValue
  readonly style?: 'positive'
  /** Takes nothing along of what was filled into the card, so that nothing need be filled in for it. */
  readonly withoutInputs?: boolean
}

export interface CardRow {
  readonly name: string
  readonly value: string
  readonly action?: CardAction
}

export interface CardContent {
  /** What the channel can show. */
  readonly shows: ChannelCapabilities
  readonly locale: string
  readonly title?: string
  /** Markdown paragraphs, already within what a TextBlock can show. */
  readonly blocks: readonly object[]
  /** Small print at the end. */
  readonly note?: string
  readonly image?: { readonly url: string; readonly alt: string }
  /** Name, value and a button in a line: a review. */
  readonly rows?: readonly CardRow[]
  readonly actions: readonly CardAction[]
  /** A button that opens a page. */
  readonly link?: { readonly title: string; readonly url: string }
  /** The whole as plain text, for clients that show no cards. */
  readonly plain: string
  /** What is said aloud, and what a screen reader calls the card; the plain text when it is not given. */
  readonly speak?: string
}

/** A card, with the whole of it as text. */
export interface ShownCard extends Attachment {
  readonly content: { readonly fallbackText: string }
}

/** A button. Where the card can be changed once it was pressed it says its own label, which that card then shows. */
const press = ({ press, updates }: ChannelCapabilities, { title, about, data, style, withoutInputs = false }: CardAction): object => ({
  ...(press === 'execute' ? { type: 'Action.Execute', verb: data.step } : { type: 'Action.Submit' }),
  title,
  ...(about === undefined ? {} : { tooltip: about }),
  ...(style === undefined ? {} : { style }),
  ...(withoutInputs ? { associatedInputs: 'none' } : {}),
  data: updates ? { ...data, label: about ?? title } : data,
})

/** Buttons beyond what a card can hold stand in rows of their own. */
const rowsOf = (buttons: readonly object[], most: number): object[] =>
  Array.from({ length: Math.ceil(buttons.length / most) }, (_, n) => ({
    type: 'ActionSet',
    actions: buttons.slice(n * most, (n + 1) * most),
  }))

const canShow = ({ pictures }: ChannelCapabilities, url: string): boolean =>
  pictures === 'any' || (pictures === 'public' && url.startsWith('https:'))

const row = (shows: ChannelCapabilities, { name, value, action }: CardRow): object => ({
  type: 'ColumnSet',
  spacing: 'Small',
  separator: true,
  columns: [
    {
      type: 'Column',
      width: 'stretch',
      verticalContentAlignment: 'Center',
      items: [
        { type: 'TextBlock', text: name, isSubtle: true, size: 'Small', wrap: true },
        // A RichTextBlock shows its text as it is: what a person typed can never be markup here.
        { type: 'RichTextBlock', spacing: 'None', inlines: [{ type: 'TextRun', text: value }] },
      ],
    },
    ...(action === undefined
      ? []
      : [{ type: 'Column', width: 'auto', verticalContentAlignment: 'Center', items: [{ type: 'ActionSet', actions: [press(shows, action)] }] }]),
  ],
})

/** The plain JSON of a card, as it is written by hand. */
export function cardJson({ shows, locale, title, blocks, note, image, rows = [], actions, link, plain, speak = plain }: CardContent) {
  const buttons = [...(link === undefined ? [] : [{ type: 'Action.OpenUrl', ...link }]), ...actions.map(action => press(shows, action))]
  const fit = buttons.length <= shows.mostButtons
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: locale,
    fallbackText: [plain, ...(link === undefined ? [] : [`${link.title} – ${link.url}`]), ...actions.map(each => `– ${each.title}`)].join('\n'),
    speak,
    body: [
      ...(title === undefined ? [] : [{ type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true }]),
      // What one must do comes first; the picture shows where.
      ...blocks,
      ...(image === undefined || !canShow(shows, image.url) ? [] : [{ type: 'Image', url: image.url, altText: image.alt, size: 'Stretch' }]),
      ...rows.map(each => row(shows, each)),
      ...(note === undefined ? [] : [{ type: 'TextBlock', text: note, isSubtle: true, size: 'Small', wrap: true }]),
      ...(fit ? [] : rowsOf(buttons, shows.mostButtons)),
    ],
    ...(fit && buttons.length > 0 ? { actions: buttons } : {}),
  }
}

/** Makes a card. */
export const card = (content: CardContent): ShownCard => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: serialised(cardJson(content)),
})
