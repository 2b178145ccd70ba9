/** All kinds of field, one file each. The dialog, the card, the account service and the contract ask the same rule. */
import { choice } from './choice.ts'
import { consent } from './consent.ts'
import { email } from './email.ts'
import { accept, refuse, type Checked, type FieldKind, type FieldSettings, type Refusal, type Sent } from './field.ts'
import { orcid } from './orcid.ts'
import { pattern } from './pattern.ts'
import { phone } from './phone.ts'
import { text } from './text.ts'

export const kinds = { text, email, phone, choice, consent, pattern, orcid } as const satisfies Readonly<Record<string, FieldKind>>
export type KindName = keyof typeof kinds

/** A field of a form, from `content/forms/fields/<form>.yml`. */
export interface Field extends FieldSettings {
  readonly name: string
  readonly kind: KindName
}

export const kindOf = ({ kind }: Pick<Field, 'kind'>): FieldKind => kinds[kind]

/** Names of the answers of which one is chosen; undefined where a text is typed. */
export const optionsOf = (field: Field): readonly string[] | undefined => kindOf(field).options?.(field)

/** Names of everything that a button may answer to a field. */
export const buttonsOf = (field: Field): readonly string[] => optionsOf(field) ?? field.offers ?? []

/** Codes that need words in the field's `errors`. */
export const codesOf = (field: Field): readonly Refusal[] => kindOf(field).codes(field)

/** Checks what was typed or chosen for a field. */
export const checkField = (field: Field, text: string): Checked => kindOf(field).check(text, field)

/** The same, where a field may be left empty: its value is then the empty text. */
export function checkAnswer(field: Field, text: string): Checked {
  if (text.trim() === '') return field.required ? refuse(kindOf(field).missing) : accept('')
  return checkField(field, text)
}

/** What is sent of a value to the account service; undefined when nothing is. */
export function sentOf(field: Field, value: string): Sent | undefined {
  if (value === '') return undefined
  const { sent } = kindOf(field)
  return sent === undefined ? value : sent(value)
}

/** Checks what came for a field over the account API. */
export function checkSent(field: Field, sent: unknown): Checked | { readonly ok: false; readonly code: 'unexpected' } {
  if (sent === undefined) return checkAnswer(field, '')
  const { received = (given: Sent) => (typeof given === 'string' ? given : undefined) } = kindOf(field)
  const value = typeof sent === 'string' || typeof sent === 'boolean' ? received(sent) : undefined
  return value === undefined ? { ok: false, code: 'unexpected' } : checkAnswer(field, value)
}

/** What the account service gets of a form, as the schema of an object (OpenAPI 3.1). */
export const contractOf = (fields: readonly Field[]): Readonly<Record<string, unknown>> => ({
  type: 'object',
  required: fields.filter(({ required, needs }) => required && needs === undefined).map(({ name }) => name),
  properties: Object.fromEntries(fields.map(field => [field.name, kindOf(field).contract(field)])),
})
