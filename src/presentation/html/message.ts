/**
 * A message as the drawing knows it: the committed activity as plain JSON, of which no more is believed than its kind of value. The
 * elements of a card are those that `../cards.ts` and `../formInputs.ts` make; what is none of them is not drawn.
 */
export interface CardText {
  readonly type: 'TextBlock'
  /** Markdown. */
  readonly text: string
  readonly style?: 'heading' | 'default'
  readonly isSubtle?: boolean
}
/** Text that is shown as it is. */
export interface CardPlain {
  readonly type: 'RichTextBlock'
  readonly id?: string
  readonly inlines: readonly { readonly text: string }[]
}
export interface CardImage {
  readonly type: 'Image'
  readonly url: string
  readonly altText?: string
}
export interface CardColumns {
  readonly type: 'ColumnSet'
  readonly columns: readonly { readonly items: readonly CardElement[] }[]
}
export interface CardButtons {
  readonly type: 'ActionSet'
  readonly actions: readonly CardButton[]
}
interface CardInput {
  readonly id: string
  readonly label?: string
  readonly isRequired?: boolean
  readonly errorMessage?: string
  readonly value?: string
}
export interface CardTextInput extends CardInput {
  readonly type: 'Input.Text'
  readonly style?: 'Text' | 'Email' | 'Tel' | 'Url' | 'text' | 'email' | 'tel' | 'url'
  readonly isMultiline?: boolean
}
export interface CardChoices extends CardInput {
  readonly type: 'Input.ChoiceSet'
  readonly choices: readonly { readonly title: string; readonly value: string }[]
}
export interface CardToggle extends CardInput {
  readonly type: 'Input.Toggle'
  readonly title: string
  readonly valueOn?: string
  readonly valueOff?: string
}
export type CardField = CardTextInput | CardChoices | CardToggle
export type CardElement = CardText | CardPlain | CardImage | CardColumns | CardButtons | CardField

export interface CardPress {
  readonly type: 'Action.Submit' | 'Action.Execute'
  readonly title: string
  readonly tooltip?: string
  readonly style?: string
  readonly associatedInputs?: string
  readonly data: object
}
export interface CardOpen {
  readonly type: 'Action.OpenUrl'
  readonly title: string
  readonly url: string
}
export type CardButton = CardPress | CardOpen

export interface Card {
  readonly body: readonly CardElement[]
  readonly actions: readonly CardButton[]
}

/** A button below a sentence. */
export interface SuggestedChoice {
  readonly title: string
  readonly value?: object
}

/** What a browser may know of a field that it fills in. */
export interface FieldHint {
  readonly autocomplete?: string
  readonly inputMode?: string
}

export interface Message {
  readonly id: string
  readonly fromGuide: boolean
  /** Markdown of the guide's, or what a person wrote, as it is. */
  readonly text: string
  readonly markdown: boolean
  readonly locale: string | undefined
  /** `<dialog>.<step>`. */
  readonly step: string | undefined
  /** What of the step: see `Saying.part`. */
  readonly part: string | undefined
  /** Number of the asking; undefined: nothing is asked. */
  readonly ask: number | undefined
  /** The one field that is asked for. */
  readonly field: string | undefined
  /** By the field's name. */
  readonly hints: Readonly<Record<string, FieldHint>>
  readonly choices: readonly SuggestedChoice[]
  readonly card: Card | undefined
  /** ISO 8601. */
  readonly at: string | undefined
}

type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const listIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : [])

const cardType = 'application/vnd.microsoft.card.adaptive'

/** The card of an activity. Our own presentation made it: its elements are read by their type, and drawn only where they are known. */
function cardIn(attachments: unknown): Card | undefined {
  const content = listIn(attachments).find(({ contentType }) => contentType === cardType)?.['content']
  if (!isJson(content)) return undefined
  // Each element is told by its `type`, and a type that is not known is passed over where it is drawn.
  return { body: listIn(content['body']) as unknown as CardElement[], actions: listIn(content['actions']) as unknown as CardButton[] }
}

function hintsIn(value: unknown): Message['hints'] {
  if (!isJson(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, hint]) => {
      if (!isJson(hint)) return []
      const { autocomplete, inputMode } = hint
      return [[name, {
        ...(typeof autocomplete === 'string' ? { autocomplete } : {}),
        ...(typeof inputMode === 'string' ? { inputMode } : {}),
      }]]
    }),
  )
}

/** Reads an activity of the log; undefined for what is shown to nobody: events, and messages with nothing in them. */
export function readMessage(activity: unknown): Message | undefined {
  if (!isJson(activity) || activity['type'] !== 'message') return undefined
  const data = isJson(activity['channelData']) ? activity['channelData'] : {}
  const from = isJson(activity['from']) ? activity['from'] : {}
  const suggested = isJson(activity['suggestedActions']) ? activity['suggestedActions'] : {}
  const fromGuide = from['role'] === 'bot'
  const text = textIn(activity['text']) ?? ''
  const card = fromGuide ? cardIn(activity['attachments']) : undefined
  if (text.trim() === '' && card === undefined) return undefined
  return {
    id: textIn(activity['id']) ?? '',
    fromGuide,
    text,
    markdown: fromGuide && activity['textFormat'] === 'markdown',
    locale: textIn(data['locale']) ?? (fromGuide ? textIn(activity['locale']) : undefined),
    step: textIn(data['step']),
    part: textIn(data['part']),
    ask: typeof data['ask'] === 'number' ? data['ask'] : undefined,
    field: textIn(data['field']),
    hints: hintsIn(data['fields']),
    choices: listIn(suggested['actions']).flatMap(({ title, value }) =>
      typeof title === 'string' ? [{ title, ...(isJson(value) ? { value } : {}) }] : [],
    ),
    card,
    at: textIn(activity['timestamp']),
  }
}
