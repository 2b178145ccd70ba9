/** Adaptive Cards, version 1.5, in plain functions: the elements that Teams and Web Chat both show. Schema: adaptivecards.io. */
import type { Attachment } from 'botbuilder'
import type { ButtonValue } from '../flow/port.ts'

export interface CardAction {
  readonly title: string
  /** What a screen reader says instead of the title. */
  readonly about?: string
  readonly data: ButtonValue
}

export interface CardRow {
  readonly name: string
  readonly value: string
  readonly action?: CardAction
}

export interface CardContent {
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
}

const submit = ({ title, about, data }: CardAction): object => ({
  type: 'Action.Submit',
  title,
  ...(about === undefined ? {} : { tooltip: about }),
  data,
})

const row = ({ name, value, action }: CardRow): object => ({
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
      : [{ type: 'Column', width: 'auto', verticalContentAlignment: 'Center', items: [{ type: 'ActionSet', actions: [submit(action)] }] }]),
  ],
})

/** Makes a card. */
export const card = ({ locale, title, blocks, note, image, rows = [], actions, link, plain }: CardContent): Attachment => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: locale,
    fallbackText: plain,
    speak: plain,
    body: [
      ...(title === undefined ? [] : [{ type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true }]),
      // What one must do comes first; the picture shows where.
      ...blocks,
      ...(image === undefined ? [] : [{ type: 'Image', url: image.url, altText: image.alt, size: 'Stretch' }]),
      ...rows.map(row),
      ...(note === undefined ? [] : [{ type: 'TextBlock', text: note, isSubtle: true, size: 'Small', wrap: true }]),
    ],
    ...(actions.length === 0 && link === undefined
      ? {}
      : { actions: [...(link === undefined ? [] : [{ type: 'Action.OpenUrl', ...link }]), ...actions.map(submit)] }),
  },
})
