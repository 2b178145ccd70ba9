/**
 * What is wrong with an Adaptive Card: by Microsoft's own reader (the `adaptivecards` package, held to version 1.5), and by a strict
 * reading of the published schema for the elements in use, since that reader overlooks unknown properties and wrong kinds of value.
 * Schema: https://adaptivecards.io/schemas/1.5.0/adaptive-card.json. Sizes: learn.microsoft.com, "Format your bot messages".
 */
import { createRequire } from 'node:module'
import { z } from 'zod-4'

interface Reader {
  readonly AdaptiveCard: new () => {
    hostConfig: unknown
    parse(content: unknown, context: unknown): void
    validateProperties(): { readonly validationEvents: readonly { readonly message: string }[] }
  }
  readonly SerializationContext: new (version: unknown) => {
    readonly eventCount: number
    getEventAt(index: number): { readonly message: string }
  }
  readonly HostConfig: new (config: object) => unknown
  readonly Versions: { readonly v1_5: unknown }
}
// The package's entry cannot be read by Node.
const reader = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as Reader

const text = z.string().min(1)
const common = {
  id: text.optional(),
  spacing: z.enum(['Default', 'None', 'Small', 'Medium', 'Large', 'ExtraLarge', 'Padding']).optional(),
  separator: z.boolean().optional(),
  isVisible: z.boolean().optional(),
}
const font = {
  size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
  weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
  color: z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']).optional(),
  isSubtle: z.boolean().optional(),
}
const button = { title: text, tooltip: text.optional(), style: z.enum(['default', 'positive', 'destructive']).optional(), id: text.optional() }
const data = z.record(z.string(), z.unknown())
const answer = { ...button, data, associatedInputs: z.enum(['Auto', 'None', 'auto', 'none']).optional() }
const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Action.Execute'), verb: text, ...answer }),
  z.strictObject({ type: z.literal('Action.Submit'), ...answer }),
  z.strictObject({ type: z.literal('Action.OpenUrl'), url: z.url(), ...button }),
])
/** Teams shows no more of them in one row. */
const mostActions = 6
const actions = z.array(action).min(1).max(mostActions)
const input = { ...common, id: text, label: text.optional(), isRequired: z.boolean().optional(), errorMessage: text.optional() }

const element: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('TextBlock'), text, wrap: z.literal(true), style: z.enum(['default', 'heading']).optional(), ...font, ...common,
    }),
    z.strictObject({
      type: z.literal('RichTextBlock'), inlines: z.array(z.strictObject({ type: z.literal('TextRun'), text, ...font })).min(1), ...common,
    }),
    z.strictObject({ type: z.literal('Image'), url: z.url(), altText: text, size: z.enum(['Auto', 'Stretch', 'Small', 'Medium', 'Large']), ...common }),
    z.strictObject({ type: z.literal('Container'), items: z.array(element).min(1), ...common }),
    z.strictObject({
      type: z.literal('ColumnSet'),
      columns: z.array(z.strictObject({
        type: z.literal('Column'),
        width: z.union([z.enum(['auto', 'stretch']), z.number()]),
        verticalContentAlignment: z.enum(['Top', 'Center', 'Bottom']).optional(),
        items: z.array(element).min(1),
        ...common,
      })).min(1),
      ...common,
    }),
    z.strictObject({ type: z.literal('ActionSet'), actions, ...common }),
    z.strictObject({
      type: z.literal('Input.Text'), placeholder: text.optional(), value: z.string().optional(), maxLength: z.int().positive().optional(),
      isMultiline: z.boolean().optional(), style: z.enum(['Text', 'Tel', 'Url', 'Email', 'Password', 'text', 'tel', 'url', 'email']).optional(), ...input,
    }),
    z.strictObject({
      type: z.literal('Input.ChoiceSet'), choices: z.array(z.strictObject({ title: text, value: text })).min(1), value: z.string().optional(),
      style: z.enum(['compact', 'expanded', 'filtered']).optional(), wrap: z.boolean().optional(), isMultiSelect: z.boolean().optional(),
      placeholder: text.optional(), ...input,
    }),
    z.strictObject({
      type: z.literal('Input.Toggle'), title: text, value: z.string().optional(), valueOn: z.string().optional(), valueOff: z.string().optional(),
      wrap: z.boolean().optional(), ...input,
    }),
  ]),
)

const card = z.strictObject({
  type: z.literal('AdaptiveCard'),
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  version: z.literal('1.5'),
  lang: z.enum(['fr', 'en']),
  fallbackText: text,
  speak: text,
  body: z.array(element).min(1),
  actions: actions.optional(),
})

/** What Teams takes in one card, in bytes. */
const mostBytes = 28 * 1024

/** What is wrong with a card's content, in words; empty when nothing is. */
export function faultsOfCard(content: unknown): string[] {
  const shape = card.safeParse(content)
  const context = new reader.SerializationContext(reader.Versions.v1_5)
  const read = new reader.AdaptiveCard()
  read.hostConfig = new reader.HostConfig({ actions: { maxActions: mostActions } })
  read.parse(content, context)
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message)
  const bytes = Buffer.byteLength(JSON.stringify(content))
  return [
    ...(shape.success ? [] : shape.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)),
    // The reader's expression for languages is global, so it refuses every second card for its language.
    ...events.filter(message => !/^Invalid value "(?:fr|en)" for property "lang"/.test(message)),
    ...read.validateProperties().validationEvents.map(({ message }) => message),
    ...(bytes > mostBytes ? [`${bytes} bytes`] : []),
  ]
}
