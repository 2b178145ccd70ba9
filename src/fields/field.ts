/** A field of a form, and what each kind of field answers for. `kinds.ts` has them all. */
import type { checksums } from './checksum.ts'

/** A remark on a good value: worth a question, never a refusal. */
export type Remark = 'domainTypo' | 'cnrsAddress'

/** What can be wrong with a value. Each has words: `<field>.errors.<code>` in a form, `<step>.errors.<code>` in a dialog. */
export const refusals = [
  'empty', 'tooLong', 'tooShort', 'looksLikeEmail', 'needsLetters', 'missingAt', 'missingDomain', 'severalAddresses', 'accents',
  'emailForm', 'phoneDigits', 'notAnOption', 'mustAccept', 'otherForm', 'wrongDigit',
] as const
export type Refusal = (typeof refusals)[number]

export type Checked =
  | { readonly ok: true; readonly value: string; readonly remark?: Remark; readonly suggestion?: string }
  | { readonly ok: false; readonly code: Refusal }

export const refuse = (code: Refusal): Checked => ({ ok: false, code })
export const accept = (value: string): Checked => ({ ok: true, value })

/** What is set of a field beside its name and kind. */
export interface FieldSettings {
  readonly required: boolean
  readonly minLength?: number
  readonly maxLength?: number
  /** Names of the answers of a `choice`. */
  readonly options?: readonly string[]
  /** Names of answers of a `text` that stand ready as buttons; their words are the value. */
  readonly offers?: readonly string[]
  /** What may have been said before the form: it names the one of `offers` that is then the answer, and nothing is asked. */
  readonly answeredBy?: (typeof answeringFacts)[number]
  /** Regular expression that the whole value of a `pattern` fits. */
  readonly pattern?: string
  /** By which a `pattern` with a wrong digit is known. */
  readonly checksum?: keyof typeof checksums
  /** What a browser knows of a person under this name, and may fill in (HTML's `autocomplete`). */
  readonly autocomplete?: (typeof autofills)[number]
  /** It is asked only where this setting is set: what it asks about could not be read otherwise. */
  readonly needs?: (typeof fieldNeeds)[number]
}

/** The facts (`src/flow/facts.ts`) that may name an answer. */
export const answeringFacts = ['noEmployer'] as const

/** The settings that a field may need. */
export const fieldNeeds = ['termsUrl', 'privacyUrl', 'portalUrl', 'helpdeskEmail'] as const

/** Those of HTML's names for what a browser fills in that a form may ask for. */
export const autofills = [
  'name', 'given-name', 'family-name', 'honorific-prefix', 'organization', 'organization-title', 'email', 'tel', 'url', 'country-name', 'off',
] as const

/** The settings that only some kinds have. */
export type OwnSetting = Exclude<keyof FieldSettings, 'required' | 'autocomplete' | 'needs'>

/** How it is filled in. `inputMode` and `autocomplete` are HTML's; `style` is an Adaptive Card's. */
export type Input =
  | { readonly control: 'choice' | 'toggle' }
  | {
      readonly control: 'text'
      readonly style: 'Text' | 'Email' | 'Tel'
      readonly inputMode: 'text' | 'email' | 'tel' | 'numeric'
      readonly autocomplete?: 'email' | 'tel'
    }

/** What is sent of a field to the account service. */
export type Sent = string | boolean

export interface FieldKind {
  /** The settings that it has. */
  readonly has: readonly OwnSetting[]
  /** Names of the answers of which one is chosen; a kind without them is typed. */
  readonly options?: (field: FieldSettings) => readonly string[]
  /** Everything that `check` can refuse of a field. */
  readonly codes: (field: FieldSettings) => readonly Refusal[]
  /** What is refused when nothing is there and something must be. */
  readonly missing: Refusal
  /** A value out of what was typed or chosen, or what is wrong with it. It forgives what does not matter, and never throws. */
  readonly check: (text: string, field: FieldSettings) => Checked
  /** True when what is known of a person already may be proposed as its value. */
  readonly proposes: boolean
  readonly input: Input
  /** What the account service is told it gets: a schema of OpenAPI 3.1. */
  readonly contract: (field: FieldSettings) => Readonly<Record<string, unknown>>
  /** The value as it is sent, and what came read as an answer; without them the value itself. Undefined: nothing is sent, or it is none. */
  readonly sent?: (value: string) => Sent | undefined
  readonly received?: (sent: Sent) => string | undefined
}
