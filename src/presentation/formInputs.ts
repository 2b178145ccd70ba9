/** A form as one Adaptive Card: its inputs, and what comes back of them. */
import type { Library } from '../content/library.ts'
import { toCardBlocks, toPlainText } from '../content/markdown.ts'
import { skipped } from '../flow/formCard.ts'
import { kinds } from '../fields/kinds.ts'
import type { CardField, Saying } from '../flow/port.ts'

/** Before a field's name in its input's id, so that no field can be taken for something else that a button carries. */
const prefix = 'field.'
/** The id of what is wrong with an input, by which whoever draws the card ties the two. */
const faultId = (input: string): string => `${input}:fault`
/** How many inputs are read, and how much of each, in characters; a check refuses what is as long as that. */
const most = { inputs: 60, characters: 4000 }

/** What was filled in, by field, out of what a pressed button carries. Any client can invent it: only texts are read. */
export function fieldValues(value: object): Readonly<Record<string, string>> | undefined {
  const found = Object.entries(value)
    .filter((each): each is [string, string] => each[0].startsWith(prefix) && typeof each[1] === 'string')
    .slice(0, most.inputs)
  if (found.length === 0) return undefined
  return Object.fromEntries(found.map(([id, text]) => [id.slice(prefix.length), text.slice(0, most.characters)]))
}

/** A field's label, with whether it must be filled in and whether it is to be repaired, in words. */
function labelOf(library: Library, locale: string, { words, required, fault }: CardField): string {
  const label = library.plain(locale, words)
  const full = library.plain(locale, required ? 'dialogs:bot.form.card.required' : 'dialogs:bot.form.card.optional', { label })
  return fault === undefined ? full : library.plain(locale, 'dialogs:bot.form.card.again', { label: full })
}

/** The parts of an input that its kind makes. */
function inputOf(library: Library, locale: string, { kind, required, options = [], value }: CardField): object {
  const label = (id: string): string => library.plain(locale, options.find(each => each.id === id)?.words ?? '')
  const { input } = kinds[kind]
  switch (input.control) {
    case 'toggle':
      return { type: 'Input.Toggle', title: label('accept'), valueOn: 'accept', valueOff: 'decline', value: value ?? 'decline', wrap: true }
    case 'choice': {
      const choices = options.map(({ id }) => ({ title: label(id), value: id }))
      // A list that opens has no way back to nothing but a choice of its own.
      return {
        type: 'Input.ChoiceSet',
        choices: required ? choices : [{ title: library.plain(locale, 'dialogs:bot.form.nothing'), value: skipped }, ...choices],
        ...(value === undefined ? (required ? {} : { value: skipped }) : { value }),
        wrap: true,
      }
    }
    case 'text':
      return { type: 'Input.Text', ...(input.style === 'Text' ? {} : { style: input.style }), ...(value === undefined ? {} : { value }) }
  }
}

/** What is said of a field, as it is read: neither mark-up nor links. */
const sentence = (library: Library, locale: string, { limits }: CardField, key: string): string =>
  toPlainText(library.words(locale, key, limits))

/** What a browser may know of a field that it fills in. */
const hintOf = ({ kind, autocomplete }: Pick<CardField, 'kind' | 'autocomplete'>): object => {
  const { input } = kinds[kind]
  const typed = input.control === 'text' ? input : undefined
  const fillsIn = autocomplete ?? typed?.autocomplete
  return { ...(fillsIn === undefined ? {} : { autocomplete: fillsIn }), ...(typed === undefined ? {} : { inputMode: typed.inputMode }) }
}

/** The same for what a message asks for: its field by its name, those of a card by the ids of their inputs. No card can say it. */
export function fieldHints({ field, card = [] }: { readonly [K in 'field' | 'card']: Saying[K] | undefined }): { readonly fields?: Readonly<Record<string, object>> } {
  const named = [...(field === undefined ? [] : [[field.name, hintOf(field)] as const]), ...card.map(each => [`${prefix}${each.name}`, hintOf(each)] as const)]
  return named.length === 0 ? {} : { fields: Object.fromEntries(named) }
}

/** The inputs of a card, each with what is wrong with it right below. */
export function fieldBlocks(library: Library, locale: string, fields: readonly CardField[]): object[] {
  return fields.flatMap(field => {
    const { name, words, required, question, empty, fault } = field
    const input = {
      ...inputOf(library, locale, field),
      id: `${prefix}${name}`,
      label: labelOf(library, locale, field),
      spacing: question === undefined ? 'Medium' : 'Small',
      // A courtesy of the client's: everything is checked again when it has come.
      ...(required ? { isRequired: true, errorMessage: sentence(library, locale, field, empty) } : {}),
    }
    const wrong = (key: string): object => ({
      type: 'RichTextBlock',
      id: faultId(`${prefix}${name}`),
      spacing: 'Small',
      // It names its field: whoever hears it does not see what it stands under.
      inlines: [{ type: 'TextRun', text: `${library.plain(locale, words)} – ${sentence(library, locale, field, key)}`, color: 'Attention' }],
    })
    const asked = question === undefined ? [] : toCardBlocks(library.words(locale, question))
    return [
      ...asked.map((block, n) => (n === 0 ? { ...block, spacing: 'Medium' } : block)),
      input,
      ...(fault === undefined ? [] : [wrong(fault)]),
    ]
  })
}

/** The same as text, for clients that show no cards. */
export function fieldLines(library: Library, locale: string, fields: readonly CardField[]): string[] {
  return [
    ...fields.flatMap((field, index) => {
      const { options, value, fault } = field
      const words = options?.find(({ id }) => id === value)?.words
      const given = words === undefined ? value : library.plain(locale, words)
      return [
        `${index + 1}. ${labelOf(library, locale, field)}${given === undefined ? '' : ` – ${given}`}`,
        ...(fault === undefined ? [] : [`   ${sentence(library, locale, field, fault)}`]),
      ]
    }),
    library.plain(locale, 'dialogs:bot.form.card.plain'),
  ]
}
