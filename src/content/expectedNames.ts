/** What programs ask of the words, by name. */
import type { Field } from '../fields/kinds.ts'
import type { ArticleKind } from './library.ts'

/** The texts of one file that a program asks for, by their names below the file: `whatFor.text`, `whatFor.options.yes`. */
export interface ExpectedWords {
  readonly required: readonly string[]
  /** Others that are used when they are there. `step.*` stands for everything below `step`. */
  readonly optional?: readonly string[]
  /** Variables that a text may use beside the global ones, by its name; a text that is not named may use none. Absent: not checked. */
  readonly variables?: Readonly<Record<string, readonly string[]>>
}

/** What the dialogs need of the words. The flow layer makes it from the tables. */
export interface ExpectedNames {
  /** By dialog. `title` (required) and `menu` need not be named. `bot` holds the bot's own sentences. */
  readonly dialogs: Readonly<Record<string, ExpectedWords>>
  /** Pages (`pages/<locale>/<id>.yml`) that a program asks for; others are free. */
  readonly pages?: Readonly<Record<string, ExpectedWords>>
  /** Forms that dialogs use. */
  readonly forms?: readonly string[]
  /** Markdown pages that dialogs show. */
  readonly articles?: readonly { readonly kind: ArticleKind; readonly id: string }[]
  /** Mails that are sent, with the variables that each must hold and those that it may. */
  readonly mails?: Readonly<Record<string, { readonly required: readonly string[]; readonly optional?: readonly string[] }>>
  /** Variables that every text may use. */
  readonly globals?: readonly string[]
  /** Codes that need words for a field; without it those of its kind. */
  readonly errorCodes?: (field: Field) => readonly string[]
}
